"""What clients write about: the share of comments that hold a theme's words, with a few of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..languages import mark, say
from . import See, attempt, words
from .numbers import NONE_YET, Number, number
from .view import View

LOOKED, EXAMPLES = 120, 3  # comments looked through; shown of each theme
TITLES = {"thoughtful": mark("Thoughtful"), "personal": mark("Personal"), "rushed": mark("Rushed"),
          "pushy": mark("Pushy"), "waiting": mark("Waiting"), "knowledgeable": mark("Knowledgeable")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme's number, and comments that hold its words; none above the boutique."""

    key: str
    number: Number
    examples: tuple[words.Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Themes:
    """In the order of their names; or in their place the sentence `said`."""

    rows: tuple[Theme, ...] = ()
    said: str = ""


def themes(see: See, view: View, titles: Mapping[str, str], now: datetime) -> Themes | None:
    """None where comments are not the viewer's to count. titles: key -> what the house calls it, "" as it is known."""
    if not view.reach.client:
        return None
    comments = _comments(see, view) if view.reach.comments and not view.reach.above else ()
    rows = [_theme(see, view, key, name, comments, now) for key, name in titles.items()]
    rows.sort(key=lambda one: one.number.title.casefold())
    alike = {one.number.said for one in rows}
    said = alike.pop() if len(alike) == 1 and "" not in alike else ""
    return Themes(tuple(rows), say("Nobody wrote anything in this view yet.") if said == say(NONE_YET) else said)


def _theme(
    see: See, view: View, key: str, name: str, comments: Sequence[Mapping[str, Any]], now: datetime
) -> Theme:  # fmt: skip
    known = name or (say(TITLES[key]) if key in TITLES else key.replace("_", " ").capitalize())
    zones = see.labels.zones
    holding = [row for row in comments if f"|{key}|" in str(row.get("themes", ""))][:EXAMPLES]
    return Theme(key, number(see, view, f"comment_theme.{key}", title=known),
                 tuple(words.comment(dict(row), now, zones) for row in holding))  # fmt: skip


def _comments(see: See, view: View) -> tuple[Mapping[str, Any], ...]:
    def make() -> tuple[Mapping[str, Any], ...]:
        return tuple(see.comments(view.where, since=view.now.since, until=view.now.until, limit=LOOKED))

    return attempt(make, lambda _: ())
