"""The directory in a PostgreSQL database that several processes share: rows, dated rows, audit, text keys, secrets."""

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import date, datetime
from typing import Any, TypeVar, cast

import msgspec

from ..refusals import Refused
from ..retail.master import Dated
from . import postgres_audit, postgres_dated, postgres_keys
from .audit import Asked, Deed, Note, Words, asked, told, written
from .dated import Master
from .keys import marked
from .lines import Line, Lines
from .postgres_keys import KeyTable
from .postgres_news import News
from .postgres_turns import Turns
from .rows import Row

R = TypeVar("R", bound=Row)
M = TypeVar("M", bound=Master)
SCRIPTS = (
    postgres_dated.TABLE + postgres_audit.TABLE + postgres_keys.TABLE,
    postgres_audit.SEALED,
    postgres_keys.GRAVES,
)


class PostgresDirectory:
    """lines: of the database. clock: aware now. random: n random bytes.

    A Row class is a table (place, id, body): the body is JSON; what `find` may ask by is an index on the hash of its
    JSON text, so a new field needs no migration, and a value may be of any length and hold any character. Rows are
    always read from the database; the change number and text keys are remembered while `News` vouches for them.
    """

    def __init__(
        self, lines: Lines, *, clock: Callable[[], datetime], random: Callable[[int], bytes] = os.urandom
    ) -> None:
        self._lines, self._clock = lines, clock
        lines.upgrade("directory", SCRIPTS)
        self._tables: dict[type[Row], msgspec.json.Decoder[Any]] = {}
        self._kept = 0  # the last change made here
        self._secrets = KeyTable(lines, "secret", random)
        self._keys = KeyTable(lines, "text_key", random, trusted=lambda: self._news.fresh(), mark=self._marked)
        self._news, self._turns = News(lines, self._keys.drop), Turns(lines)

    def version(self, kind: type[Row]) -> int | None:  # noqa: ARG002
        return None

    def get(self, kind: type[R], key: str) -> R | None:
        if "\0" in key:
            return None
        found = self._lines.read(f"select body::text from {self._table(kind)} where id = %s", (key,))  # noqa: S608
        return self._row(kind, found[0][0]) if found else None

    def find(self, kind: type[R], **where: Any) -> list[R]:
        asked, binds = self._asked(kind, where)
        query = f"select body::text from {asked} order by place"  # noqa: S608
        return [self._row(kind, row[0]) for row in self._lines.read(query, binds)]

    def newest(self, kind: type[R], most: int, skip: int = 0, **where: Any) -> list[R]:
        asked, binds = self._asked(kind, where)
        query = f"select body::text from {asked} order by place desc limit %s offset %s"  # noqa: S608
        return [self._row(kind, row[0]) for row in self._lines.read(query, (*binds, most, skip))]

    def keys(self, kind: type[Row], **where: Any) -> list[str]:
        asked, binds = self._asked(kind, where)
        return [str(row[0]) for row in self._lines.read(f"select id from {asked} order by place", binds)]  # noqa: S608

    def tally(self, kind: type[Row], **where: Any) -> int:
        asked, binds = self._asked(kind, where)
        return int(next(iter(self._lines.read(f"select count(*) from {asked}", binds)))[0])  # noqa: S608

    def _asked(self, kind: type[Row], where: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
        """The table and what is asked of it, with the values."""
        table = self._table(kind)
        if strange := where.keys() - {*kind.INDEXED, kind.KEY}:
            raise TypeError(f"{kind.__name__} cannot be found by {', '.join(sorted(strange))}: see its INDEXED")
        asked, binds = "", list[Any]()
        for name, value in where.items():
            if name == kind.KEY:
                asked, binds = f"{asked} and id = %s", [*binds, str(value).replace("\0", "\ufffd")]
            else:
                asked += f" and {_hash(_field(name))} = {_hash('%s')} and {_field(name)} = %s"
                binds += [_json(value)] * 2
        return f"{table} where true{asked}", tuple(binds)

    def put(self, *rows: Row) -> None:
        said = [(self._table(type(row)), *_written(row)) for row in rows]

        def work(line: Line) -> None:
            for table, key, body in said:
                upsert = "on conflict (id) do update set body = excluded.body"  # keeps its place in the order
                line.execute(f"insert into {table} (id, body) values (%s, %s) {upsert}", (key, body))  # noqa: S608

        self._lines.run(work, together=True)

    def add(self, row: Row) -> bool:
        query = f"insert into {self._table(type(row))} (id, body) values (%s, %s) on conflict do nothing"  # noqa: S608
        return self._changed(query, *_written(row))

    def add_all(self, rows: Sequence[Row]) -> list[bool]:
        said = [(self._table(type(row)), *_written(row)) for row in rows]

        def work(line: Line) -> list[bool]:
            insert = "insert into {} (id, body) values (%s, %s) on conflict do nothing"
            return [line.execute(insert.format(table), (key, body)).rowcount > 0 for table, key, body in said]

        return self._lines.run(work, together=True)

    def swap(self, old: Row, new: Row) -> bool:
        query = f"update {self._table(type(old))} set body = %s where id = %s and body::text = %s"  # noqa: S608
        key, before = _written(old)
        return self._changed(query, _written(new)[1], key, before)

    def delete(self, kind: type[Row], key: str) -> bool:
        query = f"delete from {self._table(kind)} where id = %s"  # noqa: S608
        return "\0" not in key and self._changed(query, key)

    def secret(self, name: str) -> bytes:
        return cast("bytes", self._secrets.get(name, True))

    def text_key(self, name: str, make: bool = True) -> bytes | None:
        return self._keys.get(name, make)

    def text_keys(self, names: Iterable[str]) -> None:
        self._keys.make(names)

    def forget_text_key(self, name: str) -> bool:
        try:
            return self._keys.forget(name)
        finally:
            self._tell()

    def bury(self, names: Iterable[str]) -> None:
        try:
            self._keys.bury(names, self._clock().date())
        finally:
            self._tell()

    def buried(self, name: str) -> date | None:
        return self._keys.buried(name)

    def exhume(self, names: Iterable[str]) -> None:
        self._keys.exhume(names)
        self._tell()

    def keep(self, rows: Iterable[Master], since: date | None = None) -> int:
        said = list(rows)
        change, news = self._lines.run(lambda line: postgres_dated.keep(line, said, since), together=True)
        self._kept = max(self._kept, change)  # only after the commit: who reads the number finds the rows
        if news:
            self._tell()
        return change

    def take_back(self, kind: type[Master], key: str, since: date | None) -> int:
        change, news = self._lines.run(
            lambda line: postgres_dated.take_back(line, kind, key, since=since), together=True
        )
        self._kept = max(self._kept, change)
        if news:
            self._tell()
        return change

    def ever(self, kind: type[M]) -> list[M]:
        return postgres_dated.ever(self._lines, kind)

    def rewrite(self, kind: type[M], told: Callable[[M], M]) -> int:
        change, news = self._lines.run(lambda line: postgres_dated.rewrite(line, kind, told), together=True)
        self._kept = max(self._kept, change)
        if news:
            self._tell()
        return change

    def scrub(self) -> None:
        query = "select tablename from pg_tables where schemaname = current_schema() and tablename like %s"
        for (table,) in [("dated",), *self._lines.read(query, (r"row\_%",))]:
            self._lines.scrub(table)

    def dated(self, kind: type[Master]) -> list[Dated]:
        return postgres_dated.versions(self._lines, kind)

    def change(self) -> int:
        if not self._news.fresh():
            self._kept = max(self._kept, int(self._lines.read(postgres_dated.LAST)[0][0]))
        return max(self._kept, self._news.change)

    def changes(self, after: int) -> list[tuple[int, str, str]]:
        return postgres_dated.changes(self._lines, after)

    def note(self, actor: str, deed: str, about: str = "", detail: str = "") -> None:
        self.note_all([(actor, deed, about, detail)])

    def note_all(self, deeds: Iterable[Deed]) -> None:
        entries = written(self.text_key, self._clock(), postgres_audit.plain(deeds))
        self._lines.run(lambda line: postgres_audit.append(line, entries), together=True)

    def notes(self, *, about: str = "", actor: str = "", limit: int = 200) -> list[Words]:
        return told(self.noted(asked(about, actor, limit)))

    def noted(self, asked: Asked) -> list[Note]:
        return postgres_audit.noted(self._lines, asked, self.text_key)

    def deeds(self) -> list[str]:
        return postgres_audit.deeds(self._lines)

    def head(self) -> tuple[int, bytes]:
        return postgres_audit.head(self._lines)

    def check_audit(self) -> list[str]:
        return postgres_audit.check(self._lines)

    def alone(self, what: str) -> AbstractContextManager[bool]:
        return self._turns.alone(what)

    def check(self) -> list[str]:
        return self.check_audit()

    def close(self) -> None:
        """The lines stay open: they are others' too."""
        self._turns.close()
        self._news.close()

    def _marked(self, name: str) -> bytes:
        return marked(self.secret("graves"))(name)

    def _tell(self) -> None:
        with suppress(Refused):  # the others look once a second besides
            self._lines.run(lambda line: line.execute("select pg_notify(%s, '')", (self._news.channel,)))

    def _changed(self, query: str, *binds: str) -> bool:
        return self._lines.run(lambda line: line.execute(query, binds).rowcount > 0, together=True)

    def _table(self, kind: type[Row]) -> str:
        """The table of a Row class, made on first use. Names come from our own classes, never from outside."""
        name = f"row_{kind.TABLE or kind.__name__.lower()}"
        if kind not in self._tables:
            columns = 'place bigint generated always as identity primary key, id text collate "C" not null unique'
            wanted = {name: f"create table if not exists {name} ({columns}, body json not null);"}
            for field in kind.INDEXED:
                index = f"{name}_{field}"
                wanted[index] = f"create index if not exists {index} on {name} ({_hash(_field(field))});"
            there = "select name from unnest(%s::text[]) name where to_regclass(name) is not null"
            missing = wanted.keys() - {row[0] for row in self._lines.read(there, (list(wanted),))}
            if missing:
                self._lines.make("".join(script for one, script in wanted.items() if one in missing))
            self._tables[kind] = msgspec.json.Decoder(kind)
        return name

    def _row(self, kind: type[R], body: object) -> R:
        return cast("R", self._tables[kind].decode(cast("str", body)))


_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")  # an escape, not the letters after a backslash of their own


def _field(name: str) -> str:
    """What a row says there, as JSON text; a field that it was written without says null."""
    return f"coalesce((body -> '{name}')::text, 'null')"


def _hash(words: str) -> str:
    return f"hashtextextended({words}, 0)"


def _written(row: Row) -> tuple[str, str]:
    key = getattr(row, row.KEY)
    if "\0" in key:
        raise Refused("holds the character NUL; leave it out", f"/{row.KEY}")
    return key, _json(row)


def _json(value: object) -> str:
    """JSON with U+FFFD for NUL, the one character PostgreSQL's text does not take."""
    return _NUL.sub(r"\1\\ufffd", msgspec.json.encode(value).decode())
