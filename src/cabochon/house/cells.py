"""Every measure over the ladder of what may leave the house: rows for a file or a table, each a cell as `ask` shows it.

A row stands for one measure, one place, one closed week (or a lot of four, where a week is too small) and at most one
more cut. All come through `See.ask_many` and so through `privacy.leaving`; a held-back cell has no value and no n.
Only weeks and lots of the fixed set are told, so two exports cannot be subtracted to open a day.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import isfinite

from ..measures.catalogue import CATALOGUE
from ..measures.kinds import Measure
from ..measures.question import Answer, Cell, Question
from ..privacy.roles import may
from ..privacy.viewer import Viewer
from ..refusals import Refused, Unanswerable
from ..retail.closed_weeks import closed_week, windows
from ..retail.currencies import EXPONENTS
from ..retail.master import Door
from ..warehouse import Column, Table
from .seeing import See

WEEKS = 53  # a year of closed weeks and the same week of the year before
WEEK = timedelta(days=7)
Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A rung of the ladder: the places a number is told of. extra: one more cut, "" for none."""

    place: str
    cuts: tuple[str, ...]
    extra: str = ""

    @property
    def name(self) -> str:
        return f"{self.place}_by_{self.extra}" if self.extra else self.place


@dataclass(frozen=True, slots=True)
class Weeks:
    """Closed weeks, from a Monday to a Sunday."""

    since: date
    until: date

    @property
    def count(self) -> int:
        return ((self.until - self.since).days + 1) // 7


# fmt: off
PLACES = (
    ("company",           ()),
    ("region",            ("region",)),
    ("boutique",          ("boutique",)),
    ("job_role",          ("job_role",)),
    ("boutique_job_role", ("boutique", "job_role")),
)
EXTRAS = ("daypart", "product_line")
STEPS = tuple(Step(place, cuts, extra) for extra in ("", *EXTRAS) for place, cuts in PLACES)
UNITS = ("rate (0 to 1), score (1 to 5), points and index (-1 to 1), per100 (for one, shown times 100), money (minor "
         "units), units, count, minutes, seconds, days, weeks")

CELLS = Table("cells", "measure", (
    Column("family",       "text",  "family of the measure: client, sales, behaviour ..."),
    Column("measure",      "text",  "its key; what it means stands in the table measures"),
    Column("step",         "text",  f"what place the row tells of: {', '.join(place for place, _ in PLACES)}"),
    Column("region",       "text",  "the door's region on that day; empty where the row is of no one region"),
    Column("boutique",     "text",  "door code; empty where the row is of no one boutique"),
    Column("job_role",     "text",  "advisor, stock, cashier, manager; '' when not known; empty where of all roles"),
    Column("daypart",      "text",  "morning, midday, evening by the door's own hours; empty where of the whole day"),
    Column("product_line", "text",  "watch, jewelry, other; '' when not known; empty where of all lines"),
    Column("week",         "day",   "the Monday of the closed week; empty where the row is of a lot of four weeks"),
    Column("since",        "day",   "first business day the row tells of"),
    Column("until",        "day",   "last business day the row tells of"),
    Column("value",        "real",  "in the row's unit; empty when held back, or when there is nothing to divide by"),
    Column("low",          "real",  "lower end of the 95 % interval; empty where none is defined"),
    Column("high",         "real",  "upper end of the 95 % interval; empty where none is defined"),
    Column("n",            "int",   "events behind the value; empty when held back"),
    Column("held_back",    "truth", "true when too few people or events stand behind it to show it"),
    Column("unit",         "text",  UNITS),
    Column("currency",     "text",  "ISO 4217 of the minor units a money value is in; empty for what is no money"),
), "one number: a measure of a place in a closed week, or in four, as the group rule lets it out")

MEASURES = Table("measures", "measure", (
    Column("measure",    "text", "its key"),
    Column("title",      "text", "how pages call it"),
    Column("family",     "text", "what kind of number it is"),
    Column("unit",       "text", UNITS),
    Column("better",     "text", "up or down: which way is good"),
    Column("counts",     "text", "what n counts"),
    Column("definition", "text", "what it means"),
), "every measure of the cells, with its definition")

DOORS = Table("doors", "boutique", (
    Column("boutique", "text", "door code"),
    Column("name",     "text", "what it is called"),
    Column("region",   "text", "its region today"),
    Column("zone",     "text", "IANA time zone"),
    Column("currency", "text", "ISO 4217"),
    Column("decimals", "int",  "decimals of its currency: a money value is divided by 10 to this power"),
), "the boutiques within reach")
# fmt: on


closed = closed_week


def weeks_of(today: date, *, since: date | None = None, until: date | None = None, most: int = WEEKS) -> Weeks:
    """The closed weeks that lie wholly between two days; without `since` the last `most` of them.

    Raises:
        Refused: there is none.
    """
    last = min(until or date.max, closed(today))
    last -= timedelta(days=(last.weekday() + 1) % 7)
    first = last + timedelta(days=1) - most * WEEK if since is None else since + timedelta(days=-since.weekday() % 7)
    if first > last:
        span = f"between {since} and {until}" if since and until else f"since {since}" if since else f"until {until}"
        raise Refused(
            f"holds no whole week {span} that is closed; the last closed one ends on Sunday {closed(today)}", "--since"
        )
    return Weeks(first, last)


def asked_of(viewer: Viewer) -> list[Measure]:
    """The measures this role sees."""
    return [measure for measure in CATALOGUE if may(viewer, f"measure.{measure.family}")]


def rows(see: See, measure: Measure, step: Step, *, weeks: Weeks) -> Iterator[Row]:
    """One measure over one step, in the columns of CELLS.

    By week where the ladder has the cut by week; else by lot of four weeks. A step the measure cannot make has no rows.
    """
    cuts = (*step.cuts, *([step.extra] if step.extra else []))
    if not set(cuts) <= set(measure.cuts):
        return
    if "week" in measure.cuts:
        (answer,) = see.ask_many([Question(measure.key, (*cuts, "week"), weeks.since, weeks.until)])
        if isinstance(answer, Answer):
            yield from _rows(measure, step, answer)
            return
        if not isinstance(answer, Unanswerable):
            raise answer
    lots = [one for one in windows(weeks.since, weeks.until) or () if one.weeks > 1]
    for answer in see.ask_many([Question(measure.key, cuts, one.since, one.until) for one in lots]):
        if isinstance(answer, Answer):
            yield from _rows(measure, step, answer)
        elif not isinstance(answer, Unanswerable):
            raise answer


def _rows(measure: Measure, step: Step, answer: Answer) -> Iterator[Row]:
    for key, cell in answer.cells.items():
        if cell is None or cell.n or isfinite(cell.value):
            at = dict(zip(answer.question.by, key, strict=True))
            yield (measure.family, measure.key, step.place, *_at(at, answer.question), *_cell(cell), measure.unit,
                   cell.currency or None if cell else None)  # fmt: skip


def doors(see: See, doors: Iterable[Door]) -> list[Row]:
    """The boutiques within reach, in the columns of DOORS."""
    return [
        (door.code, door.name, door.region, door.zone, door.currency, EXPONENTS.get(door.currency, 2))
        for door in sorted(doors, key=lambda door: door.code)
        if door.code in see.viewer.boutiques
    ]


def meanings(measures: Iterable[Measure]) -> list[Row]:
    """What each measure means, in the columns of MEASURES."""
    return [(m.key, m.title, m.family, m.unit, m.better, m.counts, m.says) for m in measures]


def _at(at: Mapping[str, str], asked: Question) -> Row:
    week = date.fromisoformat(at["week"]) if at.get("week") else None
    span = (week, week + timedelta(days=6)) if week else (asked.since, asked.until)
    return (*(at.get(cut) for cut in ("region", "boutique", "job_role", *EXTRAS)), week, *span)


def _cell(cell: Cell | None) -> Row:
    if cell is None:
        return None, None, None, None, True
    value = cell.value if isfinite(cell.value) else None
    return value, None if value is None else cell.low, None if value is None else cell.high, cell.n, False
