"""The demo's weekly reviews: held and decided as their writers would have, each in its own week."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import date, timedelta
from uuid import NAMESPACE_URL, uuid5

from ..demo import reviews
from ..demo.reviews import Decided
from ..directory.review_rows import ReviewDecision
from ..house import House
from ..privacy.viewer import Viewer
from ..refusals import Refused

Back = Callable[[int], AbstractContextManager[None]]


def reviewed(house: House, manager: Viewer, leader: Viewer, boutique: str, back: Back) -> None:
    """Write down what was decided, once. back: the house as if it were so many days ago."""
    if house.directory.find(ReviewDecision):
        return
    written(house, manager, f"boutique:{boutique}", reviews.BOUTIQUE, back)
    written(house, leader, "company:", reviews.COMPANY, back)


def written(house: House, viewer: Viewer, place: str, decided: Sequence[Decided], back: Back) -> None:
    last = house.reviews.page(viewer, place).week
    for number, one in enumerate(decided):
        week = last - timedelta(weeks=one.back)
        name = str(uuid5(NAMESPACE_URL, f"demo/{place}/{number}"))
        with suppress(Refused):  # a house of few weeks: there was no such week yet
            with back(7 * one.back):
                _decide(house, viewer, place, week, name, one)
            if one.done:
                house.reviews.close(viewer, name, "done", one.done, last, "")


def _decide(house: House, viewer: Viewer, place: str, week: date, name: str, one: Decided) -> None:
    owner = one.owner or (f"person:{viewer.person}" if viewer.person else f"account:{viewer.account}")
    sent = {"text": one.text, "owner": owner, "measure": one.measure, "measured": "",
            "due": str(house.today + timedelta(days=one.after))}  # fmt: skip
    house.reviews.decide(viewer, name, place, week, sent)
    if one.back:
        house.reviews.held(viewer, place, week)
