"""`observation`: the associate demonstrated the steps of a visit, as a manager who watched it marked them."""

from typing import Any

from ..refusals import Refused
from ..retail.events import MARKS, Action, Observation
from .codecs import (
    COUNT,
    DAY,
    FLAG,
    INSTANT,
    STAFF,
    TEXT,
    WORD,
    Codec,
    activity,
    keyed,
    listed,
    members,
    one_of,
    within,
)
from .iris import DOD, TC_TYPES
from .kind import Kind, Member, Verb
from .places import INSTRUCTOR, OTHER, PARENT, RESPONSE, account, address, of_context, of_result, put, who_of


def _put_action(action: Action, home: str) -> dict[str, Any]:
    said: dict[str, Any] = {"what": action.what}
    if action.owner is not None:
        said["owner"] = account(action.owner, home)
    if action.due is not None:
        said["due"] = action.due.isoformat()
    return said


def _get_action(found: Any, home: str) -> Action:
    owner, due = members(found).get("owner"), found.get("due")
    who = None if owner is None else within("owner", who_of, owner, home)
    if owner is not None and who is None:
        raise Refused("should be a person, not a source", "/owner")
    return Action(
        what=within("what", TEXT.get, found.get("what"), home),
        owner=who,
        due=None if due is None else within("due", DAY.get, due, home),
    )


def _items(event: Observation, statement: dict[str, Any], home: str) -> None:
    """The marked steps as activities, so that any reader of xAPI finds the visits where a step was judged."""
    if event.marks:
        type_ = {"type": f"{TC_TYPES}/checklist-item"}
        ids = (address(home, "checklists", event.checklist, "items", key) for key in event.marks)
        put(statement, OTHER, [{"id": one, "definition": type_} for one in ids])


ACTION = Codec("{what, owner: account, due: date}", _put_action, _get_action)

KIND = Kind(
    name="observation",
    event=Observation,
    says="A manager watched one client visit and marked the steps the associate demonstrated.",
    verbs=(Verb(f"{DOD}/demonstrated", "demonstrated", "showed a skill while being watched"),),
    types=(f"{TC_TYPES}/checklist",),
    object=lambda e: (("visits", e.visit or e.key or str(e.id or "")), f"{TC_TYPES}/checklist"),
    dress=_items,
    members=(
        Member("associate", ("actor",), STAFF, "whose work it is"),
        Member("observer", INSTRUCTOR, STAFF, "who watched"),
        Member("started", of_context("started"), INSTANT, "when the visit started; the timestamp is its end"),
        Member("marks", of_result("marks"), keyed(one_of(*MARKS)), "each behaviour of the checklist with its mark"),
        Member("checklist", PARENT, activity("checklists", ""), "the checklist, <home>/checklists/<key>"),
        Member("product_line", of_context("product-line"), WORD, "what the visit was about: watch, jewelry"),
        Member("wordings", of_result("wordings"), listed(WORD), "keys of the standard wordings chosen"),
        Member("note", RESPONSE, TEXT, "a short note on what was seen", text=""),
        Member(
            "action", of_result("action"), ACTION, "the next coaching action, its owner, its due date", text="/what"
        ),
        Member("seconds", of_context("logging-seconds"), COUNT, "how long logging took, seconds"),
        Member("practice", of_context("practice"), FLAG, "true for an entry made to practise; never counted"),
        Member("visit", of_context("visit"), WORD, "the visit's own reference, hashed"),
    ),
)
