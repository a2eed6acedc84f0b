"""Today: satisfaction, attach rates, behaviours, clients' words and what just came in; and the front door."""

from typing import Any

from ...dashboards import pilot_mode, today
from ...house import focuses
from ...privacy.roles import may
from ..page import Answered, Asked, open_to, page, to
from ..viewer import signed_of
from .boarding import Board, board, reach_of
from .boarding import show as drawn
from .noted import noted

__all__ = ["home", "reach_of", "show"]


def home(request: Asked) -> Answered:
    """GET /: to the first page one may open, or to the door."""
    signed = signed_of(request)
    if signed is None or signed.viewer is None:
        return to("/signin")
    pages = open_to(signed.viewer)
    if not pages:
        return page(request, "home.html")
    start = request.app.state.house.boards.views.start(signed.viewer, pages[0][0])
    return to(f"{pages[0][0]}?{start}" if start else pages[0][0])


def show(request: Asked) -> Answered:
    """GET /today."""
    ground = board(request)
    house = ground.house
    behind = house.log.position() - house.warehouse.bookmark().position
    labels = ground.see.labels
    pilot = pilot_mode.looked_at(
        labels.doors, house.modes.lines(), boutique=ground.chosen.boutique, region=ground.chosen.region,
        regions=labels.regions, may_set=may(ground.viewer, "mode.set"),
    )  # fmt: skip
    whole = today.today(
        ground.see, pilot.filters(ground.chosen), ground.now, reach=pilot.reach(ground.reach), ends=ground.ends,
        behind=behind, noted=noted(ground, ground.view()), myself=ground.viewer.person, **_focus(ground),
    )  # fmt: skip
    made = pilot_mode.kept(whole, pilot)
    return drawn(
        request, "today.html", ground, made.view, here="/today", page=made, pilot=pilot,
        sets=may(ground.viewer, "focus.set"),
    )  # fmt: skip


def _focus(ground: Board) -> dict[str, Any]:
    """The focus of the boutique looked at, with its course where the viewer is of it; else who works on what."""
    house, viewer, labels = ground.house, ground.viewer, ground.see.labels
    code = ground.chosen.boutique or (next(iter(labels.doors)) if len(labels.doors) == 1 else "")
    if code and not ground.reach.above:
        return {"here": focuses.of_one(house, viewer, ground.see, code)}
    return {"held": focuses.of_several(house, viewer, [code] if code else labels.doors, house.today)}
