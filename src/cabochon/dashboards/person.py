"""One person's coaching: threads, open actions, their own trend against their own past. Nobody stands beside them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from ..impact.intervals import difference
from ..languages import mark, percent, say, whole
from ..measures.question import Answer, Cell, Question
from ..programme.playbook import Behaviour
from ..retail.coaching import Coaching, CoachingStep, Contest, Feedback
from ..retail.events import Observation
from ..retail.feedback import Noted
from ..retail.feedback import threads as folded
from . import See
from .threads import Act, Told, told

KINDS = (Observation, Coaching, CoachingStep, Feedback, Contest)
NOW, BEFORE = timedelta(days=14), timedelta(days=56)
ENOUGH = 5  # judged observations before a rate of one person is shown
TOO_FEW = mark("Too few to show")


class Reads(See, Protocol):
    """What these pages look through besides: the record of coaching, filtered to the viewer."""

    def record(
        self,
        kinds: Collection[type],
        *,
        boutiques: Iterable[str] | None = None,
        about: str = "",
        since: date | None = None,
        until: date | None = None,
        page: str = "",
    ) -> Sequence[Noted]: ...


@dataclass(frozen=True, slots=True)
class Trend:
    """One behaviour of one person: the last two weeks beside their own eight weeks before, shares 0..1 with their 95 %
    intervals. said: what to make of it, or in place of the figures why there are none."""

    title: str
    said: str
    share: float = 0.0
    low: float = 0.0
    high: float = 0.0
    n: int = 0
    before: float | None = None
    n_before: int = 0
    shown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """name: "" where it is the viewer. week, earlier: threads since Monday, and those before. seen: when last observed,
    "" for not in eight weeks. moments, minutes: coaching of four weeks."""

    id: str
    name: str
    week: tuple[Told, ...]
    earlier: tuple[Told, ...]
    trends: tuple[Trend, ...]
    seen: str
    moments: int | None
    minutes: int
    acts: tuple[Act, ...]

    @property
    def empty(self) -> bool:
        return not self.week and not self.earlier


def threads(
    see: Reads, person: str, since: date, *, acts: Mapping[str, Act] | None = None, page: str = ""
) -> tuple[Told, ...]:
    """Everything said to a person since a day, latest first, each with its answers, its contest and its action.

    page: where it is read, for who asks who looked; "" for oneself.
    """
    noted = see.record(KINDS, about=person, since=since, page=page)
    return _told(see, noted, acts)


def page(
    see: Reads,
    person: str,
    *,
    today: date,
    behaviours: Sequence[Behaviour],
    acts: Sequence[Act],
    measured: bool = True,
    noted_as: str = "person",
) -> Person:
    """The page of one person. measured: whether the viewer asks for single people's numbers at all (managers do)."""
    noted = see.record(KINDS, about=person, since=today - BEFORE, page=noted_as)
    found = _told(see, noted, {act.key: act for act in acts})
    monday = today - timedelta(days=today.weekday())
    watched = [t for t in found if t.watched and not t.practice]
    lately = today - 2 * NOW
    coached = [e.event for e in noted if isinstance(e.event, Coaching) and e.event.at.date() > lately]
    return Person(
        id=person, name=see.labels.people.get(person, ""),
        week=tuple(t for t in found if t.day >= monday), earlier=tuple(t for t in found if t.day < monday),
        trends=trends(see, person, today, behaviours) if measured else (),
        seen=watched[0].when if watched else "", moments=_moments(see, person, lately, today) if measured else None,
        minutes=sum(c.minutes or 0 for c in coached), acts=tuple(acts),
    )  # fmt: skip


def trends(see: See, person: str, today: date, behaviours: Sequence[Behaviour]) -> tuple[Trend, ...]:
    """The steps in the playbook's order, against the person's own past: nobody else stands beside them."""
    where = {"associate": (person,)}
    spans = ((today - NOW + timedelta(days=1), today), (today - NOW - BEFORE + timedelta(days=1), today - NOW))
    asked = [Question(f"behaviour.{b.key}", (), *span, where) for b in behaviours for span in spans]
    cells = [one.whole if isinstance(one, Answer) else None for one in see.ask_many(asked)]
    return tuple(_trend(b, cells[2 * i], cells[2 * i + 1]) for i, b in enumerate(behaviours))


def _trend(behaviour: Behaviour, now: Cell | None, before: Cell | None) -> Trend:
    n = now.n if now else 0
    if now is None or n < ENOUGH:
        said = say("Too few to show ({n} in two weeks)", n=whole(n)) if n else say(TOO_FEW)
        return Trend(behaviour.title, said)
    low, high = (now.value if end is None else end for end in (now.low, now.high))
    n_before = before.n if before else 0
    then = before.value if before and n_before >= ENOUGH else None
    return Trend(behaviour.title, _says(now, before), now.value, low, high, n, then, n_before, shown=True)


def _says(now: Cell, before: Cell | None) -> str:
    if before is None or before.n < ENOUGH:
        return say("no past to compare with yet")
    between, share = difference(now.top, now.bottom, before.top, before.bottom), percent(before.value)
    if between is None or between[0] <= 0 <= between[1]:
        return say("{share} in the eight weeks before; no clear change", share=share)
    if between[0] > 0:
        return say("{share} in the eight weeks before; clearly up", share=share)
    return say("{share} in the eight weeks before; clearly down", share=share)


def _moments(see: See, person: str, lately: date, today: date) -> int | None:
    asked = Question("coaching_moments", (), lately + timedelta(days=1), today, {"associate": (person,)})
    (found,) = see.ask_many([asked])
    if not isinstance(found, Answer):
        return None
    return round(found.whole.top) if found.whole else 0


def _told(see: Reads, noted: Iterable[Noted], acts: Mapping[str, Act] | None) -> tuple[Told, ...]:
    names, zones = see.labels.people, see.labels.zones
    return tuple(told(one, names=names, zones=zones, acts=acts) for one in folded(noted))
