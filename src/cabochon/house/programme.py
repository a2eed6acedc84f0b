"""The playbook in force, as a boutique reads it."""

from typing import TYPE_CHECKING

from ..programme.checklists import BY_NAME
from ..programme.playbook import Checklist

if TYPE_CHECKING:
    from . import House


class Programme:
    """One for a house. What L&D has published, else the starter kit."""

    def __init__(self, house: "House") -> None:
        self._house = house

    def checklist(self, key: str, *, language: str = "en", product_line: str = "", brand: str = "") -> Checklist | None:
        """A checklist as in force, in a language and for a product line or brand: variants change words, never keys."""
        return BY_NAME.get(key)
