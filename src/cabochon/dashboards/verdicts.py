"""An episode, and several boutiques together, as pages: words, figures and places of what the house told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ..impact.verdict import Needed, Side, Verdict
from ..languages import again, count, decimal, mark, say
from ..measures.catalogue import measure
from . import verdict_charts as charts
from . import verdict_words as words
from .verdict_list import state_of
from .verdict_told import Change, Subject

KEY, LINE = ("attach_rate", "csat"), 3
SEVEN_DAYS, LOCKED_WEEKS = mark("Seven days before"), mark("Two weeks before, locked")


@dataclass(frozen=True, slots=True)
class Level:
    """One side: a level as a big figure, cut into head, figure and tail, and what stands behind it."""

    label: str
    head: str
    figure: str
    tail: str
    footing: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """A change as it is written: raw = anyway + rest. between: the interval of the rest; expected, seen: levels. rose:
    how far it would have gone anyway, in the unit shown. What is not known is ""."""

    raw: str = ""
    anyway: str = ""
    rest: str = ""
    between: str = ""
    expected: str = ""
    seen: str = ""
    rose: float = 0.0
    bar: charts.Bar | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One measure before and after.

    story: what follows "It" or its title. at: the planned look the ledger is of, where more was counted since.
    bare: withheld, and no numbers either.
    """

    measure: str
    title: str
    state: words.State
    text: str
    withheld: str
    bare: bool
    before: Level
    after: Level
    story: str
    ledger: Ledger
    at: str
    needed: str
    warnings: tuple[str, ...]
    statistics: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Locked:
    """The baseline's days and how many; why it was picked, and on which days."""

    days: str
    over: str
    picked: str
    window: str


def sheet(one: Change, subject: Subject, today: date, *, pooled: bool = False) -> Sheet:
    """Before and after of one measure, and what the verdict on it says.

    Args:
        pooled: held against the locked two weeks; else against the seven days before, as the case study shows them.
    """
    verdict = one.verdict
    first, label = one.window, SEVEN_DAYS
    if pooled and verdict and verdict.before.n:
        first, label = verdict.before, LOCKED_WEEKS
    at = verdict.after if verdict and verdict.look and verdict.after.n else one.after  # the look it rests on
    levels = [v for v in (first.value, at.value, one.after.value) if v is not None]
    scale = words.scale_of(one.unit, one.currency, levels)
    told = Ledger() if at.value is None or first.value is None else _ledger(one, scale, first.value, at.value)
    earlier = "" if at.n == one.after.n else words.looked(verdict.look if verdict else 0, together=pooled)
    return Sheet(
        measure=one.measure, title=say(one.title), state=state_of(one), text=again(verdict.text) if verdict else "",
        withheld=again(one.withheld), bare=bool(one.withheld) and not (first.n or one.after.n),
        before=_level(first, say(label), one, scale), after=_level(one.after, say("Since"), one, scale),
        story=_story(one, subject, scale, told, (first.value, at.value), earlier), ledger=told,
        at=say("{look}, {counted}", look=earlier, counted=words.footing(at, one.unit, events_of(one)))
        if earlier else "",
        needed=words.missing(_needed(verdict), one.events, today),
        warnings=tuple(again(text) for text in verdict.warnings) if verdict else (),
        statistics=words.statistics(verdict, scale, events_of(one), today) if verdict else (),
    )  # fmt: skip


def apart(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[Sheet]]:
    """The leading measure, attach and CSAT, with as many more as fill their line; and the others, folded below."""
    first = [one for place, one in enumerate(sheets) if not place or one.measure in KEY]
    more = [one for one in sheets if one not in first and one.text]
    wide = [*first, *more[: max(0, LINE - len(first))]]
    return [one for one in sheets if one in wide], [one for one in sheets if one not in wide]


def locked(subject: Subject, changes: Iterable[Change], today: date) -> Locked | None:
    """None where no baseline is said, neither when it began nor in a verdict."""
    first, last = subject.baseline_since, subject.baseline_until
    if first is None or last is None:
        said = [one.verdict.baseline for one in changes if one.verdict and one.verdict.baseline]
        if not said:
            return None
        first, last = said[0]
    length = (last - first).days + 1
    weeks = count(length // 7, "{n} week", "{n} weeks")
    over = weeks if length % 7 == 0 else count(length, "{n} day", "{n} days")
    since, until = subject.picked_since, subject.picked_until
    window = words.days(since, until, today) if since and until else ""
    return Locked(words.days(first, last, today), over, say(words.PICKED.get(subject.picked, subject.picked)), window)


def beside(circumstances: Iterable[Any]) -> list[tuple[str, str, bool]]:
    """(what kind, text, whether it makes the comparison impossible), the grave ones first."""
    told = [
        (say(words.BESIDE.get(one.kind, one.kind.capitalize())), again(one.text), one.grave) for one in circumstances
    ]
    return sorted(told, key=lambda one: not one[2])


def events_of(one: Change) -> str:
    """What n counts; "" where both sides are amounts of money."""
    what = measure(one.measure)
    return "" if what and (what.kind == "derived" or (what.top.money and what.bottom.money)) else one.events


def _needed(verdict: Verdict | None) -> Needed | None:
    """Without its day where it is not waited for."""
    needed = verdict.needed if verdict else None
    return replace(needed, by=None) if verdict and needed and verdict.state == "cannot_tell" else needed


def _level(side: Side, label: str, one: Change, scale: words.Scale) -> Level:
    if (value := side.value) is None:
        return Level(label, "", words.NONE, "", say(words.NOTHING))
    figure = decimal(scale.shown(value), scale.digits)
    return Level(label, scale.head.strip(), figure, scale.tail, words.footing(side, one.unit, events_of(one)))


def _ledger(one: Change, scale: words.Scale, first: float, now: float) -> Ledger:
    """Rounded once, then subtracted as written, so that a reader can add it up."""
    verdict, came = one.verdict, scale.shown(now) - scale.shown(first)
    raw = scale.change(round(came, scale.digits))
    if verdict is None or verdict.state == "not_comparable" or verdict.expected is None or verdict.before.value is None:
        return Ledger(raw)
    left = None if verdict.estimate is None else scale.shown(verdict.estimate)
    level = scale.shown(verdict.before.value + verdict.expected) if left is None else scale.shown(now) - left
    anyway = round(level - scale.shown(first), scale.digits)
    told = Ledger(raw, scale.change(anyway), expected=scale.level(round(level, scale.digits)), seen=scale.level(
        scale.shown(now)), rose=anyway)  # fmt: skip
    if left is None:
        return told
    low, high = (verdict.low, verdict.high) if scale.known(verdict.low, verdict.high) else (None, None)
    wide = say(words.WIDE) if verdict.low is not None else ""
    between = scale.between(low, high) if low is not None and high is not None else wide
    bar = charts.bar(scale, round(came, scale.digits), anyway, low, high)
    return replace(told, rest=scale.change(left), between=between, bar=bar)


def _story(
    one: Change, subject: Subject, scale: words.Scale, told: Ledger, levels: tuple[float | None, float | None],
    earlier: str,
) -> str:  # fmt: skip
    """The sentence a manager can trust: from where to where, and where it would have gone anyway."""
    if (
        levels[0] is None
        or levels[1] is None
        or (one.verdict and one.verdict.estimate is not None and not told.expected)
    ):
        return ""  # from far: what was expected of a boutique on its own days is not told
    was, came = (scale.level(scale.shown(level)) for level in levels if level is not None)
    if was == came and earlier:
        went = say("stayed at {level} by the look {look}.", level=came, look=earlier)
    elif was == came:
        went = say("stayed at {level}.", level=came)
    elif earlier:
        went = say("went from {before} to {level} by the look {look}.", before=was, level=came, look=earlier)
    else:
        went = say("went from {before} to {level}.", before=was, level=came)
    if not told.expected:
        return went
    weak = subject.picked_since is not None and told.rose and (told.rose > 0) == (one.better != "down")
    if weak:
        return say("{went} About {expected} was to be expected anyway, because the choice fell in a weak week.",
                   went=went, expected=told.expected)  # fmt: skip
    return say("{went} About {expected} was to be expected anyway.", went=went, expected=told.expected)
