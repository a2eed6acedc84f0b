"""Data health: what waits to be mended, within one's reach, and what every page about it has in common."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from ...house.health import Count, Look
from ...privacy.roles import may
from ...privacy.viewer import Viewer
from ...refusals import Refused
from ..page import Answered, Asked, page
from ..viewer import viewer_of
from . import health_words as words

AT = "/data-health"
MOST = 200  # boutiques in the table below
FILTERS = ("boutique", "days")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address says. days: a key of words.DAYS."""

    boutique: str = ""
    days: str = "28"

    @property
    def query(self) -> str:
        said = {"boutique": self.boutique, "days": "" if self.days == "28" else self.days}
        return urlencode({name: value for name, value in said.items() if value})


def show(request: Asked) -> Answered:
    """GET /data-health?boutique=&days=."""
    viewer, house = viewer_of(request), request.app.state.house
    chosen = filters(request)
    look = look_of(house, viewer, chosen)
    found = {count.key: count for count in house.health.counts(look)}
    waiting = [c for c in found.values() if c.n and not words.WORDS[c.key].known]
    fine = [c for c in found.values() if not c.n]
    doors, more = _by_door(look, waiting)
    return page(
        request, "health.html", look=look, chosen=chosen, words=words, waiting=waiting, fine=fine, doors=doors,
        more=more, known=[c for c in found.values() if c.n and words.WORDS[c.key].known],
        freshness=house.following.freshness, address=lambda key, **other: address(chosen, key, **other),
        **shared(request, viewer),
    )  # fmt: skip


def filters(request: Asked) -> Filters:
    """
    Raises:
        Refused: days that are none of those offered.
    """
    days = request.query_params.get("days", "") or "28"
    if days not in words.DAYS:
        raise Refused(f"should be one of {', '.join(words.DAYS)}", "days")
    return Filters(request.query_params.get("boutique", ""), days)


def look_of(house: Any, viewer: Viewer, chosen: Filters) -> Look:
    look: Look = house.health.look(viewer, chosen.boutique, None if chosen.days == "all" else int(chosen.days))
    return look


def shared(request: Asked, viewer: Viewer) -> dict[str, Any]:
    """What every page of Data health shows: the filters' options, whether the facts are behind, the clock."""
    house = request.app.state.house
    now = house.clock()
    every = house.health.look(viewer, "", None).doors
    return {
        "options": sorted(every.items(), key=lambda pair: pair[1].casefold()),
        "behind": house.warehouse.bookmark().change < house.directory.change(),
        "watermark": house.following.watermark, "clock": f"{now:%H:%M} UTC", "at": AT,
        "edits": may(viewer, "master.edit"), "listens": may(viewer, "live.listen"),
        "quarantine": may(viewer, "quarantine.see"), "golive": may(viewer, "golive.see"),
    }  # fmt: skip


def address(chosen: Filters, what: str = "", **other: Any) -> str:
    """The page of a number as it is filtered; other: further parameters, empty ones left out."""
    said = {"boutique": chosen.boutique, "days": "" if chosen.days == "28" else chosen.days, **other}
    query = urlencode({name: value for name, value in said.items() if value})
    return f"{AT}{'/' + what if what else ''}{'?' + query if query else ''}"


def _by_door(look: Look, waiting: list[Count]) -> tuple[list[tuple[str, str, list[int]]], int]:
    """(code, name, numbers) of boutiques with something to mend, by name, and how many more there are."""
    if len(look.doors) < 2:
        return [], 0
    found = [(code, name, [count.at(code) for count in waiting]) for code, name in look.doors.items()]
    some = sorted((one for one in found if any(one[2])), key=lambda one: one[1].casefold())
    return some[:MOST], max(0, len(some) - MOST)
