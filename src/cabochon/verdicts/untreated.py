"""Who is no peer: whoever does the same, from the day it began there."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..impact.panel import B2, I1, Panel
from .told import Subject

PEOPLE, PLACES = ("person",), ("focus", "module")
ANY, WHOLE, PEOPLE_TOO = "any", "whole", "people too"
KEPT = "begun"
NEVER = 1 << 30  # a day nobody reaches


@dataclass(frozen=True, eq=False)
class Touched:
    """First day of the same, as date.toordinal, at each door, of each "person/door", and at each door as a whole: no
    peers from then on."""

    doors: Mapping[str, int]
    people: Mapping[str, int]
    whole: Mapping[str, int]

    @classmethod
    def by(cls, alike: Iterable[Subject]) -> "Touched":
        doors, people, whole = dict[str, int](), dict[str, int](), dict[str, int]()
        for one in alike:
            if one.boutique:
                day = one.since.toordinal()
                _earlier(doors, one.boutique, day)
                if one.kind in PEOPLE:
                    _earlier(people, f"{one.person}/{one.boutique}", day)
                elif one.kind in PLACES:
                    _earlier(whole, one.boutique, day)
        return cls(doors, people, whole)

    def too(self, doors: Mapping[str, int]) -> "Touched":
        """With these doors' first days; itself where they move nothing."""
        if all(self.doors.get(door, NEVER) <= day for door, day in doors.items()):
            return self
        both = dict(self.doors)
        for door, day in doors.items():
            _earlier(both, door, day)
        return Touched(both, self.people, self.whole)

    @cached_property
    def names(self) -> Mapping[str, tuple[object, ...]]:
        """What a mask is kept under."""
        doors, people, whole = (frozenset(one.items()) for one in (self.doors, self.people, self.whole))
        return {ANY: (KEPT, doors), WHOLE: (KEPT, whole), PEOPLE_TOO: (KEPT, whole, people)}


class Found(Collection[Subject]):
    """All episodes that were found, by key, by boutique and by what they are about."""

    def __init__(self, found: Iterable[Subject] = ()) -> None:
        self._found = tuple(found)
        self._touched: dict[str, Touched] = {}

    @classmethod
    def of(cls, found: Collection[Subject]) -> "Found":
        return found if isinstance(found, cls) else cls(found)

    def __iter__(self) -> Iterator[Subject]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __contains__(self, one: object) -> bool:
        return isinstance(one, Subject) and one.key in self._place

    def parts(self, subject: Subject) -> tuple[Subject, ...]:
        """The episodes a pooled one is made of, in the order they were found."""
        return tuple(self._found[i] for i in sorted(self._place[key] for key in subject.parts if key in self._place))

    def at(self, boutique: str) -> Sequence[Subject]:
        """Those of people and of one boutique, by the day they began."""
        return self._at.get(boutique, ())

    def alike(self, about: str) -> Sequence[Subject]:
        return self._about.get(about, ())

    def doors(self, about: str) -> int:
        """Boutiques where it is done."""
        return len(self.touched(about).doors)

    def touched(self, about: str) -> Touched:
        if about not in self._touched:
            self._touched[about] = Touched.by(self.alike(about))
        return self._touched[about]

    @cached_property
    def _place(self) -> dict[str, int]:
        return {one.key: i for i, one in enumerate(self._found)}

    @cached_property
    def _about(self) -> dict[str, list[Subject]]:
        found: dict[str, list[Subject]] = {}
        for one in self._found:
            found.setdefault(one.about, []).append(one)
        return found

    @cached_property
    def _at(self) -> dict[str, list[Subject]]:
        found: dict[str, list[Subject]] = {}
        for one in sorted(self._found, key=lambda one: (one.since, one.key)):
            if not one.doors:
                found.setdefault(one.boutique, []).append(one)
        return found


def treated(panel: Panel, about: str, found: Found, *, people: bool) -> B2:
    """units x days: who is no peer of one episode. A door where somebody was coached alone stays a peer of doors: few
    are left otherwise, and it can only hide a lift."""
    return begun(panel, found.touched(about), PEOPLE_TOO if people else WHOLE)[1]


def begun(panel: Panel, told: Touched, who: str) -> tuple[I1, B2]:
    """The day each unit began the same, NEVER where it did not; and units x days, True from then on. Made once for a
    panel, so that episodes share their peers.

    who: ANY, the door or somebody there; WHOLE, the door as a whole; PEOPLE_TOO, the person, or the door as a whole.
    """
    name = told.names[who]
    if name not in panel.kept:
        first = days_of(panel.doors, told.doors if who == ANY else told.whole)[panel.door]
        if who == PEOPLE_TOO:
            first = np.minimum(first, days_of(panel.units, told.people))
        panel.kept[name] = first, np.arange(panel.days) >= (first - panel.first.toordinal())[:, None]
    both: tuple[I1, B2] = panel.kept[name]
    return both


def days_of(names: Sequence[str], first: Mapping[str, int]) -> I1:
    return np.array([first.get(name, NEVER) for name in names], np.int64)


def _earlier(found: dict[str, int], name: str, day: int) -> None:
    found[name] = min(day, found.get(name, NEVER))
