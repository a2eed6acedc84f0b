"""A cell's text as a value. What cannot be read is refused with an example of what is expected."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from ..languages import mark
from ..refusals import Refused
from ..retail.currencies import EXPONENTS
from ..retail.master import Door
from .amounts import bared
from .dates import EXAMPLES, LONGEST, clock_of, read_as, tidied
from .dates import YEARS as YEARS
from .delivery import revision_of
from .rows import Row

EXAMPLE = datetime(2026, 3, 31, 14, 5)  # noqa: DTZ001 - printed in messages only
YES = frozenset({
    "1", "true", "yes", "y", "x", "t", "on", "oui", "o", "ja", "j", "si", "s", "sí", "sì", "vrai", "wahr", "vero",
    "verdadero", "はい", "是", "نعم", "✓", "✔",
})  # fmt: skip
_VERSION = re.compile(r"(?=.*[0-9])[!-~]{1,40}")  # with a figure, without a space
NO_VERSION = mark("is neither a number nor a time of change; expected e.g. 3 or 2026-03-31 14:05")
_BARE = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_PLAIN = {
    ".": re.compile(r"([-+]?)(\d+|\d{1,3}(?:,\d{3})+)(\.\d*)?(-?)"),
    ",": re.compile(r"([-+]?)(\d+|\d{1,3}(?:\.\d{3})+)(,\d*)?(-?)"),
}


def number(row: Row, field: str, point: str) -> Decimal:
    """A number with the given decimal sign; spaces, apostrophes and the other sign group thousands; "12-" is -12, a
    currency before or behind is passed over."""
    found = _bare(row.cells.get(field) or row.need(field), point)
    return _grouped(row, field, point) if found is None else found


@lru_cache(maxsize=16_384)
def _bare(text: str, point: str) -> Decimal | None:
    return Decimal(text) if _BARE.fullmatch(text) and (point == "." or "." not in text) else None


def _grouped(row: Row, field: str, point: str) -> Decimal:
    text = bared(row.get(field))
    if field == "tax_percent":
        text = text.removesuffix("%")
    if not (match := _PLAIN[point].fullmatch(text)):
        raise row.refusal(field, f"{row.get(field)!r} is not a number; expected e.g. 1234{point}50")
    sign, whole, rest, after = match.groups()
    digits = whole.replace(",", "").replace(".", "") + (rest or "").replace(",", ".")
    return Decimal(("-" if "-" in (sign, after) else "") + digits)


_TENS = {exponent: Decimal(10) ** exponent for exponent in {*EXPONENTS.values()}}


def whole(row: Row, field: str, point: str) -> int:
    value = number(row, field, point)
    if value != value.to_integral_value():
        raise row.refusal(field, f"{row.get(field)!r} is not a whole number; expected e.g. 12")
    return int(value)


def minor(value: Decimal, currency: str) -> int:
    """An amount in minor units: 12.50 CHF is 1250, 480000 JPY stays, 1.234 KWD is 1234. Halves go to even."""
    return int((value * _TENS[EXPONENTS[currency]]).to_integral_value())


def currency_of(row: Row, field: str, door: Door) -> str:
    code = row.get(field).upper() or door.currency
    if code not in EXPONENTS:
        raise row.refusal(field, f"{row.get(field)!r} is not a currency of ISO 4217; expected e.g. {door.currency}")
    return code


def door_of(row: Row, field: str, doors: Mapping[str, Door], settings: Mapping[str, Any]) -> Door:
    """The boutique a row is about: its cell, or the mapping's `boutique`; [boutiques] translates the sender's codes."""
    text = row.get(field) or settings["boutique"] or row.need(field)
    if (door := doors.get(settings["boutiques"].get(text, text))) is None:
        raise row.refusal(field, unknown_door(text))
    return door


def unknown_door(text: str) -> str:
    return f'{text!r} is not a boutique; import it with the doors, or write [boutiques] "{text}" = "<code>"'


_WIDTHS = {"%Y-%m-%d %H:%M": 16, "%Y-%m-%d %H:%M:%S": 19, "%Y-%m-%d": 10}  # read as ISO 8601, six times as fast


@lru_cache(maxsize=65536)
def _parsed(text: str, formats: tuple[str, ...]) -> datetime | None:
    """As it stands, else without what stands around it: a weekday, "Uhr", the name of a month."""
    if (found := _exactly(text, formats)) is None and len(text) < LONGEST and (bare := tidied(text)) != text:
        return _exactly(bare, formats)
    return found


def _exactly(text: str, formats: tuple[str, ...]) -> datetime | None:
    for form in formats:
        if len(text) != _WIDTHS.get(form, len(text)):
            continue
        if form not in _WIDTHS or (text[2:3].isdigit() and text[4:5] == "-" == text[7:8] and "." not in text):
            found = read_as(text, "iso" if form in _WIDTHS else form)
            if found is not None and found.year in YEARS:
                return found
    return None


@lru_cache(maxsize=65536)
def _together(first: str, second: str, formats: tuple[str, ...]) -> datetime | None:
    """A day and a time of day from two cells, each read by itself; 00:00 beside a day says nothing."""
    on, clock = _parsed(first, formats), clock_of(second) if len(second) < LONGEST else None
    if on is None or clock is None or on.tzinfo is not None or on.time() != time():
        return None
    return datetime.combine(on.date(), clock)


def moment(row: Row, fields: Sequence[str], *, formats: Sequence[str], zone: str, fold: int = 0) -> datetime:
    """A time with a fixed offset, from one cell or from a date's and a time's. Local ones are of the zone.

    fold: 1 for the second of the two hours that are repeated when summer time ends.
    """
    parts = [part for part in (row.get(field) for field in fields) if part]
    text = " ".join(parts) or row.need(fields[0])
    found = _parsed(text, tuple(formats))
    if found is None and len(parts) == 2:
        found = _together(*parts, tuple(formats))
    if found is None:
        raise row.refusal(fields[0], f"{text!r} is not a date; expected e.g. {_example(formats[0])}")
    return fixed(found, zone, fold)


def fixed(found: datetime, zone: str, fold: int = 0) -> datetime:
    """The same instant with a fixed offset, which stays comparable (PEP 495); a naive one is local to the zone."""
    return _offset(found) if found.tzinfo else _local(found, zone, fold)


@lru_cache(maxsize=16_384)
def _local(found: datetime, zone: str, fold: int) -> datetime:
    return _offset(found.replace(tzinfo=ZoneInfo(zone), fold=fold))


def _offset(local: datetime) -> datetime:
    return local.replace(tzinfo=timezone(local.utcoffset() or timedelta()), fold=0)


def day(row: Row, field: str, formats: Sequence[str]) -> date | None:
    if not (text := row.get(field)):
        return None
    if (found := _parsed(text, tuple(formats))) is None:
        raise row.refusal(field, f"{text!r} is not a date; expected e.g. {_example(formats[0])}")
    return found.date()


def revision(row: Row, received: datetime, *, formats: Sequence[str], zone: str) -> str:
    """The row's version: a number padded, a time in UTC, a mark such as 4.2-b as it stands; without one the export
    time. A word is none and is not quoted: who changed a row stands beside when, and a version is kept in clear."""
    if not (text := row.get("revision")):
        return revision_of(received)
    if text.isdecimal():
        return text.zfill(20)
    if (found := _parsed(text, tuple(formats))) is not None:
        return revision_of(fixed(found, zone))
    if not _VERSION.fullmatch(text):
        raise row.refusal("revision", NO_VERSION)
    return text


def clock(row: Row, field: str, otherwise: time) -> time:
    if not (text := row.get(field)):
        return otherwise
    try:
        return time.fromisoformat(text.zfill(5))
    except ValueError:
        if len(text) < LONGEST and (found := clock_of(text)) is not None:
            return found
        raise row.refusal(field, f"{text!r} is not a time of day; expected e.g. 10:00") from None


def _example(form: str) -> str:
    return EXAMPLE.isoformat(" ", "minutes") if form == "iso" else EXAMPLES.get(form) or EXAMPLE.strftime(form)


def business_day(at: datetime, door: Door) -> date:
    """The boutique's day: it closes at the door's `day_ends`, not at midnight."""
    ends = timedelta(hours=door.day_ends.hour, minutes=door.day_ends.minute)
    return (at.astimezone(ZoneInfo(door.zone)).replace(tzinfo=None) - ends).date()


def filled(template: str, parts: Mapping[str, str]) -> str:
    """A key made of a mapping's template, "{boutique}-{ticket}".

    Raises:
        Refused: the template names what is not there.
    """
    try:
        return template.format_map(parts)
    except (KeyError, IndexError, ValueError, AttributeError):
        raise Refused(f"{template!r} may name {', '.join('{' + p + '}' for p in parts)}", "mapping, key") from None
