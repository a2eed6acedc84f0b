"""The rhythm of a boutique: its focus and tip, its huddles, what is planned and assigned, the clip all score."""

from ...privacy.roles import may
from ...refusals import NotAllowed, Refused
from ...retail.coaching import FOCUS, Assignment, Calibration, Focus, Huddle
from ...retail.who import person
from .desk import Desk, kind, of_team, said
from .observing import check_marks
from .reading import Form, day, key, one_of, share, text, ticked, whole

OUTCOMES = ("kept", "tuned", "dropped")
TEAM, LONGEST = 200, 600  # people, minutes


def huddle(form: Form, desk: Desk) -> tuple[Huddle]:
    base = said(form, desk)
    _own(desk, base.boutique)
    return (Huddle(
        **base.common, leader=desk.me, focus=_behaviour(form, desk, "focus", needed=False), tip=text(form, "tip"),
        bright_spot=text(form, "bright_spot"), minutes=whole(form, "minutes", most=LONGEST),
        present=whole(form, "present", most=TEAM),
    ),)  # fmt: skip


def focus(form: Form, desk: Desk) -> tuple[Focus]:
    """Set, its tip changed (for the day `since`), or closed by a person with the phrase that worked."""
    base = said(form, desk)
    _own(desk, base.boutique)
    what = one_of(form, "what", FOCUS)
    since, until = day(form, "since"), day(form, "until")
    if since and until and until < since:
        raise Refused("lies before its first day", "/until")
    if what == "tip" and not text(form, "tip"):
        raise Refused("is empty; one line the team can try today", "/tip")
    baseline = day(form, "baseline_since"), day(form, "baseline_until")
    return (Focus(
        **base.common, by=desk.me, what=what, behaviour=_behaviour(form, desk, "behaviour"), since=since, until=until,
        target=share(form, "target"), reason=text(form, "reason"), tip=text(form, "tip"), baseline_since=baseline[0],
        baseline_until=baseline[1], outcome=one_of(form, "outcome", OUTCOMES) if what == "closed" else "",
        phrase=text(form, "phrase"),
    ),)  # fmt: skip


def assignment(form: Form, desk: Desk) -> tuple[Assignment]:
    """A coaching moment by a day: of one person by their manager, of a boutique by a leader."""
    if not (may(desk.writer, "rhythm.plan") or may(desk.writer, "rhythm.assign")):
        raise NotAllowed("is assigned by a boutique's manager or a leader", "/kind")
    base = said(form, desk)
    _own(desk, base.boutique)
    due, name = day(form, "due"), text(form, "associate", 80)
    if due is None:
        raise Refused("is missing; by which day?", "/due")
    if name:
        if desk.writer.role != "manager":
            raise NotAllowed("is chosen by the boutique's manager; assign it to the boutique", "/associate")
        if name == desk.writer.person:
            raise NotAllowed("nobody coaches themselves; choose somebody of your team", "/associate")
        of_team(name, base.boutique, desk.person_on, days=(base.at.date(), desk.now.date()))
    withdrawn = ticked(form, "withdrawn")
    if due < base.at.date() and not withdrawn:
        raise Refused("lies in the past; choose a day from today on", "/due")
    return (Assignment(
        **base.common, what="moment", item=_behaviour(form, desk, "behaviour"), due=due,
        associate=person(name) if name else None, by=desk.me, picked=key(form, "picked"),
        reason=text(form, "reason"), withdrawn=withdrawn,
    ),)  # fmt: skip


def rating(form: Form, desk: Desk) -> tuple[Calibration]:
    """The clip of the week as this rater saw it."""
    base = said(form, desk)
    _own(desk, base.boutique)
    clip, marks = key(form, "clip", 80), form.get("marks") or {}
    if not clip:
        raise Refused("is missing; which clip was it?", "/clip")
    check_marks(marks, desk.behaviours)
    return (Calibration(**base.common, rater=desk.me, clip=clip, marks=dict(marks)),)


def _own(desk: Desk, boutique: str) -> None:
    if boutique not in desk.writer.boutiques:
        raise NotAllowed("is no boutique of yours; choose one from your list", "/boutique")


def _behaviour(form: Form, desk: Desk, name: str, *, needed: bool = True) -> str:
    found = text(form, name, 40)
    if (needed or found) and found not in desk.behaviours:
        raise Refused(f"is no behaviour of the playbook; there are {', '.join(sorted(desk.behaviours))}", f"/{name}")
    return found


KINDS = (
    kind("huddle", "focus.set", huddle, "focus", "tip", "bright_spot", "minutes", "present"),
    kind("focus", "focus.set", focus, "what", "behaviour", "since", "until", "target", "reason", "tip",
         "baseline_since", "baseline_until", "outcome", "phrase"),
    kind("assignment", "floor.write", assignment, "associate", "behaviour", "due", "picked", "reason", "withdrawn"),
    kind("rating", "calibrate.write", rating, "clip", "marks"),
)  # fmt: skip
