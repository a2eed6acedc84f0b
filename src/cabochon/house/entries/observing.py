"""A filled-in checklist, as the phone sends it, becomes an observation."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from ...privacy.roles import may_observe, may_observe_role
from ...programme.playbook import Checklist
from ...refusals import Refused
from ...retail.events import MARKS, Action, Observation
from ...retail.master import PRODUCT_LINES
from ...retail.who import person
from .reading import AHEAD, Desk, Form, kind, of_team, said, skew_of, text, ticked, time, whole

BEFORE = timedelta(minutes=15)  # stream.md: the visit began so long before its end, unless said otherwise


def observation(form: Form, desk: Desk) -> tuple[Observation]:
    """The event a checklist form tells of. Times are ISO 8601 with offset; the boutique's zone is put on them."""
    checklist = desk.checklist(form.get("checklist") or "client-visit")
    if checklist is None:
        raise Refused("is no checklist of this house", "/checklist")
    base = said(form, desk)
    associate = text(form, "associate", 80)
    if not associate:
        raise Refused("is missing; choose one", "/associate")
    skew = skew_of(form, desk.now)
    ended = base.at if not form.get("ended_at") else time(form["ended_at"], "/ended_at") + skew
    started = time(form["started_at"], "/started_at") + skew if form.get("started_at") else ended - BEFORE
    if (door := desk.door_on(base.boutique, ended.date())) is not None:
        ended, started = door.local(ended), door.local(started)
    if not started <= ended:
        raise Refused("is before the visit began", "/ended_at")
    if ended > desk.now + AHEAD:
        raise Refused("lies in the future; check the phone's clock", "/ended_at")
    marks = form.get("marks") or {}
    check_marks(marks, {b.key for b in checklist.behaviours})
    may_observe(desk.writer, base.boutique, associate)
    of_team(associate, base.boutique, desk.person_on, days=(ended.date(), desk.now.date()))
    one = desk.person_on(associate, ended.date()) or desk.person_on(associate, desk.now.date())
    may_observe_role(desk.writer, one.job_role if one else "", checklist.key)
    return (Observation(
        **{**base.common, "at": ended}, started=started, associate=person(associate), observer=desk.me,
        marks=dict(marks), checklist=checklist.key, version=text(form, "version", 40) or checklist.version,
        wordings=_wordings(form, checklist), product_line=line(form), note=text(form, "note"),
        action=_action(form.get("action"), checklist, associate, desk), seconds=whole(form, "seconds", most=86_399),
        practice=ticked(form, "practice"), visit=text(form, "visit", 80),
    ),)  # fmt: skip


def check_marks(marks: Any, behaviours: set[str]) -> None:
    if not isinstance(marks, Mapping) or not marks:
        raise Refused("is empty; mark at least one behaviour", "/marks")
    for key, mark in marks.items():
        if key not in behaviours:
            raise Refused(
                f"is no behaviour of this checklist; there are {', '.join(sorted(behaviours))}", f"/marks/{key}"
            )
        if mark not in MARKS:
            raise Refused(f"should be one of {', '.join(MARKS)}", f"/marks/{key}")


def line(form: Form) -> str:
    found = text(form, "product_line", 40)
    if found and found not in PRODUCT_LINES:
        raise Refused(f"should be one of {', '.join(PRODUCT_LINES)}, or empty", "/product_line")
    return found


def _wordings(form: Form, checklist: Checklist) -> tuple[str, ...]:
    wordings = form.get("wordings") or []
    if not isinstance(wordings, list | tuple):
        raise Refused("should be a list of standard wordings", "/wordings")
    for i, wording in enumerate(wordings):
        if wording not in [w.key for w in checklist.wordings]:
            raise Refused("is no standard wording of this checklist", f"/wordings/{i}")
    return tuple(wordings)


def _action(value: Any, checklist: Checklist, associate: str, desk: Desk) -> Action | None:
    """The next coaching action: the associate owes it, unless it says that the writer does."""
    if not value:
        return None
    if not isinstance(value, Mapping) or not isinstance(value.get("what"), str):
        raise Refused("should be {what, due, owner}", "/action")
    if strange := value.keys() - {"what", "due", "owner"}:
        raise Refused("is no field of an action; there are what, due and owner", f"/action/{min(map(str, strange))}")
    try:
        due = date.fromisoformat(value["due"]) if value.get("due") else None
    except (TypeError, ValueError):
        raise Refused("is not a date; write 2026-03-31", "/action/due") from None
    known = [action.key for action in checklist.actions]
    if value["what"] and value["what"] not in known:
        raise Refused(f"should be one of {', '.join(known)}", "/action/what")
    owner = value.get("owner") or ""
    if owner not in ("", associate, desk.writer.person):
        raise Refused("should be the associate or yourself", "/action/owner")
    owes = person(owner) if owner and owner != associate else None
    return Action(what=value["what"], owner=owes, due=due) if value["what"] else None


KINDS = (
    kind(
        "observation", "observe.write", observation, "associate", "product_line", "ended_at", "started_at", "marks",
        "wordings", "note", "action", "seconds", "practice", "checklist", "version", "visit",
    ),
)  # fmt: skip
