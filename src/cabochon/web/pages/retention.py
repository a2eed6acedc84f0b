"""How long what is kept, what the next night would remove, and changing it."""

from datetime import date
from typing import Any

from ...house.retaining import NIGHT
from ...house.retaining_table import BESIDE, FIXED, FOREVER, MOST, TABLE, WRITTEN
from ...languages import again, count, say
from ...privacy.roles import may
from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of

KNOWN = ("csrf", "name", "months", "why", "sure")
OTHERS = frozenset(one.name for one in BESIDE)


def show(request: Asked) -> Answered:
    """GET /retention?name=praise: the whole table, and the form of one line for who may change it."""
    return _page(request, {"name": request.query_params.get("name", "")})


def change(request: Asked, body: bytes) -> Answered:
    """POST /retention: keep something for so many months. Fewer than before is asked back where something would go."""
    sent = {name: str(value) for name, value in fields(body, known=KNOWN).items()}
    house = request.app.state.house
    try:
        typed = sent.get("months", "").strip()
        if not (typed.isascii() and typed.isdigit() and len(typed) < 6):
            raise Refused(f"should be a number of months from 1 to {MOST}, or 0 for ever", "/months")
        house.trust.retaining.change(
            sent.get("name", ""), int(typed), by=viewer_of(request).account, sure=sent.get("sure") == "yes",
            why=sent.get("why", ""),
        )  # fmt: skip
    except Refused as refused:
        if refused.status == 404:
            raise
        return _page(request, sent, fault=refused, status=refused.status)
    return to("/retention")


def _page(request: Asked, sent: dict[str, str], *, fault: Refused | None = None, status: int = 200) -> Answered:
    house, viewer = request.app.state.house, viewer_of(request)
    retaining = house.trust.retaining
    plan = retaining.plan()
    nights = [_night(row) for row in retaining.nights()]
    changes = may(viewer, "retention.manage")
    names = {one.id: house.called.account(one) for one in house.people.accounts()} if changes else {}
    return page(
        request, "retention.html", status=status, changes=changes, names=names, words=_months, most=MOST,
        groups=(
            (say("What people wrote"), "words", [one for one in plan if one.kept.name in WRITTEN]),
            (say("Other systems, demos, documents and rows"), "rows", [one for one in plan if one.kept.name in OTHERS]),
            (say("What senders wrote besides the figures"), "besides",
             [one for one in plan if one.kept.name not in WRITTEN | OTHERS]),
        ),
        going=sum(one.going for one in plan), held=sum(one.held for one in plan), fixed=FIXED,
        one=next((due for due in plan if due.kept.name == sent.get("name")), None) if changes else None, sent=sent,
        nights=nights, holds=[(again(house.trust.holds.says(row.about)), row) for row in retaining.holds()],
        at=f"{NIGHT.seconds // 3600:02}:{NIGHT.seconds % 3600 // 60:02}",
        fault=fault.reason if fault else "", where=fault.pointer.strip("/") if fault else "",
    )  # fmt: skip


def _months(kept: int) -> str:
    return say("for ever") if kept == FOREVER else count(kept, "{n} month", "{n} months")


def _night(row: Any) -> dict[str, Any]:
    def listed(counts: tuple[tuple[str, int], ...]) -> list[tuple[str, int]]:
        return [(again(TABLE[name].title) if name in TABLE else name, number) for name, number in counts]

    return {"day": date.fromisoformat(row.id), "counts": listed(row.counts), "held": listed(row.held)}
