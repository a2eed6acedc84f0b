"""Dated rows in PostgreSQL; what they are is told in dated.py. Who changes them holds a lock to the end of the commit:
so change numbers never go back, whichever process made them, and who reads a number finds its rows."""

from collections.abc import Callable, Iterable
from datetime import date
from itertools import pairwise
from typing import Any, cast

import msgspec

from ..retail.master import Dated
from .dated import Master, day_of, key_of, rewritten
from .lines import Line, Lines

TABLE = """
create table dated (
    place bigint generated always as identity primary key,
    kind text collate "C" not null, key text collate "C" not null, since text collate "C" not null, -- '' is from ever
    change bigint not null, gone bigint, body text not null
);
create unique index dated_now on dated (kind, key, since) where gone is null;
create index dated_change on dated (change);
create index dated_gone on dated (gone) where gone is not null;
"""
LAST = "select greatest(coalesce((select max(change) from dated), 0), coalesce((select max(gone) from dated), 0))"
_NOW = """
select key, since, body, place from dated
where kind = %s and key = any(%s::text[]) and gone is null order by since desc
"""
_KEEP = """
insert into dated (kind, key, since, change, gone, body)
select kind, key, since, %s, gone, body
from unnest(%s::text[], %s::text[], %s::text[], %s::bigint[], %s::text[]) with ordinality
    fresh (kind, key, since, gone, body, nth)
order by nth
"""


class _Step:
    """A version in force, kept before (place) or to be kept now (None)."""

    __slots__ = ("body", "gone", "place", "since")

    def __init__(self, since: str, body: str, place: int | None) -> None:
        self.since, self.body, self.place, self.gone = since, body, place, False


def keep(line: Line, rows: Iterable[Master], since: date | None) -> tuple[int, bool]:
    """Within a transaction: the change number now, and whether anything changed; as dated.keep, in few queries."""
    line.execute("select pg_advisory_xact_lock('dated'::regclass::oid::bigint)")
    found = line.execute(LAST).fetchone()
    change = int(found[0]) + 1 if found else 1
    day = since.isoformat() if since else ""
    said = [(type(row).__name__, key_of(row), msgspec.json.encode(row).decode()) for row in rows]
    steps: dict[tuple[str, str], list[_Step]] = {(kind, key): [] for kind, key, _ in said}
    for kind in dict.fromkeys(kind for kind, _, _ in said):
        keys = [key for one, key in steps if one == kind]
        for key, start, body, place in line.execute(_NOW, (kind, keys)):
            steps[kind, key].append(_Step(start, body, place))
    fresh: list[tuple[str, str, _Step]] = []
    gone: list[int] = []
    for kind, key, body in said:
        known = steps[kind, key]
        valid = next((step for step in known if step.since <= day), None)
        if valid and valid.body == body:
            continue
        if valid and valid.since == day:
            valid.gone = True
            known.remove(valid)
            gone += [valid.place] if valid.place is not None else []
        step = _Step(day, body, None)
        known.append(step)
        known.sort(key=lambda one: one.since, reverse=True)
        fresh.append((kind, key, step))
    if not fresh:
        return change - 1, False
    line.execute("update dated set gone = %s where place = any(%s)", (change, gone))
    columns = (
        [kind for kind, _, _ in fresh], [key for _, key, _ in fresh], [one.since for _, _, one in fresh],
        [change if one.gone else None for _, _, one in fresh], [one.body for _, _, one in fresh],
    )  # fmt: skip
    line.execute(_KEEP, (change, *columns))
    return change, True


def take_back(line: Line, kind: type[Master], key: str, *, since: date | None) -> tuple[int, bool]:
    """Within a transaction: the change number now, and whether there was such a version; as dated.take_back."""
    line.execute("select pg_advisory_xact_lock('dated'::regclass::oid::bigint)")
    found = line.execute(LAST).fetchone()
    change = int(found[0]) if found else 0
    query = "update dated set gone = %s where kind = %s and key = %s and since = %s and gone is null"
    day = since.isoformat() if since else ""
    news = line.execute(query, (change + 1, kind.__name__, key, day)).rowcount > 0
    return change + news, news


def ever(lines: Lines, kind: type[Any]) -> list[Any]:
    """Every version of every row of a kind, in the order first kept."""
    decoder = msgspec.json.Decoder(kind)
    found = lines.read("select body from dated where kind = %s order by place", (kind.__name__,))
    return [decoder.decode(row[0]) for row in found]


def rewrite(line: Line, kind: type[Any], told: Callable[[Any], Master]) -> tuple[int, bool]:
    """Within a transaction: the change number now, and whether anything changed; as dated.rewrite."""
    line.execute("select pg_advisory_xact_lock('dated'::regclass::oid::bigint)")
    last = line.execute(LAST).fetchone()
    change = int(last[0]) if last else 0
    found = line.execute("select place, body from dated where kind = %s", (kind.__name__,)).fetchall()
    news = rewritten(kind, told, cast("list[tuple[int, str]]", found))
    query = (
        "update dated set key = %s, body = %s, change = case when gone is null then %s else change end where place = %s"
    )
    for place, key, body in news:
        line.execute(query, (key, body, change + 1, place))
    return change + bool(news), bool(news)


def versions(lines: Lines, kind: type[Master]) -> list[Dated]:
    """Every version in force, by key and since; `until` is the next version's since."""
    query = "select key, since, change, body from dated where kind = %s and gone is null order by key, since"
    found = cast("list[tuple[str, str, int, str]]", lines.read(query, (kind.__name__,)))
    decoder = msgspec.json.Decoder(kind)
    return [
        Dated(decoder.decode(body), day_of(since), day_of(later[1]) if later[0] == key else None, change)
        for (key, since, change, body), later in pairwise([*found, ("", "", 0, "")])
    ]


def changes(lines: Lines, after: int) -> list[tuple[int, str, str]]:
    """(change, kind name, key) of what came or went after that number, in order."""
    query = """
        select change, kind, key from dated where change > %s
        union select gone, kind, key from dated where gone > %s order by 1, 2, 3"""
    return cast("list[tuple[int, str, str]]", lines.read(query, (after, after)))
