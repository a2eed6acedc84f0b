"""A package from elsewhere as its manifest describes it: a course of units, cmi5 or Tin Can.

Sources: cmi5 "quartz" 1.0, 13 (course structure), 10 (launch); the Tin Can package of the 1.0 authoring tools.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

MOVE_ON = ("NotApplicable", "Passed", "Completed", "CompletedAndPassed", "CompletedOrPassed")
METHODS = ("AnyWindow", "OwnWindow")
CMI5, TIN_CAN = "cmi5", "tincan"


@dataclass(frozen=True, slots=True)
class Unit:
    """An assignable unit (AU), or the one activity of a Tin Can package. id: its publisher's. launch: a file of the
    package, or a whole address. mastery: 0..1, None where there is none. title, says: language -> words."""

    id: str
    title: Mapping[str, str]
    launch: str
    says: Mapping[str, str] = field(default_factory=dict)
    query: str = ""  # what the launch address already asked
    method: str = "AnyWindow"
    move_on: str = "NotApplicable"
    mastery: float | None = None
    parameters: str = ""
    entitlement: str = ""
    type: str = ""
    fragment: str = ""  # what stood behind a # in the launch address


@dataclass(frozen=True, slots=True)
class Group:
    """A block of units and blocks."""

    id: str
    title: Mapping[str, str]
    parts: tuple["Unit | Group", ...]
    says: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Course:
    """kind: cmi5 or tincan. noted: what was put right or left out on reading, a sentence each."""

    kind: str
    id: str
    title: Mapping[str, str]
    parts: tuple[Unit | Group, ...]
    says: Mapping[str, str] = field(default_factory=dict)
    noted: tuple[str, ...] = ()

    @property
    def units(self) -> tuple[Unit, ...]:
        """In the order they are taken."""
        return tuple(_units(self.parts))


def _units(parts: tuple[Unit | Group, ...]) -> Iterator[Unit]:
    for one in parts:
        if isinstance(one, Unit):
            yield one
        else:
            yield from _units(one.parts)


def worded(words: Mapping[str, str], language: str) -> str:
    """In that language, or the nearest there is: its first part, English, whatever comes first; "" for no words."""
    near = {tag.lower().partition("-")[0]: said for tag, said in reversed(list(words.items())) if said}
    return words.get(language) or near.get(language.lower().partition("-")[0]) or near.get("en") or \
        next((said for said in words.values() if said), "")  # fmt: skip
