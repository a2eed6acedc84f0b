"""What an episode is called and what to do next, in a manager's words."""

from collections.abc import Sequence
from datetime import date

from ..impact.verdict import Verdict
from ..impact.words import day as said
from ..languages import mark
from .told import Change, Look, Subject
from .wording import name

CSAT_OF_ONE = mark(
    "CSAT of one associate is shown with its n, never judged: a handful of answers says nothing of a person."
)
OF_ONE = mark("Shown as it is: for one associate only the behaviour and the secondary sales rate are judged.")
OF_ONE_DOOR = mark("Shown as it is: one boutique alone cannot show a change of this. Several together can.")
NOT_HERE = mark("There are no figures of this here.")
NEXT = mark({
    "likely_lifted": "Keep the phrasing that worked and coach timing in busy hours.",
    "no_lift": "Try another focus.",
    "not_comparable": "Do not judge this one: begin anew once things have settled.",
})  # fmt: skip
KEPT = mark({
    "kept": "Kept: carry on, and look again in a month.",
    "tuned": "Tuned: the next focus is judged by itself.",
    "dropped": "Dropped: nothing more to do here.",
})  # fmt: skip


def title(subject: Subject, named: str = "") -> str:
    about = name(subject.about, named)
    match subject.kind:
        case "person":
            return mark(f"Coaching: {about}")
        case "focus":
            return mark(f"Focus: {about}")
        case "module":
            return mark(f"Module: {about}")
    return about


def next_step(subject: Subject, changes: Sequence[Change], looks: Sequence[Look], last: date) -> str:
    """Of the leading verdict: of the first measure that has one."""
    if subject.outcome in KEPT:
        return KEPT[subject.outcome]
    verdict = next((one.verdict for one in changes if one.verdict is not None), None)
    if verdict is None or verdict.state == "not_comparable":
        return NEXT["not_comparable"] if verdict else mark("Go on: there is nothing to judge yet.")
    if subject.kind == "module" and verdict.state == "no_lift":
        return mark("Look at all boutiques together before you change it or retire it.")
    if verdict.state in NEXT:
        return NEXT[verdict.state]
    ends = subject.until if subject.until and subject.until > last else None
    following = next((one.day for one in looks if one.state == "next" and one.day), None)
    if verdict.state == "cannot_tell":
        coming = any(one.state in ("next", "later") for one in looks) and not _over(subject, last)
        if coming:
            return mark("Go on as planned, and look at all boutiques together.")
        return mark("Look at all boutiques together.")
    until = max((day for day in (following, ends if verdict.state == "promising" else None) if day), default=None)
    if until is None:
        if _over(subject, last):
            return mark("Begin it again: it ended before it could be told.")
        return mark("Go on observing.")
    return mark(f"Go on until {said(until)}.") if verdict.state == "promising" else _early(verdict, until)


def _early(verdict: Verdict, until: date) -> str:
    if not verdict.after.n:
        return f"{mark('Observe some visits: nothing was seen yet.')} {mark(f'The next look is on {said(until)}.')}"
    return mark(f"Go on until {said(until)}: that is the next look.")


def _over(subject: Subject, last: date) -> bool:
    return subject.until is not None and subject.until <= last
