"""What an episode is called and what to do next, in a manager's words."""

from collections.abc import Sequence
from datetime import date

from ..impact.verdict import Verdict
from ..impact.words import day as said
from .told import Change, Look, Subject
from .wording import name

CSAT_OF_ONE = "CSAT of one associate is shown with its n, never judged: a handful of answers says nothing of a person."
OF_ONE = "Shown as it is: for one associate only the behaviour and the secondary sales rate are judged."
OF_ONE_DOOR = "Shown as it is: one boutique alone cannot show a change of this. Several together can."
NOT_HERE = "There are no figures of this here."
NEXT = {
    "likely_lifted": "Keep the phrasing that worked and coach timing in busy hours.",
    "no_lift": "Try another focus.",
    "not_comparable": "Do not judge this one: begin anew once things have settled.",
}
KEPT = {"kept": "Kept: carry on, and look again in a month.", "tuned": "Tuned: the next focus is judged by itself.",
        "dropped": "Dropped: nothing more to do here."}  # fmt: skip


def title(subject: Subject, named: str = "") -> str:
    about = name(subject.about, named)
    return {"person": f"Coaching: {about}", "focus": f"Focus: {about}", "module": f"Module: {about}"}.get(
        subject.kind, about
    )


def next_step(subject: Subject, changes: Sequence[Change], looks: Sequence[Look], last: date) -> str:
    """Of the leading verdict: of the first measure that has one."""
    if subject.outcome in KEPT:
        return KEPT[subject.outcome]
    verdict = next((one.verdict for one in changes if one.verdict is not None), None)
    if verdict is None or verdict.state == "not_comparable":
        return NEXT["not_comparable"] if verdict else "Go on: there is nothing to judge yet."
    if subject.kind == "module" and verdict.state == "no_lift":
        return "Look at all boutiques together before you change it or retire it."
    if verdict.state in NEXT:
        return NEXT[verdict.state]
    ends = subject.until if subject.until and subject.until > last else None
    following = next((one.day for one in looks if one.state == "next" and one.day), None)
    if verdict.state == "cannot_tell":
        coming = any(one.state in ("next", "later") for one in looks) and not _over(subject, last)
        return "Go on as planned, and look at all boutiques together." if coming else "Look at all boutiques together."
    until = max((day for day in (following, ends if verdict.state == "promising" else None) if day), default=None)
    if until is None:
        return "Begin it again: it ended before it could be told." if _over(subject, last) else "Go on observing."
    return f"Go on until {said(until)}." if verdict.state == "promising" else _early(verdict, until)


def _early(verdict: Verdict, until: date) -> str:
    if not verdict.after.n:
        return f"Observe some visits: nothing was seen yet. The next look is on {said(until)}."
    return f"Go on until {said(until)}: that is the next look."


def _over(subject: Subject, last: date) -> bool:
    return subject.until is not None and subject.until <= last
