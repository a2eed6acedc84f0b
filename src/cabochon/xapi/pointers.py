"""RFC 6901 pointers and short quotations, for messages that never grow with the input."""

from typing import Any

from ..refusals import Refused

_LONGEST = 200


def inside(at: str, key: str) -> str:
    """The pointer of `key` inside `at`; a key too long to repeat is left out."""
    if len(key) > _LONGEST:
        return at
    return f"{at}/{key.replace('~', '~0').replace('/', '~1')}"


def under(key: str | int, fault: Refused) -> Refused:
    """A fault found in the member `key`, seen from its owner."""
    at = inside("", key) if isinstance(key, str) else f"/{key}"
    return Refused(fault.reason, at + fault.pointer if at else "", fault.status)


def quoted(value: Any) -> str:
    """A value in at most some 60 characters."""
    if isinstance(value, str):
        return repr(value if len(value) <= 60 else value[:57] + "...")
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if -(10**20) < value < 10**20 else "a large number"
    if isinstance(value, float):
        return repr(value)
    return "an array" if isinstance(value, list) else "an object" if isinstance(value, dict) else "that"
