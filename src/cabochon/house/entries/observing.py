"""A filled-in checklist, as the phone sends it, becomes an observation."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from ...privacy.roles import may_observe, may_observe_role
from ...programme.playbook import Checklist
from ...refusals import Refused
from ...retail.events import MARKS, Action, Observation
from ...retail.master import PRODUCT_LINES
from ...retail.who import person
from .desk import AHEAD, SHOWN, Desk, kind, moment, of_team, said
from .reading import Form, key, text, ticked, whole

BEFORE = timedelta(minutes=15)  # stream.md: the visit began so long before its end, unless said otherwise


def observation(form: Form, desk: Desk) -> tuple[Observation]:
    """The event a checklist form tells of. Times are ISO 8601 with offset; the boutique's zone is put on them."""
    checklist = desk.checklist(text(form, "checklist", 40) or "client-visit")
    if checklist is None:
        raise Refused("is no checklist of this house", "/checklist")
    base = said(form, desk)
    associate = text(form, "associate", 80)
    if not associate:
        raise Refused("is missing; choose one", "/associate")
    former = desk.former if isinstance(desk.former, Observation) else None
    ended = moment(form, "ended_at", desk, same=former.at if former else None) or base.at
    started = moment(form, "started_at", desk, same=former.started if former else None)
    started = started or _started(ended, former)
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
        marks=dict(marks), checklist=checklist.key, version=key(form, "version") or checklist.version,
        wordings=_wordings(form, checklist), product_line=line(form), note=text(form, "note"),
        action=_action(form.get("action"), checklist, associate, desk),
        seconds=former.seconds if former else whole(form, "seconds", most=86_399),
        practice=ticked(form, "practice"),
    ),)  # fmt: skip


def _started(ended: datetime, former: Observation | None) -> datetime:
    """As long before its end as a correction's first version said, else as usual."""
    return ended - (former.at - former.started if former else BEFORE)


def check_marks(marks: Any, behaviours: set[str]) -> None:
    if not isinstance(marks, Mapping) or not marks:
        raise Refused("is empty; mark at least one behaviour", "/marks")
    for behaviour, mark in marks.items():
        at = f"/marks/{behaviour[:SHOWN]}"
        if behaviour not in behaviours:
            raise Refused(f"is no behaviour of this checklist; there are {', '.join(sorted(behaviours))}", at)
        if mark not in MARKS:
            raise Refused(f"should be one of {', '.join(MARKS)}", at)


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
        if not isinstance(wording, str) or not checklist.words(wording):
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
    if value["what"] and not checklist.asks(value["what"]):
        raise Refused(f"should be one of {', '.join(known)}", "/action/what")
    owner = value.get("owner") or ""
    if owner not in ("", associate, desk.writer.person):
        raise Refused("should be the associate or yourself", "/action/owner")
    owes = person(owner) if owner and owner != associate else None
    return Action(what=value["what"], owner=owes, due=due) if value["what"] else None


KINDS = (
    kind(
        "observation", "observe.write", observation, "associate", "product_line", "ended_at", "started_at", "marks",
        "wordings", "note", "action", "seconds", "practice", "checklist", "version",
    ),
)  # fmt: skip
