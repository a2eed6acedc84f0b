"""What a POSLog says in one element or attribute, as a value: a flag, a word, a number, a day, a time."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from ..refusals import Refused
from .dates import YEARS

Part = dict[str, Any]  # an element, by the local names of what is in it
TRUE = frozenset({"true", "1", "y", "yes"})
LONG = 24  # digits of an amount that is none
DIGITS = 12  # before the point: more is a mistake
NONE = Decimal("nan")


def flagged(part: Part, name: str) -> bool:
    """A flag, as an attribute or as an element."""
    said = part.get(name) or part.get(name[1:])
    return said is not None and said.lower() in TRUE


@lru_cache(maxsize=4096)
def word(text: str) -> str:
    """A code to compare by: dtv:PostVoided, POST_VOIDED and PostVoided are one."""
    return text.rpartition(":")[2].replace("_", "").replace(" ", "").casefold()


def amount(part: Part, name: str) -> Decimal:
    return number(part.get(name), name)


def number(text: Any, place: str) -> Decimal:
    if (value := _number(text) if isinstance(text, str) else None) is None:
        raise Refused(f"{text!r} is not a number; expected e.g. 1234.50" if text else "is empty", place)
    return value


@lru_cache(maxsize=16_384)
def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text) if len(text) <= LONG else NONE
    except InvalidOperation:
        return None
    return value if value.is_finite() and value.adjusted() <= DIGITS else None


def day_of(text: str, place: str) -> date:
    """A date; what stands behind it, an offset or a time, is not read."""
    if (found := _day(text[:10])) is None:
        raise Refused(f"{text!r} is not a date; expected e.g. 2026-03-31", place)
    return found


@lru_cache(maxsize=4096)
def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in YEARS else None


def moment_of(text: str, place: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"{text!r} is not a time; expected e.g. 2026-03-31T14:05:00", place) from None
    if found.year not in YEARS:
        raise Refused(f"{text!r} is a year nobody sells in; expected e.g. 2026-03-31T14:05:00", place)
    return found
