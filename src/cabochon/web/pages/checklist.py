"""The observation checklists: their page, its shell for the phone, the plain form of a browser without JavaScript."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from ...house.logged import refilled
from ...languages import again, mark, say
from ...privacy import envelopes
from ...privacy.roles import may
from ...programme.checklists import BY_NAME
from ...refusals import Refused, Unknown
from ..outer import fields
from ..page import TABS, Answered, Asked, floor_page, fresh, json, to
from ..viewer import masked, signed_of, viewer_of
from . import entries

NOTE = 140  # characters
VISIT_KEY = "client-visit"
LINES = (("watch", mark("Watch")), ("jewelry", mark("Jewelry")))
MARKS = (  # value, class, word
    ("yes", "yes", mark("Yes")),
    ("partly", "partly", mark("Partly")),
    ("not_yet", "no", mark("Not yet")),
    ("not_applicable", "na", mark("N/A")),
)
ENDED = (("0", mark("Just now")), ("15", mark("15 min")), ("30", mark("30 min")), ("60", mark("1 h")),
         ("120", mark("2 h")))  # fmt: skip  # minutes ago
FIELDS = mark({
    "associate": "associate", "boutique": "boutique", "marks": "marks", "note": "note", "action": "action",
    "wordings": "wordings", "product_line": "product line", "ended": "end", "ended_at": "end",
    "started_at": "beginning", "checklist": "checklist", "entry": "entry",
})  # fmt: skip
VISIT = timedelta(minutes=15)  # how long before its end a visit began, as far as the form knows
BLANK: dict[str, Any] = {
    "associate": "", "product_line": "", "marks": {}, "wordings": (), "note": "", "action": None, "practice": False,
    "ended": "0", "corrects": "", "version": "",
}  # fmt: skip


def observe(request: Asked) -> Answered:
    """GET /floor/observe?checklist=&associate=&practice=1, or ?corrects=<entry>. The worker keeps `shell` instead."""
    asked = request.query_params
    entry = _told(request, asked["corrects"]) if asked.get("corrects") else dict(BLANK)
    for name in ("associate", "checklist"):
        if asked.get(name) and not entry["corrects"]:
            entry[name] = asked[name]
    entry["practice"] = entry["practice"] or asked.get("practice") == "1"
    return _form(request, entry, kept=asked.get("kept") == "1")


def shell(request: Asked) -> Answered:
    """The same page without a name, a key or a token; the phone opens it when there is no network."""
    said = _said({**BLANK, "checklist": VISIT_KEY}, _plain_checklist(VISIT_KEY), datetime.now(UTC).date())
    blank = {"id": "", "opened_at": ""}
    return floor_page(request, "observe.html", **said, csrf="", me=None, nav=[], tabs=(), fresh=blank, floor=None)


def known(request: Asked) -> Answered:
    """GET /floor/data: what the forms need of this person's boutiques. The phone keeps it until sign-out."""
    viewer, signed = viewer_of(request), signed_of(request)
    floor = request.app.state.house.floor_for(viewer)
    tabs = [(address, word) for address, word, ability in TABS if may(viewer, ability)]
    seal = envelopes.public(request.app.state.house.directory)
    own = {"name": viewer.name, "tabs": tabs, "csrf": masked(signed.csrf) if signed else "", "seal": seal}
    return json({**floor, **own}, to=request)


def token(request: Asked, body: bytes) -> Answered:
    """POST /floor/token: a write-only token that sends this writer's entries after the session has ended."""
    fields(body, known=("csrf",))
    viewer, signed = viewer_of(request), signed_of(request)
    device = signed.device if signed else ""
    return json({"token": request.app.state.house.doorman.outbox_token(viewer.account, device=device)})


def keep_form(request: Asked, body: bytes) -> Answered:
    """One observation as a browser without JavaScript posts it: `ended` in minutes ago, the action in `action.what`."""
    form = entries.plain(body)
    form.pop("after", "")
    ended = str(form.pop("ended", "0"))
    action = {name: form.pop(f"action.{name}", "") for name in ("what", "due", "owner")}
    door = _door_of(request.app.state.house.floor_for(viewer_of(request)), str(form.get("associate", "")))
    entry: dict[str, Any] = {
        "boutique": door, **_times(str(form.get("opened_at", "")), ended), **form,
        "action": {k: v for k, v in action.items() if v} if action["what"] else None,
        "seconds": _seconds_since(str(form.get("opened_at", ""))),
    }  # fmt: skip
    if entry.get("checklist", VISIT_KEY) != VISIT_KEY:
        entry.pop("product_line", None)
    try:
        entries.keep_one(request, entry)
    except Refused as refused:
        filled = {**BLANK, **entry, "ended": ended, "practice": entry.get("practice") == "yes"}
        return _form(request, filled, fault=_fault(refused), status=refused.status)
    return to("/floor/observe?kept=1" + ("&practice=1" if entry.get("practice") else ""))


def _form(request: Asked, entry: dict[str, Any], *, kept: bool = False, fault: str = "", status: int = 200) -> Answered:
    floor = request.app.state.house.floor_for(viewer_of(request))
    _usual(entry, floor)
    found = {one["key"]: one for one in floor["checklists"]}
    checklist = found.get(entry["checklist"]) or next(iter(found.values()), None)
    if checklist is None:
        raise Unknown("nothing is here")
    today = date.fromisoformat(floor["boutiques"][0]["today"]) if floor["boutiques"] else datetime.now(UTC).date()
    said = _said({**entry, "checklist": checklist["key"]}, checklist, today)
    return floor_page(
        request, "observe.html", status=status, **{**said, "floor": floor, "kept": kept, "fault": fault},
        fresh={**fresh(), **{name: entry[name] for name in ("id", "opened_at") if fault and entry.get(name)}},
    )  # fmt: skip


def _fault(refused: Refused) -> str:
    """A refusal with its field, as a sentence."""
    key, why = refused.pointer.strip("/").partition("/")[0] or "entry", again(refused.reason)
    field = say(FIELDS[key]) if key in FIELDS else key.replace("_", " ")
    if refused.reason.startswith("“"):
        return say("In the {field} {why}.", field=field, why=why)
    return say("The {field} {why}.", field=field, why=why)


def _usual(entry: dict[str, Any], floor: dict[str, Any]) -> None:
    """What is chosen when nobody has chosen: whose turn it is, what they sold last, the checklist of their role."""
    team = {one["id"]: one for door in floor["boutiques"] for one in door["team"]}
    turns = [door["suggested"]["id"] for door in floor["boutiques"] if door["suggested"]]
    if entry["associate"] not in team and not entry["corrects"]:
        entry["associate"] = turns[0] if turns else next(iter(team)) if len(team) == 1 else ""
    one = team.get(entry["associate"], {})
    entry["product_line"] = entry["product_line"] or one.get("line", "")
    entry["checklist"] = entry.get("checklist") or one.get("checklist", "")


def _told(request: Asked, name: str) -> dict[str, Any]:
    """An entry of the viewer's own, filled in again; refused with the reason where it stands for good."""
    form = refilled(request.app.state.house, viewer_of(request), name)
    if form.get("kind", "observation") != "observation":
        raise Unknown("this is no observation; open it from “What I logged”", "/corrects")
    return {**BLANK, **{k: v for k, v in form.items() if v is not None}, "corrects": name}


def _said(entry: dict[str, Any], checklist: dict[str, Any], today: date) -> dict[str, Any]:
    due = _due(today)
    action = {"what": "", "due": "", "owner": "", **(entry.get("action") or {})}
    if entry["corrects"] and action["due"] and action["due"] not in [day for day, _, _ in due]:
        due = [*due, (action["due"], "", action["due"])]
    words = checklist["lines"].get(entry["product_line"] or LINES[0][0], {})
    return {
        "entry": {**entry, "action": action}, "checklist": checklist, "words": words, "note_most": NOTE, "due": due,
        "marks": tuple((value, kind, say(word)) for value, kind, word in MARKS),
        "lines": tuple((key, say(word)) for key, word in LINES),
        "ended": tuple((minutes, say(word)) for minutes, word in ENDED),
        "by": (action["due"] or "") if action["what"] else str(today + timedelta(days=1)),
        "kept": False, "fault": "", "here": "/floor/observe", "visit": checklist["key"] == VISIT_KEY,
    }  # fmt: skip


def _due(today: date) -> list[tuple[str, str, str]]:
    """(day, what the phone counts it by, word): today, tomorrow, Sunday; near a Sunday the next one."""
    left = 6 - today.weekday()
    week = left if left > 1 else left + 7
    return [
        (str(today), "0", say("Today")), (str(today + timedelta(days=1)), "1", say("Tomorrow")),
        (str(today + timedelta(days=week)), "week", say("End of week") if left > 1 else say("End of next week")),
        ("", "", say("No day")),
    ]  # fmt: skip


def _plain_checklist(key: str) -> dict[str, Any]:
    """As the product ships it: the shell is for everybody, the phone puts in the words in force."""
    one = BY_NAME[key]
    return {
        "key": one.key, "title": one.title, "version": one.version, "behaviours": one.behaviours,
        "wordings": one.wordings, "actions": one.actions, "lines": {},
    }  # fmt: skip


def _times(opened: str, ended: str) -> dict[str, str]:
    """When the visit ended and began, as far as they can be read; the house judges."""
    if ended not in dict(ENDED):
        raise Refused(f"should be one of {', '.join(dict(ENDED))} minutes", "ended")
    try:
        end = datetime.fromisoformat(opened) - timedelta(minutes=int(ended))
        return {"ended_at": end.isoformat(), "started_at": (end - VISIT).isoformat()}
    except (ValueError, OverflowError):
        return {}


def _door_of(floor: dict[str, Any], associate: str) -> str:
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
