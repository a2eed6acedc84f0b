"""The focus of a boutique as a page: where it began, how it goes, what comes after it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ..languages import count, mark, percent, say, whole
from ..measures.question import Answer, Cell, Question
from ..programme.playbook import Behaviour
from ..retail.focusing import REPLACED, ROTATION, Course, Held
from . import See
from .periods import Span, short_day, whole_weeks

BASELINE = timedelta(days=56)
LIFT, HIGHEST = 0.08, 0.95  # a worthwhile lift in points; nobody is asked for every single visit
ENOUGH = 30  # observed visits before anything is said of a change
DRAWN = 10.0  # visits' worth of the boutique's own level over all behaviours, mixed into a baseline of few visits
ENDED = mark({"kept": "Kept", "tuned": "Tuned", "dropped": "Dropped", REPLACED: "Gave way to the next"})


@dataclass(frozen=True, slots=True)
class Rate:
    """A share 0..1 with its 95 % interval and the observed visits behind it."""

    share: float
    low: float
    high: float
    n: int

    @property
    def words(self) -> str:
        return count(self.n, "{share} of {n} observed visit", "{share} of {n} observed visits",
                     share=percent(self.share))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a new focus is proposed with. since, until, and the baseline's days, are locked when it is set.

    baseline: of the boutique's own eight weeks before, drawn towards its level where they are few; None with nothing.
    """

    behaviour: Behaviour
    since: date
    until: date
    baseline_since: date
    baseline_until: date
    baseline: float | None
    n: int
    target: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The present focus. number of length: its day; over: days it has outlasted its plan. says: how it goes."""

    held: Held
    behaviour: Behaviour
    number: int
    length: int
    over: int
    baseline: float | None
    before: Rate | None
    now: Rate | None
    early: bool
    aim: str
    says: str
    tip: str
    tomorrow: str
    repeat: str


@dataclass(frozen=True, slots=True)
class Over:
    """A focus that ended: when, how, and the phrase that worked."""

    title: str
    days: str
    outcome: str
    phrase: str


def standing(
    see: See, behaviours: Sequence[Behaviour], boutique: str, day: date, held: Held, *, above: bool = False
) -> Standing:
    """The focus of that day with its numbers so far. They say nothing of cause: a verdict is another page's.

    above: seen from above the boutique, where only closed weeks are told.
    """
    title = named(behaviours, held.behaviour)
    spans = {"before": Span(*held.baseline), "now": Span(held.since, day)}
    told = {name: whole_weeks(one.since, one.until, day) if above else one for name, one in spans.items()}
    base = told["before"]
    whole = _ask(see, boutique, {name: (held.behaviour, one.since, one.until) for name, one in told.items() if one},
                 [(b.key, base.since, base.until) for b in behaviours] if base else [])  # fmt: skip
    before, now = whole.get("before"), whole.get("now")
    baseline = drawn(before, _level(whole, behaviours))
    seen = rate(now)
    return Standing(
        held=held, behaviour=title, number=held.number(day), length=held.length,
        over=max(0, (day - held.until).days), baseline=baseline, before=rate(before), now=seen,
        early=not seen or seen.n < ENOUGH, aim=_aim(baseline, held.target), says=_says(seen),
        tip=held.tip(day), tomorrow=_next_tip(held, day), repeat=held.repeat(day),
    )  # fmt: skip


def plan(see: See, behaviours: Sequence[Behaviour], boutique: str, day: date, key: str) -> Plan:
    """What a focus on this behaviour would begin with today; its baseline ends on the day before."""
    since, until = day - BASELINE, day - timedelta(days=1)
    whole = _ask(see, boutique, {"before": (key, since, until)}, [(b.key, since, until) for b in behaviours])
    cell = whole["before"]
    baseline = drawn(cell, _level(whole, behaviours))
    return Plan(
        behaviour=named(behaviours, key), since=day, until=day + ROTATION - timedelta(days=1),
        baseline_since=since, baseline_until=until, baseline=baseline, n=cell.n if cell else 0,
        target=None if baseline is None else target(baseline),
    )  # fmt: skip


def target(baseline: float) -> float:
    """A worthwhile lift above the boutique's own baseline, in whole points."""
    return round(min(HIGHEST, max(baseline, min(HIGHEST, baseline + LIFT))), 2)


def drawn(cell: Cell | None, level: float) -> float | None:
    """A rate of few visits, drawn towards the boutique's level over all behaviours; None without any visit."""
    if cell is None or not cell.n:
        return None
    return (cell.top + DRAWN * level) / (cell.bottom + DRAWN)


def rate(cell: Cell | None) -> Rate | None:
    if cell is None or not cell.n:
        return None
    low, high = cell.low, cell.high
    return Rate(cell.value, cell.value if low is None else low, cell.value if high is None else high, cell.n)


def ended(past: Course, day: date, behaviours: Sequence[Behaviour]) -> tuple[Over, ...]:
    """What was in focus before, newest first."""
    return tuple(
        Over(named(behaviours, one.behaviour).title,
             say("{first} to {last}", first=short_day(one.since), last=short_day(one.ended or day)),
             say(ENDED[one.outcome]) if one.outcome in ENDED else say("Ended"), one.phrase)
        for one in past.over(day)
    )  # fmt: skip


def seen_on(see: See, boutique: str, day: date, keys: Iterable[str]) -> dict[str, Cell | None]:
    """What was seen of behaviours on one day."""
    asked = list(keys)
    where = {"boutique": (boutique,)}
    answers = see.ask_many([Question(f"behaviour.{key}", since=day, until=day, where=where) for key in asked])
    return {key: one.whole if isinstance(one, Answer) else None for key, one in zip(asked, answers, strict=True)}


def named(behaviours: Sequence[Behaviour], key: str) -> Behaviour:
    """The playbook's; one it no longer has goes by its key."""
    return next((b for b in behaviours if b.key == key), Behaviour(key, key.replace("_", " ").capitalize(), "", key))


Days = tuple[str, date, date]  # behaviour, since, until


def _ask(see: See, boutique: str, named: Mapping[str, Days], level: Sequence[Days]) -> dict[str, Cell | None]:
    """Cells by name, and by behaviour key for the level; asked in one go."""
    asked = {**named, **{key: (key, since, until) for key, since, until in level}}
    where = {"boutique": (boutique,)}
    answers = see.ask_many([
        Question(f"behaviour.{key}", since=since, until=until, where=where) for key, since, until in asked.values()
    ])  # fmt: skip
    return {name: one.whole if isinstance(one, Answer) else None for name, one in zip(asked, answers, strict=True)}


def _level(told: Mapping[str, Cell | None], behaviours: Sequence[Behaviour]) -> float:
    cells = [cell for b in behaviours if (cell := told.get(b.key))]
    bottom = sum(cell.bottom for cell in cells)
    return sum(cell.top for cell in cells) / bottom if bottom else 0.5


def _aim(baseline: float | None, aimed: float | None) -> str:
    if baseline is None:
        return say("to {target}", target=percent(aimed)) if aimed is not None else say("no target set")
    if aimed is None:
        return say("from {baseline}", baseline=percent(baseline))
    return say("from {baseline} to {target}", baseline=percent(baseline), target=percent(aimed))


def _says(now: Rate | None) -> str:
    if now is None:
        return say("Nothing observed in this focus yet.")
    if now.n < ENOUGH:
        return say("Too early to say: {rate} so far, from {enough} on it begins to mean something.", rate=now.words,
                   enough=whole(ENOUGH))  # fmt: skip
    return say("{rate} so far; between {low} and {high}, chance taken in.", rate=now.words, low=percent(now.low),
               high=percent(now.high))  # fmt: skip


def _next_tip(held: Held, day: date) -> str:
    """The tip already chosen for the day after, "" where none was."""
    return next((tip.text for tip in reversed(held.tips) if tip.day == day + timedelta(days=1)), "")
