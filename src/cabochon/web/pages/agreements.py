"""Works councils' agreements by country: what was recorded, what is shut, and recording it."""

from datetime import datetime
from typing import Any

from ...house.agreeing import AGREED, LONGEST, OPEN, STATES, WAITING
from ...house.countries import names
from ...privacy.roles import may
from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of

KNOWN = ("csrf", "country", "state", "reference", "signed", "until")
WORDS = {
    OPEN: "No agreement is needed", WAITING: "Waits for an agreement", AGREED: "Agreed", "ended": "The agreement ended",
    "": "Nothing is recorded",
}  # fmt: skip


def show(request: Asked) -> Answered:
    """GET /agreements?country=FR: every country, and the form of one for who may record."""
    asked = request.query_params.get("country", "").upper()
    return _page(request, {"country": asked} if asked in names() else {})


def change(request: Asked, body: bytes) -> Answered:
    """POST /agreements: record how a country stands."""
    sent = {name: str(value) for name, value in fields(body, known=KNOWN).items()}
    house = request.app.state.house
    try:
        row = house.trust.agreements.record(
            sent.get("country", ""), sent.get("state", ""), reference=sent.get("reference", ""),
            signed=sent.get("signed", ""), until=sent.get("until", ""), by=viewer_of(request).account,
        )  # fmt: skip
    except Refused as refused:
        return _page(request, sent, fault=refused, status=refused.status)
    return to(f"/agreements?country={row.id}&done=1")


def _page(request: Asked, sent: dict[str, str], *, fault: Refused | None = None, status: int = 200) -> Answered:
    house, viewer = request.app.state.house, viewer_of(request)
    agreements = house.trust.agreements
    listed, changes = agreements.listed(), may(viewer, "agreements.manage")
    code = sent.get("country", "")
    row = next((one.row for one in listed if one.code == code), None)
    kept = {name: getattr(row, name, "") for name in ("state", "reference", "signed", "until")}
    return page(
        request, "agreements.html", status=status, listed=listed, words=WORDS, changes=changes, states=STATES,
        otherwise=agreements.otherwise, countries=sorted(names().items(), key=lambda one: one[1]), most=LONGEST,
        sent={**kept, **sent}, one=code, history=[_told(house, line) for line in agreements.history(code)] if code
        else [], done=request.query_params.get("done") == "1" and not fault, country=names().get(code, code),
        off=house.called.off, fault=fault.reason if fault else "", where=fault.pointer.strip("/") if fault else "",
    )  # fmt: skip


def _told(house: Any, line: tuple[str, str, str]) -> dict[str, Any]:
    at, actor, detail = line
    return {"at": datetime.fromisoformat(at), "by": house.called.account(actor, otherwise="the command line"),
            "says": detail.partition(": ")[2] or detail}  # fmt: skip
