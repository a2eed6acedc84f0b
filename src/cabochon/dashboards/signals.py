"""What goes with what as a page: one line a measure and outcome, the sentence first, the figures a tap deeper."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..languages import again, count, decimal, mark, say, whole
from ..measures.catalogue import BY_KEY
from .verdict_charts import Axis, axis_of
from .verdict_words import Scale, scale_of

GROUPS = (
    ("behaviour", mark("What is done with the client"), mark("against CSAT and the secondary sales rate")),
    ("sop", mark("What is done by the book"), mark("against shrink, count accuracy and returns")),
    ("signal", mark("What people log of themselves"), mark("against conversion and the average transaction")),
)
WORDS = {"goes_with": (mark("Goes with it"), "good", "likely_lifted"),
         "against": (mark("Goes against it"), "warn", "not_comparable"),
         "nothing_seen": (mark("No link seen"), "", "no_lift"),
         "cannot_tell": (mark("Cannot tell yet"), "", "cannot_tell"),
         "retired": (mark("Retired"), "", "retired")}  # fmt: skip


class Signal(Protocol):
    """As `house.effects.retiring.signals` gives them; slopes are for ten points more."""

    @property
    def behaviour(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def outcome_title(self) -> str: ...
    @property
    def slope(self) -> float | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...
    @property
    def worth(self) -> float | None: ...
    @property
    def p(self) -> float | None: ...
    @property
    def q(self) -> float | None: ...
    @property
    def reliability(self) -> float | None: ...
    @property
    def person(self) -> float | None: ...
    @property
    def each(self) -> float | None: ...
    @property
    def doors(self) -> int: ...
    @property
    def weeks(self) -> int: ...
    @property
    def n(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def may_retire(self) -> bool: ...
    @property
    def why(self) -> str: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Slope:
    """Places along an axis, per cent: none, the slope, its ends, and what would be worth having."""

    zero: float
    at: float
    band: tuple[float, float]
    worth: float | None
    ticks: tuple[tuple[float, str], ...]
    says: str


@dataclass(frozen=True, slots=True)
class Line:
    """One outcome. figures: (what, value) for whoever looks deeper; slope: None where there is none to draw."""

    outcome: str
    state: str
    word: str
    tone: str
    mark: str
    says: str
    slope: Slope | None
    figures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One measure. may: whether it may be retired; why: what is missing, or "". focused: boutiques that have it in
    focus today. carried: what a person's entries carry, in words."""

    key: str
    title: str
    lines: tuple[Line, ...]
    may: bool
    why: str
    carried: str
    focused: int

    @property
    def told(self) -> bool:
        return any(one.state != "cannot_tell" for one in self.lines)


@dataclass(frozen=True, slots=True)
class Group:
    """cards: measures of which something can be told; waiting: those of which nothing can yet."""

    key: str
    title: str
    says: str
    cards: tuple[Card, ...]
    waiting: tuple[Card, ...]


def groups(found: Sequence[Signal], *, currency: str, focused: Mapping[str, int]) -> tuple[Group, ...]:
    """Those that have a measure the viewer sees, in the order of GROUPS; what is retired is listed elsewhere."""
    cards: dict[str, list[Card]] = {}
    for key in dict.fromkeys(one.behaviour for one in found):
        own = [one for one in found if one.behaviour == key and one.state != "retired"]
        if not own:
            continue
        cards.setdefault(key.partition(".")[0], []).append(_card(key, own, currency, focused.get(key, 0)))
    return tuple(
        Group(key, say(title), say(says), tuple(sorted((one for one in cards[key] if one.told), key=_rank)),
              tuple(one for one in cards[key] if not one.told))
        for key, title, says in GROUPS if key in cards
    )  # fmt: skip


def counted(found: Iterable[Signal]) -> str:
    """ "Of 40 links asked for, 2 are clear of chance, 14 are not, and 24 cannot be told yet." """
    states = Counter(one.state for one in found)
    asked, clear = states.total() - states["retired"], states["goes_with"] + states["against"]
    none = states["nothing_seen"]
    if not none and clear:
        return count(
            clear, "Of {asked} links asked for, {n} is clear of chance; {left} cannot be told yet.",
            "Of {asked} links asked for, {n} are clear of chance; {left} cannot be told yet.", asked=whole(asked),
            left=whole(states["cannot_tell"]),
        )  # fmt: skip
    if not none:
        return say("Of {asked} links asked for, none is clear of chance; {left} cannot be told yet.",
                   asked=whole(asked), left=whole(states["cannot_tell"]))  # fmt: skip
    told = {"asked": whole(asked), "clear": whole(clear), "left": whole(states["cannot_tell"])}
    if not clear:
        return count(
            none, "Of {asked} links asked for, none is clear of chance, {n} is not, and {left} cannot be told yet.",
            "Of {asked} links asked for, none is clear of chance, {n} are not, and {left} cannot be told yet.", **told,
        )  # fmt: skip
    if clear == 1:
        return count(
            none, "Of {asked} links asked for, {clear} is clear of chance, {n} is not, and {left} cannot be told yet.",
            "Of {asked} links asked for, {clear} is clear of chance, {n} are not, and {left} cannot be told yet.",
            **told,
        )  # fmt: skip
    return count(
        none, "Of {asked} links asked for, {clear} are clear of chance, {n} is not, and {left} cannot be told yet.",
        "Of {asked} links asked for, {clear} are clear of chance, {n} are not, and {left} cannot be told yet.", **told,
    )  # fmt: skip


def _rank(one: Card) -> int:
    """Links that are clear first."""
    return min(list(WORDS).index(line.state) for line in one.lines)


def _card(key: str, own: Sequence[Signal], currency: str, focused: int) -> Card:
    first = own[0]
    why = "" if first.may_retire else next((_why(one) for one in own if one.why), "")
    carried = ""
    if first.person is not None and first.each is not None:
        carried = count(
            first.each, "{n} observation a person in four weeks carries {share} of 1.",
            "{n} observations a person in four weeks carry {share} of 1.", share=decimal(first.person, 2),
        )  # fmt: skip
    return Card(key, say(first.title), tuple(_line(one, currency) for one in own),
                first.may_retire, why, carried, focused)  # fmt: skip


def _why(one: Signal) -> str:
    """What it goes with names its outcome itself."""
    if one.why.startswith("goes with"):
        return say("It {why}", why=again(one.why))
    return say("{title}: {why}", title=say(one.outcome_title), why=again(one.why))


def _line(one: Signal, currency: str) -> Line:
    word, tone, sign = WORDS[one.state]
    return Line(
        say(one.outcome_title),
        one.state,
        say(word),
        tone,
        sign,
        again(one.text),
        _slope(one, currency),
        _figures(one, currency),
    )


def _scale(one: Signal, currency: str) -> Scale:
    ends = [abs(end) for end in (one.low, one.high) if end is not None]
    unit = BY_KEY[one.outcome].unit
    return scale_of(unit, currency, [min(0.09, max(ends, default=1.0))] if unit == "rate" else ends)


def _slope(one: Signal, currency: str) -> Slope | None:
    if one.slope is None or one.low is None or one.high is None or one.state in ("cannot_tell", "retired"):
        return None
    scale = _scale(one, currency)
    worth = None if one.worth is None else (-1 if BY_KEY[one.outcome].better == "down" else 1) * one.worth
    shown = [value * scale.times for value in (0.0, one.slope, one.low, one.high, worth or 0.0)]
    axis: Axis = axis_of(shown, lambda v: f"{v:g}".replace("-", "−"))
    at = [axis.at(value) for value in shown]
    says = say("{title}: {change} for ten points more ({between}).", title=say(one.outcome_title),
               change=scale.change(scale.shown(one.slope)), between=scale.between(one.low, one.high))  # fmt: skip
    return Slope(at[0], at[1], (at[2], at[3]), at[4] if worth is not None else None, axis.ticks, says)


def _figures(one: Signal, currency: str) -> tuple[tuple[str, str], ...]:
    scale, told = _scale(one, currency), list[tuple[str, str]]()
    if one.slope is not None and one.low is not None and one.high is not None:
        told.append((say("For ten points more"), scale.change(scale.shown(one.slope))))
        told.append((say("95 % interval"), scale.between(one.low, one.high)))
    if one.worth is not None:
        told.append((say("Worth having from"), scale.change(scale.shown(one.worth)).lstrip("+")))
    told += [(name, decimal(value, 3) if value >= 0.001 else say("below {n}", n=decimal(0.001, 3)))
             for name, value in (("p", one.p), (say("q, false discovery"), one.q)) if value is not None]  # fmt: skip
    if one.reliability is not None:
        told.append((say("Reliability, week to week"), decimal(one.reliability, 2)))
    told += [(say("Boutiques"), whole(one.doors)), (say("Weeks"), whole(one.weeks)), (say("Entries"), whole(one.n))]
    return tuple(told)


def measures(found: Iterable[Signal]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.behaviour for one in found))
