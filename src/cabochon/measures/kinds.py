"""What a sum is, what a measure is, and the short ways to declare one."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from .cuts import CUTS, cuts_of

KINDS = ("rate", "mean", "ratio", "count", "per100", "derived")


@dataclass(frozen=True, slots=True)
class Sum:
    """`value` added up over the rows of one fact table that meet `rows`: little SQL that every engine reads alike.

    events: how many events one row stands for; their sum is the n of a measure whose bottom this is. terms: how many
    terms of an interval ("" as events). money: the value is minor units of the row's currency.
    """

    table: str
    value: str
    rows: str = "1 = 1"
    events: str = "1"
    terms: str = ""
    money: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """One sum over another; they stay apart until the last division, so parts add up to the whole.

    family: one of catalogue.FAMILIES. unit: rate (0..1), score (1..5), money (minor units), units, points (-1..1, shown
    times 100), per100 (a visit's, shown times 100), count, minutes, seconds, days, weeks or index (-1..1). better: up,
    down or none. person: a person's doing, so that above the boutique groups of people are kept large; otherwise a
    door's number. counts: what n counts. says: the definition.
    kind: one of KINDS. ends: how its interval is made: wilson, ratio (its rows are the terms), doors (sums of two
    tables, clustered) or none. beside: (name, SQL over the bottom's rows) of sums shown beside it.
    derive: of a derived measure, which is not additive: makes its cells from a Frame; then `bottom` is what stands
    behind it, `tables` are the others it asks and `without` the cuts that make no sense for it.
    """

    key: str
    title: str
    family: str
    top: Sum
    bottom: Sum
    unit: str
    better: str = "up"
    person: bool = True
    counts: str = ""
    says: str = ""
    kind: str = "ratio"
    ends: str = "ratio"
    beside: tuple[tuple[str, str], ...] = ()
    derive: Callable[[Any], Any] | None = None
    tables: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()

    @property
    def cuts(self) -> tuple[str, ...]:
        """The breakdowns all its tables can make, in the order of CUTS."""
        return _able(self.asks, self.without)

    @property
    def asks(self) -> tuple[str, ...]:
        """The tables whose columns decide how it can be cut."""
        return tuple(dict.fromkeys((self.bottom.table, self.top.table, *self.tables)))

    @property
    def additive(self) -> bool:
        """Whether the sums of its parts are the sums of the whole."""
        return self.kind != "derived"

    @property
    def who(self) -> str:
        """The cut that names the people it is about: the coached, not the coaches."""
        return "rater" if self.bottom.table == "rating" else "associate"


@cache
def _able(tables: tuple[str, ...], without: frozenset[str]) -> tuple[str, ...]:
    able = frozenset.intersection(*map(cuts_of, tables)) - without
    return tuple(cut for cut in CUTS if cut in able)


# fmt: off
def rate(key: str, title: str, family: str, table: str, when: str, rows: str = "1 = 1", *, better: str = "up",
         door: bool = False, beside: tuple[tuple[str, str], ...] = ()) -> Measure:
    """The share of `rows` where `when` holds."""
    top = Sum(table, f"case when {when} then 1 else 0 end", rows)
    return Measure(key, title, family, top, Sum(table, "1", rows), "rate", better, person=not door, kind="rate",
                   ends="wilson", beside=beside)


def mean(key: str, title: str, family: str, table: str, value: str, rows: str, *, unit: str, better: str = "up",
         door: bool = False) -> Measure:
    """The average of `value` over `rows`."""
    top = Sum(table, value, rows, money=unit == "money")
    return Measure(key, title, family, top, Sum(table, "1", rows), unit, better, person=not door, kind="mean")


def ratio(key: str, title: str, family: str, top: Sum, bottom: Sum, *, unit: str = "money", better: str = "up",
          door: bool = False) -> Measure:
    """One sum over another, of any two tables."""
    ends = "ratio" if top.table == bottom.table else "doors"
    return Measure(key, title, family, top, bottom, unit, better, person=not door, kind="ratio", ends=ends)


def count(key: str, title: str, family: str, table: str, rows: str = "1 = 1", *, better: str = "up",
          door: bool = False) -> Measure:
    """How many rows there are: a plain count, without an interval."""
    total = Sum(table, "1", rows)
    return Measure(key, title, family, total, total, "count", better, person=not door, kind="count", ends="none")


def per100(key: str, title: str, family: str, top: Sum, bottom: Sum, *, better: str = "up",
           door: bool = False) -> Measure:
    """One sum for every hundred of another; the value is for one."""
    return Measure(key, title, family, top, bottom, "per100", better, person=not door, kind="per100", ends="doors")


def derived(key: str, title: str, family: str, behind: Sum, derive: Callable[[Any], Any], *, unit: str,
            better: str = "up", door: bool = False, tables: tuple[str, ...] = (),
            without: tuple[str, ...] = ()) -> Measure:
    """A function of the question: a median, a streak, a coverage. behind: the rows it is made of."""
    return Measure(key, title, family, behind, behind, unit, better, person=not door, kind="derived", ends="none",
                   derive=derive, tables=tables, without=frozenset(without))
# fmt: on
