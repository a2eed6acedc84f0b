"""Rows of the facts that name nobody, of whole doors: what the rule of groups does not hold for (trust.md, Aggregates).

Written down here is each column that leaves; one that is not here does not. Never an associate, a coach or a rater,
never a key or a statement's id: what was one receipt cannot be found again in another file. A roster says who worked
when, so a time is cut to the hour where it is of clients (who came in, what was rung up), and to the part of the day
where it would point at the person on duty (exceptions, huddles). A line has the day alone and no receipt: lines put
together again, beside the tickets of an hour, would tell what one seller sold. And since a door's lines, counted, are
its attach rate, they leave for the boutiques and weeks whose attach rate does. No words somebody may have typed (the
reason of a count). Rows stand in the order of their values, not in that of the day.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlglot import exp

from ..facts import tables, tables_beside
from ..measures.question import Question
from ..privacy.roles import may
from ..privacy.viewer import Viewer
from ..warehouse import Column, Table, Warehouse
from .cells import Weeks
from .seeing import See

DAYS = 7  # read at once: memory stays the same however long the time
HERE = ("day", "boutique", "region", "door_type")


@dataclass(frozen=True, slots=True)
class DoorTable:
    """A fact table and the columns of it that leave. may: the ability that opens it, "" for whoever exports. like: rows
    leave for the boutiques and weeks of which this measure is shown."""

    of: Table
    may: str
    columns: tuple[str, ...]
    like: str = ""

    @property
    def table(self) -> Table:
        """What is written: the columns of the facts, with what they say there."""
        kept = tuple(column for name in self.columns for column in self.of.columns if column.name == name)
        return Table(self.of.name, "", kept, self.of.says)


# fmt: off
DOOR_TABLES = (
    DoorTable(tables.TRAFFIC,          "measure.traffic",  (*HERE, "daypart", "hour", "entries", "corrected", "exits")),
    DoorTable(tables_beside.TICKET,    "measure.sales",    (*HERE, "daypart", "hour", "sale_type", "units", "net",
                                                            "currency")),
    DoorTable(tables.LINE,             "measure.sales",    (*HERE, "sku", "kind", "product_line", "brand", "collection",
                                                            "quantity", "net", "discount", "zero", "unmapped"),
                                                           like="attach_rate"),
    DoorTable(tables_beside.CLOSING,   "measure.sales",    (*HERE, "till", "receipts", "units", "net", "currency")),
    DoorTable(tables_beside.STOCK,     "measure.stock",    (*HERE, "zone", "skus", "equal", "book", "counted", "shrink",
                                                            "over", "previous", "currency", "rate")),
    DoorTable(tables_beside.LISTING,   "measure.stock",    (*HERE, "in_stock", "listed")),
    DoorTable(tables_beside.EXCEPTION, "measure.stock",    (*HERE, "daypart", "zone", "kind", "amount", "currency")),
    DoorTable(tables_beside.HUDDLE,    "measure.coaching", (*HERE, "daypart", "behaviour", "minutes", "present")),
    DoorTable(tables_beside.TAG,       "",                 ("day", "boutique", "tag")),
)
UNITS = {  # column -> its unit, where it has one
    "entries": "people", "corrected": "people", "exits": "people", "present": "people", "hour": "hour, 0 to 23",
    "units": "units", "quantity": "units", "minutes": "minutes", "receipts": "receipts", "skus": "SKUs",
    "equal": "SKUs", "in_stock": "SKUs", "listed": "SKUs", "rate": "group currency for one",
    **dict.fromkeys(("net", "discount", "amount", "book", "counted", "shrink", "over"), "minor units of the currency"),
}
# fmt: on


def asked_of(viewer: Viewer) -> list[DoorTable]:
    """The tables this role sees."""
    return [one for one in DOOR_TABLES if not one.may or may(viewer, one.may)]


def leaving(see: See, one: DoorTable, weeks: Weeks) -> Callable[[str, date], bool]:
    """Whether rows of a boutique and a day leave."""
    reach = see.viewer.boutiques
    if not one.like:
        return lambda boutique, _: boutique in reach
    cells = see.ask(Question(one.like, ("boutique", "week"), weeks.since, weeks.until)).cells
    shown = {key for key, cell in cells.items() if cell is not None}
    return lambda boutique, day: (
        boutique in reach and (boutique, (day - timedelta(days=day.weekday())).isoformat()) in shown
    )


def rows(
    warehouse: Warehouse, one: DoorTable, *, since: date, until: date, leaves: Callable[[str, date], bool]
) -> Iterator[list[Any]]:
    """Rows that leave, a list for every few days, in the columns of `one.table`."""
    day, place = one.columns.index("day"), one.columns.index("boutique")
    tree = _tree(one.table.name, one.table.columns)
    while since <= until:
        last = min(until, since + timedelta(days=DAYS - 1))
        found = warehouse.select(tree, {"since": since, "until": last})
        yield [row for row in found if leaves(row[place], row[day])]
        since = last + timedelta(days=1)


def _tree(table: str, columns: tuple[Column, ...]) -> exp.Select:
    named = [exp.column(column.name) for column in columns]
    day = exp.column("day")
    bounds = (day >= exp.Placeholder(this="since", kind="Date"), day <= exp.Placeholder(this="until", kind="Date"))
    return exp.select(*named).from_(table).where(*bounds).order_by(*named)
