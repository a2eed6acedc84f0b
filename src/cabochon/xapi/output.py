"""The three forms a statement is given out in (xAPI 1.0.3 Part Three 2.1.3, parameter format).

exact works on the bytes received and touches only what the standard makes a store set; ids and canonical make objects.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from json.decoder import JSONDecoder, scanstring  # type: ignore[attr-defined]
from typing import Any

import msgspec

from .agents import IDENTIFIERS
from .languages import choose


class _Activities(msgspec.Struct, gc=False):
    parent: list[msgspec.Raw] | msgspec.UnsetType = msgspec.UNSET
    grouping: list[msgspec.Raw] | msgspec.UnsetType = msgspec.UNSET
    category: list[msgspec.Raw] | msgspec.UnsetType = msgspec.UNSET
    other: list[msgspec.Raw] | msgspec.UnsetType = msgspec.UNSET


class _Context(msgspec.Struct, gc=False):
    contextActivities: _Activities | msgspec.UnsetType = msgspec.UNSET  # noqa: N815  the standard's name


class _Object(msgspec.Struct, gc=False):
    context: _Context | msgspec.UnsetType = msgspec.UNSET


class _Top(msgspec.Struct, gc=False):
    object: _Object
    context: _Context | msgspec.UnsetType = msgspec.UNSET
    id: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    timestamp: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    stored: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    authority: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    version: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


_glance = msgspec.json.Decoder(_Top).decode
_value_at = JSONDecoder().raw_decode


def spliced(  # the names are the standard's
    raw: bytes,
    *,
    id: str,  # noqa: A002
    stored: str,
    authority: bytes,
    version: str,
    timestamp: str,
) -> bytes:
    """The bytes received, with what the sender left out added at the end.

    raw: a checked statement without space around it. id, stored, version, timestamp: plain values that need no
    escaping; authority: JSON. stored and authority replace what the sender wrote; a single activity in
    contextActivities becomes an array, in a SubStatement too. Every other byte stays.
    """
    try:
        top = _glance(raw)
    except msgspec.ValidationError:  # a single activity where an array is wanted
        top = None
    if top is None or top.stored is not msgspec.UNSET or top.authority is not msgspec.UNSET:
        raw = _rewritten(raw, stored, authority)
        top = _glance(raw)
    added = []
    if top.id is msgspec.UNSET:
        added.append(b',"id":"%b"' % id.encode())
    if top.timestamp is msgspec.UNSET:
        added.append(b',"timestamp":"%b"' % timestamp.encode())
    if top.stored is msgspec.UNSET:
        added.append(b',"stored":"%b"' % stored.encode())
    if top.authority is msgspec.UNSET:
        added.append(b',"authority":%b' % authority)
    if top.version is msgspec.UNSET:
        added.append(b',"version":"%b"' % version.encode())
    return b"%b%b}" % (raw[:-1], b"".join(added)) if added else raw


def _rewritten(raw: bytes, stored: str, authority: bytes) -> bytes:
    text = raw.decode()
    edits: list[tuple[int, int, str]] = []
    for key, start, end in _members(text, 0):
        if key == "stored":
            edits.append((start, end, f'"{stored}"'))
        elif key == "authority":
            edits.append((start, end, authority.decode()))
        elif key == "context":
            edits += _arrays(text, start)
        elif key == "object":
            for inner, at, _ in _members(text, start):
                if inner == "context":  # only a SubStatement has one
                    edits += _arrays(text, at)
    pieces, done = [], 0
    for start, end, new in sorted(edits):
        pieces += [text[done:start], new]
        done = end
    return "".join([*pieces, text[done:]]).encode()


def _arrays(text: str, at: int) -> Iterator[tuple[int, int, str]]:
    for key, start, _ in _members(text, at):
        if key == "contextActivities":
            for _, first, last in _members(text, start):
                if text[first] == "{":
                    yield first, last, f"[{text[first:last]}]"


def _members(text: str, at: int) -> Iterator[tuple[str, int, int]]:
    """Key, start and end of the value of each member of the well-formed object that starts at `at`."""
    at = _skip(text, at + 1)
    while text[at] != "}":
        key, at = scanstring(text, at + 1, True)
        start = _skip(text, _skip(text, at) + 1)
        _, at = _value_at(text, start)
        yield key, start, at
        at = _skip(text, at)
        if text[at] == ",":
            at = _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    while text[at] in " \t\r\n":
        at += 1
    return at


def ids(statement: Mapping[str, Any]) -> dict[str, Any]:
    """format=ids: of agents, verbs and activities only what identifies them, in context and SubStatement too.

    An activity is its id alone: where none is named, the objectType is Activity.
    """
    return _shown(statement, agent=_agent_id, verb=_only_id, activity=_only_id)


def canonical_view(
    statement: Mapping[str, Any],
    languages: Sequence[str],
    *,
    known: Callable[[str], Mapping[str, Any]] = lambda _: {},
) -> dict[str, Any]:
    """format=canonical: one language in each map of verbs and activity definitions, chosen for each map by itself.

    languages: as `languages.languages` reads them from Accept-Language. known: what all statements together say of the
    activity with that id, {} for nothing; this statement's own definition fills what it leaves open. Agents stay as
    received, a verb's display is this statement's.
    """

    def verb(value: dict[str, Any]) -> dict[str, Any]:
        return value | {"display": choose(value["display"], languages)} if "display" in value else value

    def activity(value: dict[str, Any]) -> dict[str, Any]:
        whole = {**value.get("definition", {}), **known(value["id"])}
        return value | {"definition": _one_language(whole, languages)} if whole else value

    return _shown(statement, agent=lambda value: value, verb=verb, activity=activity)


def _one_language(value: Any, languages: Sequence[str]) -> Any:
    if type(value) is list:
        return [_one_language(item, languages) for item in value]
    if type(value) is not dict:
        return value
    return {
        key: item
        if key == "extensions"
        else choose(item, languages)
        if key in ("name", "description")
        else _one_language(item, languages)
        for key, item in value.items()
    }


def _shown(statement: Mapping[str, Any], *, agent: Any, verb: Any, activity: Any) -> dict[str, Any]:
    shown = dict(statement)
    shown["actor"] = agent(statement["actor"])
    shown["verb"] = verb(statement["verb"])
    target = statement["object"]
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        shown["object"] = activity(target)
    elif kind in ("Agent", "Group"):
        shown["object"] = agent(target)
    elif kind == "SubStatement":
        shown["object"] = _shown(target, agent=agent, verb=verb, activity=activity)
    if "authority" in statement:
        shown["authority"] = agent(statement["authority"])
    if "context" not in statement:
        return shown
    shown["context"] = context = dict(statement["context"])
    for key in ("instructor", "team"):
        if key in context:
            context[key] = agent(context[key])
    for key, member in (("contextAgents", "agent"), ("contextGroups", "group")):
        if key in context:
            context[key] = [entry | {member: agent(entry[member])} for entry in context[key]]
    if "contextActivities" in context:
        context["contextActivities"] = {
            key: [activity(one) for one in (group if type(group) is list else [group])]
            for key, group in context["contextActivities"].items()
        }
    return shown


def _agent_id(agent: Mapping[str, Any]) -> dict[str, Any]:
    shown = {key: agent[key] for key in ("objectType", *IDENTIFIERS) if key in agent}
    if not any(key in agent for key in IDENTIFIERS):
        shown["member"] = [_agent_id(member) for member in agent.get("member", ())]
    return shown


def _only_id(value: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": value["id"]}
