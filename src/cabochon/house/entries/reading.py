"""Fields of a filled-in form, read one by one: every refusal names the field and how to mend it.

A form comes from the phone's outbox (JSON) or from a browser without JavaScript (plain fields): both mean the same, so
"5" is a number, "yes" a tick, and one value a list of one.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from ...refusals import Refused

FIRST, LAST = 2000, 2100
NOTE = 140  # characters of free text
FREE = ("note", "text", "tip", "phrase", "reason", "positives", "improvement", "next_time", "bright_spot")
WORDED = {"coaching": ("action",)}  # fields that are words in entries of one kind alone
KEY = re.compile(r"[\w.:+/-]*")  # what keys of the programme, of measures and of versions look like
Form = Mapping[str, Any]


def text(form: Form, name: str, most: int = NOTE) -> str:
    value = form.get(name)
    value = "" if value is None else value
    if not isinstance(value, str):
        raise Refused("should be text", f"/{name}")
    if len(value) > most:
        raise Refused(f"is {len(value)} characters long; {most} are allowed, so say it in fewer", f"/{name}")
    return value.strip()


def key(form: Form, name: str, most: int = 40) -> str:
    """A key of ours, such as low_rate or csat: never words, which nobody would screen here."""
    value = text(form, name, most)
    if not KEY.fullmatch(value):
        raise Refused("should be a key without spaces, such as low_rate", f"/{name}")
    return value


def texts(form: Form, name: str, *, most: int = NOTE, count: int = 5) -> tuple[str, ...]:
    """A list of texts, empty ones left out; one value is a list of one."""
    value = form.get(name) or []
    value = [value] if isinstance(value, str) else value
    if not isinstance(value, list | tuple) or len(value) > count:
        raise Refused(f"should be a list of at most {count} texts", f"/{name}")
    found = (text({str(i): one}, str(i), most) if isinstance(one, str) else _no_text(name, i)
             for i, one in enumerate(value))  # fmt: skip
    return tuple(one for one in found if one)


def free(form: Form) -> Iterator[tuple[str, str]]:
    """(field, text) of everything people wrote themselves: what the note screen judges before anything is kept."""
    for name in (*FREE, *WORDED.get(str(form.get("kind")), ())):
        value = form.get(name) or ()
        for one in (value,) if isinstance(value, str) else value if isinstance(value, list | tuple) else ():
            if isinstance(one, str) and one.strip():
                yield name, one


def one_of(form: Form, name: str, choices: tuple[str, ...], *, default: str | None = None) -> str:
    value = form.get(name) or default
    if value not in choices:
        raise Refused(f"should be one of {', '.join(choices)}", f"/{name}")
    return str(value)


def ticked(form: Form, name: str) -> bool:
    return form.get(name) in (True, "yes", "on")


def whole(form: Form, name: str, *, least: int = 0, most: int) -> int | None:
    """A whole number; None when the field is empty."""
    value = form.get(name)
    if value is None or value == "":
        return None
    try:
        number = int(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
    except ValueError:
        number = None
    if number is None or not least <= number <= most:
        raise Refused(f"should be a whole number, {least} to {most}", f"/{name}")
    return number


def share(form: Form, name: str) -> float | None:
    """A rate, given as a fraction 0..1; None when the field is empty."""
    value = form.get(name)
    if value is None or value == "":
        return None
    try:
        number = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else -1.0
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise Refused("should be a share between 0 and 1, such as 0.6", f"/{name}")
    return number


def day(form: Form, name: str) -> date | None:
    """A date; None when the field is empty."""
    value = form.get(name)
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Refused("is not a date; write 2026-03-31", f"/{name}") from None


def time(value: Any, place: str) -> datetime:
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise Refused("is not a time; write 2026-03-31T14:05:00+02:00", place) from None
    if at.tzinfo is None:
        raise Refused("has no offset from UTC; write 2026-03-31T14:05:00+02:00", place)
    if not FIRST <= at.year < LAST:
        raise Refused("lies in another century; check the phone's clock", place)
    return at


def uuid(value: Any, place: str) -> UUID:
    try:
        if isinstance(value, str) and len(value) == 36:
            return UUID(value)
    except ValueError:
        pass
    raise Refused("is no UUID; make one with crypto.randomUUID()", place)


def uuid_if(form: Form, name: str) -> UUID | None:
    return uuid(form[name], f"/{name}") if form.get(name) else None


def _no_text(name: str, i: int) -> str:
    raise Refused("should be text", f"/{name}/{i}")
