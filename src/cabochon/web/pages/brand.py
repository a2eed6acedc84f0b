"""A brand partner's page: one brand's sums by region, and of the whole maison."""

from ...dashboards import sheet
from ...dashboards.periods import CLOSED
from ...languages import say
from ..page import Answered, Asked, page
from ..viewer import viewer_of


def show(request: Asked) -> Answered:
    """GET /brand?period=."""
    house, viewer = request.app.state.house, viewer_of(request)
    see, period = house.see_as(viewer), sheet.chosen(request.query_params.get("period", ""))
    made = sheet.by_place(see, sheet.BRAND, "region", period=period, today=house.today, whole=say("All regions"))
    if not viewer.brand:
        made = sheet.Sheet(made.period, made.days, (), (), say("Your account names no brand yet."))
    return page(
        request, "sheet.html", here="/brand", sheet=made, periods=CLOSED, title=viewer.brand or say("Your brand"),
        place=say("Region"),
        lead=say("Sums of what was sold of your brand. At least five people and ten events stand behind every number; "
                 "no person, no client and no other brand is in it."),
        empty=say("Ask who administers the house to write your brand into your account.") if not viewer.brand
        else say("Sales of your brand appear here once a week is closed."),
    )  # fmt: skip
