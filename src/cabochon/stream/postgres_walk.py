"""A page of a query on PostgreSQL: candidates from the index, the rarest condition first, then judged row by row."""

from collections.abc import Iterator

from . import Kept, Page, Query
from .postgres_database import Line
from .postgres_rows import KEPT, Links, kept
from .referring import Link, matches
from .stamps import micros
from .walk import COUNTED, MOST

# Keyset paging: the places of a key, from a place on, in the order of the primary key (key, seq).
DOWN = "select seq from ref where key = %s and seq > %s and seq < %s order by seq desc limit %s"
UP = "select seq from ref where key = %s and seq > %s and seq < %s order by seq limit %s"
COUNT = "select count(*) from (select from ref where key = %s limit %s) as few"
ALSO = "select seq from ref where key = any(%s) and seq = any(%s)"
LAST = "select seq from statement order by seq desc limit 1"


def position(line: Line) -> int:
    row = line.execute(LAST, binary=True).fetchone()
    return int(row[0]) if row else 0


def page(line: Line, query: Query) -> Page:
    last = position(line)
    bound = last if query.bound is None else min(query.bound, last)
    low, high = _range(line, query, bound)
    links = Links(line)
    limit = max(query.limit, 0)
    found: list[Kept] = []
    for seqs in _candidates(line, query, low=low, high=high):
        rows = {row[0]: kept(row) for row in line.execute(KEPT + "where s.seq = any(%s)", (seqs,), binary=True)}
        for seq in seqs:
            one = rows.get(seq)
            if one is None:
                continue  # a damaged index; `check` says so
            link = Link(seq, one.entry.id, one.entry.refs, one.entry.target)
            # The index knows that somebody in the chain holds each condition; one of them has to hold all.
            if not one.voided and matches(link, query.refs, find=links.find, bound=bound):
                found.append(one)
                if len(found) > limit:
                    return Page(found[:limit], True, bound)
    return Page(found, False, bound)


def _range(line: Line, query: Query, bound: int) -> tuple[int, int]:
    """The open interval of seqs: `stored` grows with seq, so both times are places in the log."""
    low, high = 0, bound + 1
    if query.since is not None:
        low = _place(line, micros(query.since), bound)
    if query.until is not None:
        high = _place(line, micros(query.until), bound) + 1
    if query.cursor is not None:
        low, high = (max(low, query.cursor), high) if query.ascending else (low, min(high, query.cursor))
    return low, high


def _place(line: Line, stamp: int, bound: int) -> int:
    """The last seq stored at or before the stamp."""
    row = line.execute("select place(%s, %s)", (stamp, bound), binary=True).fetchone()
    return int(row[0]) if row else 0


def _candidates(line: Line, query: Query, *, low: int, high: int) -> Iterator[list[int]]:
    """Seqs in the order asked, in growing handfuls, that may hold every condition."""
    conditions = list(query.refs)
    if len(conditions) > 1:
        conditions.sort(key=lambda keys: sum(_frequency(line, key) for key in keys))
    size = query.limit + 1
    while low + 1 < high:
        size = min(max(size, 1), MOST)
        if conditions:
            seqs = _walk(line, conditions[0], low=low, high=high, size=size, ascending=query.ascending)
        else:
            seqs = list(range(low + 1, high)[:size] if query.ascending else range(high - 1, low, -1)[:size])
        if not seqs:
            return
        low, high = (seqs[-1], high) if query.ascending else (low, seqs[-1])
        size *= 2
        for condition in conditions[1:]:
            also = {row[0] for row in line.execute(ALSO, (list(condition), seqs), binary=True)}
            seqs = [seq for seq in seqs if seq in also]
        if seqs:
            yield seqs


def _frequency(line: Line, key: int) -> int:
    row = line.execute(COUNT, (key, COUNTED), binary=True).fetchone()
    return int(row[0]) if row else 0


def _walk(line: Line, keys: frozenset[int], *, low: int, high: int, size: int, ascending: bool) -> list[int]:
    """The first `size` seqs of any of the keys."""
    found: set[int] = set()
    for key in keys:
        found.update(row[0] for row in line.execute(UP if ascending else DOWN, (key, low, high, size), binary=True))
    return sorted(found, reverse=not ascending)[:size]
