"""One-to-one, nearest first: what two kinds of things near each other make of it, and where nobody can tell.

Pairs are taken by rank: by how far apart the two are, then those of the same product line first. Each side is taken
once. Where a rank leaves a choice, nobody takes and all who could choose are out. That depends on nothing but the
pairs: not on their order, and not on pairs that share no side with them, directly or through others.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

Rank = tuple[timedelta, bool]  # how far apart; True when the product lines differ
MANY = "\n"  # more than one side; no side is called so


@dataclass(slots=True)
class Matched:
    """taken: left -> (right, how far apart). unsure: sides, left and right, that are out because of a choice.
    settled: sides that are taken or out. only: for each side the one it could have had, or MANY."""

    taken: dict[str, tuple[str, timedelta]] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)
    settled: set[str] = field(default_factory=set)
    only: dict[str, str] = field(default_factory=dict)

    def rule(self, left: str) -> str:
        """`window` when nothing else came into question on either side, else `nearest`."""
        right = self.taken[left][0]
        return "window" if self.only[left] == right and self.only[right] == left else "nearest"


class Choices:
    """Who could have whom: of each side the only one, or MANY. No left side is called as a right one."""

    def __init__(self) -> None:
        self.left: dict[str, str] = {}
        self.right: dict[str, str] = {}

    def add(self, left: str, right: str) -> None:
        if self.left.setdefault(left, right) != right:
            self.left[left] = MANY
        if self.right.setdefault(right, left) != left:
            self.right[right] = MANY

    def settle(self, distance: timedelta, found: Matched) -> None:
        for left, right in self.left.items():
            if right != MANY and self.right[right] == left:
                found.taken[left] = right, distance
            else:
                found.unsure.add(left)
        found.unsure.update(right for right, left in self.right.items() if left == MANY or self.left[left] == MANY)
        found.settled.update(self.left, self.right)


def nearest(pairs: Mapping[tuple[str, str], Rank], *, out: Container[str] = ()) -> Matched:
    """out: sides that are not to be had."""
    found, everything = Matched(), Choices()
    levels: dict[Rank, list[tuple[str, str]]] = {}
    for pair, rank in pairs.items():
        if pair[0] not in out and pair[1] not in out:
            everything.add(*pair)
            levels.setdefault(rank, []).append(pair)
    found.only = {**everything.left, **everything.right}
    for rank in sorted(levels):
        choices = Choices()
        for left, right in levels[rank]:
            if left not in found.settled and right not in found.settled:
                choices.add(left, right)
        choices.settle(rank[0], found)
    return found
