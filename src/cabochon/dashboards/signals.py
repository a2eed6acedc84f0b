"""What goes with what as a page: one line a measure and outcome, the sentence first, the figures a tap deeper."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..measures.catalogue import BY_KEY
from .verdict_charts import Axis, axis_of
from .verdict_words import Scale, scale_of

GROUPS = (
    ("behaviour", "What is done with the client", "against CSAT and the secondary sales rate"),
    ("sop", "What is done by the book", "against shrink, count accuracy and returns"),
    ("signal", "What people log of themselves", "against conversion and the average transaction"),
)
WORDS = {"goes_with": ("Goes with it", "good", "likely_lifted"),
         "against": ("Goes against it", "warn", "not_comparable"),
         "nothing_seen": ("No link seen", "", "no_lift"), "cannot_tell": ("Cannot tell yet", "", "cannot_tell"),
         "retired": ("Retired", "", "retired")}  # fmt: skip
TEN = "ten points more"


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
        Group(key, title, says, tuple(sorted((one for one in cards[key] if one.told), key=_rank)),
              tuple(one for one in cards[key] if not one.told))
        for key, title, says in GROUPS if key in cards
    )  # fmt: skip


def counted(found: Iterable[Signal]) -> str:
    """ "Of 40 links asked for, 2 are clear of chance, 14 are not, and 24 cannot be told yet." """
    states = Counter(one.state for one in found)
    asked, clear = states.total() - states["retired"], states["goes_with"] + states["against"]
    first = f"{clear or 'none'} {'is' if clear < 2 else 'are'} clear of chance"
    if not states["nothing_seen"]:
        return f"Of {asked} links asked for, {first}; {states['cannot_tell']} cannot be told yet."
    rest = f"{states['nothing_seen']} {'is' if states['nothing_seen'] == 1 else 'are'} not"
    return f"Of {asked} links asked for, {first}, {rest}, and {states['cannot_tell']} cannot be told yet."


def _rank(one: Card) -> int:
    """Links that are clear first."""
    return min(list(WORDS).index(line.state) for line in one.lines)


def _card(key: str, own: Sequence[Signal], currency: str, focused: int) -> Card:
    first = own[0]
    why = "" if first.may_retire else next((_why(one) for one in own if one.why), "")
    carried = ""
    if first.person is not None and first.each is not None:
        carried = f"{first.each:.0f} observations a person in four weeks carry {first.person:.2f} of 1."
    return Card(key, first.title, tuple(_line(one, currency) for one in own),
                first.may_retire, why, carried, focused)  # fmt: skip


def _why(one: Signal) -> str:
    """What it goes with names its outcome itself."""
    return f"It {one.why}" if one.why.startswith("goes with") else f"{one.outcome_title}: {one.why}"


def _line(one: Signal, currency: str) -> Line:
    word, tone, mark = WORDS[one.state]
    return Line(
        one.outcome_title, one.state, word, tone, mark, one.text, _slope(one, currency), _figures(one, currency)
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
    says = (
        f"{one.outcome_title}: {scale.change(scale.shown(one.slope))} for {TEN} ({scale.between(one.low, one.high)})."
    )
    return Slope(at[0], at[1], (at[2], at[3]), at[4] if worth is not None else None, axis.ticks, says)


def _figures(one: Signal, currency: str) -> tuple[tuple[str, str], ...]:
    scale, told = _scale(one, currency), list[tuple[str, str]]()
    if one.slope is not None and one.low is not None and one.high is not None:
        told.append((f"For {TEN}", scale.change(scale.shown(one.slope))))
        told.append(("95 % interval", scale.between(one.low, one.high)))
    if one.worth is not None:
        told.append(("Worth having from", scale.change(scale.shown(one.worth)).lstrip("+")))
    told += [(name, f"{value:.3f}" if value >= 0.001 else "below 0.001")
             for name, value in (("p", one.p), ("q, false discovery", one.q)) if value is not None]  # fmt: skip
    if one.reliability is not None:
        told.append(("Reliability, week to week", f"{one.reliability:.2f}"))
    told += [("Boutiques", str(one.doors)), ("Weeks", str(one.weeks)), ("Entries", f"{one.n:,}")]
    return tuple(told)


def measures(found: Iterable[Signal]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.behaviour for one in found))
