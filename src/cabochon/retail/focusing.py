"""A boutique's focus as it stands: its Focus and Huddle events folded into periods, the tip of a day, the huddles.

A door has one focus at a time. Setting a new one ends the former on the day before; else a focus lasts until a person
closes it, also beyond its last planned day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from .coaching import Focus, Huddle
from .event import Text

ROTATION = timedelta(days=14)  # how long a focus is planned for unless told otherwise
REPLACED = "replaced"  # the outcome of a focus that gave way to the next without being closed


@dataclass(frozen=True, slots=True)
class Tip:
    """What the team tries from `day` on, until the next one. repeat: what went well the day before, to do again."""

    day: date
    text: str
    repeat: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One focus from being set until it is closed.

    until: its last planned day. ended: its last day in fact, None while it stands. outcome: kept, tuned, dropped, or
    `REPLACED`; "" while it stands. phrase: what worked, as said at its close. tips: in the order of their days.
    """

    behaviour: str
    since: date
    until: date
    target: float | None = None
    reason: str = ""
    baseline_since: date | None = None
    baseline_until: date | None = None
    tips: tuple[Tip, ...] = ()
    ended: date | None = None
    outcome: str = ""
    phrase: str = ""

    @property
    def length(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def baseline(self) -> tuple[date, date]:
        """The days it is held against: as they were locked when it was set, else the eight weeks before it."""
        until = self.baseline_until or self.since - timedelta(days=1)
        return self.baseline_since or until - timedelta(days=55), until

    def number(self, day: date) -> int:
        """Which of its days a day is, from 1; beyond its length once it is overdue."""
        return (day - self.since).days + 1

    def tip(self, day: date) -> str:
        """The line the team tries on that day; "" where none was given."""
        return next((tip.text for tip in reversed(self.tips) if tip.day <= day), "")

    def repeat(self, day: date) -> str:
        """What was chosen the evening before to be done again on that day; "" where nothing was."""
        return next((tip.repeat for tip in reversed(self.tips) if tip.day == day and tip.repeat), "")


@dataclass(frozen=True, slots=True)
class Course:
    """A door's focuses, oldest first, and its huddles by day."""

    periods: tuple[Held, ...] = ()
    huddles: dict[date, Huddle] = field(default_factory=dict)

    def on(self, day: date) -> Held | None:
        """What a day works on. On the day a person closed it a focus stands no more: the next may begin."""
        for one in reversed(self.periods):
            if one.since <= day:
                closed = one.ended is not None and one.outcome != REPLACED and day >= one.ended
                return None if closed or (one.ended is not None and day > one.ended) else one
        return None

    def over(self, day: date) -> tuple[Held, ...]:
        """What was closed or replaced up to that day, newest first."""
        return tuple(one for one in reversed(self.periods) if one.ended is not None and one.ended <= day)

    def last(self, behaviour: str, day: date) -> date | None:
        """The last day a behaviour was in focus; the day itself where it still is."""
        days = [min(one.ended or day, day) for one in self.periods if one.behaviour == behaviour and one.since <= day]
        return max(days, default=None)


def course(events: Iterable[Focus | Huddle]) -> Course:
    """events: in the order they happened, as the record tells them; times in the door's zone."""
    periods: list[Held] = []
    huddles: dict[date, Huddle] = {}
    for one in events:
        if isinstance(one, Huddle):
            huddles[one.at.date()] = one
        elif one.what == "set":
            periods = _set(periods, one)
        else:
            which = _meant(periods, one)
            if which is not None:
                periods[which] = _tipped(periods[which], one) if one.what == "tip" else _closed(periods[which], one)
    return Course(tuple(periods), huddles)


def rotation(keys: Sequence[str], past: Course, day: date) -> tuple[str, ...]:
    """Behaviours by how long they have not been in focus: never comes first, in the playbook's order."""
    return tuple(sorted(keys, key=lambda key: past.last(key, day) or date.min))


def said(text: Text) -> str:
    """A text that can be read; "" where its key is gone."""
    return text if isinstance(text, str) else ""


def _set(periods: list[Held], one: Focus) -> list[Held]:
    day = one.at.date()
    since = one.since or day
    made = Held(
        behaviour=one.behaviour, since=since, until=one.until or since + ROTATION - timedelta(days=1),
        target=one.target, reason=said(one.reason), baseline_since=one.baseline_since,
        baseline_until=one.baseline_until, tips=(Tip(since, said(one.tip)),) if said(one.tip) else (),
    )  # fmt: skip
    before = [held for held in periods if held.since < since]  # one set for the same days says what those days are
    return [*(_replaced(held, since) for held in before), made]


def _replaced(held: Held, since: date) -> Held:
    if held.ended is not None:
        return held
    return replace(held, ended=since - timedelta(days=1), outcome=REPLACED)


def _meant(periods: Sequence[Held], one: Focus) -> int | None:
    """Which focus a tip or a close is about: the last on that behaviour, while no person has closed it."""
    for i in reversed(range(len(periods))):
        if periods[i].behaviour == one.behaviour:
            return i if periods[i].ended is None or periods[i].outcome == REPLACED else None
    return None


def _tipped(held: Held, one: Focus) -> Held:
    """A tip holds for the day it names, never for one that was over when it was given."""
    day = max(one.since or one.at.date(), one.at.date())
    tips = sorted((*held.tips, Tip(day, said(one.tip), said(one.reason))), key=lambda tip: tip.day)
    return replace(held, tips=tuple(tips))


def _closed(held: Held, one: Focus) -> Held:
    """One that had given way already keeps its last day."""
    ended = held.ended or max(one.at.date(), held.since)
    return replace(held, ended=ended, outcome=one.outcome, phrase=said(one.phrase))
