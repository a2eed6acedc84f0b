"""The observation checklist: its page, its shell for the phone, and the door its entries come in by."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from ...programme.playbook import CLIENT_VISIT
from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, json, page, to
from ..viewer import masked, signed_of, viewer_of
from . import entries

NOTE = 140  # characters
LINES = (("watch", "Watch"), ("jewelry", "Jewelry"))
MARKS = (  # value, class, word
    ("yes", "yes", "Yes"),
    ("partly", "partly", "Partly"),
    ("not_yet", "no", "Not yet"),
    ("not_applicable", "na", "N/A"),
)
ENDED = (("0", "Just now"), ("15", "15 min"), ("30", "30 min"), ("60", "1 h"), ("120", "2 h"))  # minutes ago
VISIT = timedelta(minutes=15)  # how long before its end a visit began, as far as the form knows
FIELDS = ("csrf", "id", "opened_at", "associate", "product_line", "ended", "mark-", "note", "action", "due", "practice")


def observe(request: Asked) -> Answered:
    """GET /floor/observe. The page is personal; the worker keeps `shell` instead."""
    kept = request.query_params.get("kept") == "1"
    return _form(request, _blank(), kept=kept)


def shell(request: Asked) -> Answered:
    """GET /floor/shell: the same page without a name, a key or a token; the phone opens it when there is no network."""
    entry = {**_blank(), "id": "", "opened_at": ""}
    return page(request, "observe.html", **_said(entry), csrf="", me=None, nav=[], floor=None)


def known(request: Asked) -> Answered:
    """GET /floor/data: what the checklist needs of this person's boutiques. The phone keeps it until sign-out."""
    viewer, signed = viewer_of(request), signed_of(request)
    floor = request.app.state.house.floor_for(viewer)
    return json({**floor, "name": viewer.name, "csrf": masked(signed.csrf) if signed else ""}, to=request)


def token(request: Asked) -> Answered:
    """POST /floor/token: a write-only token that sends this writer's entries after the session has ended."""
    return json({"token": request.app.state.house.doorman.outbox_token(viewer_of(request).account)})


def keep_form(request: Asked, body: bytes) -> Answered:
    form = fields(body, known=FIELDS, lists=("wording",))
    one = {name: value for name, value in form.items() if isinstance(value, str)}
    floor = request.app.state.house.floor_for(viewer_of(request))
    entry: dict[str, Any] = {
        "id": one.get("id", ""),
        "associate": one.get("associate", ""),
        "boutique": _boutique_of(floor, one.get("associate", "")),
        "product_line": one.get("product_line", ""),
        **_times(one.get("opened_at", ""), one.get("ended", "0")),
        "marks": {name[5:]: value for name, value in one.items() if name.startswith("mark-")},
        "wordings": list(form.get("wording", [])),
        "note": one.get("note", ""),
        "action": {"what": one["action"], "due": one.get("due") or None} if one.get("action") else None,
        "seconds": _seconds_since(one.get("opened_at", "")),
        "practice": one.get("practice") == "yes",
    }
    try:
        entries.keep_one(request, entry)
    except Refused as refused:
        field = refused.pointer.strip("/").partition("/")[0].replace("_", " ") or "entry"
        again = {**_blank(), **entry, **{name: one.get(name, "") for name in ("action", "due", "ended")}}
        fault = f"{'In the' if refused.reason.startswith('“') else 'The'} {field} {refused.reason}."
        return _form(request, again, fault=fault, status=refused.status)
    return to("/floor/observe?kept=1")


def _form(request: Asked, entry: dict[str, Any], *, kept: bool = False, fault: str = "", status: int = 200) -> Answered:
    floor = request.app.state.house.floor_for(viewer_of(request))
    said = {**_said(entry), "floor": floor, "kept": kept, "fault": fault}
    return page(request, "observe.html", status=status, **said)


def _said(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "entry": entry, "checklist": CLIENT_VISIT, "marks": MARKS, "lines": LINES, "note_most": NOTE, "ended": ENDED,
        "kept": False, "fault": "",
    }  # fmt: skip


def _blank() -> dict[str, Any]:
    """A fresh form: its id is made here, so that a form sent twice is kept once."""
    return {
        "id": str(uuid4()), "opened_at": datetime.now(UTC).isoformat(timespec="seconds"), "associate": "",
        "product_line": "", "marks": {}, "wordings": (), "note": "", "action": "", "due": "",
        "practice": False, "ended": "0",
    }  # fmt: skip


def _times(opened: str, ended: str) -> dict[str, str]:
    """When the form was opened and when the visit ended and began, as far as they can be read; the house judges."""
    if ended not in dict(ENDED):
        raise Refused(f"should be one of {', '.join(dict(ENDED))} minutes", "ended")
    try:
        end = datetime.fromisoformat(opened) - timedelta(minutes=int(ended))
        return {"opened_at": opened, "ended_at": end.isoformat(), "started_at": (end - VISIT).isoformat()}
    except (ValueError, OverflowError):
        return {"opened_at": opened}


def _boutique_of(floor: dict[str, Any], associate: str) -> str:
    for boutique in floor["boutiques"]:
        if any(one["id"] == associate for one in boutique["team"]):
            return str(boutique["code"])
    return ""


def _seconds_since(opened: str) -> int | None:
    try:
        gone = (datetime.now(UTC) - datetime.fromisoformat(opened)).total_seconds()
    except (ValueError, TypeError):
        return None
    return int(gone) if 0 <= gone < 86_400 else None
