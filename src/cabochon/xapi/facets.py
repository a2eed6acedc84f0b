"""What a statement can be found by (xAPI 1.0.3 Part Three 2.1.3; contextAgents and contextGroups: IEEE 9274.1.1)."""

from collections.abc import Iterator, Mapping
from typing import Any

from .agents import identifier
from .checking import VOIDED

Facet = tuple[str, str]


def facets(statement: Mapping[str, Any]) -> list[Facet]:
    """Pairs of a filter and a value it matches, each once: agent, related_agent, verb, activity, related_activity,
    registration. An agent's value is its kind of identifier, a space and the identifier, see `agent_value`.
    """
    found: dict[Facet, None] = {("verb", statement["verb"]["id"]): None}
    target = statement["object"]
    kind = target.get("objectType", "Activity")
    for value in _people(statement["actor"]):
        found["agent", value] = found["related_agent", value] = None
    if kind == "Activity":
        found["activity", target["id"]] = found["related_activity", target["id"]] = None
    elif kind in ("Agent", "Group"):
        for value in _people(target):
            found["agent", value] = found["related_agent", value] = None
    elif kind == "SubStatement":
        _inner(target, found)
    if "authority" in statement:
        for value in _people(statement["authority"]):
            found["related_agent", value] = None
    if (context := statement.get("context")) is not None:
        if "registration" in context:
            found["registration", context["registration"].lower()] = None
        _context(context, found)
    return list(found)


def agent_value(agent: Mapping[str, Any]) -> str | None:
    """The value of the agent facets for an agent or identified group; None for an anonymous group."""
    key = identifier(agent)
    return None if key is None else f"{key[0]} {key[1]}"


def target(statement: Mapping[str, Any]) -> str:
    """The id, in lower case, of the statement the object refers to, or ""."""
    refers = statement["object"]
    return refers["id"].lower() if refers.get("objectType") == "StatementRef" else ""


def voids(statement: Mapping[str, Any]) -> bool:
    """Whether it is a voiding statement (1.0.3 Part Two 2.3.2)."""
    return bool(statement["verb"]["id"] == VOIDED and statement["object"].get("objectType") == "StatementRef")


def _inner(statement: Mapping[str, Any], found: dict[Facet, None]) -> None:
    for value in _people(statement["actor"]):
        found["related_agent", value] = None
    target = statement["object"]
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        found["related_activity", target["id"]] = None
    elif kind in ("Agent", "Group"):
        for value in _people(target):
            found["related_agent", value] = None
    if "context" in statement:
        _context(statement["context"], found)


def _context(context: Mapping[str, Any], found: dict[Facet, None]) -> None:
    for group in context.get("contextActivities", {}).values():
        for activity in group if type(group) is list else (group,):
            found["related_activity", activity["id"]] = None
    for key in ("instructor", "team"):
        if key in context:
            for value in _people(context[key]):
                found["related_agent", value] = None
    for key, member in (("contextAgents", "agent"), ("contextGroups", "group")):
        for entry in context.get(key, ()):
            for value in _people(entry[member]):
                found["related_agent", value] = None


def _people(actor: Mapping[str, Any]) -> Iterator[str]:
    if (value := agent_value(actor)) is not None:
        yield value
    for member in actor.get("member", ()):
        if (value := agent_value(member)) is not None:
            yield value
