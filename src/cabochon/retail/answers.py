"""Guests into visits: surveys, signals, bookings and enrolments. They join what is there and never make a visit.

By the name they give; else a survey joins the most recent receipt of its associate, or the nearest observation when
there is none, and a signal, booking or enrolment the nearest observation. A visit takes one survey of each question,
one signal of each name, one booking of each service, one enrolment of each plan; those it is named by come first.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from .anchors import AMBIGUOUS, Groups, Named, by_associate
from .matching import Matched, Rank, nearest
from .records import RECEIPT, SURVEY, Link, Record, Windows, apart, minutes
from .spread import spread

Anchors = Mapping[str, Sequence[Record]]
Seats = set[tuple[str, str, str]]  # visit, kind, question
Turned = tuple[Matched, bool]  # True where visits are on the left, guests on the right
NONE = Link("", "none")


def answers(
    guests: Sequence[Record], receipts: Iterable[Record], seen: Iterable[Record], named: Named, *, windows: Windows,
    groups: Groups, links: dict[str, Link],
) -> set[str]:  # fmt: skip
    """Link every guest; `groups` holds the visits of the anchors already. Returns visits that one of several equally
    near might have joined."""
    if not guests:
        return set()
    taken: Seats = set()
    surveys, others = list[Record](), list[Record]()
    for g in guests:
        links[g.key] = NONE
        if known := [a for ref in g.refs for a in named.get(ref, ())]:
            a = min(known, key=lambda a: (a.kind != RECEIPT, apart(g, a), a.key))
            visit = groups.of(a.key)
            links[g.key] = Link(visit, "reference", minutes(apart(g, a)))
            taken.add((visit, g.kind, g.question))
        elif not g.awaits and g.associates:
            (surveys if g.kind == SURVEY else others).append(g)
    if not surveys and not others:
        return set()
    rung = by_associate(receipts, of={who for s in surveys for who in s.associates})
    watched = by_associate(seen, of={who for g in (*surveys, *others) for who in g.associates})
    found = _survey(surveys, rung, watched, windows=windows, groups=groups, taken=taken)
    found += _beside(others, watched, windows=windows, groups=groups, taken=taken)
    unsure = set[str]()
    for matched, turned in found:
        for left, (right, distance) in matched.taken.items():
            guest, visit = (right, left) if turned else (left, right)
            links[guest] = Link(visit, matched.rule(left), minutes(distance))
        for side in matched.unsure:
            if links[side] is NONE:
                links[side] = AMBIGUOUS
            else:
                unsure.add(side)
    return unsure


def _survey(
    surveys: Sequence[Record], receipts: Anchors, seen: Anchors, *, windows: Windows, groups: Groups, taken: Seats
) -> list[Turned]:  # fmt: skip
    rung = {who: Rung(found) for who, found in receipts.items()}
    watched = {who: Watched(found) for who, found in seen.items()}
    pairs: dict[str, dict[tuple[str, str], Rank]] = defaultdict(dict)  # by question
    for s in surveys:
        latest = max((t for who in s.associates if who in rung if (t := rung[who].before(s.start))), default=None)
        if latest is not None and latest >= s.start - windows.survey:
            near = [r for who in s.associates if who in rung for r in rung[who].at(latest)]
        else:
            near = [o for who in s.associates if who in watched for o in watched[who].near(s.start, windows)]
        for a in near:
            pair, rank = (s.key, groups.of(a.key)), (apart(s, a), False)
            pairs[s.question][pair] = min(rank, pairs[s.question].get(pair, rank))
    out: dict[str, set[str]] = defaultdict(set)
    for visit, kind, question in taken:
        if kind == SURVEY:
            out[question].add(visit)
    return [(nearest(_nearest_only(some), out=out[question]), False) for question, some in pairs.items()]


def _nearest_only(pairs: Mapping[tuple[str, str], Rank]) -> dict[tuple[str, str], Rank]:
    """A survey of several associates has the nearest alone as its candidate, too."""
    least: dict[str, Rank] = {}
    for (key, _), rank in pairs.items():
        least[key] = min(rank, least.get(key, rank))
    return {pair: rank for pair, rank in pairs.items() if rank == least[pair[0]]}


def _beside(others: Iterable[Record], seen: Anchors, *, windows: Windows, groups: Groups, taken: Seats) -> list[Turned]:
    asked: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for g in others:
        asked[g.kind, g.question].append(g)
    found = list[Turned]()
    for (kind, question), some in asked.items():
        here = by_associate(some)
        free = {
            who: [o for o in seen[who] if (groups.of(o.key), kind, question) not in taken] for who in here if seen[who]
        }
        found.append((spread(free, here, groups.of, before=windows.before, after=windows.after), True))
    return found


class Rung:
    """An associate's receipts in order of time."""

    def __init__(self, receipts: Iterable[Record]) -> None:
        self._receipts = sorted(receipts, key=lambda r: r.start)
        self._times = [r.start for r in self._receipts]

    def before(self, at: datetime) -> datetime | None:
        """When the most recent one was, up to and with this moment."""
        n = bisect_right(self._times, at)
        return self._times[n - 1] if n else None

    def after(self, at: datetime) -> datetime | None:
        n = bisect_right(self._times, at)
        return self._times[n] if n < len(self._times) else None

    def at(self, since: datetime, until: datetime | None = None) -> list[Record]:
        return self._receipts[bisect_left(self._times, since) : bisect_right(self._times, until or since)]


class Watched:
    """An associate's observations."""

    def __init__(self, seen: Iterable[Record]) -> None:
        self._begun = sorted(seen, key=lambda o: o.start)
        self._starts = [o.start for o in self._begun]
        self._latest: list[datetime] = []  # the latest end of all up to here
        for o in self._begun:
            self._latest.append(max(o.end, self._latest[-1]) if self._latest else o.end)

    def near(self, at: datetime, windows: Windows) -> list[Record]:
        """The nearest observation that holds a moment between `before` its start and `survey` its end; several when
        equally near."""
        found, least = list[Record](), timedelta.max
        for n in range(bisect_right(self._starts, at + windows.before) - 1, -1, -1):
            if self._latest[n] < at and at - self._latest[n] > min(least, windows.survey):
                break
            o = self._begun[n]
            distance = max(o.start - at, at - o.end, timedelta())
            if distance < least and at - o.end <= windows.survey:
                found, least = [o], distance
            elif distance == least:
                found.append(o)
        return found
