"""What a unit may say during its launch: cmi5's rules on order, number, results and context, and who it is about.

Source: cmi5 "quartz" 1.0, 9.3 (verbs), 9.5 (result), 9.6 (context). A refusal is a 403 and says what to send instead.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..refusals import NotAllowed
from .cmi5 import CATEGORY, MASTERY, MOVE_ON, NAMES, NORMAL, OF_A_UNIT, OF_AN_LMS, SESSION, Session, Told

Json = Mapping[str, Any]
OUTCOMES = ("completed", "passed", "failed")
TIMED = (*OUTCOMES, "terminated")


def judge(statement: Json, session: Session, before: Sequence[Told]) -> str:
    """The short name of the verb where cmi5 defines the statement, "" for any other that may be sent.

    Args:
        before: what was told of this unit in this registration, in order, of this session and of others.
    Raises:
        NotAllowed: with the pointer of the member at fault.
    """
    context = statement.get("context") or {}
    if str(context.get("registration", "")).lower() != session.registration:
        raise NotAllowed(f"should be the registration of this launch, {session.registration}", "/context/registration")
    said = _at(statement, "verb", "id")
    if str(said).rpartition("/")[2] == "voided":
        raise NotAllowed("a launch takes nothing back; send a new statement instead", "/verb/id")
    if not session.cmi5:
        return ""
    own = {told.verb for told in before if told.session == session.id}
    if "terminated" in own or "abandoned" in own:
        raise NotAllowed("this session is over: nothing follows terminated or abandoned; launch it again", "/verb/id")
    named = _at(context, "extensions", SESSION)
    defined = CATEGORY in _categories(context)
    if (defined or named is not None) and named != session.id:
        raise NotAllowed(
            "should be the sessionid of LMS.LaunchData; merge its contextTemplate into every statement",
            f"/context/extensions/{SESSION.replace('~', '~0').replace('/', '~1')}",
        )
    if not defined:
        if "initialized" not in own:
            raise NotAllowed("comes before initialized; send initialized first", "/verb/id")
        return ""
    return _defined(statement, context, session, before, str(said))


def _defined(statement: Json, context: Json, session: Session, before: Sequence[Told], said: str) -> str:
    verb, own = NAMES.get(said, ""), {told.verb for told in before if told.session == session.id}
    if verb in OF_AN_LMS:
        raise NotAllowed(f"{verb} is the LMS’s to say; a unit says {', '.join(OF_A_UNIT)}", "/verb/id")
    if not verb:
        raise NotAllowed(
            f"is no verb of cmi5’s own; leave the cmi5 category out, or use one of {', '.join(OF_A_UNIT)}", "/verb/id"
        )
    if _at(statement, "object", "id") != session.activity:
        raise NotAllowed(f"should be the activityId of the launch, {session.activity}", "/object/id")
    if session.mode != NORMAL and verb in OUTCOMES:
        raise NotAllowed(f"is not said in launchMode {session.mode}; only initialized and terminated are", "/verb/id")
    _in_order(verb, own, before)
    _result(statement.get("result") or {}, context, session, verb)
    return verb


def _in_order(verb: str, own: Iterable[str], before: Sequence[Told]) -> None:
    ever = {told.verb for told in before}
    if verb == "initialized":
        if verb in own:
            raise NotAllowed("was said in this session already; it is said once, first", "/verb/id")
        return
    if "initialized" not in own:
        raise NotAllowed("comes before initialized; send initialized first", "/verb/id")
    if verb in own or (verb in ("completed", "passed") and verb in ever):
        times = "session" if verb in ("failed", "terminated") else "registration"
        raise NotAllowed(f"{verb} was said already; it is said once in a {times}", "/verb/id")
    if verb == "failed" and "passed" in ever:
        raise NotAllowed("failed cannot follow passed in one registration; what was passed stays so", "/verb/id")
    if verb == "passed" and "failed" in own:
        raise NotAllowed("a session says passed or failed, not both; launch again for another try", "/verb/id")


def _result(result: Json, context: Json, session: Session, verb: str) -> None:
    categories, moves = _categories(context), verb in OUTCOMES
    if moves != (MOVE_ON in categories):
        want = f"add the category {MOVE_ON}" if moves else f"leave out the category {MOVE_ON}"
        raise NotAllowed(f"{verb}: {want}", "/context/contextActivities/category")
    if verb in TIMED and not result.get("duration"):
        raise NotAllowed(f"is missing: {verb} says how long it took, such as PT4M30S", "/result/duration")
    for name, verbs, value in (
        ("completion", ("completed",), True), ("success", ("passed",), True), ("success", ("failed",), False),
    ):  # fmt: skip
        if verb in verbs and result.get(name) is not value:
            raise NotAllowed(f"should be {str(value).lower()} with {verb}", f"/result/{name}")
    for name, carriers in (("completion", ["completed"]), ("success", ["passed", "failed"])):
        if name in result and verb not in carriers:
            raise NotAllowed(f"stands with {' and '.join(carriers)} only; leave it out", f"/result/{name}")
    if "score" in result and verb not in ("passed", "failed"):
        raise NotAllowed("stands with passed and failed only; leave it out", "/result/score")
    if session.unit.mastery is not None and verb in ("passed", "failed"):
        _mastered(result, context, verb, session.unit.mastery)


def _mastered(result: Json, context: Json, verb: str, mastery: float) -> None:
    scaled = _at(result, "score", "scaled")
    if isinstance(scaled, int | float):
        if verb == "passed" and scaled < mastery:
            raise NotAllowed(f"is below the masteryScore of {mastery:g}: that is failed", "/result/score/scaled")
        if verb == "failed" and scaled >= mastery:
            raise NotAllowed(f"reaches the masteryScore of {mastery:g}: that is passed", "/result/score/scaled")
    if _at(context, "extensions", MASTERY) != mastery:
        raise NotAllowed(
            f"should have the extension {MASTERY} with {mastery:g}, as LMS.LaunchData does", "/context/extensions"
        )


def _categories(context: Json) -> set[str]:
    found = _at(context, "contextActivities", "category")
    listed = found if isinstance(found, list) else [found]
    return {str(one.get("id")) for one in listed if isinstance(one, Mapping)}


def _at(tree: Any, *path: str) -> Any:
    for step in path:
        if not isinstance(tree, Mapping):
            return None
        tree = tree.get(step)
    return tree
