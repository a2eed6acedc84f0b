"""Values made of others: lists, mappings, records, activities, agents. A refusal's pointer leads to the inner one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..making import inner, reader, writer
from ..refusals import Refused
from .codecs import Codec, identity
from .places import account, address, code_of, who_of

MOST = 10_000  # members of one list or mapping: a receipt has a handful of lines


def within(step: str | int, get: Callable[[Any, str], Any], found: Any, home: str) -> Any:
    """Read an inner member; a refusal's pointer gets the step in front."""
    try:
        return get(found, home)
    except Refused as e:
        raise inner(step, e) from None


def members(found: Any) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise Refused("should be an object")
    return found


def _few(found: Any) -> None:
    if len(found) > MOST:
        raise Refused(f"holds {len(found):,}; at most {MOST:,} fit into one statement, send several")


def listed(of: Codec) -> Codec:
    """A tuple of them."""

    def put(value: Any, home: str) -> list[Any]:
        _few(value)
        say, said = of.put, list[Any]()
        try:
            for one in value:
                said.append(say(one, home))
        except Refused as e:
            raise inner(len(said), e) from None
        return said

    def get(found: Any, home: str) -> tuple[Any, ...]:
        if not isinstance(found, list):
            raise Refused("should be a list")
        _few(found)
        read, made = of.get, list[Any]()
        try:
            for one in found:
                made.append(read(one, home))
        except Refused as e:
            raise inner(len(made), e) from None
        return tuple(made)

    return Codec(f"list of {of.shape}", put, get)


def keyed(of: Codec) -> Codec:
    """A mapping of keys to them."""

    def put(value: Any, home: str) -> dict[str, Any]:
        _few(value)
        return {key: within(key, of.put, one, home) for key, one in value.items()}

    def get(found: Any, home: str) -> dict[str, Any]:
        _few(members(found))
        read, key = of.get, ""
        try:
            return {(key := step): read(one, home) for step, one in found.items()}
        except Refused as e:
            raise inner(key, e) from None

    return Codec(f"object of {of.shape}", put, get)


@dataclass(frozen=True, slots=True)
class Part:
    """One member of a record. unsaid: the field's default, which is left out; None: it has to be there."""

    field: str
    step: str
    codec: Codec
    unsaid: Any = None


def record(cls: type[Any], *parts: Part) -> Codec:
    """An object with its own members, as a dataclass."""
    read = reader(cls, [(part.field, part.step, part.codec.get) for part in parts])
    put = writer([(part.field, part.step, part.codec.put, part.unsaid) for part in parts])

    def get(found: Any, home: str) -> Any:
        if not isinstance(found, dict):
            raise Refused("should be an object")
        return read(found, home)

    return Codec(f"{{{', '.join(part.step for part in parts)}}}", put, get)


def activity(page: str, *, needed: bool = True) -> Codec:
    """The code in the address of the first context activity of a page, "doors": [{"id": <home>/doors/GVA01}].

    Other activities may stand beside it, or instead of it where it is not needed; xAPI takes one activity for a list
    of one (1.0.3 Data 2.4.6.2).
    """

    def put(value: Any, home: str) -> list[dict[str, str]]:
        return [{"id": address(home, page, value)}]

    def get(found: Any, home: str) -> str:
        for one in found if isinstance(found, list) else (found,):
            if isinstance(one, dict) and (code := code_of(one.get("id"), home, page)) is not None:
                return code
        if not needed:
            return ""
        raise Refused(f"should hold an activity {home}/{page}/<code>")

    return Codec("activity", put, get)


def _get_agent(found: Any, home: str) -> Any:
    try:
        return who_of(members(found).get("account"), home)
    except Refused as e:
        raise (inner("account", e) if isinstance(found, dict) else e) from None


def _get_person(found: Any, home: str) -> Any:
    if (who := _get_agent(found, home)) is None:
        raise Refused("should be a person, not a source", "/account")
    return who


def _put_agent(value: Any, home: str) -> dict[str, Any]:
    return {"objectType": "Agent", "account": account(value, home)}


def _get_staff(found: Any, home: str) -> Any:
    if (who := who_of(found, home)) is None:
        raise Refused("should be a person, not a source")
    return who


def _get_follows(found: Any, home: str) -> Any:
    if members(found).get("objectType") != "StatementRef":
        raise Refused('should be {"objectType": "StatementRef", "id": ...}')
    return within("id", identity, found.get("id"), home)


REFERENCE = Codec("StatementRef", lambda value, _: {"objectType": "StatementRef", "id": str(value)}, _get_follows)
STAFF = Codec("agent", _put_agent, _get_person)
STAFF_OR_SOURCE = Codec("agent; the source where nobody is known", _put_agent, _get_agent)
ACCOUNT = Codec("account", account, _get_staff)  # of somebody besides the actor and the instructor
