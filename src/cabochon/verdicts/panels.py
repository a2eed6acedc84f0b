"""Panels out of the fact tables: what is asked of one table and unit is one select."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, TypeVar

from sqlglot.expressions import Select

from ..impact.panel import Panel
from ..measures import trees
from ..measures.catalogue import measure as measure_of
from ..measures.cuts import columns_of
from ..measures.kinds import Measure, Sum
from ..measures.shifts import ACTIVE, NAMED, monday
from ..measures.trees import Shape, Term
from ..warehouse import Warehouse
from ..warehouse.arrays import Grids, Layout
from . import CUTS, Beside
from .attendance import EACH, shifts
from .beside import beside
from .counts import SHRINK, shrink
from .lots import OWN, PART, Column, Lot, Raw, column, columns, lot, owned, panel
from .reads import Moves, Reads

RECEIPTS = "receipts"
SOLD = ("attach_rate", "csat", "discount_share", "secondary_return_rate")
USUAL = {"people": SOLD, "doors": (*SOLD, "response_rate", "addon_availability", RECEIPTS)}  # whatever is asked
UNITS = {"people": ("associate", "boutique"), "doors": ("boutique",)} | {by: ("boutique", by) for by in CUTS}
RUNG_UP, QUALIFYING = Sum("receipt", "1"), Sum("receipt", "1", "qualifying = 1")
PARTS = ("boutique", "product_line")
NAMES = frozenset({"associate", *PARTS, *CUTS})  # cuts that say what a row is of
MANY = 40  # doors
BESIDE = ("staff", "leave", "tag", "receipt")  # tables behind `beside`
COUNTED = ("stock", "receipt")  # behind shrink
T = TypeVar("T")


class Panels:
    """`Sheets` of a warehouse, kept once read.

    currency: the group's, for panels asked for in it. keys: measures that will be asked, so that they come together.
    only: door codes; None for all. before: the same of an earlier state of the facts: what did not move since, as
    `moves` of the first tells it, stays as it was read and made, with what was kept of it.
    """

    def __init__(
        self, warehouse: Warehouse, since: date, until: date, *, currency: str = "", keys: Collection[str] = (),
        only: Collection[str] | None = None, moves: Moves | None = None, before: "Panels | None" = None,
    ) -> None:  # fmt: skip
        self.since, self.until, self.currency = since, until, currency
        self._warehouse, self._keys = warehouse, tuple(keys)
        self._only = None if only is None else tuple(sorted(only))
        same = before is not None and before.span == self.span
        self._reads: Reads = before._reads if before is not None and same else Reads(warehouse, until, moves)
        self._lots: dict[tuple[Any, ...], Lot] = {}
        self._made: dict[tuple[Any, ...], Any] = {}

    @property
    def span(self) -> tuple[object, ...]:
        """What two must have in common, for one to go on from the other."""
        return self.since, self.until, self.currency, self._only

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
        return self._once(("shifts",), self._shifts)

    def lines(self) -> Mapping[str, Panel]:
        return self._once(("lines",), self._lines)

    def beside(self) -> Beside:
        return self._once(("beside",), self._beside)

    def select(
        self, table: str, by: Sequence[str], terms: Sequence[Term], *, since: date | None = None,
        until: date | None = None,
    ) -> list[Raw]:  # fmt: skip
        """Rows (by..., sums...) of the days, of the doors asked for."""
        tree = trees.summed(table, tuple(terms), Shape(tuple(by), True, True, self._where))
        return self._warehouse.select(tree, self._binds(since, until))

    @property
    def _where(self) -> tuple[tuple[str, int], ...]:
        return (("boutique", len(self._only)),) if self._only else ()

    def _binds(self, since: date | None, until: date | None) -> dict[str, Any]:
        doors = {f"boutique_{i}": code for i, code in enumerate(self._only or ())}
        return {"since": since or self.since, "until": until or self.until} | doors

    def _once(self, name: tuple[Any, ...], make: Callable[[], T]) -> T:
        if name not in self._made:
            self._made[name] = make()
        made: T = self._made[name]
        return made

    def _beside(self) -> Beside:
        states = tuple(map(self._reads.state, BESIDE))
        return self._reads.made(
            ("beside",), states, lambda: beside(self._warehouse, self.since, self.until), compare=True
        )  # fmt: skip

    def _panel(self, key: str, unit: str, group: str) -> Panel | None:
        made = self._reads.made
        if key == SHRINK and unit == "doors":
            states = *map(self._reads.state, COUNTED), self.beside()
            return made((key, unit, group), states, lambda: shrink(
                self.select, self.since, self.until, group=group, last={} if group else self._last()
            ))  # fmt: skip
        told = _columns(key, unit, group)
        if not told:
            return None
        what = measure_of(key)
        rate = what is not None and what.unit == "rate"
        lots = [self._lot(one, unit, group) for one in told]
        there = self.shifts() if unit == "people" else None
        if unit == "doors" and key != RECEIPTS:
            there = self.doors(RECEIPTS)
        return made((key, unit, group), (*lots, there), lambda: panel(told, lots, self.since, rate=rate, shifts=there))

    def _lot(self, one: Column, unit: str, group: str = "") -> Lot:
        """The select that holds a column, with all others that will be asked of it."""
        by = (*UNITS[unit], "day")

        def select_of(other: Column) -> tuple[Any, ...]:
            return other.table, unit, other.purse, bool(other.part), trees.grain(other.table, (other.term,), Shape(by))

        name = select_of(one)
        found = self._lots.get(name)
        if found is None or (one.part, one.term) not in found.sums:
            keys = (*USUAL.get(unit, ()), *self._keys)
            told = [other for key in keys for other in _columns(key, unit, group) if select_of(other) == name]
            asked = [(one.part, one.term), *(found.sums if found else ()), *((o.part, o.term) for o in told)]
            terms, parts = tuple(dict.fromkeys(term for _, term in asked)), {part for part, _ in asked if part}
            self._lots[name] = found = self._read(one.table, unit, terms, one.purse, parts)
        return found

    def _read(
        self, table: str, unit: str, terms: tuple[Term, ...], purse: str = "", parts: Iterable[str] = (), *,
        since: date | None = None, until: date | None = None,
    ) -> Lot:  # fmt: skip
        cuts, parts = UNITS[unit], sorted(parts)
        names = (*cuts, "currency") if purse == OWN else cuts
        told = self._grids(table, names, terms, parts, since=since, until=until)
        door = cuts.index("boutique")

        def made() -> Lot:
            return lot(owned(told, self._last(), door=door) if purse == OWN else told, terms, parts, door=door)

        return self._reads.made((table, unit, terms, purse, *parts, since), (told, self.beside()), made)

    def _grids(
        self, table: str, names: Sequence[str], terms: tuple[Term, ...], parts: Sequence[str] = (), *,
        since: date | None = None, until: date | None = None,
    ) -> Grids:  # fmt: skip
        """Without what is of nobody."""
        by = (*names, *((PART,) if parts else ()), "day")
        where = (*self._where, *(((PART, len(parts)),) if parts else ()))
        binds = self._binds(since, until) | {f"{PART}_{i}": part for i, part in enumerate(parts)}
        days = (binds["until"] - binds["since"]).days + 1
        layout = Layout(len(names), len(terms), binds["since"], days, tuple(parts))
        many = (len(self._only) if self._only else len(self.beside().currencies)) > MANY
        name = (table, by, terms, tuple(parts), binds["since"])
        return self._reads.grids(name, table, _tree(table, by, terms, where), binds, layout, many=many)

    def _last(self) -> dict[str, str]:
        """Door -> its currency."""
        return {door: told[-1][1] for door, told in self.beside().currencies.items()}

    def _shifts(self) -> Panel:
        week = monday(self.since), monday(self.until) + timedelta(days=6)
        rostered = self._read("shift", "people", (EACH,), since=week[0], until=week[1])
        others = (self._read(table, "people", (EACH,)) for table in ACTIVE if table != RUNG_UP.table)
        active = [self._lot(column(RUNG_UP), "people"), *others]
        leave = self.beside().leave
        return self._reads.made(("shifts",), (rostered, *active, leave),
                                lambda: shifts(rostered, active, self.since, self.until, leave))  # fmt: skip

    def _lines(self) -> dict[str, Panel]:
        whole = column(QUALIFYING)
        n = self._lot(whole, "doors")
        told = self._grids("receipt", PARTS, (whole.term,))

        def made() -> dict[str, Panel]:
            found = {}
            for line in sorted({line for _, line in told.names}):
                rows = [i for i, name in enumerate(told.names) if name[1] == line]
                some = Grids([told.names[i][:1] for i in rows], [grid[:, rows] for grid in told.sums])
                own = lot(some, (whole.term,), (), door=0)
                found[line] = panel((whole, whole), (own, n), self.since, rate=True)
            return found

        return self._reads.made(("lines",), (n, told), made)


@lru_cache(maxsize=512)
def _tree(table: str, by: tuple[str, ...], terms: tuple[Term, ...], where: tuple[tuple[str, int], ...]) -> Select:
    """Sums by names, part and day, of rows that have all names. Made once and shared: engines know it by identity."""
    tree = trees.summed(table, terms, Shape(by, True, True, where))
    return tree.where(*(NAMED if cut == "associate" else f"{cut} <> ''" for cut in by if cut in NAMES))


def _columns(key: str, unit: str, group: str) -> tuple[Column, ...]:
    """The columns of a measure for a unit; none where it has no panel of it."""
    if key == RECEIPTS:
        return (column(RUNG_UP),) * 2
    what = measure_of(key)
    return columns(what, group) if what is not None and _able(what, unit) else ()


def _able(what: Measure, unit: str) -> bool:
    if what.kind in ("count", "derived") or (unit == "people" and not what.person):
        return False
    return all(set(UNITS[unit]) <= set(columns_of(one.table)) for one in (what.top, what.bottom))
