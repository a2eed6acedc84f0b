"""The directory in SQLite: directory.db (rows, dated rows, audit), keys.db (text keys), secrets.db (named secrets)."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar, cast

import msgspec

from ..retail.master import Dated
from . import audit, dated
from .dated import Master
from .files import File
from .keys import KeyFile, marked
from .rows import Row

R = TypeVar("R", bound=Row)
M = TypeVar("M", bound=Master)


class SQLiteDirectory:
    """folder: the data folder, or None to keep all in memory (tests). clock: aware now. random: n random bytes.

    A Row class is a table (place, id, body): the body is JSON, what `find` may ask by is an index on an expression, so
    a new field needs no migration.
    """

    def __init__(
        self, folder: Path | None, *, clock: Callable[[], datetime], random: Callable[[int], bytes] = os.urandom
    ) -> None:
        self._clock = clock
        self._file = File(folder / "directory.db" if folder else None)
        self._secrets = KeyFile(folder / "secrets.db" if folder else None, random)
        self._keys = KeyFile(folder / "keys.db" if folder else None, random, mark=marked(self.secret("graves")))
        self._file.script(dated.TABLE)
        audit.prepare(self._file)
        self._change, self._keeping = dated.last(self._file), Lock()
        self._tables: dict[type[Row], msgspec.json.Decoder[Any]] = {}
        self._numbers, self._versions = count(1), dict[str, int]()  # no number twice: two changes never look like one

    def version(self, kind: type[Row]) -> int | None:
        return self._versions.get(self._table(kind), 0)

    def get(self, kind: type[R], key: str) -> R | None:
        found = self._file.read(f"select body from {self._table(kind)} where id = ?", (key,))  # noqa: S608
        return self._row(kind, found[0][0]) if found else None

    def find(self, kind: type[R], **where: Any) -> list[R]:
        query = f"select body from {self._table(kind)} where true{_asked(kind, where)} order by place"  # noqa: S608
        return [self._row(kind, row[0]) for row in self._file.read(query, tuple(where.values()))]

    def newest(self, kind: type[R], most: int, skip: int = 0, **where: Any) -> list[R]:
        of = f"{self._table(kind)} where true{_asked(kind, where)}"
        query = f"select body from {of} order by place desc limit ? offset ?"  # noqa: S608
        return [self._row(kind, row[0]) for row in self._file.read(query, (*where.values(), most, skip))]

    def keys(self, kind: type[Row], **where: Any) -> list[str]:
        query = f"select id from {self._table(kind)} where true{_asked(kind, where)} order by place"  # noqa: S608
        return [cast("str", row[0]) for row in self._file.read(query, tuple(where.values()))]

    def tally(self, kind: type[Row], **where: Any) -> int:
        query = f"select count(*) from {self._table(kind)} where true{_asked(kind, where)}"  # noqa: S608
        return cast("int", self._file.read(query, tuple(where.values()))[0][0])

    def put(self, *rows: Row) -> None:
        tables = [self._table(type(row)) for row in rows]
        with self._file.change() as writer:
            for table, row in zip(tables, rows, strict=True):
                upsert = "on conflict (id) do update set body = excluded.body"  # keeps its place in the order
                writer.execute(f"insert into {table} (id, body) values (?, ?) {upsert}", _written(row))  # noqa: S608
        self._changed(*tables)

    def add(self, row: Row) -> bool:
        return self.add_all([row])[0]

    def add_all(self, rows: Sequence[Row]) -> list[bool]:
        said, done = [(self._table(type(row)), _written(row)) for row in rows], list[bool]()
        with self._file.change() as writer:
            for table, row in said:
                insert = f"insert into {table} (id, body) values (?, ?) on conflict (id) do nothing"  # noqa: S608
                done.append(writer.execute(insert, row).rowcount > 0)
        self._changed(*(table for table, _ in said))
        return done

    def swap(self, old: Row, new: Row) -> bool:
        key, before = _written(old)
        table = self._table(type(old))
        query = f"update {table} set body = ? where id = ? and body = ?"  # noqa: S608
        with self._file.change() as writer:
            done = writer.execute(query, (_written(new)[1], key, before)).rowcount > 0
        self._changed(table)
        return done

    def delete(self, kind: type[Row], key: str) -> bool:
        table = self._table(kind)
        with self._file.change() as writer:
            done = writer.execute(f"delete from {table} where id = ?", (key,)).rowcount > 0  # noqa: S608
        self._changed(table)
        return done

    def secret(self, name: str) -> bytes:
        return cast("bytes", self._secrets.get(name, True))

    def text_key(self, name: str, make: bool = True) -> bytes | None:
        return self._keys.get(name, make)

    def text_keys(self, names: Iterable[str]) -> None:
        self._keys.make(names)

    def forget_text_key(self, name: str) -> bool:
        return self._keys.forget(name)

    def bury(self, names: Iterable[str]) -> None:
        self._keys.bury(names, self._clock().date())

    def buried(self, name: str) -> date | None:
        return self._keys.buried(name)

    def exhume(self, names: Iterable[str]) -> None:
        self._keys.exhume(names)

    def keep(self, rows: Iterable[Master], since: date | None = None) -> int:
        with self._keeping:
            number = self._change + 1
            with self._file.change() as writer:
                news = dated.keep(writer, rows, since, change=number)
            if news:
                self._change = number  # only after the commit: who reads the number finds the rows
            return self._change

    def take_back(self, kind: type[Master], key: str, since: date | None) -> int:
        with self._keeping:
            number = self._change + 1
            with self._file.change() as writer:
                news = dated.take_back(writer, kind, key, since=since, change=number)
            if news:
                self._change = number
            return self._change

    def ever(self, kind: type[M]) -> list[M]:
        return dated.ever(self._file, kind)

    def rewrite(self, kind: type[M], told: Callable[[M], M]) -> int:
        with self._keeping:
            number = self._change + 1
            with self._file.change() as writer:
                news = dated.rewrite(writer, kind, told, change=number)
            if news:
                self._change = number
            return self._change

    def scrub(self) -> None:
        self._file.rewrite()

    def dated(self, kind: type[Master]) -> list[Dated]:
        return dated.versions(self._file, kind)

    def change(self) -> int:
        return self._change

    def changes(self, after: int) -> list[tuple[int, str, str]]:
        return dated.changes(self._file, after)

    def note(self, actor: str, deed: str, about: str = "", detail: str = "") -> None:
        self.note_all([(actor, deed, about, detail)])

    def note_all(self, deeds: Iterable[audit.Deed]) -> None:
        entries = audit.written(self.text_key, self._clock(), deeds)
        with self._file.change() as writer:
            audit.append(writer, entries)

    def notes(self, *, about: str = "", actor: str = "", limit: int = 200) -> list[audit.Words]:
        return audit.told(self.noted(audit.asked(about, actor, limit)))

    def noted(self, asked: audit.Asked) -> list[audit.Note]:
        return audit.noted(self._file, asked, self.text_key)

    def deeds(self) -> list[str]:
        return audit.deeds(self._file)

    def head(self) -> tuple[int, bytes]:
        return audit.head(self._file)

    def check_audit(self) -> list[str]:
        return audit.check(self._file)

    def alone(self, what: str) -> AbstractContextManager[bool]:  # noqa: ARG002
        return nullcontext(True)

    def check(self) -> list[str]:
        return [*self._file.check(), *self._keys.check(), *self._secrets.check(), *self.check_audit()]

    def close(self) -> None:
        for file in (self._file, self._keys, self._secrets):
            file.close()

    def _table(self, kind: type[Row]) -> str:
        """The table of a Row class, made on first use. Names come from our own classes, never from outside."""
        name = f"row_{kind.TABLE or kind.__name__.lower()}"
        if kind not in self._tables:
            indexes = (
                f"create index if not exists {name}_{field} on {name} ({_field(field)});" for field in kind.INDEXED
            )
            table = (
                f"create table if not exists {name} (place integer primary key, id text unique not null, body text);"
            )
            self._file.script(table + "".join(indexes))
            self._tables[kind] = msgspec.json.Decoder(kind)
        return name

    def _changed(self, *tables: str) -> None:
        """After the commit: who reads the number finds the rows."""
        for table in tables:
            self._versions[table] = next(self._numbers)

    def _row(self, kind: type[R], body: object) -> R:
        return cast("R", self._tables[kind].decode(cast("str", body)))


def _asked(kind: type[Row], where: Mapping[str, Any]) -> str:
    if strange := where.keys() - {*kind.INDEXED, kind.KEY}:
        raise TypeError(f"{kind.__name__} cannot be found by {', '.join(sorted(strange))}: see its INDEXED")
    return "".join(f" and {'id' if name == kind.KEY else _field(name)} is ?" for name in where)


def _field(name: str) -> str:
    return f"json_extract(body, '$.{name}')"


def _written(row: Row) -> tuple[str, str]:
    return getattr(row, row.KEY), msgspec.json.encode(row).decode()
