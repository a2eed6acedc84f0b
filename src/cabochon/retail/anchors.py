"""Receipts and observations into visits: by a name they share, by the till's basket, by the time."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from .matching import Rank, nearest
from .records import OBSERVATION, RECEIPT, Link, Linked, Record, Windows, apart, minutes


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


def references(anchors: Sequence[Record], linked: Linked, groups: Groups) -> dict[str, list[Record]]:
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


def baskets(anchors: Sequence[Record], windows: Windows, linked: Linked, groups: Groups) -> None:
    """Rule 2. Receipts nobody is named on count as one associate's: the till's basket speaks for them."""
    baskets: dict[str, list[Record]] = defaultdict(list)
    for a in anchors:
        if a.basket and a.kind == RECEIPT:
            baskets[a.basket].append(a)
    close: dict[str, timedelta] = {}
    for receipts in baskets.values():
        receipts.sort(key=lambda r: (r.start, r.key))
        for i, one in enumerate(receipts):
            for other in receipts[i + 1 :]:
                if other.start - one.start > windows.basket:
                    break
                if one.associates & other.associates or not one.associates | other.associates:
                    groups.join(one.key, other.key)
                    linked.ties.append((one.key, other.key))
                    for key in (one.key, other.key):
                        close[key] = min(close.get(key, timedelta.max), apart(one, other))
    for key, distance in close.items():
        linked.links.setdefault(key, Link("", "basket", minutes(distance)))


def observed(anchors: Sequence[Record], windows: Windows, linked: Linked, groups: Groups) -> list[tuple[str, str]]:
    """Rules 3 and 4 between observations and receipts. A group that holds both already is settled."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for a in anchors:
        kinds[groups.of(a.key)].add(a.kind)
    receipts: dict[str, list[Record]] = defaultdict(list)
    for a in sorted((a for a in anchors if a.kind == RECEIPT), key=lambda r: (r.start, r.key)):
        for associate in a.associates:
            receipts[associate].append(a)
    pairs: dict[tuple[str, str], Rank] = {}
    for o in (a for a in anchors if a.kind == OBSERVATION):
        for associate in o.associates:
            near = receipts.get(associate, [])
            start = bisect_left(near, o.start - windows.before, key=lambda r: r.start)
            for r in near[start : bisect_right(near, o.end + windows.after, key=lambda r: r.start)]:
                linked.ties.append((o.key, r.key))
                sides = groups.of(o.key), groups.of(r.key)
                if len(kinds[sides[0]]) == len(kinds[sides[1]]) == 1:
                    rank = apart(o, r), not o.lines & r.lines
                    pairs[sides] = min(rank, pairs.get(sides, rank))
    members: dict[str, list[str]] = defaultdict(list)
    for a in anchors:
        members[groups.of(a.key)].append(a.key)
    matched, weighed = nearest(pairs), Counter(side for pair in pairs for side in pair)
    for one, other in matched.taken.items():
        rule = "window" if weighed[one] == weighed[other] == 1 else "nearest"
        for key in members[one] + members[other]:
            linked.links.setdefault(key, Link("", rule, minutes(pairs[one, other][0])))
        groups.join(one, other)
    for side in {side for pair in matched.unsure for side in pair}:
        for key in members[side]:
            linked.links.setdefault(key, Link("", "ambiguous"))
    return matched.unsure
