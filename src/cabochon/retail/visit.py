"""A visit: one client's time in the boutique, put together from what was rung up, observed and answered.

Rules (each link keeps its rule and its distance in minutes):

- `reference`: what names a receipt, an appointment or a visit belongs to whatever answers to that name.
- `basket`: receipts of one associate within `basket` minutes with the till's same client or basket.
- `window` / `nearest`: an observation and a receipt of the same associate when the receipt's time lies between the
  visit's start less `before` and its end plus `after`; a survey and the most recent receipt of its associate in the
  `survey_days` before it, or, when there is none, the nearest observation of those days. `window` when nothing else came
  into question, `nearest` when the nearest took it.
- `ambiguous`: two were equally near and of the same standing, so none was taken. `none`: nothing to join.

Distance of an observation and a receipt: 0 while the visit lasts, else the minutes to its nearer end. Of a survey: from
the receipt, or the end of the observation, to the visit time its tool gives, else to the response. A survey has one
candidate only: having lost it to a nearer survey it does not go looking for an older receipt.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .matching import Rank, nearest

RECEIPT, OBSERVATION, SURVEY = "receipt", "observation", "survey"


@dataclass(frozen=True, slots=True)
class Windows:
    """before, after, basket in minutes; survey_days in days: the settings of the same names."""

    before: int = 15
    after: int = 90
    basket: int = 30
    survey_days: int = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What linking needs to know of an event, all of one boutique.

    start, end: an observation's visit; a receipt's time twice; a survey's visit time, else its response, twice.
    names: what others may call it by (a receipt's key, an appointment, a visit id). refs: what it calls others by.
    awaits: the receipt a survey names: it joins that one or none. question: a receipt takes one survey of each.
    """

    key: str
    kind: str
    associates: frozenset[str]
    start: datetime
    end: datetime
    lines: frozenset[str] = frozenset()
    basket: str = ""
    names: frozenset[str] = frozenset()
    refs: frozenset[str] = frozenset()
    awaits: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """visit: its visit's id, '' for a survey that joined none. distance in minutes, None when nothing was compared."""

    visit: str
    rule: str
    distance: float | None = None


@dataclass(slots=True)
class Linked:
    """links by key; visits: id (the smallest key of its anchors) -> members in order of their keys; unsure: visit id ->
    candidates left out because two were equally near; ties: all pairs that were weighed against each other."""

    links: dict[str, Link] = field(default_factory=dict)
    visits: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unsure: Counter[str] = field(default_factory=Counter)
    ties: list[tuple[str, str]] = field(default_factory=list)


def link(records: Iterable[Record], windows: Windows) -> Linked:
    """The visits of one boutique. A function of the set of records: their order does not matter."""
    known = {r.key: r for r in records}
    anchors = [known[key] for key in sorted(known) if known[key].kind != SURVEY]
    linked, groups = Linked(), Groups(anchors)
    named = _references(anchors, linked, groups)
    _baskets(anchors, windows, linked, groups)
    unsure = _observed(anchors, windows, linked, groups)
    linked.links = {a.key: _seated(linked.links.get(a.key), groups.of(a.key)) for a in anchors}
    surveys = [known[key] for key in sorted(known) if known[key].kind == SURVEY]
    unsure += answers.join(surveys, anchors, named, windows=windows, linked=linked)
    linked.unsure = Counter(linked.links[key].visit for pair in unsure for key in pair if key in groups.parent)
    members: dict[str, list[str]] = defaultdict(list)
    for key in sorted(linked.links):
        if visit := linked.links[key].visit:
            members[visit].append(key)
    linked.visits = {visit: tuple(keys) for visit, keys in members.items()}
    return linked


class Groups:
    """Anchors known to be of one visit, by union-find; a group goes by its smallest key."""

    def __init__(self, anchors: Iterable[Record]) -> None:
        self.parent = {a.key: a.key for a in anchors}

    def of(self, key: str) -> str:
        while (above := self.parent[key]) != key:
            self.parent[key] = key = self.parent[above]
        return key

    def join(self, one: str, other: str) -> None:
        low, high = sorted((self.of(one), self.of(other)))
        self.parent[high] = low


def apart(one: Record, other: Record) -> timedelta:
    """Time between two records; 0 when they overlap."""
    return max(one.start - other.end, other.start - one.end, timedelta())


def minutes(distance: timedelta) -> float:
    return round(distance.total_seconds() / 60, 3)


def _seated(link: Link | None, visit: str) -> Link:
    return Link(visit, link.rule, link.distance) if link else Link(visit, "none")


def _references(anchors: Sequence[Record], linked: Linked, groups: Groups) -> dict[str, list[Record]]:
    """Rule 1 among anchors. Returns who answers to a name."""
    named: dict[str, list[Record]] = defaultdict(list)
    for a in anchors:
        for name in a.names:
            named[name].append(a)
    close: dict[str, timedelta] = {}
    for a in anchors:
        for other in {b.key: b for ref in a.refs for b in named.get(ref, ()) if b is not a}.values():
            groups.join(a.key, other.key)
            linked.ties.append((a.key, other.key))
            for key in (a.key, other.key):
                close[key] = min(close.get(key, timedelta.max), apart(a, other))
    for key, distance in close.items():
        linked.links[key] = Link("", "reference", minutes(distance))
    return named


def _baskets(anchors: Sequence[Record], windows: Windows, linked: Linked, groups: Groups) -> None:
    """Rule 2. Receipts nobody is named on count as one associate's: the till's basket speaks for them."""
    baskets: dict[str, list[Record]] = defaultdict(list)
    for a in anchors:
        if a.basket and a.kind == RECEIPT:
            baskets[a.basket].append(a)
    limit, close = timedelta(minutes=windows.basket), dict[str, timedelta]()
    for receipts in baskets.values():
        receipts.sort(key=lambda r: (r.start, r.key))
        for i, one in enumerate(receipts):
            for other in receipts[i + 1 :]:
                if other.start - one.start > limit:
                    break
                if one.associates & other.associates or not one.associates | other.associates:
                    groups.join(one.key, other.key)
                    linked.ties.append((one.key, other.key))
                    for key in (one.key, other.key):
                        close[key] = min(close.get(key, timedelta.max), apart(one, other))
    for key, distance in close.items():
        linked.links.setdefault(key, Link("", "basket", minutes(distance)))


def _observed(
    anchors: Sequence[Record], windows: Windows, linked: Linked, groups: Groups
) -> list[tuple[str, str]]:
    """Rules 3 and 4 between observations and receipts. A group that holds both already is settled."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for a in anchors:
        kinds[groups.of(a.key)].add(a.kind)
    receipts: dict[str, list[Record]] = defaultdict(list)
    for a in sorted((a for a in anchors if a.kind == RECEIPT), key=lambda r: (r.start, r.key)):
        for associate in a.associates:
            receipts[associate].append(a)
    before, after = timedelta(minutes=windows.before), timedelta(minutes=windows.after)
    pairs: dict[tuple[str, str], Rank] = {}
    for o in (a for a in anchors if a.kind == OBSERVATION):
        for associate in o.associates:
            near = receipts.get(associate, [])
            start = bisect_left(near, o.start - before, key=lambda r: r.start)
            for r in near[start : bisect_right(near, o.end + after, key=lambda r: r.start)]:
                linked.ties.append((o.key, r.key))
                sides = groups.of(o.key), groups.of(r.key)
                if len(kinds[sides[0]]) == len(kinds[sides[1]]) == 1:
                    rank = apart(o, r), not o.lines & r.lines
                    pairs[sides] = min(rank, pairs.get(sides, rank))
    matched, weighed = nearest(pairs), Counter(side for pair in pairs for side in pair)
    groups_of = {a.key: groups.of(a.key) for a in anchors}
    for one, other in matched.taken.items():
        rule = "window" if weighed[one] == weighed[other] == 1 else "nearest"
        for a in anchors:
            if groups_of[a.key] in (one, other):
                linked.links.setdefault(a.key, Link("", rule, minutes(pairs[one, other][0])))
        groups.join(one, other)
    for a in anchors:
        if any(groups_of[a.key] in pair for pair in matched.unsure):
            linked.links.setdefault(a.key, Link("", "ambiguous"))
    return matched.unsure
