"""How a package stands among the others, and among the versions of its own course."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..directory.package_rows import Package


@dataclass(frozen=True, slots=True)
class Shown:
    """A package among the others. state: new, offered, replaced (a later version is offered), withdrawn.

    version: counted among those of the same course, from 1. people: in it; done: who finished.
    """

    row: Package
    state: str
    version: int
    units: int
    people: int
    done: int


def state_of(row: Package, rows: Iterable[Package]) -> str:
    """See `Shown`. Of a course, the latest version that is offered takes the new; a withdrawn one does not count."""
    if row.withdrawn:
        return "withdrawn"
    if not row.roles:
        return "new"
    later = (one for one in rows if one.activity == row.activity and one.at > row.at)
    return "replaced" if any(one.roles and not one.withdrawn for one in later) else "offered"
