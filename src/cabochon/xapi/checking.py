"""The whole grammar of a statement, judged before anything is stored (xAPI 1.0.3 Part Two 2; IEEE 9274.1.1 4.2)."""

from collections.abc import Callable, Mapping, Set
from functools import partial
from typing import Any

from ..refusals import Refused
from .activities import activity
from .agents import actor, authority
from .attachments import attachments
from .contexts import context, reference
from .pointers import quoted, under
from .results import result
from .times import timestamp
from .values import Rule, elsewhere, iri, language_map, members, required, text, uuid
from .versions import Version, statement_version

VOIDED = "http://adlnet.gov/expapi/verbs/voided"


def check(statement: Any, *, version: Version, pointer: str = "", enclosed: Set[str] = frozenset()) -> None:
    """Judges a statement as `reading.read` parsed it; `id`, `stored`, `authority` and `version` may be absent.

    version: the request's family. pointer: where the statement stands in the body ("/3" in a batch). enclosed: sha2 of
    the parts that came with it; an attachment not among them needs a fileUrl.

    Raises:
        Refused: the first fault, with its pointer and how to mend it.
    """
    try:
        members(statement, STATEMENT)
        required(statement, "actor", "verb", "object")
        if "version" in statement:
            _member(statement, "version", partial(statement_version, version=version))
        kind = _kind(statement)
        if statement["verb"]["id"] == VOIDED and kind != "StatementRef":
            raise Refused("must be a StatementRef to the statement that is voided", "/object")
        if kind == "SubStatement":
            _member(statement, "object", partial(_substatement, version=version, enclosed=enclosed))
        else:
            _member(statement, "object", OBJECTS[kind])
        _dependent(statement, kind, version=version, enclosed=enclosed)
    except Refused as fault:
        raise Refused(fault.reason, pointer + fault.pointer, fault.status) from None


def _substatement(statement: Any, *, version: Version, enclosed: Set[str]) -> None:
    members(statement, SUBSTATEMENT)
    required(statement, "actor", "verb", "object")
    kind = _kind(statement)
    if kind == "SubStatement":
        raise Refused("a SubStatement may not hold another one", "/object/objectType")
    _member(statement, "object", OBJECTS[kind])
    _dependent(statement, kind, version=version, enclosed=enclosed)


def _kind(statement: Mapping[str, Any]) -> str:
    target = statement["object"]
    if type(target) is not dict:
        raise Refused(f"must be an object, not {quoted(target)}", "/object")
    kind = target.get("objectType", "Activity")
    if type(kind) is not str or (kind not in OBJECTS and kind != "SubStatement"):
        allowed = "Activity, Agent, Group, StatementRef or SubStatement"
        raise Refused(f"must be {allowed}, not {quoted(kind)}; case counts", "/object/objectType")
    if kind == "Activity" and "id" not in target and "objectType" not in target and PERSONAL & target.keys():
        raise Refused('is missing; an object that is a person needs "Agent" or "Group"', "/object/objectType")
    return kind


def _dependent(statement: Mapping[str, Any], kind: str, *, version: Version, enclosed: Set[str]) -> None:
    if "context" in statement:
        try:
            context(statement["context"], version=version, of_activity=kind == "Activity")
        except Refused as fault:
            raise under("context", fault) from None
    if "attachments" in statement:
        _member(statement, "attachments", partial(attachments, enclosed=enclosed))


def _member(statement: Mapping[str, Any], key: str, rule: Callable[[Any], None]) -> None:
    try:
        rule(statement[key])
    except Refused as fault:
        raise under(key, fault) from None


def _verb(value: Any) -> None:
    members(value, VERB)
    required(value, "id")


# fmt: off
PERSONAL = frozenset({"mbox", "mbox_sha1sum", "openid", "account", "member"})
VERB: dict[str, Rule] = {"id": iri, "display": language_map}
OBJECTS: dict[str, Rule] = {"Activity": activity, "Agent": actor, "Group": actor, "StatementRef": reference}
SUBSTATEMENT: dict[str, Rule] = {
    "objectType": text, "actor": actor, "verb": _verb, "object": elsewhere, "result": result, "context": elsewhere,
    "timestamp": timestamp, "attachments": elsewhere,
}
STATEMENT: dict[str, Rule] = {
    "id": uuid, "actor": actor, "verb": _verb, "object": elsewhere, "result": result, "context": elsewhere,
    "timestamp": timestamp, "stored": timestamp, "authority": authority, "version": elsewhere, "attachments": elsewhere,
}
# fmt: on
