"""The rows one thing makes: whole, by seller, by product line, by both."""

from collections.abc import Iterator, Sequence
from typing import Any

from .master import Master
from .scene import Place

Cut = tuple[Any, ...]  # the columns of tables.CUTS


def cuts(
    place: Place, sellers: Sequence[tuple[str, float]], lines: Sequence[str], *, master: Master
) -> Iterator[tuple[Cut, float]]:
    """(cuts, share of the money) of every row. A whole row is listed under its first seller and line, its counts and
    money are of all; nobody known is one seller ''."""
    sellers = sellers or (("", 1.0),)
    lines = lines or ("",)
    here = (place.day, place.boutique, place.region)
    then = (place.daypart, place.hour)
    people = [((who, master.job(who, place.day) if who else ""), share) for who, share in sellers]
    first = people[0][0]
    yield ("whole", *here, *first, lines[0], *then), 1.0
    for who, share in people:
        yield ("seller", *here, *who, lines[0], *then), share
    for line in lines:
        yield ("line", *here, *first, line, *then), 1.0
        for who, share in people:
            yield ("seller_line", *here, *who, line, *then), share


def evenly(people: Sequence[str]) -> list[tuple[str, float]]:
    return [(who, 1 / len(people)) for who in people]
