"""A boutique's week of coaching: who was observed and coached, what is planned and assigned, done or open.

What is planned goes by person and behaviour (by the boutique and behaviour where a leader assigned it): planned again
it takes the place of what is still open, withdrawn it is gone.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ..languages import mark
from .coaching import Assignment, Coaching, Contest
from .event import Text
from .events import Observation

PICKED = mark({
    "low_rate": "This step is seen less often with them",
    "rotation": "It is their turn",
    "asked": "They asked for it",
    "new_hire": "New in the team",
    "follow_up": "To follow up what we practised",
})  # fmt: skip
ENOUGH, MOST = 2, 3  # observations of a person in a week


@dataclass(frozen=True, slots=True)
class Planned:
    """A coaching moment by a day. associate: "" where a leader assigned it to the boutique. done: the day it was held,
    None while it is open. by: a person's id, "" where it is not known."""

    entry: str
    associate: str
    behaviour: str
    due: date
    picked: str
    reason: Text
    by: str
    since: datetime
    done: date | None = None

    def late(self, today: date) -> bool:
        return self.done is None and self.due < today


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def iso_week(day: date) -> str:
    """2026-W13."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def standing(told: Iterable[tuple[str, Assignment]], coached: Iterable[Coaching]) -> list[Planned]:
    """Coaching moments planned and assigned, as they stand, by their due day. told: entry and event, of one moment in
    the order they came in."""
    held = sorted(coached, key=lambda one: one.at)
    found: dict[tuple[str, str], list[Planned]] = {}
    for entry, event in sorted(told, key=lambda one: one[1].at):
        if event.what != "moment":
            continue
        associate = event.associate.name if event.associate else ""
        before = found.setdefault((associate, event.item), [])
        before[:] = [one for one in before if one.done and one.done <= event.at.date()]
        if not event.withdrawn:
            done = next((c.at.date() for c in held if c.at >= event.at and _is(c, associate, event.item)), None)
            by = event.by.name if event.by else ""
            before.append(Planned(entry, associate, event.item, event.due, event.picked, event.reason, by, event.at,
                                  done))  # fmt: skip
    return sorted((one for some in found.values() for one in some), key=lambda one: (one.due, one.since))


def aside(contests: Iterable[Contest]) -> set[str]:
    """Entries that are contested and not settled, or settled as not kept: the last word about an entry counts."""
    last: dict[str, Contest] = {}
    for one in sorted(contests, key=lambda c: (c.at, c.what == "settled", c.revision)):
        last[str(one.about)] = one
    return {about for about, one in last.items() if not (one.what == "settled" and one.kept)}


def observed(told: Iterable[tuple[str, Observation]], put_aside: set[str]) -> Counter[str]:
    """Observations by person; practice and what is set aside are not counted, as in the facts."""
    return Counter(one.associate.name for entry, one in told if not one.practice and entry not in put_aside)


def _is(coached: Coaching, associate: str, behaviour: str) -> bool:
    return coached.behaviour == behaviour and (not associate or coached.associate.name == associate)
