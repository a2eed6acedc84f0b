"""Documents by the standard: what names one, who may overwrite it, how two are merged (xAPI 1.0.3 Part Three 2.2, 3.1).

IEEE 9274.1.1 4.1.4 and 4.1.6.2 to 4.1.6.7 differ in one thing, which `judge` knows: what a PUT without conditions may
do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

import msgspec

from ..refusals import Refused
from .agents import actor, identifier
from .conditions import Conditions
from .queries import single
from .reading import strict
from .times import instant
from .values import iri, uuid
from .versions import V103, Version

JSON, BYTES = "application/json", "application/octet-stream"
LONGEST_TYPE = 1000  # characters of a content type


class Resource(Enum):
    """value: its name. required, optional: the parameters beside the id; id: the parameter that names one document."""

    STATE = ("state", ("activityId", "agent"), ("registration",), "stateId")
    ACTIVITY_PROFILE = ("activity", ("activityId",), (), "profileId")
    AGENT_PROFILE = ("agent", ("agent",), (), "profileId")

    def __init__(self, word: str, required: tuple[str, ...], optional: tuple[str, ...], name: str) -> None:
        self.word, self.required, self.optional, self.id = word, required, optional, name


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a request names. activity: an IRI or "". agent: an agent or identified group, None where there is none.

    registration: UUID in lower case or "". name: the stateId or profileId, "" for a whole context. since: of a listing.
    """

    resource: Resource
    activity: str = ""
    agent: Mapping[str, Any] | None = None
    registration: str = ""
    name: str = ""
    since: datetime | None = None


def named(resource: Resource, method: str, params: Sequence[tuple[str, str]]) -> Named:
    """What decoded parameters name, for GET, PUT, POST or DELETE.

    Raises:
        Refused: unknown, differently spelt, repeated, missing or malformed parameters; the pointer is the parameter's
        name, for an agent followed by the place in its JSON ("agent/mbox").
    """
    of_many = method == "GET" or (method == "DELETE" and resource is Resource.STATE)
    since = ("since",) if method == "GET" else ()
    given = single(params, (*resource.required, *resource.optional, resource.id, *since))
    for name in (*resource.required, *(() if of_many else (resource.id,))):
        if name not in given:
            raise Refused(f"is missing; {method} needs it", name)
    if "since" in given and resource.id in given:
        raise Refused(f"asks for a list; leave it out, or leave out {resource.id}", "since")
    if given.get(resource.id) == "":
        raise Refused("is empty; name the document, or leave it out where a list is meant", resource.id)
    values: dict[str, Any] = {"resource": resource, "name": given.pop(resource.id, "")}
    for name, text in given.items():
        try:
            field, value = _value(name, text)
        except Refused as fault:
            raise Refused(fault.reason, name + fault.pointer) from None
        values[field] = value
    return Named(**values)


def agent_asked(text: str) -> dict[str, Any]:
    """An agent or identified group given as JSON, judged as strictly as an actor.

    Raises:
        Refused: no JSON, no agent, or a group without an identifier.
    """
    found: dict[str, Any] = strict(text.encode("utf-8", "surrogatepass"))
    actor(found)
    if identifier(found) is None:
        raise Refused("is an anonymous group; name an agent or an identified group")
    return found


def _value(name: str, text: str) -> tuple[str, Any]:
    if name == "agent":
        return "agent", agent_asked(text)
    if name == "since":
        return "since", instant(text)
    if name == "registration":
        uuid(text)
        return "registration", text.lower()
    iri(text)
    return "activity", text


def judge(method: str, resource: Resource, version: Version, *, said: Conditions, there: str | None) -> None:
    """May this PUT, POST or DELETE change what is there now?

    Args:
        there: the ETag of what is there, None for nothing.
    Raises:
        Refused: 412 where a condition does not hold; 409 or 400 where a PUT must come with one and does not.
    """
    if method == "PUT" and not said:
        _unconditional(resource, version, there)
    if said.match is not None and not said.match.hold(there):
        if there is None:
            raise Refused("there is no such document; send If-None-Match: * to make it", "If-Match", 412)
        raise Refused(
            f'the document has changed, its ETag is "{there}" now; GET it, make the change anew and send If-Match with '
            "that",
            "If-Match",
            412,
        )
    if said.none_match is not None and said.none_match.hold(there):
        raise Refused(
            f'the document is there already, its ETag is "{there}"; GET it and send If-Match with that to change it',
            "If-None-Match",
            412,
        )


def _unconditional(resource: Resource, version: Version, there: str | None) -> None:
    """A PUT that says nothing of what it expects: 1.0.3 leaves it to state, 2.0 to what is new."""
    if version is V103 and resource is Resource.STATE:
        return
    if there is not None:
        raise Refused(
            "a document is there already and nothing was changed. Check what it says: GET it, then send PUT again with "
            f'the header If-Match set to its ETag, which is "{there}" now.',
            status=409,
        )
    if version is V103:
        raise Refused("is missing; send If-None-Match: * to make a new document, or If-Match to change one", "If-Match")


# What a POST makes


def media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def typed(content_type: str | None) -> str:
    """The content type to keep: as it was sent; bytes of no named type are just bytes.

    Raises:
        Refused: longer than a content type can be.
    """
    if content_type and len(content_type) > LONGEST_TYPE:
        raise Refused(f"is longer than {LONGEST_TYPE:,} characters", "Content-Type")
    return content_type or BYTES


def merged(old: tuple[str, bytes] | None, new: tuple[str, bytes]) -> tuple[str, bytes]:
    """What stands there after a POST: (content type, bytes). The members of `new` replace those of `old`, whole.

    Values keep the spelling they came in. Where there was nothing, `new` is kept as it is.

    Raises:
        Refused: something called JSON that is not; two that are not both JSON objects.
    """
    as_json = media_type(new[0]) == JSON
    if as_json:
        strict(new[1])
    if old is None:
        return new
    if not as_json:
        raise Refused(
            "should be application/json, because a document is there and POST merges; PUT replaces it", "Content-Type"
        )
    after = _members(new[1], "what was sent is no JSON object, and a document is there already; PUT replaces it")
    mend = "the document that is there is no JSON object and cannot be merged with; PUT replaces it"
    if media_type(old[0]) != JSON:
        raise Refused(mend)
    try:
        strict(old[1])
    except Refused:
        raise Refused(mend) from None
    return new[0], msgspec.json.encode(_members(old[1], mend) | after)


_raw_members = msgspec.json.Decoder(dict[str, msgspec.Raw])


def _members(body: bytes, mend: str) -> dict[str, msgspec.Raw]:
    try:
        return _raw_members.decode(body)
    except msgspec.MsgspecError:
        raise Refused(mend) from None
