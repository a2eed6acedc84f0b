"""What else happened: the days out of the ordinary that stand beside a number of a view."""

from datetime import timedelta
from typing import Any

from ...dashboards.view import View
from .boarding import Board

AROUND = timedelta(days=120)  # a chart reaches further back than the days it is of


def noted(ground: Board, view: View) -> tuple[Any, ...]:
    """Those of the boutiques looked at, by their first day."""
    labels, chosen = ground.see.labels, view.filters
    doors = [
        code for code in labels.doors
        if chosen.boutique in ("", code) and chosen.region in ("", labels.regions.get(code, ""))
    ]  # fmt: skip
    since = min(view.now.since, view.before.since) - AROUND
    found: tuple[Any, ...] = ground.house.boards.annotations.among(ground.viewer, doors, since, view.now.until)
    return found
