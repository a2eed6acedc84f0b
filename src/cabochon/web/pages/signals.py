"""What goes with what: behaviours and outcomes; and measures that are retired or brought back."""

from datetime import date

from ...dashboards import signals as told
from ...house.entries.reading import uuid
from ...languages import again, mark, say
from ...privacy.roles import may
from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, fresh, page, to
from ..viewer import viewer_of

KNOWN = ("csrf", "id", "do", "measure", "since", "reason", "about")
DONE = mark({"retire": "Retired. From that day it is off the pages and the checklist; what was observed stays.",
        "reinstate": "Back on the pages and the checklist from today.",
        "undo": "Taken back. What was decided before is in force again."})  # fmt: skip


def show(request: Asked) -> Answered:
    """GET /signals."""
    return _page(request)


def change(request: Asked, body: bytes) -> Answered:
    """POST /signals: do=retire from a day, do=reinstate, or do=undo, one's own decision of today."""
    house, viewer = request.app.state.house, viewer_of(request)
    sent = {k: str(v) for k, v in fields(body, known=KNOWN).items()}
    retiring, do, measure = house.effects.retiring, sent.get("do", ""), sent.get("measure", "")
    try:
        if do not in DONE:
            raise Refused(f"should be one of {', '.join(DONE)}", "do")
        if do == "undo":
            retiring.undo(viewer, sent.get("about", ""))
        elif do == "reinstate":
            retiring.reinstate(viewer, measure, reason=sent.get("reason", ""), form=uuid(sent.get("id"), "/id"))
        else:
            retiring.retire(viewer, measure, since=_day(sent.get("since", "")), reason=sent.get("reason", ""),
                            form=uuid(sent.get("id"), "/id"))  # fmt: skip
    except Refused as fault:
        if fault.status == 404:
            raise
        return _page(request, fault=fault, said=sent)
    return to(f"/signals?done={do}#history")


def _page(request: Asked, *, fault: Refused | None = None, said: dict[str, str] | None = None) -> Answered:
    house, viewer = request.app.state.house, viewer_of(request)
    retiring = house.effects.retiring
    found = retiring.signals(viewer)
    decides = may(viewer, "measures.retire")
    focused = {key: retiring.focused(key) for key in told.measures(found)} if decides else {}
    seen = {one.behaviour for one in found}
    history = [one for one in retiring.listed(viewer) if one.measure in seen]
    return page(
        request, "signals.html", status=fault.status if fault else 200, here="/signals", decides=decides,
        groups=told.groups(found, currency=str(house.values["group_currency"]), focused=focused), history=history,
        counted=told.counted(found), today=house.today, anew=fresh, fault=_fault(fault),
        said={"measure": "", "reason": "", "since": ""} | (said or {}),
        done=say(DONE[asked]) if (asked := request.query_params.get("done", "")) in DONE else "",
    )  # fmt: skip


def _fault(fault: Refused | None) -> str:
    if fault is None:
        return ""
    why = again(fault.reason)
    match fault.pointer.strip("/"):
        case "reason":
            return say("The reason {why}. Nothing was decided.", why=why)
        case "since":
            return say("The day {why}. Nothing was decided.", why=why)
        case "measure":
            return say("This measure {why}. Nothing was decided.", why=why)
        case "decision":
            return say("The decision {why}. Nothing was decided.", why=why)
    return say("{why}. Nothing was decided.", why=f"{why[:1].upper()}{why[1:]}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("is no day; write 2026-03-31", "since") from None
