"""A page of a query: candidates from the index, the rarest condition first, then judged row by row."""

import json
import sqlite3
from collections.abc import Iterator

from . import Kept, LongWay, Page, Query
from .connections import in_blocks
from .index import Tail
from .referring import Link, matches
from .rows import KEPT, Links, kept
from .stamps import micros

COUNTED = 500  # a key this frequent or more is simply frequent
HURRY = 4_000  # places in the index a query in a hurry looks at: some milliseconds
SEVERAL = 4  # times as many to begin with where several conditions have to hold
MOST = 4_096  # candidates looked at together
MANY = 16  # keys of one condition from which the file is asked first which of them it has


def page(connection: sqlite3.Connection, tail: Tail, query: Query, *, position: int) -> Page:
    """The page as the log stands at `position`, which the tail has taken in."""
    bound = position if query.bound is None else min(query.bound, position)
    low, high = _range(connection, query, bound)
    links = Links(connection)
    limit = max(query.limit, 0)
    found: list[Kept] = []
    for seqs in _handfuls(_candidates(connection, tail, query, low=low, high=high), limit + 1):
        rows = {row[0]: kept(row) for row in in_blocks(connection, KEPT + "where s.seq in ({})", seqs)}
        for seq in seqs:
            one = rows.get(seq)
            if one is None:
                continue  # a damaged index; `check` says so
            # The index knows that somebody in the chain holds each condition; one of them has to hold all.
            if not one.voided and (
                not one.entry.target or matches(_link(one), query.refs, find=links.find, bound=bound)
            ):
                found.append(one)
                if len(found) > limit:
                    return Page(found[:limit], True, bound)
    return Page(found, False, bound)


def _handfuls(found: Iterator[list[int]], size: int) -> Iterator[list[int]]:
    """No more rows at once than a page has."""
    for seqs in found:
        for start in range(0, len(seqs), size):
            yield seqs[start : start + size]


def _link(one: Kept) -> Link:
    return Link(one.seq, one.entry.id, one.entry.refs, one.entry.target)


def _range(connection: sqlite3.Connection, query: Query, bound: int) -> tuple[int, int]:
    """The open interval of seqs: `stored` grows with seq, so both times are places in the log."""
    low, high = 0, bound + 1
    if query.since is not None:
        low = _place(connection, micros(query.since), bound)
    if query.until is not None:
        high = _place(connection, micros(query.until), bound) + 1
    if query.cursor is not None:
        low, high = (max(low, query.cursor), high) if query.ascending else (low, min(high, query.cursor))
    return low, high


def _place(connection: sqlite3.Connection, stamp: int, bound: int) -> int:
    """The last seq stored at or before the stamp."""
    low, high = 0, bound
    while low < high:
        middle = (low + high + 1) // 2
        stored = connection.execute("select stored from statement where seq = ?", (middle,)).fetchone()[0]
        low, high = (middle, high) if stored <= stamp else (low, middle - 1)
    return low


def _candidates(
    connection: sqlite3.Connection, tail: Tail, query: Query, *, low: int, high: int
) -> Iterator[list[int]]:
    """Seqs in the order asked, in growing handfuls, that may hold every condition."""
    conditions = list(query.refs)
    if len(conditions) > 1:
        conditions.sort(key=lambda keys: _frequency(connection, tail, keys))
    size, looked = (query.limit + 1) * (SEVERAL if len(conditions) > 1 else 1), 0
    while low + 1 < high:
        size = min(max(size, 1), MOST)
        if query.hurry and looked + size > HURRY:
            raise LongWay
        looked += size
        if conditions:
            seqs = _walk(connection, tail, conditions[0], low=low, high=high, size=size, ascending=query.ascending)
        else:
            seqs = list(range(low + 1, high)[:size] if query.ascending else range(high - 1, low, -1)[:size])
        if not seqs:
            return
        low, high = (seqs[-1], high) if query.ascending else (low, seqs[-1])
        size *= 2
        for condition in conditions[1:]:
            also = _among(connection, tail, condition, seqs)
            seqs = [seq for seq in seqs if seq in also]
        if seqs:
            yield seqs


def _frequency(connection: sqlite3.Connection, tail: Tail, keys: frozenset[int]) -> int:
    sql = "select count(*) from (select 1 from ref where key = ? limit ?)"
    return sum(connection.execute(sql, (key, COUNTED)).fetchone()[0] + tail.count(key) for key in keys)


def _walk(
    connection: sqlite3.Connection,
    tail: Tail,
    keys: frozenset[int],
    *,
    low: int,
    high: int,
    size: int,
    ascending: bool,
) -> list[int]:
    """The first `size` seqs of any of the keys. The tail is asked before the file: a block moves from there to here."""
    order = "asc" if ascending else "desc"
    sql = f"select seq from ref where key = ? and seq > ? and seq < ? order by seq {order} limit ?"  # noqa: S608 (two words)
    found: set[int] = set()
    for key in keys:
        found.update(tail.between(key, low, high, limit=size, ascending=ascending))
    for key in keys if len(keys) < MANY else _there(connection, keys):
        found.update(row[0] for row in connection.execute(sql, (key, low, high, size)))
    return sorted(found, reverse=not ascending)[:size]


def _there(connection: sqlite3.Connection, keys: frozenset[int]) -> list[int]:
    """Those of the keys that the file has: of many that are asked together most are known to nobody."""
    sql = "select value from json_each(?) where exists (select 1 from ref where key = value)"
    return [row[0] for row in connection.execute(sql, (json.dumps([*keys]),))]


def _among(connection: sqlite3.Connection, tail: Tail, keys: frozenset[int], seqs: list[int]) -> set[int]:
    found: set[int] = set()
    for key in keys:
        found.update(tail.among(key, seqs))
        sql = "select seq from ref where seq in ({}) and key = ?"
        found.update(row[0] for row in in_blocks(connection, sql, seqs, key))
    return found
