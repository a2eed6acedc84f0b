"""The usual statement, judged by a typed decoder at a third of the cost; what is unusual is left to the whole grammar.

Usual: an Agent by account or mailbox did something to an Activity that is no interaction, with result and context but
without groups, references, SubStatements and attachments. `glance` accepts nothing that `reading` and `checking`
refuse, and gives what `canonical` and `facets` give (a property test holds the two lanes together); None is no verdict.
"""

from typing import Any, Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType

from ..refusals import Refused
from .agents import AGENT
from .checking import VOIDED
from .facets import Facet
from .reading import DEPTH
from .times import comparable_duration, duration, timestamp
from .values import extensions, iri, language, language_map, uuid
from .versions import Version, statement_version

LONGEST = 20_000  # bytes; a longer one is unusual
WHOLE = 10**15  # whole numbers beyond it are unusual
_Map = dict[str, str]


class _UnusualError(Exception):
    """Left to the whole grammar."""


class _Account(Struct, forbid_unknown_fields=True, gc=False):
    homePage: str  # noqa: N815  the standard's name
    name: str


class _Agent(Struct, forbid_unknown_fields=True, gc=False):
    account: _Account | UnsetType = UNSET
    mbox: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    objectType: Literal["Agent"] | UnsetType = UNSET  # noqa: N815


class _Verb(Struct, forbid_unknown_fields=True, gc=False):
    id: str
    display: _Map | UnsetType = UNSET


class _Definition(Struct, forbid_unknown_fields=True, gc=False):
    name: _Map | UnsetType = UNSET
    description: _Map | UnsetType = UNSET
    type: str | UnsetType = UNSET
    moreInfo: str | UnsetType = UNSET  # noqa: N815
    extensions: dict[str, Any] | UnsetType = UNSET


class _Activity(Struct, forbid_unknown_fields=True, gc=False):
    id: str
    objectType: Literal["Activity"] | UnsetType = UNSET  # noqa: N815
    definition: _Definition | UnsetType = UNSET


class _Score(Struct, forbid_unknown_fields=True, gc=False):
    max: int | float | UnsetType = UNSET
    min: int | float | UnsetType = UNSET
    raw: int | float | UnsetType = UNSET
    scaled: int | float | UnsetType = UNSET


class _Result(Struct, forbid_unknown_fields=True, gc=False):
    completion: bool | UnsetType = UNSET
    duration: str | UnsetType = UNSET
    extensions: dict[str, Any] | UnsetType = UNSET
    response: str | UnsetType = UNSET
    score: _Score | UnsetType = UNSET
    success: bool | UnsetType = UNSET


class _Activities(Struct, forbid_unknown_fields=True, gc=False):
    category: list[_Activity] | UnsetType = UNSET
    grouping: list[_Activity] | UnsetType = UNSET
    other: list[_Activity] | UnsetType = UNSET
    parent: list[_Activity] | UnsetType = UNSET


class _Context(Struct, forbid_unknown_fields=True, gc=False):
    contextActivities: _Activities | UnsetType = UNSET  # noqa: N815
    extensions: dict[str, Any] | UnsetType = UNSET
    instructor: _Agent | UnsetType = UNSET
    language: str | UnsetType = UNSET
    platform: str | UnsetType = UNSET
    registration: str | UnsetType = UNSET
    revision: str | UnsetType = UNSET


class _Statement(Struct, forbid_unknown_fields=True, gc=False):
    actor: _Agent
    object: _Activity
    verb: _Verb
    context: _Context | UnsetType = UNSET
    id: str | UnsetType = UNSET
    result: _Result | UnsetType = UNSET
    timestamp: str | UnsetType = UNSET
    version: str | UnsetType = UNSET


class _Form(Struct, kw_only=True, gc=False):
    """What equality looks at; fields in the order of their names, as everywhere above where equality looks."""

    actor: _Agent
    context: _Context | UnsetType
    object: _Activity
    result: _Result | UnsetType
    verb: str


class Glance(Struct, frozen=True, gc=False):
    """A statement that was judged sound. id, timestamp, version: "" where absent; actor: as facets.agent_value.

    canonical, facets: what the functions of those names give. defined: (activity id, definition JSON) where a
    definition says more than its type. grouping: ids of the grouping activities.
    """

    id: str
    timestamp: str
    version: str
    actor: str
    canonical: bytes
    facets: list[Facet]
    defined: tuple[tuple[str, bytes], ...]
    grouping: tuple[str, ...]


_decode = msgspec.json.Decoder(_Statement).decode
_encode = msgspec.json.Encoder().encode
_sorted = msgspec.json.Encoder(order="deterministic").encode


def glance(raw: bytes, version: Version) -> Glance | None:
    """The verdict on one statement's bytes (no space around them); None when it is unusual, perhaps wrong."""
    if len(raw) > LONGEST or b"\\u0000" in raw or raw.count(b"{") + raw.count(b"[") > DEPTH:
        return None
    try:
        statement = _decode(raw)
        # Written again it is as long: then no key was there twice and nothing was spelt otherwise. For what is written
        # again gets only shorter, but for a few numbers that `_number` takes for unusual.
        written = len(_encode(statement))
        if written != len(raw) and written != len(msgspec.json.format(raw, indent=-1)):
            return None
        return _judged(statement, version)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, Refused, _UnusualError):
        return None


def _judged(s: _Statement, version: Version) -> Glance | None:
    if s.id is not UNSET:
        uuid(s.id)
    if s.version is not UNSET:
        statement_version(s.version, version=version)
    if s.timestamp is not UNSET:
        timestamp(s.timestamp)
    verb, target = s.verb.id, s.object.id
    iri(verb)
    if verb == VOIDED:
        return None
    if s.verb.display is not UNSET:
        language_map(s.verb.display)
    actor = _agent(s.actor)
    found: dict[Facet, None] = {("verb", verb): None, ("agent", actor): None, ("related_agent", actor): None}
    found["activity", target] = None
    defined: list[tuple[str, bytes]] = []
    _activity(s.object, found, defined)
    grouping: tuple[str, ...] = ()
    if s.context is not UNSET:
        grouping = _context(s.context, found, defined)
    if s.result is not UNSET:
        _result(s.result)
    form = _Form(actor=s.actor, context=s.context, object=s.object, result=s.result, verb=verb)
    if len(defined) > 1 and len({activity for activity, _ in defined}) < len(defined):
        return None  # defined twice: to be merged
    return Glance(
        s.id or "", s.timestamp or "", s.version or "", actor, _sorted(form), list(found), tuple(defined), grouping
    )


def _agent(agent: _Agent) -> str:
    agent.objectType = UNSET  # equality does not look at it
    if (agent.account is UNSET) == (agent.mbox is UNSET):
        raise _UnusualError
    if agent.account is not UNSET:
        iri(agent.account.homePage)
        return f"account {agent.account.homePage} {agent.account.name}"
    mbox = str(agent.mbox)
    AGENT["mbox"](mbox)
    local, _, domain = mbox.rpartition("@")
    agent.mbox = f"{local}@{domain.lower()}"
    return f"mbox {agent.mbox}"


def _activity(activity: _Activity, found: dict[Facet, None], defined: list[tuple[str, bytes]]) -> None:
    """Check it, note it, and leave of it what equality looks at."""
    iri(activity.id)
    activity.objectType = UNSET
    found["related_activity", activity.id] = None
    definition = activity.definition
    if definition is UNSET:
        return
    more = False
    for words in (definition.name, definition.description):
        if words is not UNSET:
            language_map(words)
            more = True
    for address in (definition.type, definition.moreInfo):
        if address is not UNSET:
            iri(address)
    if definition.extensions is not UNSET:
        extensions(definition.extensions)
    if more or definition.moreInfo is not UNSET or definition.extensions is not UNSET:
        defined.append((activity.id, _encode(definition)))
    activity.definition = UNSET


def _context(context: _Context, found: dict[Facet, None], defined: list[tuple[str, bytes]]) -> tuple[str, ...]:
    grouping: tuple[str, ...] = ()
    if context.registration is not UNSET:
        uuid(context.registration)
        context.registration = context.registration.lower()
        found["registration", context.registration] = None
    if context.language is not UNSET:
        language(context.language)
        context.language = context.language.lower()
    if context.instructor is not UNSET:
        found["related_agent", _agent(context.instructor)] = None
    if context.extensions is not UNSET:
        extensions(context.extensions)
        _tidy(context.extensions)
    if context.contextActivities is not UNSET:
        groups = context.contextActivities
        for group in (groups.parent, groups.grouping, groups.category, groups.other):
            if group is not UNSET:
                for activity in group:
                    _activity(activity, found, defined)
        if groups.grouping is not UNSET:
            grouping = tuple(activity.id for activity in groups.grouping)
    return grouping


def _result(result: _Result) -> None:
    if result.score is not UNSET:
        _score(result.score)
    if result.duration is not UNSET:
        duration(result.duration)
        result.duration = comparable_duration(result.duration)
    if result.extensions is not UNSET:
        extensions(result.extensions)
        _tidy(result.extensions)


def _tidy(values: Any) -> None:
    """Whole numbers alike, in place, as `canonical.plain` does; one that may get longer when it is written again
    (1e5, 1e-3) is unusual."""
    for key, value in values.items() if type(values) is dict else enumerate(values):
        kind = type(value)
        if kind is str or kind is bool or value is None:
            continue
        if kind is dict or kind is list:
            _tidy(value)
        elif kind is float:
            values[key] = _number(value)
        elif not -WHOLE < value < WHOLE:
            raise _UnusualError


def _number(value: float) -> int | float:
    if value.is_integer():
        if -10 < value < 10:
            return int(value)
    elif not -0.01 < value < 0.01:
        return value
    raise _UnusualError


def _score(score: _Score) -> None:
    """As results.score."""
    for name in ("scaled", "raw", "min", "max"):
        value = getattr(score, name)
        if type(value) is float:
            setattr(score, name, _number(value))
        elif value is not UNSET and not -WHOLE < value < WHOLE:
            raise _UnusualError
    raw, least, most, scaled = score.raw, score.min, score.max, score.scaled
    sound = (
        (scaled is UNSET or -1 <= scaled <= 1)
        and (least is UNSET or most is UNSET or least < most)
        and (raw is UNSET or ((least is UNSET or raw >= least) and (most is UNSET or raw <= most)))
    )
    if not sound:
        raise _UnusualError
