"""The themes that clients' comments are sorted by, as the house calls them."""

from typing import TYPE_CHECKING

from ..facts.theme_words import WORDS
from ..retail.master import Theme
from . import master

if TYPE_CHECKING:
    from . import House


def titles(house: "House", language: str) -> dict[str, str]:
    """Key -> title of every theme, in this language where the house says so; "" where it says nothing of one that
    ships."""
    found = dict.fromkeys(WORDS, "")
    rows = [one.now.row for one in master.listed(house, Theme) if one.now]
    for row in sorted((one for one in rows if isinstance(one, Theme)), key=lambda one: one.language == language):
        found[row.key] = row.title or found.get(row.key, "")
    return found
