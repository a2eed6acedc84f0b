"""Relinking after news: only the neighbourhood of what changed is looked at, the outcome is that of linking everything.

What an event's link depends on is the connected component of the pairs `link` weighed (`Linked.ties`). So the
neighbourhood is widened until every member's own reach has been loaded, in the world before the news and in the one
after; what differs between the two is what has to be told again. `tests/retail/test_neighbourhood.py` is the law.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .records import SURVEY, Linked, Record, Windows
from .visit import link

SLACK = timedelta(hours=10)  # asked for beyond what is needed: a busy day is then loaded in one or two steps


@dataclass(frozen=True, slots=True)
class Reach:
    """Records of these associates ("" is nobody named) whose time meets [since, until], and all with one of the names
    among their names, refs or awaited receipts."""

    since: datetime
    until: datetime
    associates: frozenset[str]
    names: frozenset[str]

    def __or__(self, other: "Reach") -> "Reach":
        return Reach(
            min(self.since, other.since),
            max(self.until, other.until),
            self.associates | other.associates,
            self.names | other.names,
        )


@dataclass(slots=True)
class Relinked:
    """linked: the world after, exact for what is in `visits` and `alone`. visits: those to tell again; alone: surveys
    without a visit to tell again; gone: visits and keys told before that are no more or are told again."""

    linked: Linked = field(default_factory=Linked)
    records: dict[str, Record] = field(default_factory=dict)
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
    boutique (changed ones may be among them and are left out)."""
    changed = before.keys() | after.keys()
    if not changed:
        return Relinked()
    needed = _needs([*before.values(), *after.values()], windows)
    while True:
        asked = Reach(needed.since - SLACK, needed.until + SLACK, needed.associates, needed.names)
        rest = {r.key: r for r in load(asked) if r.key not in changed}
        old, new = link([*rest.values(), *before.values()], windows), link([*rest.values(), *after.values()], windows)
        core = _component(changed, old, new)
        members = [known[key] for known in (rest, before, after) for key in core if key in known]
        needed = needed | _needs(members, windows)
        if needed | asked == asked:
            return _difference(core, changed, old, new, records={**rest, **after})


def _needs(records: Iterable[Record], windows: Windows) -> Reach:
    """All that could be weighed against these records."""
    near = windows.before + windows.after + windows.basket
    reaches = [
        Reach(
            r.start - (windows.survey if r.kind == SURVEY else near),
            r.end if r.kind == SURVEY else r.end + max(near, windows.survey),
            r.associates or frozenset({""}),
            r.names | r.refs,
        )
        for r in records
    ]
    whole = reaches[0]
    for reach in reaches[1:]:
        whole = whole | reach
    return whole


def _component(seeds: Iterable[str], *worlds: Linked) -> set[str]:
    near: dict[str, list[str]] = defaultdict(list)
    for world in worlds:
        for one, other in world.ties:
            near[one].append(other)
            near[other].append(one)
    found, edge = set(seeds), list(seeds)
    while edge:
        for key in near[edge.pop()]:
            if key not in found:
                found.add(key)
                edge.append(key)
    return found


def _difference(core: set[str], changed: set[str], old: Linked, new: Linked, *, records: dict[str, Record]) -> Relinked:
    """A visit is told again when a member came, went, changed or is linked otherwise, or more or less is unsure."""
    moved = {key for key in core if key in changed or old.links.get(key) != new.links.get(key)}
    told = Relinked(new, records)
    for world in (old, new):
        touched = {world.links[key].visit for key in moved if key in world.links}
        touched |= {
            visit
            for visit in (world.links[key].visit for key in core if key in world.links)
            if old.unsure[visit] != new.unsure[visit]
        }
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
