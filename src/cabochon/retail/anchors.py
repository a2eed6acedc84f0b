"""Receipts and observations into visits: by a name they share, by the till's basket, by the time."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from .records import Link, Record, Windows, apart, minutes
from .spread import spread

Named = dict[str, list[Record]]
Shared = dict[str, list[Record]]  # by associate


class Groups:
    """Anchors known to be of one visit, by union-find; a group goes by its smallest key."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}  # only of those that were joined to another

    def of(self, key: str) -> str:
        above = self._above
        if (found := above.get(key)) is None:
            return key
        while (next_ := above.get(found)) is not None:
            above[key] = next_
            key, found = found, next_
        return found

    def join(self, one: str, other: str) -> None:
        one, other = self.of(one), self.of(other)
        if one != other:
            self._above[max(one, other)] = min(one, other)

    def several(self) -> dict[str, list[str]]:
        """The groups of more than one, with their members."""
        found: dict[str, list[str]] = {}
        for key in list(self._above):
            group = self.of(key)
            found.setdefault(group, [group]).append(key)
        return found


def answering(anchors: Iterable[Record], names: set[str]) -> Named:
    """Who answers to a name."""
    named: Named = {}
    if names:
        for a in anchors:
            for name in a.names:
                if name in names:
                    named.setdefault(name, []).append(a)
    return named


def references(anchors: Iterable[Record], named: Named, links: dict[str, Link], groups: Groups) -> None:
    """Rule 1 among anchors: what names another is of its visit."""
    close: dict[str, timedelta] = {}
    for a in anchors:
        for ref in a.refs:
            for b in named.get(ref, ()):
                if b is not a:
                    groups.join(a.key, b.key)
                    _closer(close, a, b)
    links.update((key, Link("", "reference", minutes(distance))) for key, distance in close.items())


def baskets(receipts: Iterable[Record], windows: Windows, links: dict[str, Link], groups: Groups) -> None:
    """Rule 2. Receipts nobody is named on count as one associate's: the till's basket speaks for them."""
    shared: Shared = {}
    for r in receipts:
        if r.basket:
            shared.setdefault(r.basket, []).append(r)
    close: dict[str, timedelta] = {}
    for several in shared.values():
        if len(several) == 1:
            continue
        several.sort(key=lambda r: (r.start, r.key))
        last: dict[str, Record] = {}  # of each associate: to it the next is nearest
        for r in several:
            for who in r.associates or ("",):
                before = last.get(who)
                if before is not None and r.start - before.start <= windows.basket:
                    groups.join(before.key, r.key)
                    _closer(close, before, r)
                last[who] = r
    for key, distance in close.items():
        links.setdefault(key, Link("", "basket", minutes(distance)))


def observed(
    receipts: Sequence[Record], seen: Sequence[Record], windows: Windows, *, links: dict[str, Link], groups: Groups
) -> set[str]:
    """Rules 3 and 4 between observations and receipts. A group that holds both already is settled. Returns the groups
    that were out because two were equally near."""
    several = groups.several()
    kinds = {r.key: r.kind for r in (*receipts, *seen)} if several else {}
    mixed = {key for keys in several.values() if len({kinds[key] for key in keys}) > 1 for key in keys}
    spans = by_associate(o for o in seen if o.key not in mixed)
    points = by_associate((r for r in receipts if r.key not in mixed), of=spans)
    found = spread(spans, points, groups.of, before=windows.before, after=windows.after)
    for one, (other, distance) in found.taken.items():
        link = Link("", found.rule(one), minutes(distance))
        for side in (one, other):
            for key in several.get(side, (side,)):
                links.setdefault(key, link)
    for side in found.unsure:
        for key in several.get(side, (side,)):
            links.setdefault(key, AMBIGUOUS)
    for one, (other, _) in found.taken.items():
        groups.join(one, other)
    return found.unsure


AMBIGUOUS = Link("", "ambiguous")


def by_associate(records: Iterable[Record], *, of: Iterable[str] | None = None) -> Shared:
    """of: only these associates."""
    found: Shared = {who: [] for who in of} if of is not None else {}
    for r in records:
        for who in r.associates:
            if who in found:
                found[who].append(r)
            elif of is None:
                found[who] = [r]
    return found


def _closer(close: dict[str, timedelta], one: Record, other: Record) -> None:
    distance = apart(one, other)
    for key in (one.key, other.key):
        if key not in close or distance < close[key]:
            close[key] = distance
