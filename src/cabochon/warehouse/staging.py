"""What was heard, in a row store: every version of every event, found by name, by person and time, by thread.

A columnar engine reads a whole column to find one row; here each look-up is a step or two in an index. It is never the
truth: it is filled from the log, and thrown away when in doubt.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import RLock
from typing import Any

from . import Table
from .staging_file import INDEXES, opened, remove

Row = tuple[Any, ...]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LONGEST = timedelta(days=1)  # no event lasts longer: what is near in time is looked for from here on


class Staging:
    """rows of `table` go in and come out as tuples in the order of its columns; times are aware.

    table: has statement, seq, stored, event, live, kind, source, boutique, since, until, who, called, ref, awaits,
    original and thread; who and thread hold words between bars. path: a file, or None for memory.
    A file of another shape, or one that cannot be read, is begun anew with position 0.
    """

    def __init__(self, path: Path | None, table: Table, *, shape: str = "") -> None:
        self.path, self._table, self._lock = path, table, RLock()
        self._shape = f"{shape} {' '.join(c.name for c in table.columns)}"
        names = [c.name for c in table.columns]
        self._times = tuple(i for i, c in enumerate(table.columns) if c.type == "time")
        self._at = {name: names.index(name) for name in ("seq", "boutique", "since", "who", "thread")}
        listed = ", ".join(names)
        self._select = f"select {', '.join('h.' + n for n in names)} from heard h "  # noqa: S608
        self._insert = f"insert or replace into heard ({listed}) values ({', '.join('?' * len(names))})"  # noqa: S608
        self._db = opened(self.path, self._table, self._shape)

    # In

    def position(self) -> int:
        """How far the stream has been staged."""
        with self._lock:
            return int(self._db.execute("select position from staged").fetchone()[0])

    def keep(
        self, rows: Collection[Row], gone: Collection[int], position: int, *, told: int = 0, reach: Iterable[str] = ()
    ) -> None:
        """Put rows by their seq, drop those of `gone`, and move on to `position`; all of it or nothing.

        told: the facts are told up to here, so that what was touched before need not be remembered. reach: boutiques
        that are touched besides those of the rows.
        """
        seq, boutique, since, who, thread = self._at.values()
        near = [(word, r[boutique], _micro(r[since]), r[seq]) for r in rows for word in _words(r[who])]
        threads = [(name, r[seq], r[boutique]) for r in rows for name in _words(r[thread]) if name]
        with self._change() as db:
            touched = {r[boutique] for r in rows} | {*reach}
            for row in self._rows("where h.seq in (select value from json_each(?))", (_list(gone),)) if gone else ():
                touched.add(row[boutique])
                self._drop(db, row)
            db.executemany(self._insert, [self._plain(r) for r in rows])
            db.executemany("insert or ignore into near values (?, ?, ?, ?)", sorted(near))
            db.executemany("insert or ignore into thread values (?, ?, ?)", sorted(threads))
            db.execute("delete from touched where position <= ?", (told,))
            db.executemany("insert or ignore into touched values (?, ?)", [(position, one) for one in touched])
            db.execute("update staged set position = ?", (position,))

    def clear(self) -> None:
        with self._change() as db:
            for table in ("heard", "near", "thread", "touched"):
                db.execute(f"delete from {table}")  # noqa: S608
            db.execute("update staged set position = 0")

    def begin_bulk(self) -> None:
        """Much is to come: look-ups wait for `end_bulk`."""
        with self._change() as db:
            for name in INDEXES:
                db.execute(f"drop index if exists {name}")

    def end_bulk(self) -> None:
        with self._change() as db:
            for name, columns in INDEXES.items():
                db.execute(f"create index if not exists {name} on heard {columns}")

    # Out

    def seqs(self, seqs: Collection[int]) -> list[Row]:
        """Versions by their places in the stream, in force or not."""
        return self._rows("where h.seq in (select value from json_each(?))", (_list(seqs),)) if seqs else []

    def events(self, events: Collection[str]) -> list[Row]:
        """Versions of these events, in force or not."""
        return self._rows("where h.event in (select value from json_each(?))", (_list(events),)) if events else []

    def naming(self, names: Collection[str]) -> list[Row]:
        """Versions in force that go by one of these names or call others so, of any boutique."""
        if not names:
            return []
        listed = _list(names)
        where = " union ".join(f"select seq from heard where {c} in (select value from json_each(?1)) and {c} <> ''"  # noqa: S608
                               for c in ("called", "ref", "awaits"))  # fmt: skip
        return self._rows(f"where h.seq in ({where}) and h.live = 1", (listed,))

    def restating(self, events: Collection[str]) -> list[Row]:
        """Versions in force that are about one of these events."""
        where = "where h.original in (select value from json_each(?)) and h.original <> '' and h.live = 1"
        return self._rows(where, (_list(events),)) if events else []

    def threads(self, names: Collection[str], *, elsewhere: str = "") -> list[Row]:
        """Versions in force of one of these threads; only those of other boutiques than `elsewhere`."""
        where = """
            where h.seq in (select seq from thread where name in (select value from json_each(?)) and boutique <> ?)
            and h.live = 1"""
        return self._rows(where, (_list(names), elsewhere)) if names else []

    def guests(self, boutique: str, kinds: Collection[str]) -> list[Row]:
        """Versions in force of these kinds, of other boutiques, that name a receipt of this one."""
        named = " union ".join(
            f"select g.seq from heard r cross join heard g on g.{name} = r.called and g.{name} <> ''"  # noqa: S608
            " where r.boutique = ?1 and r.kind = 'receipt' and r.live = 1"
            " and g.boutique <> ?1 and g.live = 1 and g.kind in (select value from json_each(?2))"
            for name in ("awaits", "ref")
        )
        return self._rows(f"where h.seq in ({named})", (boutique, _list(kinds)))

    def places(self, threads: Collection[str]) -> set[str]:
        """Boutiques that have versions of these threads."""
        query = "select distinct boutique from thread where name in (select value from json_each(?))"
        with self._lock:
            return {row[0] for row in self._db.execute(query, (_list(threads),))} if threads else set()

    def near(self, boutique: str, who: Iterable[str], since: datetime, until: datetime) -> list[Row]:
        """Versions in force of these people in a boutique whose time meets [since, until]."""
        query = """
            where h.seq in (select seq from near where who in (select value from json_each(?)) and boutique = ?
                            and since between ? and ?) and h.until >= ? and h.live = 1"""
        start = _micro(since)
        return self._rows(query, (_list(who), boutique, start - LONGEST // MICROSECOND, _micro(until), start))

    def of(self, boutique: str, kind: str = "") -> list[Row]:
        """Versions in force of a boutique, of one kind or of all."""
        if kind:
            return self._rows("where h.boutique = ? and h.kind = ? and h.live = 1", (boutique, kind))
        return self._rows("where h.boutique = ? and h.live = 1", (boutique,))

    def kinds(self, kinds: Collection[str]) -> list[Row]:
        """Versions in force of these kinds. Only for kinds of few."""
        return self._rows("where h.kind in (select value from json_each(?)) and h.live = 1", (_list(kinds),))

    def by(self, who: Collection[str]) -> list[Row]:
        """Versions in force that name one of these people or codes."""
        where = "where h.seq in (select seq from near where who in (select value from json_each(?))) and h.live = 1"
        return self._rows(where, (_list(who),)) if who else []

    def touched(self, since: int) -> set[str]:
        """Boutiques of which something came or went after a position; since 0: all."""
        query = "select distinct boutique from touched where position > ?" if since else (
            "select distinct boutique from heard where ? = 0")  # fmt: skip
        with self._lock:
            return {row[0] for row in self._db.execute(query, (since,))}

    def feeds(self, since: datetime, ahead: timedelta) -> list[Row]:
        """(boutique, source, kind, statements, last at, last stored, how many lie `ahead` of when they were kept, the
        microseconds by which those lie ahead on average, on how many days they were kept), of what was kept since."""
        query = """
            select boutique, source, kind, count(*), max(since), max(stored), sum(since - stored > ?1),
                   avg(case when since - stored > ?1 then since - stored end), count(distinct stored / 86400000000)
            from heard where stored >= ?2 group by boutique, source, kind order by boutique, source, kind"""
        with self._lock:
            rows = self._db.execute(query, (ahead // MICROSECOND, _micro(since))).fetchall()
        return [(*r[:4], _moment(r[4]), _moment(r[5]), *r[6:]) for r in rows]

    # The next generation

    def fresh(self) -> "Staging":
        """An empty one beside this one."""
        place = self.path and self.path.with_name(self.path.name + ".next")
        if place:
            remove(place)
        return Staging(place, self._table, shape=self._shape.partition(" ")[0])

    def adopt(self, fresh: "Staging") -> None:
        with self._lock, fresh._lock:
            self._db.close()
            if self.path and fresh.path:
                fresh._db.execute("pragma wal_checkpoint(truncate)")
                fresh._db.close()
                remove(self.path)
                fresh.path.rename(self.path)
                remove(fresh.path)
                self._db = opened(self.path, self._table, self._shape)
            else:
                self._db = fresh._db

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("begin immediate")
            try:
                yield self._db
                self._db.execute("commit")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._db.execute("rollback")
                raise

    def _drop(self, db: sqlite3.Connection, row: Row) -> None:
        seq, boutique, since, who, thread = (row[i] for i in self._at.values())
        db.execute("delete from heard where seq = ?", (seq,))
        for word in _words(who):
            db.execute("delete from near where who = ? and boutique = ? and since = ? and seq = ?",
                       (word, boutique, _micro(since), seq))  # fmt: skip
        for name in _words(thread):
            db.execute("delete from thread where name = ? and seq = ?", (name, seq))

    def _rows(self, where: str, binds: tuple[Any, ...]) -> list[Row]:
        with self._lock:
            found = self._db.execute(self._select + where, binds).fetchall()
        a, b, c = self._times
        return [
            (*r[:a], _moment(r[a]), *r[a + 1 : b], _moment(r[b]), *r[b + 1 : c], _moment(r[c]), *r[c + 1 :])
            for r in found
        ]

    def _plain(self, row: Row) -> list[Any]:
        cells = list(row)
        for i in self._times:
            cells[i] = _micro(cells[i])
        return cells


def _micro(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND


def _moment(micro: int) -> datetime:
    return EPOCH + timedelta(microseconds=micro)


def _words(bars: str) -> list[str]:
    return bars.strip("|").split("|")


def _list(words: Iterable[Any]) -> str:
    return json.dumps(list(words))
