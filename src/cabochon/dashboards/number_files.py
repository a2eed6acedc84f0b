"""A number on its way out of the pages: as rows of a table, and as a picture with its title, filters and n."""

from collections.abc import Iterator, Sequence

from ..languages import say, short_day
from ..measures.catalogue import measure
from ..measures.kinds import Measure
from ..measures.question import Answer, Cell
from . import See
from .look import charts
from .look.figures import Spec
from .look.pictures import entitled
from .series import Noted, Series, says
from .units import shown
from .view import View, in_words

TAIL = ("value", "top", "bottom", "n", "low", "high", "unit", "currency", "since", "until", "filters", "note")
TOO_FEW = "too few to show"
WIDE, HIGH = 900, 340
Cells = tuple[str | float | int | None, ...]


def table(see: See, view: View, what: Measure, cuts: Sequence[str]) -> Iterator[Cells]:
    """The head, the whole, then each part: raw sums, rates 0..1, money in minor units. A cell held back has none.

    Raises:
        Unanswerable, NotAllowed: as the question.
    """
    answers = [see.ask(view.ask(what.key)), *([see.ask(view.ask(what.key, *cuts))] if cuts else [])]
    filters = in_words(view.filters, see.labels, "")
    yield ("measure", *cuts, *TAIL)
    for answer in answers:
        yield from _rows(answer, what, view, cuts=cuts, filters=filters)


def _rows(answer: Answer, what: Measure, view: View, *, cuts: Sequence[str], filters: str) -> Iterator[Cells]:
    for key, cell in answer.cells.items():
        place = key or ("",) * len(cuts)
        note = "total" if not key else ""
        days = (what.unit, _currency(cell), str(view.now.since), str(view.now.until), filters)
        if cell is None:
            yield (what.key, *place, None, None, None, None, None, None, *days, TOO_FEW)
        elif cell.n:
            sums = (cell.value, cell.top, cell.bottom, cell.n, cell.low, cell.high)
            yield (what.key, *place, *sums, *days, note)
        elif not key:
            yield (what.key, *place, None, None, None, 0, None, None, *days, note)


def _currency(cell: Cell | None) -> str:
    return cell.currency if cell else ""


def picture(one: Series, view: View, see: See, *, noted: Sequence[Noted] = (), behind: str = "") -> Spec:
    """The series with its title, filters and what stands behind it. behind: "42% (91 of 216 qualifying receipts)"."""
    what = measure(one.key)
    if what is None:
        raise KeyError(one.key)
    unit = what.unit
    marks = [charts.Mark(p.day, shown(p.value, unit, p.currency), shown(p.low, unit, p.currency),
                         shown(p.high, unit, p.currency), says(p, what)) for p in one.points]  # fmt: skip
    begins = charts.Begins(view.now.since, say(view.window.period.label)) if view.now.days > 1 else None
    here = [x for x in noted if x.until >= one.points[0].day and x.since <= one.points[-1].day]
    beside = [charts.Beside(max(x.since, one.points[0].day), min(x.until, one.points[-1].day), x.title) for x in here]
    spec = charts.trend(marks, begins, axis=charts.axis_for(marks, what.unit), beside=beside, width=WIDE, height=HIGH,
                        ticks=8)  # fmt: skip
    return entitled(spec, one.title, headed(see, view), behind, one.caption, *(
        say("{title}, {since} to {until}", title=x.title, since=short_day(x.since), until=short_day(x.until))
        for x in here
    ))  # fmt: skip


def headed(see: See, view: View) -> str:
    """ "Geneva, Rue du Rhône, Watch; 27 Oct to 23 Nov": the filters and days of a picture."""
    return say("{filters}; {days}", filters=in_words(view.filters, see.labels, ""), days=view.days)
