"""Numbers as pages show them: one question each, with its figure, its uncertainty, its change and its n."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..languages import mark, say
from ..measures.catalogue import measure
from ..measures.question import Answer, Cell, Question
from ..refusals import NotAllowed, Unanswerable
from . import See, attempt
from .changes import Change, change
from .restated import restated
from .things import of_things, things
from .units import written
from .view import View

TOO_FEW = mark("Too few to show.")
NONE_YET = mark("Nothing in this view yet.")
NAMED = mark("A rise or fall is named when the 95% interval of the difference leaves zero out.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One number, or in its place the sentence `said`.

    key: of the measure; id: of its place on the page. kind: "score", "rate" (drawn with their interval) or "plain".
    mark: its shape in every picture. value: as it is read, unit and all. at, low, high, before: raw (rates 0..1), low
    and high the 95 % interval, before of the days compared with. scale: right end of a rate's axis. spark: means for
    the sparkline, oldest first. address: where it opens. restated: what it said before, "" when it was not.
    """

    key: str
    id: str
    title: str
    what: str
    kind: str
    unit: str
    mark: str = ""
    said: str = ""
    value: str = ""
    between: str = ""
    at: float = 0.0
    low: float | None = None
    high: float | None = None
    before: float | None = None
    beside: str = ""
    counted: str = ""
    n: int = 0
    change: Change | None = None
    scale: float = 1.0
    spark: tuple[float, ...] = ()
    address: str = ""
    restated: str = ""


def number(
    see: See, view: View, key: str, *, title: str = "", shape: str = "", spark: Sequence[float] = (), **where: str
) -> Number:  # fmt: skip
    """A measure over the view's days, beside those it is compared with. where: further values by cut.

    title: in the language spoken, where it is not the measure's own. Its place on the page is called by its key and
    these values, and its address opens it with the same filters.
    """
    what = measure(key)
    if what is None:
        raise KeyError(key)
    kind = what.unit if what.unit == "score" else "rate" if what.unit == "rate" and what.kind == "rate" else "plain"
    empty = Number(
        key=key, id="-".join((key.replace(".", "-"), *where.values())), title=title or say(what.title),
        what=f"{say(what.says)} {say(NAMED)}", kind=kind, unit=what.unit, mark=shape, beside=view.beside,
        spark=tuple(spark), address=opened(view, key, **where),
    )  # fmt: skip

    def make() -> Number:
        now = _whole(see.ask(view.ask(key, **where)))
        if now is None:
            return replace(empty, said=say(TOO_FEW))
        was = restated(see, view.ask(key, **where), what, now)
        if not now.n:
            return replace(empty, said=say(NONE_YET), restated=was)
        before = _before(see, view.ask_before(key, **where))
        low, high = _ends(now, what.unit)
        return replace(
            empty, value=written(now.value, what.unit, now.currency), at=now.value, low=low, high=high, n=now.n,
            between=between(low, high, what.unit, now.currency), counted=counted(now, what.counts, kind),
            before=before.value if before and before.n else None, change=change(now, before, what, view.beside),
            restated=was,
        )  # fmt: skip

    return attempt(make, lambda why: replace(empty, said=why))


def opened(view: View, key: str, **where: str) -> str:
    """The address where a number opens: its page, with the view's filters and these values."""
    fields = {"product_line": "line", "job_role": "role", "daypart": "shift"}
    more = {fields.get(cut, cut): value for cut, value in where.items()}
    return f"/numbers/{key}{view.filters.address(**more)}"


def between(low: float | None, high: float | None, unit: str, currency: str = "") -> str:
    """ "95% interval 33 to 41%", "" without one."""
    if low is None or high is None:
        return ""
    return say("95% interval {low} to {high}", low=written(low, unit, currency, bare=True),
               high=written(high, unit, currency))  # fmt: skip


def counted(cell: Cell, counts: str, kind: str) -> str:
    """ "91 of 216 qualifying receipts": what stands behind a number."""
    return of_things(cell.top, cell.n, counts) if kind == "rate" else things(cell.n, counts)


def on_one_scale(numbers: Sequence[Number]) -> tuple[Number, ...]:
    """Give every rate the same axis, the shortest of 0-20, 0-40, 0-60 and 0-100 % that holds them all."""
    rates = [one for one in numbers if one.kind == "rate" and not one.said]
    reach = max((v for one in rates for v in (one.at, one.high, one.before) if v is not None), default=0.0)
    scale = next(end for end in (0.2, 0.4, 0.6, 1.0) if reach <= end or end == 1.0)
    return tuple(replace(one, scale=scale) for one in numbers)


def _ends(cell: Cell, unit: str) -> tuple[float | None, float | None]:
    if cell.low is None or cell.high is None:
        return None, None
    if unit == "score":
        return max(1.0, cell.low), min(5.0, cell.high)
    return (max(0.0, cell.low) if unit != "points" else cell.low), cell.high


def _before(see: See, question: Question) -> Cell | None:
    try:
        return _whole(see.ask(question))
    except (Unanswerable, NotAllowed):  # the number stands without its comparison
        return None


def _whole(answer: Answer) -> Cell | None:
    """None is held back; a cell of n = 0 is nothing there."""
    return answer.whole if () in answer.cells else Cell(0.0, 0.0, 0)
