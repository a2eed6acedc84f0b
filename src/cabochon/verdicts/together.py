"""Episodes taken together: by behaviour, module, rollout, wave and region."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from hashlib import blake2b
from operator import attrgetter

from ..measures.shifts import monday
from .told import Subject

FORTNIGHT = 14
BEGINS = date(2001, 1, 1)  # a Monday: fortnights are counted from it, so that a wave is the same whoever comes late
AT_DOOR = ("focus", "module")


def together(found: Iterable[Subject]) -> list[Subject]:
    """What at least two doors, or two people, have in common. doors: each once, with the day it began there first."""
    groups: dict[tuple[str, ...], list[Subject]] = defaultdict(list)
    for one in found:
        kind = "module" if one.kind == "module" else "behaviour"
        groups[kind, one.about].append(one)
        if one.kind in AT_DOOR:
            groups["rollout", one.about].append(one)
            groups["wave", one.about, fortnight(one.since).isoformat()].append(one)
        if one.region:
            groups["region", one.about, one.region].append(one)
    return [
        pooled(name, some) for name, some in sorted(groups.items())
        if len(some) > 1 and (name[0] in ("behaviour", "region") or _doors(some) > 1)
        and (name[0] != "rollout" or len({monday(one.since) for one in some}) > 1)
    ]  # fmt: skip


def pooled(name: tuple[str, ...], some: Iterable[Subject]) -> Subject:
    """name: kind, about, and of a wave its first day, of a region its name."""
    some = sorted(some, key=attrgetter("since", "key"))
    began: dict[str, date] = {}
    for one in some:
        began.setdefault(one.boutique, one.since)
    doors = tuple(sorted(began))
    since = some[0].since
    ends = {one.until or date.max for one in some}
    return Subject(
        key=blake2b("\x1f".join(name).encode(), digest_size=9).hexdigest(), kind=name[0], about=name[1],
        region=name[2] if name[0] == "region" else "", since=since,
        until=None if date.max in ends else max(ends), baseline_since=since - timedelta(days=FORTNIGHT),
        baseline_until=since - timedelta(days=1), doors=doors, began=tuple(began[door] for door in doors),
        parts=tuple(one.key for one in some),
    )  # fmt: skip


def fortnight(day: date) -> date:
    """The Monday its fortnight begins on."""
    return day - timedelta(days=(day - BEGINS).days % FORTNIGHT)


def _doors(some: Iterable[Subject]) -> int:
    return len({one.boutique for one in some})
