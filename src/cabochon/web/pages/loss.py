"""Counts, exceptions and process steps by boutique, for who leads loss prevention: nothing of coaching or clients."""

from ...dashboards import sheet
from ...dashboards.periods import CLOSED
from ..page import Answered, Asked, page
from ..viewer import viewer_of


def show(request: Asked) -> Answered:
    """GET /loss?period=."""
    house, viewer = request.app.state.house, viewer_of(request)
    see, period = house.see_as(viewer), sheet.chosen(request.query_params.get("period", ""))
    doors = see.labels.doors
    made = sheet.by_place(
        see, sheet.LOSS, "boutique", period=period, today=house.today, whole="All boutiques", names=doors
    )
    return page(
        request, "sheet.html", here="/loss", sheet=made, periods=CLOSED, title="Loss prevention", place="Boutique",
        lead="Counts, exceptions and process steps of your boutiques. A number of a whole door names nobody; it is "
        "shown from ten events on. Nothing of coaching, of clients’ words or of single people is here.",
        empty="Stock counts, exceptions and process steps appear here once they come in. Whoever connects the feeds "
        "finds how in the IT guide.",
    )  # fmt: skip
