"""Loss prevention: shrink beside the process steps that were done, counts by zone, returns and exceptions; by boutique
and never by person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from types import MappingProxyType

from ..impact import intervals
from ..languages import say
from ..measures.catalogue import measure
from ..measures.question import Answer, Cell, Question
from ..retail.operations import EXCEPTIONS
from . import Refusal, See, attempt, gone
from .ahead import together
from .doors import AT_ONCE, Paging, shown
from .filters import Filters
from .loss_steps import Beside, beside, finely
from .loss_zones import Zones, zones
from .numbers import NONE_YET, TOO_FEW, Number, number, opened
from .reach import FLOOR, Reach
from .series import Noted, Series, series
from .things import things
from .units import written
from .view import NEVER, View, view

KINDS = tuple(f"exception_rate.{kind}" for kind in EXCEPTIONS)
CHOSEN = ("boutique", "region", "period", "compare")  # stock is counted by door
NONE: Mapping[str, str] = MappingProxyType({})
LONG = ("w12", "90")  # periods the page opens with, above the boutique and in it: counts are few


@dataclass(frozen=True, slots=True)
class Rate:
    """Exceptions of one kind for each 100 transactions; or in place the sentence `said`. at: 0..1 of the longest."""

    key: str
    title: str
    value: str = ""
    between: str = ""
    counted: str = ""
    at: float = 0.0
    said: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Kinds:
    """each: the kinds that occurred. columns: their titles; places: boutique, its address and a cell a kind, the last
    all together."""

    total: Rate
    each: tuple[Rate, ...] = ()
    none: str = ""
    columns: tuple[str, ...] = ()
    places: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True)
class Returns:
    """name, its address, returns and add-on returns of one boutique, each with its interval."""

    name: str
    address: str
    returns: tuple[str, str]
    addons: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Everything the page draws. state: "full", "nowhere", "first" (nothing of this has come in) or "nothing"."""

    view: View
    state: str
    tiles: tuple[Number, ...] = ()
    over: str = ""
    kinds: Kinds | None = None
    steps: Beside | None = None
    zones: Zones | None = None
    returns: tuple[Returns, ...] = ()
    trends: tuple[Series, ...] = ()
    paging: Paging = field(default_factory=lambda: Paging(0, 0, 0))


def loss(
    see: See,
    filters: Filters,
    now: datetime,
    *,
    reach: Reach = FLOOR,
    ends: Mapping[str, time] = NEVER,
    noted: Sequence[Noted] = (),
    start: int = 0,
    currencies: Mapping[str, str] = NONE,
    group: str = "",
) -> Loss:
    """The page for these filters. start: boutiques of the alphabet to leave out of what is listed one by one.

    currencies: boutique -> its currency. group: what amounts of several are converted to.

    Raises:
        Unknown: a filter outside the viewer's reach. Refused: a filter's value does not exist.
    """
    if not filters.period and not filters.since:
        filters = replace(filters, period=LONG[0] if reach.above else LONG[1])
    seen = view(see, filters, now, reach=reach, ends=ends)
    seen = replace(seen, choices=tuple(one for one in seen.choices if one.name in CHOSEN))
    if not see.labels.doors:
        return Loss(view=seen, state="nowhere")
    return together(see, lambda see: _made(see, seen, noted=noted, start=start, currencies=currencies, group=group))


def _made(
    see: See, view: View, *, noted: Sequence[Noted], start: int, currencies: Mapping[str, str], group: str
) -> Loss:  # fmt: skip
    codes = [view.filters.boutique] if view.filters.boutique else shown(see, view)
    start = max(0, min(start, (len(codes) - 1) // AT_ONCE * AT_ONCE))
    here = codes[start : start + AT_ONCE]
    used = {currencies.get(code, "") for code in codes}
    tiles, over = _tiles(see, view, used.pop() if len(used) == 1 else group)
    kinds = _kinds(see, view, here)
    steps = beside(see, view, codes, here, currencies)
    counted = zones(see, view, here)
    lines = [key for key in ("shrink_rate", "count_accuracy") if key not in gone(see)]
    lines += ["return_rate"] if view.reach.sales else []
    trends = tuple(one for key in lines if not (one := series(see, view, key, noted=noted)).said)
    full = any(one.counted for one in tiles) or bool(kinds.each) or bool(steps.rows) or bool(counted.rows)
    held = any(one.said == say(TOO_FEW) for one in tiles)
    return Loss(
        view=view, state="full" if full or held else "nothing" if _ever(see, view) else "first", tiles=tiles, over=over,
        kinds=kinds, steps=steps, zones=counted, returns=_returns(see, view, here) if view.reach.sales else (),
        trends=trends, paging=_paging(view, start, len(codes)),
    )  # fmt: skip


def _tiles(see: See, view: View, currency: str) -> tuple[tuple[Number, ...], str]:
    """Shrink with what was counted above book beside it, count accuracy, and returns for who sees sales."""
    keys = ["shrink_rate", "count_accuracy", *(["return_rate", "secondary_return_rate"] if view.reach.sales else [])]
    found = [number(see, view, key) for key in keys if key not in gone(see)]
    cell = attempt(lambda: see.ask(view.ask("shrink_rate")).whole, lambda _: None)
    over = ""
    if cell and cell.n and cell.bottom:
        found = [_finely(one, cell) if one.key == "shrink_rate" and not one.said else one for one in found]
        above = written(dict(cell.beside).get("over", 0.0), "money", cell.currency or currency)
        over = say("At cost. Counted above book and netted: {amount}.", amount=above)
    return tuple(found), over


def _finely(tile: Number, cell: Cell) -> Number:
    """Shrink is small: two digits, or one sees zero."""
    between = ""
    if cell.low is not None and cell.high is not None:
        between = say("95% interval {low} to {high}", low=finely(cell.low), high=finely(cell.high))
    return replace(tile, value=finely(cell.value), between=between)


def _kinds(see: See, view: View, here: Sequence[str]) -> Kinds:
    """Exceptions together and by kind, and by boutique; asked together."""
    keys = [key for key in KINDS if key not in gone(see)]
    asked = [view.ask(key) for key in keys]
    asked += [replace(one, by=("boutique",)) for one in asked]
    told: Sequence[Answer | Refusal] = [_answer(see, one) for one in asked]
    whole = [_cell(one, ()) for one in told[: len(keys)]]
    title = say("Exceptions")
    refused = next((one for one in told if not isinstance(one, Answer)), None)
    if refused is not None:
        return Kinds(Rate("", title, said=str(refused)))
    known = [(key, cell) for key, cell in zip(keys, whole, strict=True) if cell and cell.bottom]
    if any(one is None for one in whole):  # a rest is no whole
        return Kinds(Rate("", title, said=say(TOO_FEW)))
    if not known:
        return Kinds(Rate("", title, said=say("No transaction in this view yet.")))
    bottom, n = known[0][1].bottom, known[0][1].n
    every = sum(cell.top for _, cell in known)
    ends = intervals.rate(min(every, bottom), bottom)
    total = Rate(
        "", title, per100(every / bottom), say("95% interval {low} to {high}", low=per100(ends[0], bare=True),
        high=per100(ends[1])) if ends else "", things(n, "transactions"),
    )  # fmt: skip
    some = [(key, cell) for key, cell in known if cell.top]
    most = max((cell.value for _, cell in some), default=1.0)
    each = tuple(_kind(view, key, cell, most) for key, cell in some)
    never = [say(m.title) for key, cell in known if not cell.top and (m := measure(key))]
    parts = dict(zip(keys, told[len(keys) :], strict=True))
    return Kinds(
        total, each, ", ".join(never), tuple(one.title for one in each),
        tuple(_place(see, view, code, [key for key, _ in some], parts) for code in here) if some else (),
    )  # fmt: skip


def _kind(view: View, key: str, cell: Cell, most: float) -> Rate:
    what = measure(key)
    between = ""
    if cell.low is not None and cell.high is not None:
        between = say("{low} to {high}", low=per100(max(0.0, cell.low), bare=True), high=per100(cell.high))
    title = say(what.title) if what else key
    return Rate(key, title, per100(cell.value), between, things(cell.n, "transactions"), cell.value / most,
                address=opened(view, key))  # fmt: skip


def _place(
    see: See, view: View, code: str, keys: Sequence[str], parts: Mapping[str, Answer | Refusal]
) -> tuple[str, str, tuple[str, ...]]:  # fmt: skip
    name, address = see.labels.doors[code], f"/loss{view.filters.address(boutique=code)}"
    cells = [_cell(parts[key], (code,)) for key in keys]
    if any(cell is None for cell in cells):
        return name, address, (*(("–",) * len(keys)), say(TOO_FEW))
    known = [cell for cell in cells if cell and cell.bottom]
    if not known:
        return name, address, (*(("–",) * len(keys)), say(NONE_YET))
    every = sum(cell.top for cell in known) / known[0].bottom
    return name, address, (*(per100(cell.value, bare=True) if cell and cell.bottom else "–" for cell in cells),
                           per100(every, bare=True))  # fmt: skip


def per100(share: float, *, bare: bool = False) -> str:
    return written(share, "per100", bare=bare)


def _returns(see: See, view: View, here: Sequence[str]) -> tuple[Returns, ...]:
    """Returns by boutique, where the viewer sees what was sold."""
    told = [_answer(see, view.ask(key, "boutique")) for key in ("return_rate", "secondary_return_rate")]
    if len(here) < 2 or not all(isinstance(one, Answer) for one in told):
        return ()
    return tuple(
        Returns(see.labels.doors[code], opened(view, "return_rate", boutique=code),
                _rate(_cell(told[0], (code,))), _rate(_cell(told[1], (code,))))
        for code in here
    )  # fmt: skip


def _rate(cell: Cell | None) -> tuple[str, str]:
    if cell is None:
        return say(TOO_FEW), ""
    if not cell.n or not cell.bottom:
        return "–", ""
    if cell.low is None or cell.high is None:
        return written(cell.value, "rate"), ""
    low, high = written(max(0.0, cell.low), "rate", bare=True), written(cell.high, "rate")
    return written(cell.value, "rate"), say("{low} to {high}", low=low, high=high)


def _answer(see: See, question: Question) -> Answer | Refusal:
    (found,) = see.ask_many([question]) if not hasattr(see, "questions") else (see.ask(question),)
    return found


def _cell(answer: Answer | Refusal, key: tuple[str, ...]) -> Cell | None:
    """None is held back; a cell of n = 0 is nothing there."""
    if not isinstance(answer, Answer) or key not in answer.cells:
        return Cell(0.0, 0.0, 0)
    return answer.cells[key]


def _ever(see: See, view: View) -> bool:
    """Whether a count has come in for a year; whole door-days name nobody, so that any days may be asked."""
    since = view.day - timedelta(days=365)
    return attempt(lambda: _some(see.ask(Question("count_accuracy", (), since, view.day))), lambda _: True)


def _some(answer: Answer) -> bool:
    cell = _cell(answer, ())
    return cell is None or bool(cell.n)


def _paging(view: View, start: int, total: int) -> Paging:
    def at(first: int) -> str:
        address = view.filters.address()
        return f"/loss{address}{'&' if len(address) > 1 else ''}start={first}#places"

    return Paging(
        start + 1, min(start + AT_ONCE, total), total, at(start - AT_ONCE) if start else "",
        at(start + AT_ONCE) if start + AT_ONCE < total else "",
    )  # fmt: skip
