"""The tiles of Today: satisfaction, and the secondary sales of each product line."""

from collections.abc import Sequence
from dataclasses import replace

from ..languages import count, mark, say
from ..measures.question import Cell
from ..refusals import NotAllowed, Unanswerable
from . import See
from .numbers import NONE_YET, Number, number
from .view import View

LINES = {
    "watch": (mark("Attach rate, watches"), "circle", mark("Here those of receipts with a watch.")),
    "jewelry": (mark("Attach rate, jewelry"), "diamond", mark("Here those of receipts with a piece of jewelry.")),
}
QUALIFYING = mark("A qualifying receipt has a watch or a piece of jewelry.")


def satisfaction(see: See, view: View, spark: Sequence[float]) -> Number:
    """The CSAT tile, with the sales receipts that stand beside the surveys."""
    tile = number(see, view, "csat", title=say("Client satisfaction"), spark=spark)
    if tile.said == say(NONE_YET):
        sales = _receipts(see, view)
        if not sales:
            return replace(tile, said=say("No surveys in this view yet."))
        return replace(tile, said=say("No surveys in this view yet. {receipts} wait for one.", receipts=sales))
    if tile.counted and (sales := _receipts(see, view)):
        return replace(tile, counted=say("{surveys} beside {receipts}", surveys=tile.counted, receipts=sales))
    return tile


def attach(see: See, view: View, line: str) -> Number:
    """Secondary sales rate of one product line: "watch" or "jewelry"."""
    title, shape, here = LINES[line]
    tile = number(see, view, "attach_rate", title=say(title), shape=shape, product_line=line)
    return replace(_sold(tile), what=f"{say(QUALIFYING)} {say(here)} {tile.what}")


def enrolment(see: See, view: View) -> Number:
    """Care plans and paid warranties: beside a single product line this takes the other one's place."""
    return _sold(number(see, view, "enrolment_rate", shape="square"))


def _sold(tile: Number) -> Number:
    return replace(tile, said=say("No receipts in this view yet.")) if tile.said == say(NONE_YET) else tile


def _receipts(see: See, view: View) -> str:
    """ "403 sales receipts", or nothing when this view cannot count them."""
    try:
        answer = see.ask(view.ask("atv"))
    except (Unanswerable, NotAllowed):
        return ""
    cell = answer.whole or Cell(0.0, 0.0, 0)
    return count(cell.n, "{n} sales receipt", "{n} sales receipts") if cell.n else ""
