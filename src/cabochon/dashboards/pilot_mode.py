"""Pilot mode on Today: client satisfaction and one product line's secondary sales, until all is switched on.

It takes panels out of a page that is already within the viewer's reach; it opens none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from ..languages import listed, mark, say
from .filters import Filters
from .reach import Reach

if TYPE_CHECKING:
    from .today import Today

NAMED = {"watch": mark("watches"), "jewelry": mark("jewelry")}
MANY = 6  # boutiques that a sentence names


@dataclass(frozen=True, slots=True, kw_only=True)
class Pilot:
    """What pilot mode means for one look at Today. lines: of the only secondary sales shown; () where nothing is left
    out, because some boutique looked at is not in pilot mode. says: the sentence for it, "" where none is. address:
    where it is switched on, "" for who may not."""

    lines: tuple[str, ...] = ()
    says: str = ""
    address: str = ""

    @property
    def narrows(self) -> bool:
        return bool(self.lines)

    def reach(self, reach: Reach) -> Reach:
        """The viewer's reach without the panels that are switched on later."""
        return replace(reach, behaviour=False, comments=False) if self.narrows else reach

    def filters(self, chosen: Filters) -> Filters:
        """The filters without the product line: there is one."""
        return replace(chosen, line="") if self.narrows else chosen


def looked_at(
    doors: Mapping[str, str], modes: Mapping[str, str], *, boutique: str = "", region: str = "",
    regions: Mapping[str, str] | None = None, may_set: bool = False,
) -> Pilot:  # fmt: skip
    """doors: within reach, code -> name. modes: doors in pilot mode -> their line. boutique, region: the filters."""
    here = [boutique] if boutique in doors else [
        code for code in doors if not region or (regions or {}).get(code) == region
    ]  # fmt: skip
    piloted = [code for code in here if code in modes]
    if not piloted:
        return Pilot()
    lines = tuple(line for line in NAMED if line in {modes[code] for code in piloted})
    address = _address(piloted) if may_set else ""
    if len(piloted) == len(here):
        return Pilot(lines=lines, says=_all(len(here), lines), address=address)
    names = sorted((doors[code] for code in piloted), key=str.casefold)
    return Pilot(says=_some(names), address=address)


def kept(page: "Today", pilot: Pilot) -> "Today":
    """The page with what pilot mode shows: client satisfaction, its course, the secondary sales of the lines."""
    if not pilot.narrows:
        return page
    shown = {"csat", *(f"attach_rate-{line}" for line in pilot.lines)}
    tiles = tuple(tile for tile in page.tiles if tile.id in shown)
    choices = tuple(choice for choice in page.view.choices if choice.name != "line")
    return replace(page, tiles=tiles, moments=None, view=replace(page.view, choices=choices))


def shows(line: str) -> str:
    """What Today shows of a door, in a list."""
    return say("Pilot mode, {line}", line=say(NAMED[line])) if line in NAMED else say("Everything")


def told(name: str, line: str) -> str:
    """The same as a sentence. line: "" for everything."""
    if line not in NAMED:
        return say("Today shows everything of {boutique}.", boutique=name)
    return say("{boutique} is in pilot mode: Today shows client satisfaction and secondary sales of {line}, nothing "
               "else yet.", boutique=name, line=say(NAMED[line]))  # fmt: skip


def offers(line: str) -> tuple[tuple[str, str], ...]:
    """The pilot modes a door could be in besides the present one: value and words of a button."""
    return tuple((key, say("Pilot mode with {line}", line=say(words))) for key, words in NAMED.items() if key != line)


def undo(was: str) -> str:
    """The words of the button that brings back what was before."""
    return say("Undo: back to pilot mode with {line}", line=say(NAMED[was])) if was in NAMED else say(
        "Undo: show everything again")  # fmt: skip


def _all(many: int, lines: tuple[str, ...]) -> str:
    words = listed([say(NAMED[line]) for line in lines])
    if many == 1:
        return say("This boutique is in pilot mode: Today shows client satisfaction and secondary sales of {line}; the "
                   "rest is switched on by the area coach.", line=words)  # fmt: skip
    return say("These boutiques are in pilot mode: Today shows client satisfaction and secondary sales of {line}; the "
               "rest is switched on by the area coach.", line=words)  # fmt: skip


def _some(names: list[str]) -> str:
    if len(names) > MANY:
        return say("{boutiques} and {more} more are in pilot mode; their managers see client satisfaction and one "
                   "product line.", boutiques=", ".join(names[:MANY]), more=len(names) - MANY)  # fmt: skip
    if len(names) == 1:
        return say("{boutique} is in pilot mode: looked at alone it shows client satisfaction and one product line.",
                   boutique=names[0])  # fmt: skip
    return say("{boutiques} are in pilot mode: looked at alone they show client satisfaction and one product line.",
               boutiques=listed(names))  # fmt: skip


def _address(piloted: list[str]) -> str:
    return f"/doors/{quote(piloted[0], safe='')}/golive#shows" if len(piloted) == 1 else "/golive"
