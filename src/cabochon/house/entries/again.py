"""What an entry was filled in with: an event as the form that tells of it, so that it can be corrected.

The law (tests/house/test_correcting.py): reading the form again, under the same id, gives the same events.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from ...retail.coaching import (
    Assignment,
    Calibration,
    Coaching,
    CoachingStep,
    Contest,
    Feedback,
    Focus,
    Huddle,
    Praise,
)
from ...retail.events import Action, EventKind, JobAid, Learning, Observation
from ...retail.operations import Signal, StepDone
from ...retail.who import Who

NAMES: dict[type, str] = {
    Observation: "observation", Coaching: "coaching", CoachingStep: "action", Feedback: "feedback", Praise: "praise",
    Huddle: "huddle", Focus: "focus", Assignment: "assignment", Calibration: "rating", Signal: "signal",
    StepDone: "steps",
}  # fmt: skip
TOLD: dict[type, str] = {Learning: "learning", JobAid: "aid"}  # as it happens, by no form that is filled in
# Fields of a form that are called as in the event; whoever writes the entry is not among them.
SAME: dict[type, tuple[str, ...]] = {
    Observation: ("associate", "product_line", "marks", "wordings", "note", "action", "seconds", "practice",
                  "checklist", "version"),
    Coaching: ("associate", "behaviour", "form", "follows", "positives", "improvement", "next_time", "practised",
               "minutes", "picked", "picked_since", "picked_until", "episode"),
    CoachingStep: ("associate", "what", "action", "behaviour", "owner", "due", "text"),
    Feedback: ("about", "answer", "text"),
    Contest: ("about", "text"),
    Praise: ("associate", "behaviour", "result", "text"),
    Huddle: ("focus", "tip", "bright_spot", "minutes", "present"),
    Focus: ("what", "behaviour", "since", "until", "target", "reason", "tip", "baseline_since", "baseline_until",
            "outcome", "phrase"),
    Assignment: ("associate", "due", "picked", "reason", "withdrawn"),
    Calibration: ("clip", "marks"),
    Signal: ("signal", "due", "product_line"),
    StepDone: ("process",),
}  # fmt: skip


def formed(event: EventKind) -> bool:
    """Whether a form told of it that can be filled in again: steps in modules are told as they happen."""
    return isinstance(event, Contest) or type(event) in NAMES


def name_of(event: EventKind) -> str:
    """The kind of entry that tells of such an event."""
    if isinstance(event, Contest):
        return "contest" if event.what == "contested" else "settling"
    return NAMES.get(type(event)) or TOLD[type(event)]


def form_of(entry: str, events: Iterable[EventKind]) -> dict[str, Any]:
    """The form that told of these events, without what each saving makes anew (id, sent_at, opened_at).

    Args:
        entry: the id the entry first came under. events: all it tells of, its own first, with their texts.
    """
    event, *beside = events
    form: dict[str, Any] = {"kind": name_of(event), "corrects": entry, "boutique": event.boutique}
    form |= {name: plain(getattr(event, name)) for name in SAME[type(event)]}
    match event:
        case Observation():
            form |= {"started_at": event.started.isoformat(), "ended_at": event.at.isoformat()}
        case Coaching():
            if event.form == "shadowing":
                form["coach"] = plain(event.coach)
            for one in beside:
                if isinstance(one, CoachingStep):
                    form |= {"action": plain(one.text), "due": plain(one.due), "owner": plain(one.owner)}
        case CoachingStep() if event.action == entry:
            form.pop("action")  # a new action goes by the entry itself
        case Contest() if event.what == "settled":
            form |= {"associate": plain(event.associate), "kept": "yes" if event.kept else "no"}
        case Assignment():
            form["behaviour"] = event.item
        case StepDone():
            steps = [event, *(one for one in beside if isinstance(one, StepDone))]
            form["marks"] = {one.step: "yes" if one.done else "no" for one in steps}
            form["exceptions"] = sum(one.exceptions for one in steps)
    return {name: value for name, value in form.items() if value not in ("", None, [], {}, False)}


def plain(value: Any) -> Any:
    """As JSON says it; "" for a text whose key is gone."""
    match value:
        case Who():
            return value.name if value.known else ""
        case Action():
            return {name: said for name in ("what", "due", "owner") if (said := plain(getattr(value, name)))}
        case datetime() | date():
            return value.isoformat()
        case Mapping():
            return dict(value)
        case tuple():
            return [said for one in value if (said := plain(one))]
        case None | str() | bool() | int() | float():
            return value
    return str(value) if type(value).__name__ == "UUID" else ""
