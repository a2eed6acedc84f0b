"""When add-ons are sold: the secondary sales rate by hour, weekday and event, each beside the rest of the time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..impact import many
from ..languages import count, mark, percent, say
from ..measures.question import Answer, Cell
from . import See, attempt, cutting
from .changes import Lift, lift
from .numbers import NONE_YET, TOO_FEW, between, opened
from .things import of_things
from .view import View

KEY, ENOUGH, SURE = "attach_rate", 5, 0.05
NAMES = {"hour": mark("By hour"), "daypart": mark("By shift"), "weekday": mark("By weekday"), "tag": mark("By event")}
NO_RECEIPT = mark("No receipts in this view yet.")
NONE_CLEAR = mark("No hour, weekday or event differs clearly from the rest.")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the time: its rate (0..1) with the interval. rest: of everything else; lift: what lies between, p: of
    that. clear: "more" or "less" than the rest, "" where chance may have made it."""

    label: str
    text: str
    share: float
    low: float
    high: float
    says: str
    rest: float | None = None
    lift: Lift | None = None
    p: float | None = None
    clear: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    parts: tuple[Part, ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """Every part on one scale 0..scale, the whole as a dotted line. named: what differs clearly, a sentence each."""

    groups: tuple[Group, ...] = ()
    whole: float = 0.0
    text: str = ""
    scale: float = 1.0
    named: tuple[str, ...] = ()
    looked: str = ""
    address: str = ""
    said: str = ""


def when(see: See, view: View) -> When | None:
    """None where sales are not the viewer's to see. Above the boutique there are shifts in place of hours."""
    if not view.reach.sales:
        return None
    empty = When(address=opened(view, KEY))

    def make() -> When:
        answer = see.ask(view.ask(KEY))
        groups = [_group(see, view, cut, answer.whole) for cut in _cuts(view)]  # all are asked, also of nothing
        if () in answer.cells and answer.whole is None:
            return replace(empty, said=say(TOO_FEW))
        if answer.whole is None or not answer.whole.n:
            return replace(empty, said=say(NO_RECEIPT))
        return _told(_sure(groups), answer.whole, empty)

    return attempt(make, lambda why: replace(empty, said=why))


def rest_of(whole: Cell, part: Cell) -> Cell:
    """Everything but a part: whole sums less the part's, as they add up."""
    return Cell(whole.top - part.top, whole.bottom - part.bottom, whole.n - part.n)


def _cuts(view: View) -> tuple[str, ...]:
    return ("daypart", "tag") if view.reach.above else ("hour", "weekday", "tag")


def _group(see: See, view: View, cut: str, whole: Cell | None) -> Group:
    name = say(NAMES[cut])

    def make() -> Group:
        answer = see.ask(view.ask(KEY, cut))
        parts = _parts(see, cut, answer, whole) if whole else ()
        if parts:
            return Group(name, parts)
        held = any(cell is None for cell in answer.cells.values())
        return Group(name, said=say("No day in this view is marked as an event.") if cut == "tag" and not held
                     else say(TOO_FEW if held else NONE_YET))  # fmt: skip

    return attempt(make, lambda why: Group(name, said=why))


def _parts(see: See, cut: str, answer: Answer, whole: Cell) -> tuple[Part, ...]:
    labels = see.labels
    known = {key[0]: cell for key, cell in answer.cells.items() if cell and cell.n and key[0]}
    ordered = sorted(known, key=lambda one: cutting.order(cut, one, labels))
    return tuple(_part(cutting.value(cut, one, labels), known[one], whole) for one in ordered)


def _part(label: str, cell: Cell, whole: Cell) -> Part:
    low, high = cell.low, cell.high
    rest = rest_of(whole, cell)
    says = say("{counted}; {interval}", counted=of_things(cell.top, cell.n, "qualifying receipts"),
               interval=between(low, high, "rate"))  # fmt: skip
    made = Part(label, percent(cell.value), cell.value, cell.value if low is None else low,
                cell.value if high is None else high, says)  # fmt: skip
    if min(cell.n, rest.n) < ENOUGH:
        return made
    p = many.two_rates(cell.top, cell.bottom, rest.top, rest.bottom)
    return replace(made, rest=rest.value, lift=lift(cell, rest), p=p)


def _sure(groups: Sequence[Group]) -> tuple[Group, ...]:
    """Each part held against the rest, all looks taken together (Holm)."""
    left = iter(many.holm([part.p for group in groups for part in group.parts]))
    return tuple(replace(group, parts=tuple(_named(part, next(left)) for part in group.parts)) for group in groups)


def _named(part: Part, p: float | None) -> Part:
    """Clear where the interval of the difference leaves zero out, and still does after so many looks."""
    if p is None or p > SURE or part.lift is None or not part.lift.clear or part.rest is None:
        return part
    return replace(part, clear="more" if part.share > part.rest else "less")


def _told(groups: tuple[Group, ...], whole: Cell, empty: When) -> When:
    parts = [part for group in groups for part in group.parts]
    looked = sum(part.p is not None for part in parts)
    highest = max([whole.value, *(part.high for part in parts)])
    named = tuple(_sentence(part) for part in parts if part.clear)
    return replace(
        empty, groups=groups, whole=whole.value, text=percent(whole.value),
        scale=next(end for end in (0.2, 0.4, 0.6, 1.0) if highest <= end or end == 1.0),
        named=named or ((say(NONE_CLEAR),) if looked else ()),
        looked=count(
            looked, "{n} part of the time was held against the rest.",
            "{n} parts of the time were held against the rest; what is named is clear of chance with that many looks.",
        ) if looked else "",
    )  # fmt: skip


def _sentence(part: Part) -> str:
    gap, rest = part.lift.between if part.lift else "", percent(part.rest or 0.0)
    if part.clear == "more":
        return say("{when}: more, {share} against {rest} at other times ({gap} points).", when=part.label,
                   share=part.text, rest=rest, gap=gap)  # fmt: skip
    return say("{when}: less, {share} against {rest} at other times ({gap} points).", when=part.label,
               share=part.text, rest=rest, gap=gap)  # fmt: skip
