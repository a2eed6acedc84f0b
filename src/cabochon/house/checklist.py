"""A filled-in checklist, as the phone sends it, becomes an observation. Every refusal names the field."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from ..programme.playbook import CHECKLISTS, Checklist
from ..refusals import Refused
from ..retail.events import MARKS, Action, Observation
from ..retail.master import PRODUCT_LINES, Door, Person
from ..retail.who import person

SKEW = timedelta(minutes=2)  # a phone's clock is believed unless it is further off than this
BEFORE = timedelta(minutes=15)  # stream.md: the visit began so long before its end, unless said otherwise
FIELDS = frozenset({"id", "associate", "boutique", "product_line", "opened_at", "ended_at", "started_at", "marks",
                    "wordings", "note", "action", "seconds", "practice", "sent_at", "checklist"})  # fmt: skip


def observation(
    form: Mapping[str, Any], *, observer: str, now: datetime, door_on: Callable[[str, date], Door | None]
) -> Observation:
    """The event a checklist form tells of. Times are ISO 8601 with offset; the boutique's zone is put on them."""
    if strange := form.keys() - FIELDS:
        raise Refused(f"is no field of the checklist; there are {', '.join(sorted(FIELDS))}", f"/{min(strange)}")
    checklist = next((c for c in CHECKLISTS if c.key == form.get("checklist", "client-visit")), None)
    if checklist is None:
        raise Refused("is no checklist of this house", "/checklist")
    sid = _uuid(form.get("id"), "/id")
    boutique, associate = (_text(form, name, 80) for name in ("boutique", "associate"))
    for name, value in (("boutique", boutique), ("associate", associate)):
        if not value:
            raise Refused("is missing; choose one", f"/{name}")
    skew = now - _time(form["sent_at"], "/sent_at") if form.get("sent_at") else timedelta(0)
    skew = skew if abs(skew) > SKEW else timedelta(0)
    opened = _time(form.get("opened_at"), "/opened_at")
    ended = (_time(form["ended_at"], "/ended_at") if form.get("ended_at") else opened) + skew
    started = (_time(form["started_at"], "/started_at") if form.get("started_at") else ended - skew - BEFORE) + skew
    door = door_on(boutique, ended.date())
    if door is not None:
        ended, started = door.local(ended), door.local(started)
    if not started <= ended:
        raise Refused("is before the visit began", "/ended_at")
    if ended > now + timedelta(minutes=5):
        raise Refused("lies in the future; check the phone's clock", "/ended_at")
    marks = form.get("marks") or {}
    _check_marks(marks, {b.key for b in checklist.behaviours})
    wordings = form.get("wordings") or []
    if not isinstance(wordings, list | tuple):
        raise Refused("should be a list of standard wordings", "/wordings")
    for i, wording in enumerate(wordings):
        if wording not in [w.key for w in checklist.wordings]:
            raise Refused("is no standard wording of this checklist", f"/wordings/{i}")
    seconds = form.get("seconds")
    if seconds is not None and (not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 <= seconds < 86_400):
        raise Refused("should be a whole number of seconds, 0 to 86399", "/seconds")
    return Observation(
        id=sid, at=ended, started=started, boutique=boutique, source="floor", associate=person(associate),
        observer=person(observer), marks=dict(marks), checklist=checklist.key, wordings=tuple(wordings),
        product_line=_line(form), note=_text(form, "note", 140).strip(),
        action=_action(form.get("action"), checklist), seconds=seconds, practice=form.get("practice") is True,
    )  # fmt: skip


def check_team(event: Observation, person_on: Callable[[str, date], Person | None], *, today: date) -> None:
    """May this person be observed there: of that boutique's team on the visit's day, or today?

    Raises:
        Refused: at /associate, in the same words for somebody elsewhere and for nobody at all.
    """
    for day in (event.at.date(), today):
        one = person_on(event.associate.name, day)
        if one is not None and one.boutique == event.boutique and (one.left is None or one.left >= event.at.date()):
            return
    raise Refused("is nobody of this boutique's team; choose one from the list", "/associate")


def _check_marks(marks: Any, behaviours: set[str]) -> None:
    if not isinstance(marks, Mapping) or not marks:
        raise Refused("is empty; mark at least one behaviour", "/marks")
    for key, mark in marks.items():
        if key not in behaviours:
            raise Refused(
                f"is no behaviour of this checklist; there are {', '.join(sorted(behaviours))}", f"/marks/{key}"
            )
        if mark not in MARKS:
            raise Refused(f"should be one of {', '.join(MARKS)}", f"/marks/{key}")


def _line(form: Mapping[str, Any]) -> str:
    line = _text(form, "product_line", 40)
    if line and line not in PRODUCT_LINES:
        raise Refused(f"should be one of {', '.join(PRODUCT_LINES)}, or empty", "/product_line")
    return line


def _action(value: Any, checklist: Checklist) -> Action | None:
    if not value:
        return None
    if not isinstance(value, Mapping) or not isinstance(value.get("what"), str):
        raise Refused("should be {what, due}", "/action")
    if strange := value.keys() - {"what", "due"}:
        raise Refused("is no field of an action; there are what and due", f"/action/{min(map(str, strange))}")
    try:
        due = date.fromisoformat(value["due"]) if value.get("due") else None
    except (TypeError, ValueError):
        raise Refused("is not a date; write 2026-03-31", "/action/due") from None
    known = [action.key for action in checklist.actions]
    if value["what"] and value["what"] not in known:
        raise Refused(f"should be one of {', '.join(known)}", "/action/what")
    return Action(what=value["what"], due=due) if value["what"] else None


def _text(form: Mapping[str, Any], name: str, most: int) -> str:
    value = form.get(name) or ""
    if not isinstance(value, str):
        raise Refused("should be text", f"/{name}")
    if len(value) > most:
        raise Refused(f"is {len(value)} characters long; {most} are allowed", f"/{name}")
    return value


def _time(value: Any, place: str) -> datetime:
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise Refused("is not a time; write 2026-03-31T14:05:00+02:00", place) from None
    if at.tzinfo is None:
        raise Refused("has no offset from UTC; write 2026-03-31T14:05:00+02:00", place)
    if not 2000 <= at.year < 2100:
        raise Refused("lies in another century; check the phone's clock", place)
    return at


def _uuid(value: Any, place: str) -> UUID:
    try:
        if isinstance(value, str) and len(value) == 36:
            return UUID(value)
    except ValueError:
        pass
    raise Refused("is not a UUID; the phone makes it when the form is saved", place)
