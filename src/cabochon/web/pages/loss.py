"""Loss prevention: shrink beside process checks, counts by zone, returns and exceptions; nothing of single people."""

from ...dashboards import loss
from ...refusals import Refused
from ..page import Answered, Asked
from .boarding import board
from .boarding import show as drawn
from .noted import noted


def show(request: Asked) -> Answered:
    """GET /loss. start=: boutiques of the alphabet to leave out of what is listed one by one."""
    ground = board(request, besides=("start",))
    start = request.query_params.get("start", "")
    if start and not (start.isascii() and start.isdigit() and len(start) < 6):
        raise Refused("should be how many boutiques to leave out before the first listed", "start")
    made = loss.loss(
        ground.see, ground.chosen, ground.now, reach=ground.reach, ends=ground.ends,
        noted=noted(ground, ground.view()), start=int(start or 0),
        currencies={door.code: door.currency for door in ground.house.snapshot.doors(ground.house.today)},
        group=str(ground.house.values.get("group_currency", "")),
    )  # fmt: skip
    return drawn(request, "loss.html", ground, made.view, here="/loss", page=made)
