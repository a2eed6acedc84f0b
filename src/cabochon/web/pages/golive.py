"""A door's go-live list: what of it is still unmapped."""

from ..page import Answered, Asked, page
from ..viewer import viewer_of


def show(request: Asked, code: str) -> Answered:
    """GET /doors/{code}/golive."""
    return page(request, "golive.html", golive=request.app.state.house.go_live(viewer_of(request), code))
