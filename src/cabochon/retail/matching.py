"""One-to-one, nearest first: what two kinds of things near each other make of it, and where nobody can tell."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

Rank = tuple[timedelta, bool]  # how far apart; True when the product lines differ


@dataclass(slots=True)
class Matched:
    """taken: left -> right. unsure: pairs left apart because another was exactly as near."""

    taken: dict[str, str] = field(default_factory=dict)
    unsure: list[tuple[str, str]] = field(default_factory=list)


def nearest(pairs: Mapping[tuple[str, str], Rank]) -> Matched:
    """Take pairs by rank, each side once. Where a rank leaves a choice, nobody takes and all who could choose are out.

    Depends on nothing but the pairs: not on their order, and not on pairs that share no side with them, directly or
    through others. So a connected component can be matched alone.
    """
    found, settled = Matched(), set[str]()
    levels: dict[Rank, list[tuple[str, str]]] = {}
    for pair, rank in pairs.items():
        levels.setdefault(rank, []).append(pair)
    for rank in sorted(levels):
        free = [pair for pair in levels[rank] if not settled.intersection(pair)]
        degree = Counter(side for pair in free for side in pair)
        for left, right in free:
            if degree[left] == degree[right] == 1:
                found.taken[left] = right
            else:
                found.unsure.append((left, right))
            settled |= {left, right}
    return found
