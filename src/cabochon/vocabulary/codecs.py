"""How one member is written in JSON and read back. A reader refuses what it cannot read and says what it expects."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ..refusals import Refused
from ..retail.events import Sealed
from .places import account, address, codes, who_of

SAFE = 2**53 - 1  # the largest whole number every JSON reader keeps exactly


@dataclass(frozen=True, slots=True)
class Codec:
    """put(value, home) gives JSON, get(JSON, home) the value. Both refuse with a pointer relative to the member."""

    shape: str
    put: Callable[[Any, str], Any]
    get: Callable[[Any, str], Any]


def _checked(shape: str, get: Callable[[Any], Any]) -> Codec:
    """A value that is its own JSON; what may not be read back may not be written either."""
    return Codec(shape, lambda value, _: get(value), lambda found, _: get(found))


def _text(found: Any) -> Any:
    if not isinstance(found, (str, Sealed)):
        raise Refused("should be a text")
    return found


def _word(found: Any) -> str:
    if not isinstance(found, str):
        raise Refused("should be a text")
    return found


def _flag(found: Any) -> bool:
    if not isinstance(found, bool):
        raise Refused("should be true or false")
    return found


def _whole(found: Any) -> int:
    if isinstance(found, bool) or not isinstance(found, int) or abs(found) > SAFE:
        raise Refused("should be a whole number, at most 9007199254740991 either way")
    return found


def _count(found: Any) -> int:
    if _whole(found) < 0:
        raise Refused("should be a whole number, zero or more")
    return int(found)


def _number(found: Any) -> float:
    if isinstance(found, bool) or not isinstance(found, (int, float)) or not math.isfinite(found):
        raise Refused("should be a number")
    return float(found)


def _put_number(value: Any, _: str) -> int | float:
    number = _number(value)
    return int(number) if number.is_integer() and abs(number) <= SAFE else number


def _put_instant(value: Any, _: str) -> str:
    if not isinstance(value, datetime) or (offset := value.utcoffset()) is None:
        raise Refused("should be a time with an offset, such as 2026-03-31T14:05:00+02:00")
    return (value.astimezone(UTC) if offset.total_seconds() % 60 else value).isoformat()  # ISO 8601 offsets are minutes


def _get_instant(found: Any, _: str) -> datetime:
    try:
        at = datetime.fromisoformat(_word(found))
    except ValueError:
        raise Refused("should be an ISO 8601 time, such as 2026-03-31T14:05:00+02:00") from None
    if at.utcoffset() is None:
        raise Refused("has no offset; write 2026-03-31T14:05:00+02:00 or ...Z")
    return at


def _get_day(found: Any, _: str) -> date:
    try:
        return date.fromisoformat(_word(found))
    except ValueError:
        raise Refused("should be a date, such as 2026-03-31") from None


def _get_uuid(found: Any, _: str) -> UUID:
    try:
        one = UUID(_word(found))
    except ValueError:
        raise Refused("should be a UUID") from None
    if str(one) != found.lower():
        raise Refused("should be a UUID in its 8-4-4-4-12 form")
    return one


_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?")


def _tag(found: Any) -> str:
    if not _TAG.fullmatch(_word(found)):
        raise Refused("should be a language tag, such as fr-CH")
    return str(found)


_DURATION = re.compile(
    r"P(?!$)(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?"
    r"(?:T(?!$)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)


def _seconds(found: Any) -> Decimal:
    if not (match := _DURATION.fullmatch(_word(found))):
        raise Refused("should be an ISO 8601 duration of weeks, days, hours, minutes or seconds, such as PT1M30S")
    units = zip(match.groups(), (604800, 86400, 3600, 60, 1), strict=True)
    return sum((Decimal(n) * unit for n, unit in units if n), Decimal())


def _put_seconds(value: Any, _: str) -> str:
    if _number(value) < 0:
        raise Refused("should be seconds, zero or more")
    return f"PT{Decimal(repr(value)):f}S"


def _get_minutes(found: Any, _: str) -> int:
    minutes, rest = divmod(_seconds(found), 60)
    if rest:
        raise Refused("should be whole minutes, such as PT60M")
    return int(minutes)


def one_of(*words: str) -> Codec:
    def get(found: Any) -> str:
        if found not in words:
            raise Refused(f"should be one of {', '.join(words)}, not {found!r}")
        return str(found)

    return _checked(" | ".join(words), get)


def listed(inner: Codec) -> Codec:
    """A tuple of them."""

    def get(found: Any, home: str) -> tuple[Any, ...]:
        if not isinstance(found, list):
            raise Refused("should be a list")
        return tuple(within(n, inner.get, one, home) for n, one in enumerate(found))

    return Codec(f"list of {inner.shape}", lambda value, home: [inner.put(one, home) for one in value], get)


def keyed(inner: Codec) -> Codec:
    """A mapping of keys to them."""

    def get(found: Any, home: str) -> dict[str, Any]:
        return {key: within(key, inner.get, one, home) for key, one in members(found).items()}

    return Codec(f"object of {inner.shape}", lambda value, home: {k: inner.put(v, home) for k, v in value.items()}, get)


def activity(*shape: str, needed: bool = True) -> Codec:
    """The code in the address of the first context activity of this shape, ("doors", ""): [{"id": <home>/doors/GVA01}].

    Other activities may stand beside it, or instead of it where it is not needed; xAPI takes one activity for a list
    of one (1.0.3 Data 2.4.6.2).
    """

    def put(value: Any, home: str) -> list[dict[str, str]]:
        return [{"id": address(home, *(value if step == "" else step for step in shape))}]

    def get(found: Any, home: str) -> str:
        for one in found if isinstance(found, list) else [found]:
            if isinstance(one, dict) and (code := codes(one.get("id"), home, *shape)):
                return code[0]
        if not needed:
            return ""
        raise Refused(f"should hold an activity {'/'.join((home, *(step or '<code>' for step in shape)))}")

    return Codec("activity", put, get)


def within(step: str | int, get: Callable[[Any, str], Any], found: Any, home: str) -> Any:
    """Read an inner member; a refusal's pointer gets the step in front."""
    try:
        return get(found, home)
    except Refused as e:
        escaped = str(step).replace("~", "~0").replace("/", "~1")
        raise Refused(e.reason, f"/{escaped}{e.pointer}") from None


def members(found: Any) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise Refused("should be an object")
    return found


def _get_agent(found: Any, home: str) -> Any:
    return within("account", who_of, members(found).get("account"), home)


def _get_person(found: Any, home: str) -> Any:
    if (who := _get_agent(found, home)) is None:
        raise Refused("should be a person, not a source", "/account")
    return who


def _put_agent(value: Any, home: str) -> dict[str, Any]:
    return {"objectType": "Agent", "account": account(value, home)}


def _get_follows(found: Any, home: str) -> Any:
    if members(found).get("objectType") != "StatementRef":
        raise Refused('should be {"objectType": "StatementRef", "id": ...}')
    return within("id", _get_uuid, found.get("id"), home)


WORD = _checked("text", _word)
TEXT = _checked("text, screened and sealed", _text)
FLAG = _checked("true | false", _flag)
WHOLE = _checked("whole number", _whole)
COUNT = _checked("whole number, zero or more", _count)
TAG = _checked("language tag", _tag)
NUMBER = Codec("number", _put_number, lambda found, _: _number(found))
INSTANT = Codec("ISO 8601 time with offset", _put_instant, _get_instant)
DAY = Codec("ISO 8601 date", lambda value, _: value.isoformat(), _get_day)
IDENTITY = Codec("UUID", lambda value, _: str(value), _get_uuid)
REFERENCE = Codec("StatementRef", lambda value, _: {"objectType": "StatementRef", "id": str(value)}, _get_follows)
SECONDS = Codec("ISO 8601 duration", _put_seconds, lambda found, _: float(_seconds(found)))
MINUTES = Codec("ISO 8601 duration, whole minutes", lambda value, _: f"PT{_count(value)}M", _get_minutes)
STAFF = Codec("agent", _put_agent, _get_person)
STAFF_OR_SOURCE = Codec("agent; the source where nobody is known", _put_agent, _get_agent)
