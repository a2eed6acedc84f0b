"""Tiles: one question each, with its figure, its uncertainty, its trend and how many stand behind it."""

from dataclasses import dataclass, replace

from ..measures.catalogue import BY_KEY
from ..measures.question import Cell, Question
from ..refusals import NotAllowed, Unanswerable
from . import See, attempt
from .changes import Change, change_of_mean, change_of_rate
from .periods import Window

TOO_FEW = "Too few to show."

LINES = {
    "watch": ("Attach rate, watches", "circle", "watch"),
    "jewelry": ("Attach rate, jewelry", "diamond", "piece of jewelry"),
}
QUALIFYING = "A qualifying receipt has a watch or a piece of jewelry; here those with a {}."
NAMED = "A rise or fall is named when the 95% interval of the difference leaves zero out."


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One number, or in its place the sentence `said`.

    kind: "score" (1..5) or "rate" (0..1). mark: its shape in every picture. low, high: 95 % interval. before: the value
    of the days compared with. scale: right end of the rate's axis. spark: means for the sparkline, oldest first.
    """

    key: str
    title: str
    what: str
    kind: str
    mark: str = ""
    said: str = ""
    value: float = 0.0
    low: float | None = None
    high: float | None = None
    before: float | None = None
    beside: str = ""
    counted: str = ""
    change: Change | None = None
    scale: float = 1.0
    spark: tuple[float, ...] = ()


def satisfaction(see: See, question: Question, window: Window, spark: tuple[float, ...]) -> Tile:
    """The CSAT tile; its days and measure are set here, its filters come with the question."""
    empty = Tile(
        key="csat",
        title="Client satisfaction",
        what=f"{BY_KEY['csat'].says} {NAMED}",
        kind="score",
        beside=window.period.beside,
    )

    def make() -> Tile:
        now, before = _pair(see, replace(question, measure="csat"), window)
        if now is None:
            return replace(empty, said=TOO_FEW)
        sales = _receipts(see, question, window)
        if not now.n:
            return replace(empty, said="No surveys in this view yet." + (f" {sales} wait for one." if sales else ""))
        counted = f"{now.n:,} survey{'s' if now.n != 1 else ''}" + (f" beside {sales}" if sales else "")
        return replace(
            empty,
            value=now.value,
            low=None if now.low is None else max(1.0, now.low),
            high=None if now.high is None else min(5.0, now.high),
            before=before.value if before and before.n else None,
            counted=counted,
            change=change_of_mean(now, before, window.period.beside),
            spark=spark,
        )

    return attempt(make, lambda why: replace(empty, said=why))


def attach(see: See, question: Question, window: Window, line: str) -> Tile:
    """Secondary sales rate of one product line: "watch" or "jewelry"."""
    title, mark, one = LINES[line]
    what = f"{BY_KEY['attach_rate'].says} {QUALIFYING.format(one)} {NAMED}"
    narrowed = replace(question, measure="attach_rate", where={**question.where, "product_line": (line,)})
    return _rate(see, narrowed, window, Tile(key=line, title=title, what=what, kind="rate", mark=mark))


def enrolment(see: See, question: Question, window: Window) -> Tile:
    """Care plans and paid warranties: beside a single product line this takes the other one's place."""
    what = f"{BY_KEY['enrolment_rate'].says} {NAMED}"
    tile = Tile(key="enrolment", title="Care plan and paid warranty", what=what, kind="rate", mark="square")
    return _rate(see, replace(question, measure="enrolment_rate"), window, tile)


def on_one_scale(tiles: tuple[Tile, ...]) -> tuple[Tile, ...]:
    """Give every rate the same axis, the shortest of 0-20, 0-40, 0-60 and 0-100 % that holds them all."""
    rates = [t for t in tiles if t.kind == "rate" and not t.said]
    reach = max((v for t in rates for v in (t.value, t.high, t.before) if v is not None), default=0.0)
    scale = next(end for end in (0.2, 0.4, 0.6, 1.0) if reach <= end or end == 1.0)
    return tuple(replace(tile, scale=scale) for tile in tiles)


def _rate(see: See, question: Question, window: Window, empty: Tile) -> Tile:
    empty = replace(empty, beside=window.period.beside)

    def make() -> Tile:
        now, before = _pair(see, question, window)
        if now is None:
            return replace(empty, said=TOO_FEW)
        if not now.n:
            return replace(empty, said="No receipts in this view yet.")
        return replace(
            empty,
            value=now.value,
            low=now.low,
            high=now.high,
            before=before.value if before and before.n else None,
            counted=f"{now.top:,.0f} of {now.bottom:,.0f} receipts",
            change=change_of_rate(now, before, window.period.beside),
        )

    return attempt(make, lambda why: replace(empty, said=why))


def _pair(see: See, question: Question, window: Window) -> tuple[Cell | None, Cell | None]:
    """The period's cell and the one before; None is held back, a cell of n = 0 is nothing there."""
    now = _whole(see, replace(question, since=window.now.since, until=window.now.until))
    try:
        before = _whole(see, replace(question, since=window.before.since, until=window.before.until))
    except (Unanswerable, NotAllowed):  # the number stands without its comparison
        before = None
    return now, before


def _whole(see: See, question: Question) -> Cell | None:
    answer = see.ask(question)
    return answer.whole if () in answer.cells else Cell(0.0, 0.0, 0)


def _receipts(see: See, question: Question, window: Window) -> str:
    """ "403 sales receipts", or nothing when this view cannot count them."""
    try:
        cell = _whole(see, replace(question, measure="atv", since=window.now.since, until=window.now.until))
    except (Unanswerable, NotAllowed):
        return ""
    return f"{cell.n:,} sales receipt{'s' if cell.n != 1 else ''}" if cell and cell.n else ""
