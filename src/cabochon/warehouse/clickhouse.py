"""Facts in ClickHouse: several processes read, one at a time writes.

Every row carries the generations from which and until which it is seen. A batch closes the rows it replaces, inserts
its own under the next generation, and last of all puts one line into `bookmark`, which names the generation, the
stream's position and the directory's change. A reader takes that line first and then asks for that generation alone:
it sees all of a batch or nothing, in every table. A writer that is killed leaves rows of a generation nobody asks for;
the next one removes them before it writes. What is replaced stays for KEPT seconds for readers that ask for it still.
"""

import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from secrets import randbelow
from threading import Lock
from typing import Any

from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import DatabaseError
from sqlglot import exp

from . import Batch, Bookmark, Table, Warehouse
from .clickhouse_editions import Editions, Point
from .clickhouse_rows import cells, columns_of, put
from .clickhouse_sql import EDITION, NOW, bound, mend, plain
from .clickhouse_tables import OPEN, SINCE, TYPES, UNTIL, Place, called, quoted
from .digesting import digest_of
from .rendering import Rendering
from .shapes import shape_of

FRESH = 0.1  # s for which a reader trusts the bookmark it has read
KEPT = 300.0  # s after which replaced rows are removed
MANY = 2_000  # keys in one statement
APART = 1 << 16  # generations lie this far apart at most: two writers at once do not take the same
UNKNOWN_TABLE = "UNKNOWN_TABLE"
SEEN = f"{SINCE} <= {{{NOW}: UInt64}} and {UNTIL} > {{{NOW}: UInt64}}"


class ClickHouseWarehouse:
    """The promises of `Warehouse` on ClickHouse 25.8 or newer.

    client: of clickhouse-connect, with the settings of clickhouse_sql.STANDARD; `close` closes it. hidden: this is an
    edition that no reader sees yet, of `fresh`.
    """

    def __init__(self, client: Client, place: Place, *, hidden: Point | None = None) -> None:
        self._client, self._place, self._hidden = client, place, hidden is not None
        self._editions = Editions(client, place)
        self._tables: dict[str, Table] = {}
        self._writing, self._beside = Lock(), set[int]()
        self._point, self._read_at = hidden or Point(0, 0, 0, 0, ""), 0.0
        self._sound = self._hidden  # nothing that a killed writer left is in the tables
        self._past: deque[tuple[float, int]] = deque()  # when each generation was written
        self._render = Rendering("clickhouse", self._mended)

    def prepare(self, tables: Iterable[Table]) -> None:
        self._tables = {table.name: table for table in tables}
        shape = shape_of(self._tables.values())
        with self._writing:
            self._editions.found()
            found = self._editions.newest()
            self._point = found or self._point
            there = {name for name, edition in self._editions.stored() if edition == self._point.edition}
            if found is None or found.shape != shape or not there >= self._tables.keys():
                self._begin(shape)

    def bookmark(self) -> Bookmark:
        point = self._current()
        return Bookmark(point.position, point.change)

    def replace(self, batch: Batch) -> None:
        """As the Protocol says.

        Raises:
            RuntimeError: another process has written since this one read; nothing of the batch is seen.
        """
        with self._writing:
            before = self._made_sound()
            self._sound = False
            told = before._replace(
                generation=before.generation + 1 + randbelow(APART),
                position=batch.bookmark.position,
                change=batch.bookmark.change,
            )
            try:
                for table in self._tables.values():
                    self._close_rows(table, batch, before, told.generation)
                    name = self._place.named(called(table.name, before.edition))
                    put(self._client, name, table, batch.rows.get(table.name, ()), generation=told.generation)
                self._publish(told)
            except BaseException:
                self._undo(before.edition, told.generation, after=False)
                raise
            self._sound = True
            self._sweep()

    def clear(self) -> None:
        with self._writing:
            self._begin(self._point.shape)

    def select(self, tree: exp.Expression, binds: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        sql, names = self._render(tree)
        return self._seen(sql, bound(names, binds))

    def fetch(self, table: str, where: Mapping[str, Any | Sequence[Any]]) -> list[tuple[Any, ...]]:
        known, tests, binds = self._tables[table], [SEEN], dict[str, Any]()
        kinds = {c.name: TYPES[c.type] for c in known.columns}
        for place, (name, value) in enumerate(where.items()):
            one = isinstance(value, str | bytes) or not isinstance(value, Sequence | set | frozenset)
            meets = f"= {{b{place}: {kinds[name]}}}" if one else f"in {{b{place}: Array({kinds[name]})}}"
            tests.append(f"{quoted(name)} {meets}")
            binds[f"b{place}"] = plain(value)
        named = self._place.named(called(table, EDITION))
        listed = ", ".join(map(quoted, kinds))
        sql = f"select {listed} from {named} where {' and '.join(tests)}"  # noqa: S608
        return cells(known.columns, self._seen(sql, binds))

    def digest(self) -> str:
        return digest_of(self._tables.values(), partial(self._stream, self._current()))

    def arrange(self) -> None:
        """Its files are in order of days as they are."""

    def fresh(self) -> "ClickHouseWarehouse":
        with self._writing:
            edition = self._editions.next(self._point.edition)
            self._editions.make(self._tables.values(), edition)
            self._beside.add(edition)
        one = ClickHouseWarehouse(self._client, self._place, hidden=Point(0, edition, 0, 0, self._point.shape))
        one._tables = self._tables
        return one

    def adopt(self, fresh: Warehouse) -> None:
        if not isinstance(fresh, ClickHouseWarehouse) or not fresh._hidden:
            raise TypeError(f"cannot adopt {type(fresh).__name__}")
        with self._writing, fresh._writing:
            self._unwritten()
            told = fresh._point
            self._publish(told._replace(generation=max(self._point.generation, told.generation) + 1))
            self._beside.discard(told.edition)
            self._turned()

    def close(self) -> None:
        if not self._hidden:
            with self._writing:
                self._client.close()

    # What readers see

    def _current(self) -> Point:
        if not self._hidden and time.monotonic() - self._read_at > FRESH:
            found = self._editions.newest()
            if found and found.generation >= self._point.generation:
                self._point = found
            self._read_at = time.monotonic()
        return self._point

    def _seen(self, sql: str, binds: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Rows of the generation in force; once more where its edition was dropped since the bookmark was read."""
        point = self._current()
        try:
            return self._asked(sql, binds, point)
        except DatabaseError as error:
            if UNKNOWN_TABLE not in str(error):
                raise
            self._read_at = 0.0
            if self._current() == point:
                raise
            return self._asked(sql, binds, self._current())

    def _asked(self, sql: str, binds: Mapping[str, Any], point: Point) -> list[tuple[Any, ...]]:
        return self._editions.ask(sql.replace(EDITION, str(point.edition)), **binds, **{NOW: point.generation})

    def _stream(self, point: Point, table: Table, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        listed = ", ".join(map(quoted, names))
        sql = f"select {listed} from {self._place.named(called(table.name, point.edition))} where {SEEN}"  # noqa: S608
        with self._client.query_row_block_stream(sql, parameters={NOW: point.generation}) as blocks:
            for block in blocks:
                yield from cells(columns_of(table, names), block)

    def _mended(self, tree: exp.Expression) -> exp.Expression:
        return mend(tree, tables=self._tables.keys(), place=self._place)

    # What a writer does

    def _close_rows(self, table: Table, batch: Batch, before: Point, until: int) -> None:
        """Let the rows a batch replaces be seen no more from a generation on."""
        place = next(i for i, c in enumerate(table.columns) if c.name == table.key)
        keys = {*batch.gone.get(table.name, ()), *(row[place] for row in batch.rows.get(table.name, ()))}
        keys -= batch.new.get(table.name, set())
        name, days, within = called(table.name, before.edition), dict[str, Any](), ""
        if span := batch.span.get(table.name):
            days, within = {"first": span[0], "last": span[1]}, " and day between {first: Date32} and {last: Date32}"
        still = f" and {UNTIL} = {OPEN} and {SINCE} <= {{now: UInt64}}"
        for part in _parts(sorted(keys)):
            where = f"{quoted(table.key)} in {{these: Array(String)}}{within}{still}"
            self._editions.update(name, where, until, these=part, now=before.generation, **days)
        for part in _parts(sorted(batch.emptied.get(table.name, ()))):
            where = f"boutique in {{these: Array(String)}}{still}"
            self._editions.update(name, where, until, these=part, now=before.generation)

    def _made_sound(self) -> Point:
        """The point to write from, once what an unfinished batch left is removed: ours, or a killed process's."""
        self._unwritten()
        if not self._sound:
            self._undo(self._point.edition, self._point.generation, after=True)
            self._drop_others()
            self._sound = True
        return self._point

    def _undo(self, edition: int, generation: int, *, after: bool) -> None:
        for table in self._tables:
            self._editions.undo(called(table, edition), generation, after=after)

    def _publish(self, told: Point) -> None:
        """The one line that lets readers see what was written."""
        if not self._hidden:
            self._unwritten()
            self._editions.publish(told)
        self._point = told
        self._past.append((time.monotonic(), told.generation))

    def _unwritten(self) -> None:
        """
        Raises:
            RuntimeError: somebody else has written since.
        """
        found = None if self._hidden else self._editions.newest()
        if found and found.generation != self._point.generation:
            self._point, self._sound = found, False
            raise RuntimeError("another process has written these facts meanwhile; only one may at a time")

    def _sweep(self) -> None:
        now, done = time.monotonic(), 0
        if now - self._past[0][0] < 2 * KEPT:
            return
        while self._past and now - self._past[0][0] > KEPT:
            done = self._past.popleft()[1]
        for table in self._tables:
            self._editions.sweep(called(table, self._point.edition), done)

    def _begin(self, shape: str) -> None:
        """An empty edition from zero, seen at once."""
        edition = self._editions.next(self._point.edition)
        self._editions.make(self._tables.values(), edition)
        self._publish(Point(self._point.generation + 1, edition, 0, 0, shape))
        self._turned()

    def _turned(self) -> None:
        """After another edition came into force."""
        self._sound = True
        self._past.clear()
        self._past.append((time.monotonic(), self._point.generation))
        self._drop_others()

    def _drop_others(self) -> None:
        if not self._hidden:
            self._editions.keep({self._point.edition, *self._beside})


def _parts(keys: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(keys)
    while part := list(islice(rest, MANY)):
        yield part
