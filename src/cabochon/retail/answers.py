"""Surveys into visits: by the name they give, else by the most recent receipt of their associate."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from .matching import Rank, nearest
from .records import RECEIPT, Link, Linked, Record, Windows, apart, minutes

Anchors = Mapping[str, Sequence[Record]]


def answers(
    surveys: Sequence[Record], anchors: Sequence[Record], named: Anchors, *, windows: Windows, linked: Linked
) -> list[tuple[str, str]]:
    """Link every survey; `linked.links` seats the anchors already. Returns (survey, anchor) pairs left open."""
    by_associate: dict[str, list[Record]] = defaultdict(list)
    for a in sorted(anchors, key=lambda a: (a.start, a.key)):
        for associate in a.associates:
            by_associate[associate].append(a)
    receipts = {who: [a for a in found if a.kind == RECEIPT] for who, found in by_associate.items()}
    observed = {who: [a for a in found if a.kind != RECEIPT] for who, found in by_associate.items()}
    taken: set[str] = set()
    pairs: dict[tuple[str, str], Rank] = {}
    seats: dict[str, str] = {}
    for s in surveys:
        known = [a for ref in s.refs for a in named.get(ref, ())]
        if known:
            a = min(known, key=lambda a: (a.kind != RECEIPT, apart(s, a), a.key))
            linked.ties += [(s.key, other.key) for other in known]
            linked.links[s.key] = Link(linked.links[a.key].visit, "reference", minutes(apart(s, a)))
            taken.add(_seat(s, a))
        elif not s.awaits:
            for a in _latest(s, receipts, windows) or _around(s, observed, windows):
                linked.ties.append((s.key, a.key))
                seats[_seat(s, a)] = a.key
                pairs[s.key, _seat(s, a)] = apart(s, a), False
    pairs = {pair: rank for pair, rank in pairs.items() if pair[1] not in taken}
    matched, weighed = nearest(pairs), Counter(side for pair in pairs for side in pair)
    for key, seat in matched.taken.items():
        rule = "window" if weighed[key] == weighed[seat] == 1 else "nearest"
        linked.links[key] = Link(linked.links[seats[seat]].visit, rule, minutes(pairs[key, seat][0]))
    for key, _ in matched.unsure:
        linked.links[key] = Link("", "ambiguous")
    for s in surveys:
        linked.links.setdefault(s.key, Link("", "none"))
    return [(key, seats[seat]) for key, seat in matched.unsure]


def _seat(survey: Record, anchor: Record) -> str:
    return f"{anchor.key}\n{survey.question}"


def _latest(survey: Record, receipts: Anchors, windows: Windows) -> list[Record]:
    """The most recent receipt of the survey's associate; several when they were rung up in the same instant."""
    found: dict[str, Record] = {}
    for associate in survey.associates:
        near = receipts.get(associate, [])
        until = bisect_right(near, survey.start, key=lambda r: r.start)
        if until and near[until - 1].start >= survey.start - windows.survey:
            since = bisect_left(near, near[until - 1].start, key=lambda r: r.start)
            found |= {r.key: r for r in near[since:until]}
    newest = max((r.start for r in found.values()), default=None)
    same = sorted((r for r in found.values() if r.start == newest), key=lambda r: r.key)
    if len({r.basket for r in same}) == 1 and same[0].basket:
        return same[:1]  # one client's receipts: either of them leads to the same visit
    return same


def _around(survey: Record, observed: Anchors, windows: Windows) -> list[Record]:
    """The nearest observation that began before the survey's time; several when equally near."""
    oldest = survey.start - windows.survey
    found = {
        o.key: o
        for who in survey.associates
        for o in observed.get(who, ())
        if o.start <= survey.start and o.end >= oldest
    }
    least = min((apart(survey, o) for o in found.values()), default=None)
    return [found[key] for key in sorted(found) if apart(survey, found[key]) == least]
