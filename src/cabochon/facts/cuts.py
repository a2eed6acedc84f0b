"""The rows one thing makes, and which questions read which of them.

A question that cuts or filters by sellers, or by product line, brand or collection, counts a thing once under each of
its sellers and goods; any other counts it once. `grain` is a set of bits, one for each such way of counting: a question
reads the rows that have its bit (measures.cuts.grain_of), so that sums stay plain sums. A thing of one seller and one
good, as most are, is one row with every bit.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from .goods import NOTHING, Good
from .master import Master
from .scene import Place

Cut = tuple[Any, ...]  # the columns of tables.CUTS
WHOLE = 1  # the bit of a question that cuts by neither sellers nor goods
GOODS = 8  # bits by sellers begin here
SUBSETS = tuple(range(GOODS))  # of (line, brand, collection), as bits 1, 2, 4
EVERY = (1 << 2 * GOODS) - 1
ONE = (("", 1.0),)


def cuts(
    place: Place, sellers: Sequence[tuple[str, float]], goods: tuple[Good, ...], *, master: Master, segment: str = ""
) -> list[tuple[Cut, float]]:
    """(cuts, share of the money) of every row. A row that stands for the whole is listed under the first seller and
    good, its counts and money are of all; nobody known is one seller ''."""
    day, boutique, region, door_type, daypart, hour = place
    people = sellers or ONE
    if len(people) == 1 and people[0][1] == 1.0 and len(goods) < 2:
        who = people[0][0]
        role, tenure = master.standing(who, day)
        line, brand, collection = goods[0] if goods else NOTHING
        return [((EVERY, day, boutique, region, door_type, who, role, tenure, line, brand, collection, segment, daypart,
                  hour), 1.0)]  # fmt: skip
    here, then = (day, boutique, region, door_type), (segment, daypart, hour)
    named = [((who, *master.standing(who, day)), share) for who, share in people]
    alone = len(people) == 1 and people[0][1] == 1.0
    found: list[tuple[Cut, float]] = []
    for good, bits in zip(goods or (NOTHING,), _bits(goods), strict=True):
        if not alone:
            found.append(((bits, *here, *named[0][0], *good, *then), 1.0))
        for person, share in named:
            found.append((((bits | bits << GOODS) if alone else bits << GOODS, *here, *person, *good, *then), share))
    return found


@lru_cache(maxsize=4_096)
def _bits(goods: tuple[Good, ...]) -> tuple[int, ...]:
    """Of each good the ways of counting for which it is the first of its kind."""
    if len(goods) < 2:
        return ((1 << GOODS) - 1,)
    found = []
    for n, good in enumerate(goods):
        firsts = (s for s in SUBSETS if all(_part(other, s) != _part(good, s) for other in goods[:n]))
        found.append(sum(1 << subset for subset in firsts))
    return tuple(found)


def _part(good: Good, subset: int) -> tuple[str, ...]:
    return tuple(part for i, part in enumerate(good) if subset >> i & 1)


def evenly(people: Sequence[str]) -> list[tuple[str, float]]:
    return [(who, 1 / len(people)) for who in people]
