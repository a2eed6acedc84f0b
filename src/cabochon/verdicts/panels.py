"""Panels out of the fact tables: what is asked of one table and unit is one select."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlglot.expressions import Select

from ..impact.panel import Panel
from ..measures import trees
from ..measures.catalogue import measure as measure_of
from ..measures.cuts import columns_of
from ..measures.kinds import Measure, Sum
from ..measures.trees import Shape, Term
from ..warehouse import Warehouse
from ..warehouse.arrays import Arrays, arrays, kept
from . import CUTS, Beside
from .attendance import shifts
from .beside import beside
from .counts import SHRINK, shrink
from .lots import Column, Lot, Raw, columns, lot, panel, term

RECEIPTS = "receipts"
USUAL = ("attach_rate", "csat", "discount_share", "secondary_return_rate", "response_rate", "addon_availability",
         RECEIPTS)  # fmt: skip
UNITS = {"people": ("associate", "boutique"), "doors": ("boutique",)} | {by: ("boutique", by) for by in CUTS}
RUNG_UP, QUALIFYING = Sum("receipt", "1"), Sum("receipt", "1", "qualifying = 1")
PARTS = ("boutique", "product_line")
MANY = 100  # doors
T = TypeVar("T")


class Panels:
    """`Sheets` of a warehouse, kept once read.

    currency: the group's, for panels asked for in it. keys: measures that will be asked, so that they come together.
    only: door codes; None for all.
    """

    def __init__(
        self, warehouse: Warehouse, since: date, until: date, *, currency: str = "", keys: Collection[str] = (),
        only: Collection[str] | None = None,
    ) -> None:  # fmt: skip
        self.since, self.until, self.currency = since, until, currency
        self._warehouse, self._keys = warehouse, tuple(dict.fromkeys((*USUAL, *keys)))
        self._only = None if only is None else tuple(sorted(only))
        self._lots: dict[tuple[Any, ...], Lot] = {}
        self._made: dict[tuple[Any, ...], Any] = {}

    def people(self, measure: str) -> Panel | None:
        return self._once((measure, "people"), lambda: self._panel(measure, "people", ""))

    def doors(self, measure: str, *, group: bool = False) -> Panel | None:
        code = self.currency if group else ""
        return self._once((measure, "doors", code), lambda: self._panel(measure, "doors", code))

    def cut(self, measure: str, by: str) -> Panel | None:
        return self._once((measure, by), lambda: self._panel(measure, by, ""))

    def roles(self, measure: str) -> Panel | None:
        return self.cut(measure, "job_role")

    def shifts(self) -> Panel:
        return self._once(("shifts",), lambda: shifts(self.cells, self.since, self.until, self.beside().leave))

    def lines(self) -> Mapping[str, Panel]:
        return self._once(("lines",), self._lines)

    def beside(self) -> Beside:
        return self._once(("beside",), lambda: beside(self._warehouse, self.since, self.until))

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    def select(
        self, table: str, by: Sequence[str], terms: Sequence[Term], *, since: date | None = None,
        until: date | None = None,
    ) -> list[Raw]:  # fmt: skip
        """Rows (by..., sums...) of the days, of the doors asked for."""
        return self._warehouse.select(*self._asked(table, by, terms, since, until))

    def cells(
        self, table: str, by: Sequence[str], terms: Sequence[Term], *, names: int, since: date | None = None,
        until: date | None = None,
    ) -> Arrays:  # fmt: skip
        """The same as arrays, without what is of nobody. names: how many of `by` say what a row is of."""
        many = len(self.beside().currencies) > MANY
        told = arrays(self._warehouse, *self._asked(table, by, terms, since, until), names=names, many=many)
        return kept(told, [all(name) and not (by[0] == "associate" and "/" in name[0]) for name in told.names])

    def _asked(
        self, table: str, by: Sequence[str], terms: Sequence[Term], since: date | None, until: date | None
    ) -> tuple[Select, dict[str, Any]]:
        binds: dict[str, Any] = {"since": since or self.since, "until": until or self.until}
        binds |= {f"boutique_{i}": code for i, code in enumerate(self._only or ())}
        where = (("boutique", len(self._only)),) if self._only else ()
        return trees.summed(table, tuple(terms), Shape(tuple(by), True, True, where)), binds

    def _once(self, name: tuple[Any, ...], make: Callable[[], T]) -> T:
        if name not in self._made:
            self._made[name] = make()
        made: T = self._made[name]
        return made

    def _panel(self, key: str, unit: str, group: str) -> Panel | None:
        last = {door: told[-1][1] for door, told in self.beside().currencies.items()} if not group else {}
        if key == SHRINK and unit == "doors":
            return shrink(self.select, self.since, self.until, group=group, last=last)
        told = _columns(key, unit)
        if not told:
            return None
        what = measure_of(key)
        rate = what is not None and what.unit == "rate"
        lots = [self._lot(one, unit) for one in told]
        there = self.shifts() if unit == "people" else None
        if unit == "doors" and key != RECEIPTS:
            there = self.doors(RECEIPTS)
        return panel(told, lots, self.since, self.days, rate=rate, group=group, last=last, shifts=there)

    def _lot(self, column: Column, unit: str) -> Lot:
        """The select that holds a column, with all others that will be asked of it."""
        by = (*UNITS[unit], "day")
        grain = trees.grain(column.table, (column.term,), Shape(by))
        name = (column.table, unit, column.purse, grain)
        found = self._lots.get(name)
        if found is None or column.term not in found.sums:
            beside = [one for key in self._keys for one in _columns(key, unit)
                      if (one.table, one.purse) == (column.table, column.purse)]  # fmt: skip
            terms = [one.term for one in beside if trees.grain(one.table, (one.term,), Shape(by)) == grain]
            terms = list(dict.fromkeys((column.term, *(found.sums if found else ()), *terms)))
            self._lots[name] = found = self._read(column.table, unit, terms, column.purse)
        return found

    def _read(self, table: str, unit: str, terms: Sequence[Term], purse: bool) -> Lot:
        cuts = UNITS[unit]
        by = (*cuts, "day", *(("currency", "rate") if purse else ()))
        told = self.cells(table, by, terms, names=len(cuts))
        return lot(told, self.since, terms, door=cuts.index("boutique"), purse=purse)

    def _lines(self) -> dict[str, Panel]:
        whole = Column("receipt", term(QUALIFYING))
        n = self._lot(whole, "doors")
        told = self.cells("receipt", (*PARTS, "day"), (whole.term,), names=len(PARTS))
        found = {}
        for line in sorted({line for _, line in told.names}):
            some = kept(told, [name[1] == line for name in told.names])
            one = lot(some._replace(names=[name[:1] for name in some.names]), self.since, (whole.term,), door=0)
            found[line] = panel((whole, whole), (one, n), self.since, self.days, rate=True)
        return found


def _columns(key: str, unit: str) -> tuple[Column, ...]:
    """The columns of a measure for a unit; none where it has no panel of it."""
    if key == RECEIPTS:
        return (Column("receipt", term(RUNG_UP)),) * 2
    what = measure_of(key)
    return columns(what) if what is not None and _able(what, unit) else ()


def _able(what: Measure, unit: str) -> bool:
    if what.kind in ("count", "derived") or (unit == "people" and not what.person):
        return False
    return all(set(UNITS[unit]) <= set(columns_of(one.table)) for one in (what.top, what.bottom))
