"""A sheet of figures: measures by place over closed weeks, for roles that see sums of one kind alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..languages import say
from ..measures.catalogue import CATALOGUE, measure
from ..measures.families import STOCK
from ..measures.question import Question
from . import See, gone
from .module_figures import NOTHING, Figure, figure
from .periods import CLOSED, Period, Span, usual, window

# What one brand's partner may ask; conversion, clients' words and people are not a brand's (privacy.leaving).
BRAND = ("attach_rate", "enrolment_rate", "atv", "upt", "secondary_per_qualifying", "discount_share", "return_rate")
LOSS = tuple(one.key for one in CATALOGUE if one.family == STOCK)


@dataclass(frozen=True, slots=True)
class Line:
    """One place and its figures, in the order of the sheet's columns."""

    place: str
    figures: tuple[Figure, ...]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """columns: title and what is good (up, down, none). said: why there is nothing, "" when there is something."""

    period: Period
    days: Span
    columns: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    said: str = ""


def chosen(key: str) -> Period:
    """A period of closed weeks by its key; the usual one for any other."""
    return next((one for one in CLOSED if one.key == key), usual(True))


def by_place(
    see: See,
    keys: Sequence[str],
    cut: str,
    *,
    period: Period,
    today: date,
    whole: str,
    names: Mapping[str, str] | None = None,
) -> Sheet:
    """The measures of everything within reach, and by `cut` (boutique or region).

    whole: what the line of everything is called. names: what places are called, where they have another name.
    """
    days = window(period, today, True).now
    found = [one for key in keys if key not in gone(see) and (one := measure(key))]
    asked = [
        Question(one.key, by=by, since=days.since, until=days.until) for one in found for by in ((), (cut,))
    ]  # fmt: skip
    told = dict(zip([one.name for one in asked], see.ask_many(asked), strict=True))
    answers = [(told[total.name], told[parts.name]) for total, parts in zip(asked[::2], asked[1::2], strict=True)]
    places = {key[0] for _, parts in answers for key in getattr(parts, "cells", ()) if key[0]}
    called = {place: (names or {}).get(place, place) for place in places}
    lines = [Line(whole, tuple(figure(total, ()) for total, _ in answers), whole=True)]
    for place in sorted(places, key=lambda one: called[one].casefold()):
        lines.append(Line(called[place], tuple(figure(parts, (place,)) for _, parts in answers)))
    kept = [n for n in range(len(found)) if any(line.figures[n].said != say(NOTHING) for line in lines)]
    return Sheet(
        period, days,
        tuple((say(found[n].title), found[n].better) for n in kept),
        tuple(Line(one.place, tuple(one.figures[n] for n in kept), one.whole) for one in lines),
        "" if kept else say("Nothing of this has come in for these weeks."),
    )  # fmt: skip
