"""Behaviours: how often each step of a visit happened, where and when, and what goes with it."""

from ...dashboards.behaviours_page import BESIDES, behaviours
from ...house import themes
from ...privacy.roles import may
from ..page import Answered, Asked
from .boarding import board
from .boarding import show as drawn
from .noted import noted


def show(request: Asked) -> Answered:
    """GET /behaviours: by, what the table is cut by; step, whose course is drawn."""
    ground = board(request, besides=BESIDES)
    house, viewer, asked = ground.house, ground.viewer, request.query_params
    view = ground.view()
    signals = house.effects.retiring.signals(viewer) if may(viewer, "signals.see") else ()
    made = behaviours(
        ground.see, view, ground.now, by=asked.get("by", ""), step=asked.get("step", ""), myself=viewer.person,
        noted=noted(ground, view), titles=themes.titles(house, viewer.language), signals=signals,
    )  # fmt: skip
    links = {name: may(viewer, name) for name in ("playbook.read", "verdicts.see", "signals.see")}
    return drawn(request, "behaviours.html", ground, view, here="/behaviours", page=made, links=links)
