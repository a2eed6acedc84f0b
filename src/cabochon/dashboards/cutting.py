"""The ways a number is broken down: what a cut and its values are called, in which order they come, where it leads."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Protocol

from ..languages import day, mark, say
from ..measures.cuts import PERSONS
from ..measures.kinds import Measure
from ..measures.question import Question
from ..programme.playbook import CLIENT_VISIT
from . import Labels, Refusal, See
from .filters import CUTS as FILTERED
from .filters import LINES, ROLES, SHIFTS, TAGS, TENURES
from .reach import Reach
from .refused_cuts import plainly
from .view import View

TITLES = mark({
    "boutique": "Boutique", "region": "Region", "door_type": "Kind of boutique", "product_line": "Product line",
    "brand": "Brand", "collection": "Collection", "daypart": "Shift", "weekday": "Weekday", "hour": "Hour",
    "day": "Day", "week": "Week", "job_role": "Role", "tenure": "Tenure", "associate": "Associate", "coach": "Coach",
    "segment": "Client segment", "scored": "What the survey said", "behaviour": "Behaviour", "zone": "Zone",
    "module": "Module", "item": "Question of a module", "aid": "Job aid", "tag": "Event", "source": "Source",
    "kind": "What came in",
})  # fmt: skip
SEGMENTS = mark({"local": "Local", "traveller": "Traveller", "vip": "VIP"})
SCORED = mark({"five": "Five of five", "other": "Less than five", "": "No survey"})
KINDS = mark({"receipt": "Receipt", "observation": "Observation", "survey": "Survey", "signal": "Signal",
              "booking": "Booking", "enrolment": "Enrolment", "primary": "Watch or jewelry", "accessory": "Accessory",
              "care_plan": "Care plan", "service": "Service", "warranty": "Warranty"})  # fmt: skip
LINE_OTHER, ORDINARY, NOT_KNOWN = mark("Other"), mark("Ordinary days"), mark("Not known")
GONE = mark("Somebody not in the team today")
NOBODYS = mark("A code nobody has claimed")
FIELD = {cut: field for field, cut in FILTERED.items()}  # cut -> the filter that narrows to a value of it
TIMES = ("day", "week", "weekday", "hour")  # drawn as a line
LONG = ("day", "week")
NATURAL = {"daypart": tuple(SHIFTS), "tenure": tuple(TENURES), "product_line": (*LINES, "other"),
           "scored": ("five", "other"), "segment": tuple(SEGMENTS),
           "behaviour": tuple(b.key for b in CLIENT_VISIT.behaviours)}  # fmt: skip
MONDAY = date(2024, 1, 1)


class Sounding(See, Protocol):
    """A way out that tells, without a look at the facts, which questions could be asked at all."""

    def refused(self, questions: Sequence[Question]) -> Sequence[Refusal | None]: ...


def offered(see: Sounding, view: View, what: Measure, *beside: str) -> dict[str, str]:
    """The cuts this measure can make and this viewer may ask in this view, as cut -> why not ("" where they may).

    People are a cut for who works beside them alone. beside: cuts that are asked with each.
    """
    able = [cut for cut in what.cuts if cut in TITLES and cut not in beside and told(cut, view.reach, see.labels)]
    refusals = see.refused([view.ask(what.key, *beside, cut) for cut in able])
    found = dict(zip(able, refusals, strict=True))
    return {cut: "" if (why := found[cut]) is None else plainly(why, (*beside, cut)) for cut in TITLES if cut in found}


def told(cut: str, reach: Reach, labels: Labels) -> bool:
    """Whether this cut can say anything here: no list of boutiques of one, nobody by name to who may know nobody."""
    if cut in PERSONS:
        return near(reach)
    if cut in ("boutique", "door_type"):
        return len(labels.doors) > 1
    if cut == "region":
        return len(set(labels.regions.values())) > 1
    return not (reach.own and cut in ("job_role", "tenure"))


def near(reach: Reach) -> bool:
    """Whether numbers by person are shown: to the managers of the boutique."""
    return not reach.above and not reach.own


def title(cut: str) -> str:
    return say(TITLES[cut])


def value(cut: str, key: str, labels: Labels) -> str:
    """What a value of a cut is called."""
    if cut in PERSONS:
        return labels.people.get(key) or (say(NOT_KNOWN) if not key else say(NOBODYS) if "/" in key else say(GONE))
    match cut:
        case "boutique":
            return labels.doors.get(key, key) or say(NOT_KNOWN)
        case "weekday":
            return day(MONDAY + timedelta(days=int(key) - 1), "weekday") if key.isdigit() else say(NOT_KNOWN)
        case "hour":
            return f"{int(key):02}:00" if key.isdigit() else say(NOT_KNOWN)
        case "day":
            return day(date.fromisoformat(key), "short")
        case "week":
            return say("Week of {day}", day=day(date.fromisoformat(key), "short"))
        case "product_line":
            return say(LINES.get(key) or (LINE_OTHER if key else NOT_KNOWN))
        case "tag":
            return say(TAGS.get(key) or ORDINARY) if key in TAGS or not key else key
    if known := NAMES.get(cut):
        return say(known[key]) if key in known else key or say(NOT_KNOWN)
    return key.replace("_", " ").capitalize() if key else say(NOT_KNOWN)


def order(cut: str, key: str, labels: Labels) -> tuple[object, ...]:
    """To sort the values of a cut by: as time or the trade has it, else by name; what is not known comes last."""
    if cut in LONG:
        return (not key, key)
    if cut in ("weekday", "hour"):
        return (not key.isdigit(), int(key) if key.isdigit() else 0)
    if cut in NATURAL:
        known = NATURAL[cut]
        return (not key, known.index(key) if key in known else len(known), key)
    return (not key, value(cut, key, labels).casefold(), key)


def deeper(cut: str, key: str, view: View) -> dict[str, str] | None:
    """The filters that narrow a page to this value; None where no filter does."""
    field = FIELD.get(cut)
    return {field: key} if field and key and not getattr(view.filters, field) else None


NAMES: Mapping[str, Mapping[str, str]] = {
    "daypart": SHIFTS, "job_role": ROLES, "tenure": TENURES, "segment": SEGMENTS, "scored": SCORED, "kind": KINDS,
    "behaviour": {b.key: b.title for b in CLIENT_VISIT.behaviours},
}  # fmt: skip
