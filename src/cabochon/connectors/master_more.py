"""Master data with a day of its own from CSV: currency rates, targets, the words comments are sorted by."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from ..refusals import Refused
from ..retail.currencies import EXPONENTS
from ..retail.master import Rate, Target, Theme
from .cells import day, number
from .delivery import DatedRow, Delivery, Reading
from .feed import Feed
from .mapping import settled
from .rows import Row, rows

RATES, TARGETS, THEMES = "rates", "targets", "themes"
LEAST_RATE, MOST_RATE = Decimal("1e-6"), Decimal("1e6")
MOST_TARGET = Decimal("1e12")
KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")
WORDS, WORD = 200, 60  # of a theme, and characters of one

Made = Rate | Target | Theme


def rates(delivery: Delivery) -> Reading:
    """One row a currency and first day."""
    return _each(delivery, settled(delivery.mapping, RATES), ("currency", "value"), _rate)


def targets(delivery: Delivery) -> Reading:
    """One row a measure, place and first day. Which measures there are the house knows."""
    return _each(delivery, settled(delivery.mapping, TARGETS), ("measure", "value"), _target)


def themes(delivery: Delivery) -> Reading:
    """One row a theme and language; its words apart by ;."""
    return _each(delivery, settled(delivery.mapping, THEMES), ("key", "words"), _theme)


def _each(
    delivery: Delivery,
    settings: Mapping[str, Any],
    required: tuple[str, ...],
    make: Callable[[Row, Mapping[str, Any]], Made],
) -> Reading:
    seen: dict[tuple[object, ...], int] = {}
    for row in rows(delivery, settings, required):
        if not isinstance(row, Row):
            yield row
            continue
        try:
            made, since = make(row, settings), day(row, "valid_from", settings["dates"])
            first = seen.setdefault((*_name(made), since), row.line)
            if first != row.line:
                raise row.refusal(required[0], f"says what line {first} says already, from the same day on; keep one")
            yield DatedRow(row=made, since=since, place=f"line {row.line}", cells=row.cells)
        except Refused as e:
            yield row.bad(e)


def _name(made: Made) -> tuple[str, ...]:
    match made:
        case Rate():
            return (made.currency,)
        case Target():
            return (made.measure, made.place)
        case Theme():
            return (made.key, made.language)


def _rate(row: Row, settings: Mapping[str, Any]) -> Rate:
    currency = row.need("currency").upper()
    if currency not in EXPONENTS:
        raise row.refusal("currency", f"{row.get('currency')!r} is not a currency of ISO 4217; expected e.g. EUR")
    value = number(row, "value", settings["decimal"])
    if not LEAST_RATE <= value <= MOST_RATE:
        raise row.refusal("value", f"{value} is no rate; expected what one {currency} was worth, e.g. 0.94")
    return Rate(currency=currency, value=float(value))


def _target(row: Row, settings: Mapping[str, Any]) -> Target:
    text = row.need("value")
    bare = replace(row, cells={**row.cells, "value": text.removesuffix("%").strip()})
    value = number(bare, "value", settings["decimal"]) / (100 if text.endswith("%") else 1)
    if abs(value) > MOST_TARGET:
        raise row.refusal("value", f"{text!r} is no target; expected e.g. 0.35 or 35 %")
    place = settings["boutiques"].get(row.get("place"), row.get("place"))
    return Target(measure=row.need("measure").lower(), place=place, value=float(value), owner=row.get("owner"))


def _theme(row: Row, _: Mapping[str, Any]) -> Theme:
    key, language = row.need("key").lower(), (row.get("language") or "en").lower()
    if not KEY.fullmatch(key):
        raise row.refusal("key", f"{row.get('key')!r} is no key; expected letters, digits, - and _, e.g. rushed")
    if not LANGUAGE.fullmatch(language):
        raise row.refusal("language", f"{row.get('language')!r} is no language; expected e.g. en")
    words = tuple(dict.fromkeys(word for part in row.need("words").split(";") if (word := " ".join(part.split()))))
    if not words:
        raise row.refusal("words", "is empty; expected words apart by ;, e.g. rushed;in a hurry")
    if len(words) > WORDS or any(len(word) > WORD for word in words):
        raise row.refusal("words", f"should be at most {WORDS} words or phrases of {WORD} characters, apart by ;")
    if any("|" in word for word in words):
        raise row.refusal("words", "holds a |; words are kept apart by ;")
    return Theme(key=key, language=language, title=row.get("title") or key.replace("_", " ").capitalize(), words=words)


CONNECTORS = (
    Feed("rates", rates, ("currency", "value"), "what a currency was worth in the group's, day by day",
         family="master", title="Currency rates", table=True),
    Feed("targets", targets, ("measure", "value"), "what a measure should reach, in all or at a place",
         family="master", title="Targets", table=True),
    Feed("themes", themes, ("key", "words"), "words by which a comment is found to say something",
         family="master", title="Comment themes", table=True),
)  # fmt: skip
