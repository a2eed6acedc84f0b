"""Who could be weighed against whom: all pairs that linking looks at, and more, without going through each.

Two records are kin when they share a name or a basket, when one lies in the window of the other or in a chain of
windows that overlap, or when one is the receipt or the observation a survey may fall to. A change among those who are
not my kin leaves my link as it is.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from .anchors import Groups
from .answers import Rung, Watched
from .records import OBSERVATION, RECEIPT, SURVEY, Record, Windows

Span = tuple[datetime, datetime]


class Rest:
    """Records that did not change, as far as they were loaded."""

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}
        self._rung: dict[str, Rung] | None = None

    def add(self, records: Iterable[Record]) -> None:
        self.records.update((r.key, r) for r in records)
        self._rung = None

    def rung(self, who: str) -> Rung:
        """An associate's receipts."""
        if self._rung is None:
            found: dict[str, list[Record]] = defaultdict(list)
            for r in self.records.values():
                if r.kind == RECEIPT:
                    for one in r.associates:
                        found[one].append(r)
            self._rung = {one: Rung(some) for one, some in found.items()}
        return self._rung.get(who) or Rung(())


def needs(
    members: Iterable[Record], rest: Rest, windows: Windows, *, within: timedelta
) -> tuple[dict[str, list[Span]], set[str]]:
    """Times of each associate, and names, that all kin of these records lies in. within: no farther ahead or back than
    this, for a first look."""
    times, names = defaultdict[str, list[Span]](list), set[str]()
    near = windows.before + windows.after
    far = min(windows.survey, within)
    for r in members:
        names |= r.names | r.refs
        for who in r.associates or ("",):
            rung = rest.rung(who)
            match r.kind:
                case "survey":
                    before = rung.before(r.start)
                    since = r.start - far if before is None else max(before, r.start - far)
                    times[who].append((since, r.start + windows.before))
                case "receipt" | "observation":
                    after = rung.after(r.end) if who else r.end  # what comes after it has a nearer receipt
                    until = r.end + far if after is None else min(after, r.end + far)
                    back = near if r.kind == OBSERVATION else max(windows.after, windows.basket)
                    times[who].append((r.start - back, max(until, r.end + max(near, windows.basket))))
                case _:
                    times[who].append((r.start - windows.after, r.start + windows.before))
    return times, names - {""}


def kin(seeds: Iterable[str], rest: Rest, changed: Sequence[Record], windows: Windows) -> set[str]:
    """The seeds and their kin. changed: the records of the seeds, as they were and as they are."""
    groups = Groups()
    everyone = [*rest.records.values(), *changed]
    _named(everyone, groups)
    _in_baskets(everyone, windows, groups)
    by_associate: dict[str, list[Record]] = defaultdict(list)
    for r in everyone:
        for who in r.associates:
            by_associate[who].append(r)
    moved: dict[str, list[Record]] = defaultdict(list)
    for r in changed:
        for who in r.associates:
            moved[who].append(r)
    for who, records in by_associate.items():
        _in_windows(records, windows, groups)
        _asked(records, moved[who], rest.rung(who), windows=windows, groups=groups)
    wanted = {groups.of(key) for key in seeds}
    return {r.key for r in everyone if groups.of(r.key) in wanted}


def _named(records: Iterable[Record], groups: Groups) -> None:
    first: dict[str, str] = {}
    for r in records:
        for name in r.names | r.refs:
            groups.join(first.setdefault(name, r.key), r.key)


def _in_baskets(records: Iterable[Record], windows: Windows, groups: Groups) -> None:
    shared: dict[str, list[Record]] = defaultdict(list)
    for r in records:
        if r.basket and r.kind == RECEIPT:
            shared[r.basket].append(r)
    for several in shared.values():
        several.sort(key=lambda r: r.start)
        for one, other in pairwise(several):
            if other.start - one.start <= windows.basket:
                groups.join(one.key, other.key)


def _in_windows(records: Iterable[Record], windows: Windows, groups: Groups) -> None:
    """Observations whose windows overlap, and what happened meanwhile."""
    seen = sorted((r for r in records if r.kind == OBSERVATION), key=lambda o: o.start)
    blocks: list[tuple[datetime, datetime, str]] = []
    for o in seen:
        since, until = o.start - windows.before, o.end + windows.after
        if blocks and since <= blocks[-1][1]:
            groups.join(blocks[-1][2], o.key)
            blocks[-1] = blocks[-1][0], max(until, blocks[-1][1]), blocks[-1][2]
        else:
            blocks.append((since, until, o.key))
    begun = [since for since, _, _ in blocks]
    for r in records:
        if r.kind not in (OBSERVATION, SURVEY) and (n := bisect_right(begun, r.start)) and r.start <= blocks[n - 1][1]:
            groups.join(blocks[n - 1][2], r.key)


def _asked(
    records: Iterable[Record], changed: Sequence[Record], rung: Rung, *, windows: Windows, groups: Groups
) -> None:
    """Each survey with the receipt it falls to, or would if what changed were not there; or with its observation."""
    surveys = [r for r in records if r.kind == SURVEY]
    if not surveys:
        return
    sold = Rung([r for r in changed if r.kind == RECEIPT])
    watched = [r for r in records if r.kind == OBSERVATION]
    seen = Watched(o for o in watched if all(o is not c for c in changed)) if watched else None
    news = sorted((r for r in changed if r.kind == OBSERVATION), key=lambda o: o.start)
    starts = [o.start for o in news]
    for s in surveys:
        oldest = s.start - windows.survey
        latest = rung.before(s.start)
        known = latest is not None and latest >= oldest
        near = sold.at(latest if known and latest else oldest, s.start)
        if known and latest:
            near += rung.at(latest)
        else:
            near += seen.near(s.start, windows) if seen else []
            near += [o for o in news[: bisect_left(starts, s.start + windows.before)] if o.end >= oldest]
        for r in near:
            groups.join(s.key, r.key)
