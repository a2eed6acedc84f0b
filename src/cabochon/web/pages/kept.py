"""What I logged: one's own entries of the last days, to be corrected or taken back while the shift lasts."""

from datetime import date, timedelta
from typing import Any

from ...house import writing
from ...house.logged import Logged, day_at, logged, refilled
from ...programme.checklists import TITLES
from ...programme.processes import STEPS
from ...programme.signals import WORDS
from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, floor_page, to
from ..viewer import viewer_of

BACK = 3  # days before today
HERE = "/floor/kept"
KINDS = {
    "observation": "Observation", "coaching": "Coaching", "action": "Action", "feedback": "Answer",
    "contest": "Contest", "settling": "Decision", "praise": "Praise", "huddle": "Huddle", "focus": "Focus",
    "assignment": "Assignment", "rating": "Calibration", "signal": "Signal", "steps": "Procedure",
}  # fmt: skip
STATES = {
    "kept": "kept", "corrected": "corrected", "open": "contested, waits for a decision",
    "set aside": "set aside, does not count",
}  # fmt: skip
# What can be corrected here, by kind: (field, label, how it is filled in). An observation has its own page.
FIELDS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "coaching": (("positives", "What went well", "list"), ("improvement", "One improvement", "text"),
                 ("next_time", "Next time", "text"), ("action", "Action agreed", "text"), ("due", "Due", "date"),
                 ("minutes", "Minutes", "number"), ("practised", "Practised together", "tick")),
    "action": (("text", "In words", "text"), ("due", "Due", "date")),
    "feedback": (("text", "In words", "text"),),
    "contest": (("text", "What was different", "text"),),
    "praise": (("text", "In words", "text"),),
    "huddle": (("tip", "Tip", "text"), ("bright_spot", "Bright spot", "text"), ("minutes", "Minutes", "number"),
               ("present", "How many were there", "number")),
    "focus": (("reason", "Reason", "text"), ("tip", "Tip", "text"), ("until", "Until", "date"),
              ("phrase", "Phrase that worked", "text")),
    "assignment": (("due", "Due", "date"), ("reason", "Reason", "text")),
    "signal": (("product_line", "Product line", "line"), ("due", "Due", "date")),
    "steps": (("marks", "Steps", "steps"), ("exceptions", "Exceptions found", "number")),
}  # fmt: skip
LISTED = 2  # lines offered of a list


def show(request: Asked) -> Answered:
    """GET /floor/kept?day=&correct=ENTRY&take=ENTRY: a day's entries; one of them to correct, or about to go."""
    return _shown(request)


def change(request: Asked, body: bytes) -> Answered:
    """POST /floor/kept: take one's own entry back; or, for an area coach, keep or leave out what waits."""
    form = {k: str(v) for k, v in fields(body, known=("csrf", "do", "entry", "after")).items()}
    house, viewer, entry = request.app.state.house, viewer_of(request), form.get("entry", "")
    try:
        match form.get("do", ""):
            case "take-back":
                house.keep_as(viewer).take_back(entry)
            case "keep" | "leave":
                writing.decide(house, viewer, entry, keep=form["do"] == "keep")
            case _:
                raise Refused("should be take-back, keep or leave", "/do")
    except Refused as refused:
        return _shown(request, fault=f"The entry {refused.reason}.", status=refused.status)
    after = form.get("after", "")
    return to(after if after.startswith("/floor/") else f"{HERE}?done=1")


def _shown(request: Asked, *, fault: str = "", status: int = 200) -> Answered:
    house, viewer, asked = request.app.state.house, viewer_of(request), request.query_params
    doors = sorted(viewer.boutiques)
    today = max((day_at(house, code) for code in doors), default=house.today)
    day = _day(asked.get("day", ""), today)
    entries = [one for one in logged(house, viewer, since=day) if day in (one.day, one.came)]
    labels = house.see_as(viewer).labels
    correcting, again = asked.get("correct", ""), None
    if correcting and not fault:
        try:
            again = _again(refilled(house, viewer, correcting))
        except Refused as refused:
            fault, status = f"The entry {refused.reason}.", refused.status
    return floor_page(
        request, "kept.html", status=status, day=day, today=today, fault=fault, again=again, here=HERE,
        days=[(today - timedelta(days=back)) for back in range(BACK + 1)], done=asked.get("done") == "1",
        entries=[_row(one, labels.people, labels.doors if len(doors) > 1 else {}) for one in entries],
        taking=next((one.entry for one in entries if one.entry == asked.get("take")), ""),
        waiting=[_waits(one, labels.doors) for one in writing.waiting(house, viewer)],
    )  # fmt: skip


def _day(said: str, today: date) -> date:
    try:
        found = date.fromisoformat(said) if said else today
    except ValueError:
        return today
    return found if timedelta(0) <= today - found <= timedelta(days=BACK) else today


def _row(one: Logged, people: Any, doors: Any) -> dict[str, Any]:
    event: Any = one.event
    who = getattr(event, "associate", None)
    what, alone = _what(one), one.kind in ("signal", "steps")
    own = who is not None and one.kind in ("signal", "steps", "feedback", "contest")
    return {
        "entry": one.entry, "title": what if alone else KINDS[one.kind], "what": "" if alone else what, "at": one.at,
        "whom": "" if who is None or own else people.get(who.name, "A colleague"),
        "door": doors.get(event.boutique, ""), "state": STATES[one.state], "mark": one.state, "stays": one.stays,
        "correct": "" if one.stays else _correct(one), "practice": bool(getattr(event, "practice", False)),
        "notes": list(_notes(one)),
    }  # fmt: skip


def _what(one: Logged) -> str:
    event: Any = one.event
    match one.kind:
        case "signal":
            return str(WORDS.get(event.signal, (event.signal,))[0])
        case "steps":
            done = sum(step.done for step in one.events)  # type: ignore[union-attr]
            return f"{event.process.replace('_', ' ').capitalize()}, {done} of {len(one.events)} steps"
        case "observation":
            return f"{len(event.marks)} step{'s' if len(event.marks) != 1 else ''} marked"
        case "assignment":
            return str(TITLES.get(event.item, event.item))
        case "huddle":
            return str(TITLES.get(event.focus, ""))
    return TITLES.get(getattr(event, "behaviour", ""), "")


def _notes(one: Logged) -> Any:
    """What happened on the way: days late, a clock put right, another version of the playbook."""
    if one.came != one.day:
        yield f"Came in on {one.came:%A}, counts on {one.day:%A}."
    if one.clock:
        hours, minutes = divmod(abs(one.clock), 60)
        off = " ".join(part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part)
        yield f"The phone’s clock was {off} {'slow' if one.clock > 0 else 'fast'}; the time is put right."
    if one.former_version:
        yield f"Made with version {one.former_version} of the playbook; another is in force now."


def _correct(one: Logged) -> str:
    if one.kind == "observation":
        return f"/floor/observe?corrects={one.entry}"
    return f"{HERE}?correct={one.entry}" if one.kind in FIELDS else ""


def _again(form: dict[str, Any]) -> dict[str, Any]:
    """An entry's form: what is asked again, and the rest as it was (name, value)."""
    asked = FIELDS.get(str(form["kind"]), ())
    shown = {name for name, _, _ in asked}
    hidden = [pair for name, value in form.items() if name not in shown for pair in _pairs(name, value)]
    lists = {name: [*form.get(name, []), "", ""][:LISTED] for name, _, how in asked if how == "list"}
    steps = STEPS.get(str(form.get("process")), {})
    return {
        "kind": form["kind"], "title": KINDS[str(form["kind"])], "fields": asked, "values": {**form, **lists},
        "hidden": hidden, "steps": steps,
    }  # fmt: skip


def _pairs(name: str, value: Any) -> list[tuple[str, str]]:
    if name in ("kind", "boutique"):
        return []
    if isinstance(value, dict):
        return [(f"mark-{key}", str(said)) for key, said in value.items()]
    if isinstance(value, list):
        return [(f"{name}[]", str(one)) for one in value]
    return [(name, "yes" if value is True else str(value))]


def _waits(one: writing.Waiting, doors: Any) -> dict[str, Any]:
    return {
        "id": one.id, "kind": KINDS.get(one.kind, one.kind), "door": doors.get(one.boutique, one.boutique),
        "by": "a manager" if one.role == "manager" else "an associate", "came": one.came,
    }  # fmt: skip
