"""The quarantine: what could not be used, why, and what to do with it."""

from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, page, to

DEEDS = ("replay", "discard")


def show(request: Asked) -> Answered:
    """GET /quarantine."""
    return page(request, "quarantine.html", rows=request.app.state.house.quarantined.waiting())


def mend(request: Asked, body: bytes) -> Answered:
    """POST /quarantine: one row again, or away with it."""
    form = fields(body, known=("csrf", "id", "do"))
    deed = form.get("do", "")
    if deed not in DEEDS:
        raise Refused(f"should be one of {', '.join(DEEDS)}", "do")
    waiting = request.app.state.house.quarantined
    (waiting.replay if deed == "replay" else waiting.discard)(str(form.get("id", "")))
    return to("/quarantine")
