"""The comparable form of a statement: two statements are equal exactly if theirs are (xAPI 1.0.3 Part Three 2.1.1 f.).

Left out: id, authority, stored, timestamp and version of the statement, displays of verbs, definitions of activities,
attachments. Made alike: an objectType of "Agent" or "Activity" and none, the order of a group's members, the case of
UUIDs, hashes, mail domains and language tags, one activity and an array of one, durations below hundredths of a second,
1 and 1.0. Everything else counts.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from .times import comparable_duration, instant

Form = Callable[[Any], Any]

_encode = msgspec.json.Encoder(order="deterministic").encode


def canonical(statement: Mapping[str, Any]) -> bytes:
    """UTF-8 JSON with sorted keys of a checked statement; feed it to a hash, never show it."""
    return _encode(_statement(statement))


def _statement(statement: Mapping[str, Any]) -> dict[str, Any]:
    target = statement["object"]
    form = {
        "actor": _actor(statement["actor"]),
        "verb": statement["verb"]["id"],
        "object": _OBJECTS[target.get("objectType", "Activity")](target),
    }
    if "result" in statement:
        form["result"] = _result(statement["result"])
    if "context" in statement:
        form["context"] = _context(statement["context"])
    return form


def _substatement(statement: Mapping[str, Any]) -> dict[str, Any]:
    form = _statement(statement)
    form["objectType"] = "SubStatement"
    if "timestamp" in statement:
        form["timestamp"] = instant(statement["timestamp"]).isoformat()
    return form


def _actor(actor: Mapping[str, Any]) -> Mapping[str, Any]:
    group = actor.get("objectType") == "Group"
    if "account" in actor and ("objectType" not in actor or group) and "member" not in actor:
        return actor
    form = dict(actor)
    if not group:
        form.pop("objectType", None)  # an Agent says so or not
    if "mbox" in form:
        local, _, domain = form["mbox"].rpartition("@")
        form["mbox"] = f"{local}@{domain.lower()}"
    if "mbox_sha1sum" in form:
        form["mbox_sha1sum"] = form["mbox_sha1sum"].lower()
    if "member" in form:
        form["member"] = sorted((_actor(member) for member in form["member"]), key=_encode)
    return form


def _activity(activity: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"id": activity["id"]}


def _reference(reference: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"objectType": "StatementRef", "id": reference["id"].lower()}


_OBJECTS: dict[str, Form] = {
    "Activity": _activity,
    "Agent": _actor,
    "Group": _actor,
    "StatementRef": _reference,
    "SubStatement": _substatement,
}


def _result(result: Mapping[str, Any]) -> dict[str, Any]:
    form = dict(result)
    if "score" in form:
        form["score"] = plain(form["score"])
    if "duration" in form:
        form["duration"] = comparable_duration(form["duration"])
    if "extensions" in form:
        form["extensions"] = plain(form["extensions"])
    return form


def _context(context: Mapping[str, Any]) -> dict[str, Any]:
    form = dict(context)
    for key, value in context.items():
        if (rule := _CONTEXT.get(key)) is not None:
            form[key] = rule(value)
    return form


def _context_activities(groups: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: [_activity(one) for one in (value if type(value) is list else (value,))] for key, value in groups.items()
    }


def _context_agents(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: _actor(v) if key in ("agent", "group") else v for key, v in entry.items()} for entry in entries]


def plain(value: Any) -> Any:
    """A JSON value with its whole numbers alike: 1.0 is 1."""
    kind = type(value)
    if kind is float:
        return int(value) if value.is_integer() else value
    if kind is dict:
        return {key: item if type(item) is str else plain(item) for key, item in value.items()}
    if kind is list:
        return [plain(item) for item in value]
    return value


_CONTEXT: dict[str, Form] = {
    "registration": str.lower,
    "language": str.lower,
    "instructor": _actor,
    "team": _actor,
    "statement": _reference,
    "contextActivities": _context_activities,
    "contextAgents": _context_agents,
    "contextGroups": _context_agents,
    "extensions": plain,
}
