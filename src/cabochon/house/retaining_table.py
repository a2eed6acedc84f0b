"""For how long what is kept: what expires by months, which an administrator may change, and what has a fixed time.

The text of an event is destroyed with the key of its kind and month; the figures made of it name nobody by name and
stay. What is not here is kept until somebody takes it away.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ..languages import forms, in_english, mark
from ..vocabulary import KINDS
from .stored import EVENTS

MOST = 600  # months
FOREVER = 0
OTHER, DEMO, DOCUMENT = "other", "demo", "document"  # kinds of month key that are no kind of event; documents have none
LOOKBACK, DEPUTY, MENTOR, SWEPT, VERDICT = "lookback", "deputyship", "mentor", "night", "verdict"
STAYS = mark("kept for as long as the house stands")
APPENDED = mark("kept for as long as the house stands: it is append-only, and each entry vouches for the one before")
GRAVES = mark("kept for as long as the house stands: they keep a restored backup from bringing anybody back")
LOCKED = mark("kept for as long as the house stands: a baseline that is locked does not move")
TOTALS = mark("kept for as long as the house stands: they hold no names and no text, and past totals do not move")


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that expires. months: after so many whole months unless chosen otherwise. text: sealed by month."""

    name: str
    title: str
    goes: str  # what the night removes
    purpose: str
    months: int
    text: bool = True


@dataclass(frozen=True, slots=True)
class Fixed:
    """Something whose time cannot be changed here. rows: names of the directory's records it speaks of."""

    title: str
    period: str
    rows: tuple[str, ...] = ()


# fmt: off
MONTHS = {"decision": 60, "focus": 36, "plan": 60, "annotation": 36}  # the others: 24
USUAL = 24
TITLES = mark({
    "observation": "Observations", "receipt": "Receipts", "survey": "Survey answers", "traffic": "Door counts",
    "coaching": "Coaching moments", "coaching_step": "Actions", "feedback": "Answers to feedback",
    "contest": "Contests",
    "huddle": "Huddles", "focus": "Focus behaviours", "praise": "Praise", "calibration": "Calibrations",
    "assignment": "Assignments", "learning": "Module answers", "job_aid": "Job aids opened", "signal": "Signals",
    "step_done": "Process steps", "till_closing": "Till closings", "booking": "Bookings", "enrolment": "Care plans",
    "stock_count": "Stock counts", "stock_exception": "Stock exceptions", "availability": "Availability",
    "employment": "Employment", "shift": "Shifts", "annotation": "Marked days", "decision": "Decisions",
    "plan": "Plans",
})
BESIDE = mark((
    Kept(OTHER, "Statements of other systems", "names and text other systems sent",
         "to give learning systems back what they sent", 24),
    Kept(DEMO, "Demos", "the recording and its words", "to let colleagues see how it is done", 24),
    Kept(DOCUMENT, "Documents about people", "documents nobody has changed for so long",
         "to let a learner go on where they left off", 24, text=False),
    Kept(LOOKBACK, "Weekly look-backs", "the two sentences of a week", "to keep one thing and change one", 24,
         text=False),
    Kept(DEPUTY, "Deputies that are over", "who lent rights to whom", "to tell who acted for whom", 24, text=False),
    Kept(MENTOR, "Mentors that said no or stopped", "that they were asked", "not to ask again", 24, text=False),
    Kept(VERDICT, "Verdicts", "what a verdict said at each look, and what it was before it changed",
         "to tell when a later event changed a verdict", 36, text=False),
    Kept(SWEPT, "Results of these nights", "what a night removed, as counts", "to show that retention is kept", 36,
         text=False),
))
FIXED = mark((
    Fixed("Sessions", "30 idle minutes or 12 hours, unless set otherwise", ("Session", "Token")),
    Fixed("Sign-in links", "60 minutes, unless set otherwise", ("Link", "Challenge")),
    Fixed("Quarantine", "30 days", ("Quarantined",)),
    Fixed("Webhook messages", "until they are read; their id 7 days, what failed 30 days", ("Delivery",)),
    Fixed("Launch checks and what they sent", "7 days", ("LaunchCheck", "LaunchRequest")),
    Fixed("Launches of packages", "8 hours, and 2 days as a record", ("Launch",)),
    Fixed("Reminders given", "30 days", ("Given",)),
    Fixed("Weekly snapshots sent", "92 days", ("WeeklySent",)),
    Fixed("What closed weeks said", "53 weeks", ("SaidWeek",)),
    Fixed("Deeds that can be taken back", "30 days", ("Mended",)),
    Fixed("Pictures and films taken out of modules", "30 days", ()),
    Fixed("Counts of dropped repeats", "92 days", ("Tally",)),
    Fixed("Phones whose clock was wrong", "7 days of use", ("ClockPutRight",)),
    Fixed("Entries on a phone that are not sent", "7 days", ()),
    Fixed("The audit", APPENDED, ()),
    Fixed("Erasures", GRAVES, ("Erasure",)),
    Fixed("When episodes began", LOCKED, ("Begun",)),
    Fixed("Figures", TOTALS, ()),
))
# fmt: on
ROWS = {LOOKBACK: "Lookback", DEPUTY: "Deputyship", MENTOR: "Mentor", SWEPT: "Swept", DEMO: "Demo", VERDICT: "Reached"}


def _event(name: str, text: bool) -> Kept:
    goes = mark("its words") if text else mark("what a sender wrote besides the figures")
    return Kept(name, TITLES.get(name, name), goes, EVENTS[name][0], MONTHS.get(name, USUAL))


TABLE: Mapping[str, Kept] = {
    one.name: one for one in (*(_event(kind.name, bool(kind.text)) for kind in KINDS), *BESIDE)
}
WRITTEN = frozenset(kind.name for kind in KINDS if kind.text)  # kinds of event with words of people


def months(number: int) -> str:
    """A number of months in words."""
    if number == FOREVER:
        return mark("for ever")
    return in_english(number, forms("{n} month", "{n} months"), n=number)


def periods(chosen: Mapping[str, int]) -> dict[str, str]:
    """Names of records (kinds of event, classes of the directory, documents) and how long they are kept, in words.

    Args:
        chosen: months by name, of all that expires.
    """
    said = {row: one.period for one in FIXED for row in one.rows}
    for kind in KINDS:
        time = months(chosen[kind.name])
        said[kind.name] = (
            mark(f"its words: {time}; the figures are kept") if kind.text
            else mark(f"what a sender wrote besides: {time}; the figures are kept")
        )  # fmt: skip
    said |= {row: months(chosen[name]) for name, row in ROWS.items()}
    said["Deputyship"] = mark(f"{said['Deputyship']} after it is over")
    idle = mark(f"{months(chosen[DOCUMENT])} after it was last changed") if chosen[DOCUMENT] else months(FOREVER)
    return said | {"State": idle, "Agent profile": idle, "Activity profile": STAYS}


def since(now: datetime, months: int) -> datetime:
    """The first moment of the first month that is still kept."""
    number = now.year * 12 + now.month - 1 - months
    return now.replace(
        year=max(1, number // 12), month=number % 12 + 1, day=1, hour=0, minute=0, second=0, microsecond=0
    )
