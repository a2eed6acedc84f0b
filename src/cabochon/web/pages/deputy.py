"""A manager's rights lent to a named deputy, from one day to another."""

from datetime import date

from ...house.deputies import LONGEST
from ...refusals import NotAllowed, Refused
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of

KNOWN = ("csrf", "do", "account", "boutique", "first", "last", "deputy")


def form(request: Asked) -> Answered:
    """GET /team/deputy."""
    return _form(request, {})


def change(request: Asked, body: bytes) -> Answered:
    """POST /team/deputy: lend, or end early."""
    sent = {name: str(value) for name, value in fields(body, known=KNOWN).items()}
    viewer, deputies = viewer_of(request), request.app.state.house.deputies
    try:
        if sent.get("do") == "end":
            deputies.end(viewer, sent.get("deputy", ""))
        elif sent.get("do") == "lend":
            # One select names both, so that a person is never lent another boutique's rights.
            account, _, boutique = sent.get("account", "").partition("@")
            first, last = _day(sent.get("first", ""), "first"), _day(sent.get("last", ""), "last")
            deputies.lend(viewer, account, boutique=boutique, first=first, last=last)
        else:
            raise Refused("is none of the buttons of this page", "do")
    except NotAllowed:
        raise
    except Refused as refused:
        if refused.status == 404:
            raise
        return _form(request, sent, fault=refused, status=refused.status)
    return to("/team/deputy")


def _form(request: Asked, sent: dict[str, str], *, fault: Refused | None = None, status: int = 200) -> Answered:
    viewer, house = viewer_of(request), request.app.state.house
    if viewer.deputy:
        raise NotAllowed("rights that were lent are not lent on; ask the manager who lent them")
    doors = house.see_as(viewer).labels.doors
    listed = house.deputies.listed(viewer)
    return page(
        request, "deputy.html", status=status, doors=doors, most=LONGEST,
        people={code: house.deputies.candidates(viewer, code) for code in doors},
        today=min((house.deputies.today(code) for code in doors), default=house.today),
        current=[one for one in listed if one.state in ("now", "planned")],
        past=[one for one in listed if one.state not in ("now", "planned")],
        sent=sent, fault=fault.reason if fault else "", where=fault.pointer.strip("/") if fault else "",
    )  # fmt: skip


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("should be a day such as 2026-12-31", f"/{where}") from None
