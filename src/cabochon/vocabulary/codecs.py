"""How one value is written in JSON and read back. A reader refuses what it cannot read and says what it expects.

Readers are called some twenty times a statement, some ten thousand statements a second: each takes (found, home)
itself, so that none is wrapped in another.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any
from uuid import UUID

import msgspec

from ..refusals import Refused
from ..retail.currencies import EXPONENTS
from ..retail.events import Sealed

SAFE = 2**53 - 1  # the largest whole number every JSON reader keeps exactly
FIRST, LAST = 1900, 2200  # years in which anything a boutique tells of can lie
WEEK = 7 * 24 * 60  # minutes: no moment of coaching, no interval of a counter is longer
LONGEST = 10**9  # seconds


@dataclass(frozen=True, slots=True)
class Codec:
    """put(value, home) gives JSON, get(JSON, home) the value. Both refuse with a pointer relative to the member."""

    shape: str
    put: Callable[[Any, str], Any]
    get: Callable[[Any, str], Any]


def checked(shape: str, get: Callable[[Any, str], Any]) -> Codec:
    """A value that is its own JSON; what may not be read back may not be written either."""
    return Codec(shape, get, get)


def text(found: Any, _: str = "") -> Any:
    if not isinstance(found, (str, Sealed)):
        raise Refused("should be a text")
    return found


def word(found: Any, _: str = "") -> str:
    if not isinstance(found, str):
        raise Refused("should be a text")
    return found


def _flag(found: Any, _: str) -> bool:
    if not isinstance(found, bool):
        raise Refused("should be true or false")
    return found


def whole(found: Any, _: str = "") -> int:
    if type(found) is not int or not -SAFE <= found <= SAFE:  # a flag is no number
        raise Refused("should be a whole number, at most 9007199254740991 either way")
    return found


def count(found: Any, _: str = "") -> int:
    if type(found) is not int or not 0 <= found <= SAFE:
        whole(found)
        raise Refused("should be a whole number, zero or more")
    return found


def number(found: Any, _: str = "") -> float:
    if isinstance(found, (int, float)) and type(found) is not bool:
        try:
            if isfinite(found):
                return float(found)
        except OverflowError:  # a whole number of hundreds of digits
            pass
    raise Refused("should be a number")


def quantity(found: Any, _: str = "") -> float:
    if (type(found) is int or type(found) is float) and -SAFE <= found <= SAFE:
        return float(found)
    if not -SAFE <= (read := number(found)) <= SAFE:
        raise Refused("should be a number, at most 9007199254740991 either way")
    return read


def _put_quantity(value: Any, _: str) -> int | float:
    if value.__class__ is float and value.is_integer() and -SAFE <= value <= SAFE:
        return int(value)  # pieces, nearly always
    return _shortest(quantity(value))


def _shortest(read: float) -> int | float:
    return int(read) if read.is_integer() and abs(read) <= SAFE else read


def _put_instant(value: Any, _: str) -> str:
    if not isinstance(value, datetime) or (offset := value.utcoffset()) is None:
        raise Refused("should be a time with an offset, such as 2026-03-31T14:05:00+02:00")
    _in_time(value)
    return (value.astimezone(UTC) if offset.total_seconds() % 60 else value).isoformat()  # ISO 8601 offsets are minutes


def _get_instant(found: Any, _: str) -> datetime:
    try:
        at = datetime.fromisoformat(found if isinstance(found, str) else word(found))
    except ValueError:
        raise Refused("should be an ISO 8601 time, such as 2026-03-31T14:05:00+02:00") from None
    if at.tzinfo is None:
        raise Refused("has no offset; write 2026-03-31T14:05:00+02:00 or ...Z")
    if not FIRST <= at.year < LAST:
        _in_time(at)
    return at


def _put_day(value: Any, _: str) -> str:
    if not isinstance(value, date):
        raise Refused("should be a date, such as 2026-03-31")
    _in_time(value)
    return value.isoformat()


def _get_day(found: Any, _: str) -> date:
    try:
        day = date.fromisoformat(found if isinstance(found, str) else word(found))
    except ValueError:
        raise Refused("should be a date, such as 2026-03-31") from None
    if not FIRST <= day.year < LAST:
        _in_time(day)
    return day


def _in_time(day: date) -> None:
    if not FIRST <= day.year < LAST:
        raise Refused(f"should lie between {FIRST} and {LAST}")


def identity(found: Any, _: str = "") -> UUID:
    try:
        one: UUID = msgspec.convert(found if isinstance(found, str) else word(found), UUID)
    except ValueError:
        raise Refused("should be a UUID") from None
    if len(found) != 36:
        raise Refused("should be a UUID in its 8-4-4-4-12 form")
    return one


_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?")


def _tag(found: Any, _: str) -> str:
    if not _TAG.fullmatch(word(found)):
        raise Refused("should be a language tag, such as fr-CH")
    return str(found)


def _currency(found: Any, _: str) -> str:
    if not isinstance(found, str) or found not in EXPONENTS:
        raise Refused(f"should be a currency of ISO 4217, such as CHF, not {found!r}")
    return found


_DURATION = re.compile(
    r"P(?!$)(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?"
    r"(?:T(?!$)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
_MINUTES = re.compile(r"PT([0-9]{1,5})M")


def _seconds(found: Any) -> Decimal:
    if not (match := _DURATION.fullmatch(word(found))):
        raise Refused("should be an ISO 8601 duration of weeks, days, hours, minutes or seconds, such as PT1M30S")
    units = zip(match.groups(), (604800, 86400, 3600, 60, 1), strict=True)
    return sum((Decimal(n) * unit for n, unit in units if n), Decimal())


def _put_seconds(value: Any, _: str) -> str:
    if not 0 <= number(value) <= LONGEST:
        raise Refused(f"should be seconds, zero or more, at most {LONGEST:,}")
    return f"PT{Decimal(repr(value)):f}S"


def _get_seconds(found: Any, _: str) -> float:
    if (seconds := _seconds(found)) > LONGEST:
        raise Refused(f"should be at most {LONGEST:,} seconds")
    return float(seconds)


def _put_minutes(value: Any, _: str) -> str:
    if count(value) > WEEK:
        raise Refused(f"should be at most a week, {WEEK:,} minutes")
    return f"PT{value}M"


def _get_minutes(found: Any, _: str) -> int:
    usual = _MINUTES.fullmatch(found) if isinstance(found, str) else None
    minutes, rest = (int(usual[1]), 0) if usual else divmod(_seconds(found), 60)
    if rest:
        raise Refused("should be whole minutes, such as PT60M")
    if minutes > WEEK:
        raise Refused(f"should be at most a week, {WEEK:,} minutes")
    return int(minutes)


def one_of(*words: str) -> Codec:
    def get(found: Any, _: str) -> str:
        if found not in words:
            raise Refused(f"should be one of {', '.join(words)}, not {found!r}")
        return str(found)

    return checked(" | ".join(words), get)


WORD = checked("text", word)
TEXT = checked("text, screened and sealed", text)
FLAG = checked("true | false", _flag)
WHOLE = checked("whole number", whole)
COUNT = checked("whole number, zero or more", count)
TAG = checked("language tag", _tag)
CURRENCY = checked("currency of ISO 4217", _currency)
NUMBER = Codec("number", lambda value, _: _shortest(number(value)), number)
QUANTITY = Codec("number", _put_quantity, quantity)
INSTANT = Codec("ISO 8601 time with offset", _put_instant, _get_instant)
DAY = Codec("ISO 8601 date", _put_day, _get_day)
IDENTITY = Codec("UUID", lambda value, _: str(value), identity)
SECONDS = Codec("ISO 8601 duration", _put_seconds, _get_seconds)
MINUTES = Codec("ISO 8601 duration, whole minutes", _put_minutes, _get_minutes)
