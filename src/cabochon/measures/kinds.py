"""What a sum is, what a measure is, and the short ways to declare one."""

from dataclasses import dataclass

from .cuts import CUTS, DERIVED, columns_of


@dataclass(frozen=True, slots=True)
class Sum:
    """`value` added up over the rows of one fact table that meet `rows`: little SQL that every engine reads alike.

    events: how many events one row stands for; their sum is the n of a measure whose bottom this is.
    """

    table: str
    value: str
    rows: str = "1 = 1"
    events: str = "1"


@dataclass(frozen=True, slots=True)
class Measure:
    """One sum over another; they stay apart until the last division, so parts add up to the whole.

    family: client, sales, behaviour, traffic or health. unit: rate (0..1), score (1..5), money (minor units), units or
    points (-1..1, shown times 100). better: up, down or none. person: a person's doing, so that above the boutique
    groups of people are kept large; otherwise a door's number. counts: what n counts. says: the definition.
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

    @property
    def cuts(self) -> tuple[str, ...]:
        """The breakdowns both sums can make, in the order of CUTS."""
        carried = set(columns_of(self.top.table)) & set(columns_of(self.bottom.table))
        return tuple(cut for cut in CUTS if DERIVED.get(cut, cut) in carried)


# fmt: off
def rate(key: str, title: str, family: str, table: str, when: str, rows: str = "1 = 1", *,
         better: str = "up", door: bool = False) -> Measure:
    """The share of `rows` where `when` holds."""
    top = Sum(table, f"case when {when} then 1 else 0 end", rows)
    return Measure(key, title, family, top, Sum(table, "1", rows), "rate", better, person=not door)


def mean(key: str, title: str, family: str, table: str, value: str, rows: str, *,
         unit: str, door: bool = False) -> Measure:
    """The average of `value` over `rows`."""
    return Measure(key, title, family, Sum(table, value, rows), Sum(table, "1", rows), unit, person=not door)


def ratio(key: str, title: str, family: str, top: Sum, bottom: Sum, *,
          unit: str = "money", door: bool = False) -> Measure:
    """One sum over another, of any two tables."""
    return Measure(key, title, family, top, bottom, unit, person=not door)
# fmt: on
