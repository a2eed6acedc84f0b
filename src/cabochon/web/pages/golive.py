"""Go-live lists: what of a door is still unmapped."""

from urllib.parse import quote

from ..page import Answered, Asked, page, to
from ..viewer import viewer_of


def doors(request: Asked) -> Answered:
    """GET /golive: the doors within reach; with one there is nothing to choose."""
    viewer, house = viewer_of(request), request.app.state.house
    every = house.snapshot.doors(house.today)
    reached = [door for door in every if viewer.role == "admin" or door.code in viewer.boutiques]
    if len(reached) == 1:
        return to(f"/doors/{quote(reached[0].code, safe='')}/golive")
    return page(request, "doors.html", doors=reached)


def show(request: Asked, code: str) -> Answered:
    """GET /doors/{code}/golive."""
    return page(request, "golive.html", golive=request.app.state.house.go_live(viewer_of(request), code))
