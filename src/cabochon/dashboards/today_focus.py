"""The week's focus on Today: how far it has come where one boutique is looked at, else who works on what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from ..languages import count, mark, percent, say
from ..measures.question import Question
from ..programme.playbook import Behaviour
from ..retail.focusing import Held
from . import See, attempt, focusing
from .behaviours_steps import measured, title
from .numbers import TOO_FEW, between, opened
from .things import things
from .view import View

NOTHING = mark("Nothing observed in this focus yet.")
SHOWN = 6  # boutiques that a line names


class Here(Protocol):
    """A boutique's focus, as `house.focuses.of_one` gives it."""

    @property
    def code(self) -> str: ...
    @property
    def day(self) -> date: ...
    @property
    def behaviours(self) -> Sequence[Behaviour]: ...
    @property
    def held(self) -> Held | None: ...


@dataclass(frozen=True, slots=True)
class Focus:
    """A boutique's focus. day: "day 9 of 21". now, low, high, baseline, target: shares 0..1; None where there is none.
    says: how it goes; said: in place of the drawing. sets: whether the viewer may set the next one."""

    title: str
    day: str
    now: float | None = None
    low: float | None = None
    high: float | None = None
    baseline: float | None = None
    target: float | None = None
    text: str = ""
    says: str = ""
    aim: str = ""
    said: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A behaviour and the boutiques that work on it, by name."""

    title: str
    boutiques: str


@dataclass(frozen=True, slots=True)
class Focused:
    """one: of the boutique looked at; several: of all of them. none: that there is no focus here, for who may set one.
    Everything empty: nothing is to be said."""

    one: Focus | None = None
    several: tuple[Line, ...] = ()
    none: bool = False


def focus(see: See, view: View, here: Here) -> Focused:
    """Of the boutique looked at, whatever else is filtered: a focus is the whole team's."""
    held = here.held
    if held is None:
        return Focused(none=True)
    key = measured(held.behaviour)
    day = say("day {n} of {length}", n=held.number(here.day), length=held.length)
    if over := max(0, (here.day - held.until).days):
        day = count(over, "{n} day over its {length}", "{n} days over its {length}", length=held.length)
    bare = Focus(title(held.behaviour), day, address=opened(view, key))

    def make() -> Focus:
        where = {"boutique": (here.code,)}
        answer = see.ask(Question(key, since=held.since, until=here.day, where=where))
        standing = focusing.standing(see, here.behaviours, here.code, here.day, held)
        aim = _aim(standing.baseline, held.target)
        named = Focus(bare.title, day, baseline=standing.baseline, target=held.target, aim=aim, address=bare.address)
        if () in answer.cells and answer.whole is None:
            return _said(named, say(TOO_FEW))
        now = focusing.rate(answer.whole)
        if now is None:
            return _said(named, say(NOTHING))
        behind = say(
            "{things}; {interval}", things=things(now.n, "visits"), interval=between(now.low, now.high, "rate")
        )
        if now.n < focusing.ENOUGH:
            behind = say("Too early to say: {things} so far, from {least} on it begins to mean something.",
                         things=things(now.n, "visits"), least=focusing.ENOUGH)  # fmt: skip
        return Focus(bare.title, day, now.share, now.low, now.high, standing.baseline, held.target,
                     percent(now.share), behind, aim, address=bare.address)  # fmt: skip

    return Focused(one=attempt(make, lambda why: _said(bare, why)))


def focuses(held: Mapping[str, str], boutiques: Mapping[str, str]) -> Focused:
    """How many work on what, by name; those without a focus last. No number of any of them.

    held: boutique -> behaviour. boutiques: those looked at, code -> name.
    """
    by_key: dict[str, list[str]] = {}
    for code, name in boutiques.items():
        by_key.setdefault(held.get(code, ""), []).append(name)
    keys = sorted((key for key in by_key if key), key=lambda key: title(key).casefold())
    lines = [Line(title(key), _names(by_key[key])) for key in keys]
    if lines and "" in by_key:
        lines.append(Line(say("No focus"), _names(by_key[""])))
    return Focused(several=tuple(lines))


def _names(found: Sequence[str]) -> str:
    names = sorted(found, key=str.casefold)
    if len(names) <= SHOWN:
        return " · ".join(names)
    return count(len(names) - SHOWN, "{names} and {n} more", "{names} and {n} more", names=" · ".join(names[:SHOWN]))


def _said(one: Focus, why: str) -> Focus:
    return Focus(one.title, one.day, baseline=one.baseline, target=one.target, aim=one.aim, said=why,
                 address=one.address)  # fmt: skip


def _aim(baseline: float | None, target: float | None) -> str:
    if baseline is None:
        return say("target {target}", target=percent(target)) if target is not None else ""
    if target is None:
        return say("from {baseline}", baseline=percent(baseline))
    return say("from {baseline} to {target}", baseline=percent(baseline), target=percent(target))
