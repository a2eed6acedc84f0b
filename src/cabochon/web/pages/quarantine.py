"""The quarantine: what could not be used, why, and what to do with it."""

from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of

DEEDS = ("replay", "discard")


def show(request: Asked) -> Answered:
    """GET /quarantine."""
    return page(request, "quarantine.html", rows=request.app.state.house.quarantined.waiting(viewer_of(request)))


def mend(request: Asked, body: bytes) -> Answered:
    """POST /quarantine: one row again, or away with it."""
    form = fields(body, known=("csrf", "id", "do"))
    deed = form.get("do", "")
    if deed not in DEEDS:
        raise Refused(f"should be one of {', '.join(DEEDS)}", "do")
    request.app.state.house.quarantined.mend(viewer_of(request), form.get("id", ""), deed)
    return to("/quarantine")
