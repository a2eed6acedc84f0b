"""Relinking after news: only the neighbourhood of what changed is looked at, the outcome is that of linking everything.

What an event's link depends on is what could be weighed against it, directly or through others (kin.py). So records are
loaded, associate by associate, until all that could be weighed against the kin of what changed is known; these are
linked as they were and as they are, and what differs is told again. `tests/retail/test_neighbourhood.py` is the law.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .kin import Rest, kin, needs
from .records import Linked, Record, Windows
from .visit import link

SLACK = timedelta(hours=1)  # asked for beyond what is needed, twice as much each time: a busy day takes few steps
SOON = timedelta(days=1)  # a survey's receipt, a receipt's next: mostly no farther than this

Span = tuple[datetime, datetime]
Times = Mapping[str, list[Span]]  # by associate


@dataclass(frozen=True, slots=True)
class Reach:
    """Records of these associates ("" is nobody named) whose time meets [since, until], and all with one of the names
    among their names, refs or awaited receipts."""

    since: datetime
    until: datetime
    associates: frozenset[str]
    names: frozenset[str]


@dataclass(slots=True)
class Relinked:
    """linked: the world after, of what was looked at. visits: those to tell again; alone: guests without a visit to
    tell again; gone: visits and keys told before that are no more or are told again."""

    linked: Linked = field(default_factory=Linked)
    visits: set[str] = field(default_factory=set)
    alone: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)


def relink(
    load: Callable[[Reach], Iterable[Record]],
    before: Mapping[str, Record],
    after: Mapping[str, Record],
    *,
    windows: Windows,
) -> Relinked:
    """before, after: the records that came, went or changed, as they were and as they are; load: all others of the
    boutique (changed ones may be among them and are left out). It is asked several times, of one associate each."""
    changed = before.keys() | after.keys()
    if not changed:
        return Relinked()
    rest, seen, named = Rest(), dict[str, list[Span]](), set[str]()
    core, slack, soon = changed, SLACK, SOON
    while True:
        members = [r for world in (rest.records, before, after) for key in core if (r := world.get(key))]
        wanted, names = needs(members, rest, windows, within=soon)
        reaches = [_reach(since - slack, until + slack, who) for who, since, until in _missing(wanted, seen)]
        if fresh := names - named:
            reaches.append(_reach(members[0].start, members[0].start, *(), names=fresh))
        if not reaches and soon >= windows.survey:
            break
        for reach in reaches:
            rest.add(r for r in load(reach) if r.key not in changed)
            for who in reach.associates:
                seen[who] = _merged([*seen.get(who, ()), (reach.since, reach.until)])
        named |= names
        core = kin(changed, rest, [*before.values(), *after.values()], windows)
        slack, soon = slack * 2, max(windows.survey, SOON)
    old = link([*(rest.records[key] for key in core if key in rest.records), *before.values()], windows)
    new = link([*(rest.records[key] for key in core if key in rest.records), *after.values()], windows)
    return _difference(changed, old, new)


def _reach(since: datetime, until: datetime, *associates: str, names: Iterable[str] = ()) -> Reach:
    return Reach(since, until, frozenset(associates), frozenset(names))


def _missing(wanted: Times, seen: Times) -> Iterable[tuple[str, datetime, datetime]]:
    """What of the wanted times of each associate was not loaded yet."""
    for who, spans in wanted.items():
        for since, until in _merged(spans):
            start: datetime | None = since
            for low, high in seen.get(who, ()):
                if start is None or high < start:
                    continue
                if start < low:
                    yield who, start, min(until, low)
                start = high if high < until else None
            if start is not None:
                yield who, start, until


def _merged(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for since, until in sorted(spans):
        if found and since <= found[-1][1]:
            found[-1] = found[-1][0], max(until, found[-1][1])
        else:
            found.append((since, until))
    return found


def _difference(changed: Iterable[str], old: Linked, new: Linked) -> Relinked:
    """A visit is told again when a member came, went, changed or is linked otherwise, or it became or is not unsure."""
    both = old.links.keys() | new.links.keys()
    moved = {*changed, *(key for key in both if old.links.get(key) != new.links.get(key))}
    told = Relinked(new)
    for world in (old, new):
        touched = {world.links[key].visit for key in moved if key in world.links}
        touched |= {visit for visit in old.unsure ^ new.unsure if visit in world.visits}
        touched.discard("")
        told.gone |= touched | {key for visit in touched for key in world.visits[visit]}
        if world is new:
            told.visits = touched
    told.gone |= moved
    # A visit touched in the old world only by its id may live on under it in the new one.
    told.visits |= {new.links[key].visit for key in told.gone if key in new.links} - {""}
    told.gone |= {key for visit in told.visits for key in new.visits[visit]} | told.visits
    told.alone = {key for key in told.gone if key in new.links and not new.links[key].visit}
    return told
