"""Contexts (xAPI 1.0.3 Part Two 2.4.6); contextAgents and contextGroups are of 2.0 alone (IEEE 9274.1.1 4.2.2.5)."""

from typing import Any

from ..refusals import Refused
from .activities import activity
from .agents import actor, agent, group
from .pointers import quoted
from .values import Rule, array, extensions, iri, language, members, required, text, uuid
from .versions import V200, Version


def context(value: Any, *, version: Version, of_activity: bool) -> None:
    """A Context; `of_activity` says that the statement's object is an Activity.

    Raises:
        Refused: an unknown key (2.0's under 1.0.x too), a malformed member, revision or platform without an Activity.
    """
    members(value, CONTEXT_200 if version is V200 else CONTEXT_103)
    if not of_activity:
        for key in ("revision", "platform"):
            if key in value:
                raise Refused("is allowed only where the object is an Activity; leave it out", f"/{key}")


def reference(value: Any) -> None:
    """A StatementRef."""
    members(value, REFERENCE)
    required(value, "objectType", "id")


def _reference_type(value: Any) -> None:
    if value != "StatementRef":
        raise Refused(f'must be "StatementRef" here, not {quoted(value)}')


def _context_activities(value: Any) -> None:
    members(value, CONTEXT_ACTIVITIES)


def _activities(value: Any) -> None:
    if type(value) is dict:
        activity(value)
    elif type(value) is list:
        array(value, activity)
    else:
        raise Refused(f"must be an Activity or an array of them, not {quoted(value)}")


def _context_agents(value: Any) -> None:
    array(value, _context_agent)


def _context_groups(value: Any) -> None:
    array(value, _context_group)


def _context_agent(value: Any) -> None:
    members(value, CONTEXT_AGENT)
    required(value, "objectType", "agent")


def _context_group(value: Any) -> None:
    members(value, CONTEXT_GROUP)
    required(value, "objectType", "group")


def _context_agent_type(value: Any) -> None:
    if value != "contextAgent":
        raise Refused(f'must be "contextAgent", not {quoted(value)}; case counts')


def _context_group_type(value: Any) -> None:
    if value != "contextGroup":
        raise Refused(f'must be "contextGroup", not {quoted(value)}; case counts')


def _relevant(value: Any) -> None:
    array(value, iri)
    if not value:
        raise Refused("must not be empty; leave it out instead")


# fmt: off
REFERENCE: dict[str, Rule] = {"objectType": _reference_type, "id": uuid}
CONTEXT_ACTIVITIES: dict[str, Rule] = dict.fromkeys(("parent", "grouping", "category", "other"), _activities)
CONTEXT_AGENT: dict[str, Rule] = {"objectType": _context_agent_type, "agent": agent, "relevantTypes": _relevant}
CONTEXT_GROUP: dict[str, Rule] = {"objectType": _context_group_type, "group": group, "relevantTypes": _relevant}
CONTEXT_103: dict[str, Rule] = {
    "registration": uuid, "instructor": actor, "team": group, "contextActivities": _context_activities,
    "revision": text, "platform": text, "language": language, "statement": reference, "extensions": extensions,
}
CONTEXT_200: dict[str, Rule] = CONTEXT_103 | {"contextAgents": _context_agents, "contextGroups": _context_groups}
# fmt: on
