"""The quarantine: what could not be used, why, and what to do with it."""

from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, page, to

DEEDS = ("replay", "discard")


def show(request: Asked) -> Answered:
    """GET /quarantine."""
    return _shown(request)


def mend(request: Asked, body: bytes) -> Answered:
    """POST /quarantine: one row again, or away with it."""
    form = fields(body, known=("csrf", "id", "do"))
    deed = form.get("do", "")
    if deed not in DEEDS:
        raise Refused(f"should be one of {', '.join(DEEDS)}", "do")
    waiting = request.app.state.house.quarantined
    try:
        (waiting.replay if deed == "replay" else waiting.discard)(str(form.get("id", "")))
    except Refused as refused:  # said above the list, which shows the row with its present reason
        where = f", {refused.pointer}" if refused.pointer else ""
        return _shown(request, fault=f"Not used{where}: {refused.reason}.", status=refused.status)
    return to("/quarantine")


def _shown(request: Asked, *, fault: str = "", status: int = 200) -> Answered:
    rows = request.app.state.house.quarantined.waiting()
    return page(request, "quarantine.html", status=status, rows=rows, fault=fault)
