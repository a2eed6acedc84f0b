"""Boutiques side by side: how far they differ, what lies outside chance, the trend of each; and the table as a file."""

from collections.abc import Sequence

from ...dashboards import doors
from ...dashboards.doors import picture
from ...dashboards.doors_rows import Row
from ...languages import say
from ...measures.families import FAMILIES
from ...privacy.roles import may
from ...refusals import Refused, Unknown
from ..page import Answered, Asked
from . import number_files as files
from .boarding import Board, board
from .boarding import show as drawn

BESIDES = ("measure", "wide", "start")
HEAD = ("boutique", "name", "region", "door_type", "measure", "since", "until", "n", "value", "low", "high", "expected",
        "expected_low", "expected_high", "note")  # fmt: skip


def show(request: Asked) -> Answered:
    """GET /doors. measure=, wide=1 (limits that allow for what differs anyway), start= (of the boutiques drawn)."""
    ground = board(request, besides=BESIDES)
    made = _made(request, ground)
    return drawn(request, "doors_compared.html", ground, made.view, here="/doors", page=made)


def file(request: Asked) -> Answered:
    """GET /doors.csv: every boutique of the table; /doors.png, /doors.svg: the funnel. The page's fields are theirs.

    Raises:
        NotAllowed: about a single person. Unknown: there is no such drawing of this measure.
    """
    ground = board(request, besides=BESIDES)
    made, kind = _made(request, ground), request.url.path.rpartition(".")[2]
    if made.key:
        files.allowed(made.view.ask(made.key, "boutique"))
    if kind == "csv":
        body = files.csv([HEAD, *(_line(made, row) for row in made.every)])
    elif made.funnel:
        body = files.picture(picture(ground.see, made), kind)
    else:
        raise Unknown(made.why or say("there is nothing to draw in this view"))
    span = made.view.now
    return files.sent(request, body, kind, name=f"boutiques-{made.key}", about=f"{span.since} to {span.until}")


def _made(request: Asked, ground: Board) -> doors.Doors:
    asked, house = request.query_params, ground.house
    start = asked.get("start", "")
    if start and not (start.isascii() and start.isdigit() and len(start) < 6):
        raise Refused("should be how many boutiques to leave out before the first drawn", "start")
    return doors.doors(
        ground.see, ground.chosen, ground.now, key=asked.get("measure", ""),
        families=frozenset(one for one in FAMILIES if may(ground.viewer, f"measure.{one}")),
        kinds={door.code: door.type for door in house.snapshot.doors(house.today)},
        reach=ground.reach, ends=ground.ends, wide=asked.get("wide", "") == "1", start=int(start or 0),
    )  # fmt: skip


def _line(made: doors.Doors, row: Row) -> Sequence[str | float | int | None]:
    """Values as the facts have them: shares 0..1, amounts in minor units."""
    span, note = made.view.now, " ".join(filter(None, (row.said, row.note)))
    return (row.code, row.name, row.region, row.kind, made.key, str(span.since), str(span.until), row.n or None,
            *(row.raw or (None,) * 6), note)  # fmt: skip
