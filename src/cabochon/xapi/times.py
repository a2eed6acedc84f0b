"""Timestamps and durations as the standard takes them (xAPI 1.0.3 Part Two 4.5 and 4.6; RFC 3339; ISO 8601)."""

import re
from datetime import UTC, datetime

from ..refusals import Refused
from .pointers import quoted

_OFFSET = r"(?:[Zz]|([+-][0-9]{2}(?::?[0-9]{2})?))?"
_EXTENDED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?" + _OFFSET)
_BASIC = re.compile(r"[0-9]{8}[Tt][0-9]{4}(?:[0-9]{2}(?:[.,][0-9]+)?)?" + _OFFSET)
_USUAL = re.compile(
    r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:Z|\+[0-9]{2}:[0-9]{2})"
)
_UNKNOWN = frozenset({"-00", "-0000", "-00:00"})
_LEAP = re.compile(r"([Tt ][0-9]{2}:?[0-9]{2}:?)60")
_LONGEST = 64
_EXAMPLE = "write it as 2026-03-01T09:30:00.000+01:00"

_AMOUNT = r"[0-9]+(?:[.,][0-9]+)?"
_DURATION = re.compile(
    rf"P(?:{_AMOUNT}W|(?=[0-9T])(?:{_AMOUNT}Y)?(?:{_AMOUNT}M)?(?:{_AMOUNT}D)?"
    rf"(?:T(?=[0-9])(?:{_AMOUNT}H)?(?:{_AMOUNT}M)?(?:{_AMOUNT}S)?)?)"
)
_EARLY_FRACTION = re.compile(r"[.,][0-9]+[A-Z]T?[0-9]")
_SECONDS = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?S$")


def instant(value: object) -> datetime:
    """The instant a timestamp names, aware, in UTC; a timestamp without an offset is UTC (1.0.3 Part Two 4.5).

    A leap second counts as the second before it; more digits than microseconds are cut.

    Raises:
        Refused: no ISO 8601 date with time, no such day, or the unknown offset -00:00.
    """
    if type(value) is not str:
        raise Refused(f"must be a timestamp in a string; {_EXAMPLE}")
    if len(value) > _LONGEST or (found := _EXTENDED.fullmatch(value) or _BASIC.fullmatch(value)) is None:
        raise Refused(f"{quoted(value)} is no ISO 8601 timestamp; {_EXAMPLE}")
    if found[1] in _UNKNOWN:
        raise Refused(f"{quoted(value)} has the unknown offset -00:00; send Z, +00:00 or the real offset")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = _unusual(value)
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise Refused(f"{quoted(value)} lies outside the years 1 to 9999 in UTC") from None


def _unusual(value: str) -> datetime:
    try:
        return datetime.fromisoformat(_LEAP.sub(r"\g<1>59", value.upper(), count=1))
    except ValueError:
        raise Refused(f"{quoted(value)} names no real day or time; {_EXAMPLE}") from None


def timestamp(value: object) -> None:
    """Checks a timestamp; the future is allowed.

    Raises:
        Refused: see `instant`.
    """
    # The usual case, without the sum of an offset; years at the ends of time are left to `instant`.
    if type(value) is str and _USUAL.fullmatch(value) is not None:
        try:
            datetime.fromisoformat(value)
        except ValueError:
            pass
        else:
            return
    instant(value)


def written(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds, as `stored` is written; sorts like time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def duration(value: object) -> None:
    """Checks an ISO 8601 duration with designators (PT4H35M59.14S, P3Y, P4W); only its last part may have a fraction.

    Raises:
        Refused: anything else, the date-like form included.
    """
    if type(value) is not str:
        raise Refused("must be an ISO 8601 duration in a string such as PT4M30S")
    if len(value) > 1000 or not _DURATION.fullmatch(value) or _EARLY_FRACTION.search(value):
        raise Refused(f"{quoted(value)} is no ISO 8601 duration; write it as PT4H35M59.14S or P4W")


def comparable_duration(value: str) -> str:
    """A duration cut (never rounded) to hundredths of a second, as equality asks; other parts as they stand."""
    if (found := _SECONDS.search(value)) is None:
        return value
    hundredths = (found[2] or "")[:2].rstrip("0")
    return f"{value[: found.start()]}{found[1]}{'.' + hundredths if hundredths else ''}S"
