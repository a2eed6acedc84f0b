"""What I logged: one's own entries of the last days, to be corrected or taken back while the shift lasts."""

from datetime import date, timedelta
from typing import Any

from ...house import writing
from ...house.logged import Logged, day_at, logged, refilled
from ...languages import again as told_again
from ...languages import count, mark, say, whole
from ...languages import day as said_day
from ...programme.checklists import TITLES
from ...programme.processes import PROCESSES, STEPS
from ...programme.signals import WORDS
from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, floor_page, to
from ..viewer import viewer_of

BACK = 3  # days before today
HERE = "/floor/kept"
KINDS = mark({
    "observation": "Observation", "coaching": "Coaching", "action": "Action", "feedback": "Answer",
    "contest": "Contest", "settling": "Decision", "praise": "Praise", "huddle": "Huddle", "focus": "Focus",
    "assignment": "Assignment", "rating": "Calibration", "signal": "Signal", "steps": "Procedure",
})  # fmt: skip
STATES = mark({
    "kept": "kept", "corrected": "corrected", "open": "contested, waits for a decision",
    "set aside": "set aside, does not count",
})  # fmt: skip
# What can be corrected here, by kind: (field, label, how it is filled in). An observation has its own page.
FIELDS: dict[str, tuple[tuple[str, str, str], ...]] = mark({
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
})  # fmt: skip
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
        return _shown(request, fault=_refused(refused), status=refused.status)
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
            fault, status = _refused(refused), refused.status
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
        "entry": one.entry, "at": one.at, "title": what if alone else say(KINDS[one.kind]),
        "what": "" if alone else what,
        "whom": "" if who is None or own else people.get(who.name, say("A colleague")),
        "door": doors.get(event.boutique, ""), "state": say(STATES[one.state]), "mark": one.state,
        "stays": told_again(one.stays),
        "correct": "" if one.stays else _correct(one), "practice": bool(getattr(event, "practice", False)),
        "notes": list(_notes(one)),
    }  # fmt: skip


def _what(one: Logged) -> str:
    event: Any = one.event
    match one.kind:
        case "signal":
            return say(str(WORDS.get(event.signal, (event.signal,))[0]))
        case "steps":
            done = sum(step.done for step in one.events)  # type: ignore[union-attr]
            return say("{process}, {done} of {total} steps", process=say(_process(event.process)), done=whole(done),
                       total=whole(len(one.events)))  # fmt: skip
        case "observation":
            return count(len(event.marks), "{n} step marked", "{n} steps marked")
        case "assignment":
            return say(str(TITLES.get(event.item, event.item)))
        case "huddle":
            return say(str(TITLES.get(event.focus, "")))
    return say(TITLES.get(getattr(event, "behaviour", ""), ""))


def _process(key: str) -> str:
    return next((title for one, title, _ in PROCESSES if one == key), key.replace("_", " ").capitalize())


def _notes(one: Logged) -> Any:
    """What happened on the way: days late, a clock put right, another version of the playbook."""
    if one.came != one.day:
        came, counts = (said_day(day, "name") for day in (one.came, one.day))
        yield say("Came in on {came}, counts on {day}.", came=came, day=counts)
    if one.clock:
        hours, minutes = divmod(abs(one.clock), 60)
        off = " ".join(part for part in (say("{n} h", n=hours) if hours else "",
                                         say("{n} min", n=minutes) if minutes else "") if part)  # fmt: skip
        if one.clock > 0:
            yield say("The phone’s clock was {off} slow; the time is put right.", off=off)
        else:
            yield say("The phone’s clock was {off} fast; the time is put right.", off=off)
    if one.former_version:
        yield say("Made with version {n} of the playbook; another is in force now.", n=one.former_version)


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
        "kind": form["kind"], "title": say(KINDS[str(form["kind"])]), "values": {**form, **lists}, "hidden": hidden,
        "fields": [(name, say(label), how) for name, label, how in asked],
        "steps": {key: say(title) for key, title in steps.items()},
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
        "id": one.id, "kind": say(KINDS.get(one.kind, one.kind)), "door": doors.get(one.boutique, one.boutique),
        "manager": one.role == "manager", "came": one.came,
    }  # fmt: skip


def _refused(fault: Refused) -> str:
    return say("The entry {reason}.", reason=told_again(fault.reason))
