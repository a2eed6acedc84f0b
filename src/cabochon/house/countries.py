"""Countries: which one a boutique lies in, and what each is called (ISO 3166-1; tables of the IANA time zone data)."""

from functools import cache
from importlib.resources import files

from ..languages import mark
from ..retail.master import Door


@cache
def names() -> dict[str, str]:
    """ISO 3166-1 alpha-2 -> its English name."""
    return {code: name for code, name in _table("iso3166.tab") if len(code) == 2}


@cache
def _zones() -> dict[str, str]:
    """IANA time zone -> the country it is kept for; zones that are only other names of one are not in it."""
    return {row[2]: row[0] for row in _table("zone.tab")}


def country_of(door: Door) -> str:
    """The country a boutique says it lies in, else that of its time zone; "" where neither tells."""
    return door.country or _zones().get(door.zone, "")


def called(code: str) -> str:
    return names().get(code, mark("boutiques of no known country"))


def _table(name: str) -> list[tuple[str, ...]]:
    text = (files("tzdata") / "zoneinfo" / name).read_text("utf-8")
    return [tuple(line.split("\t")) for line in text.splitlines() if line and not line.startswith("#")]
