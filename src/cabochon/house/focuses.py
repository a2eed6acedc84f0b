"""Which boutique works on what today, for a page: of one with its whole course, of several what is in focus."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ..facts.tables_beside import FOCUS
from ..privacy.roles import may
from ..privacy.viewer import Viewer
from ..programme.playbook import Behaviour
from ..retail.focusing import Held
from . import focusing
from .seeing import See

if TYPE_CHECKING:
    from . import House


@dataclass(frozen=True, slots=True)
class Here:
    """A boutique's own: its day, its behaviours in the viewer's language, and its focus; None where none stands."""

    code: str
    day: date
    behaviours: tuple[Behaviour, ...]
    held: Held | None


def of_one(house: "House", viewer: Viewer, see: See, boutique: str) -> Here | None:
    """None where focuses are not the viewer's to see.

    Raises:
        Unknown: a boutique that is not within reach.
    """
    here = focusing.here(house, viewer, boutique) if may(viewer, "focus.see") else None
    if here is None:
        return None
    return Here(here.code, here.day, here.every, focusing.past(see, here.code, here.day).on(here.day))


def of_several(house: "House", viewer: Viewer, boutiques: Collection[str], day: date) -> dict[str, str] | None:
    """Boutique -> key of the behaviour in focus that day, of those that have one; None as above."""
    if not may(viewer, "focus.see"):
        return None
    here = sorted(set(boutiques) & viewer.boutiques)
    told = house.answering.rows(
        ("focuses", day), lambda: _held(house, day), tables=(FOCUS.name,), doors=(), until=None
    )  # fmt: skip
    return {code: told[code] for code in here if code in told}


def _held(house: "House", day: date) -> dict[str, str]:
    """The same of every boutique."""
    names = [column.name for column in FOCUS.columns]
    told = [dict(zip(names, row, strict=True)) for row in house.warehouse.fetch(FOCUS.name, {})]
    last: dict[str, dict[str, Any]] = {}
    for one in sorted((one for one in told if one["since"] <= day), key=lambda one: one["since"]):
        last[one["boutique"]] = one
    return {code: str(one["behaviour"]) for code, one in last.items() if not one["outcome"]}
