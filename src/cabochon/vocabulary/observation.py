"""`observation`: the associate demonstrated the steps of a visit, as a manager who watched it marked them."""

from typing import Any

from ..refusals import Refused
from ..retail.events import MARKS, Action, Observation
from .codecs import COUNT, DAY, FLAG, INSTANT, TEXT, WORD, Codec, one_of
from .compounds import activity, keyed, listed, members, within
from .iris import CHECKLIST, DOD, ITEM
from .kind import Kind, Member, Verb
from .places import OTHER, PARENT, RESPONSE, account, address, of_result, put, who_of
from .shared import PRODUCT_LINE, VISIT, actor, context, instructor


def _put_action(action: Action, home: str) -> dict[str, Any]:
    said: dict[str, Any] = {"what": action.what}
    if action.owner is not None:
        said["owner"] = account(action.owner, home)
    if action.due is not None:
        said["due"] = within("due", DAY.put, action.due, home)
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
        type_ = {"type": ITEM}
        ids = (address(home, "checklists", event.checklist, "items", key) for key in event.marks)
        put(statement, OTHER, [{"id": one, "definition": type_} for one in ids])


ACTION = Codec("{what, owner: account, due: date}", _put_action, _get_action)

KIND = Kind(
    name="observation",
    event=Observation,
    says="A manager watched one client visit and marked the steps the associate demonstrated.",
    verbs=(Verb(f"{DOD}/demonstrated", "demonstrated", "showed a skill while being watched"),),
    types=(CHECKLIST,),
    object=lambda e: (("visits", e.visit or e.key or str(e.id or "")), CHECKLIST),
    dress=_items,
    members=(
        actor("associate", "whose work it is"),
        instructor("observer", "who watched"),
        context("started", "started", INSTANT, "when the visit started; the timestamp is its end"),
        Member("marks", of_result("marks"), keyed(one_of(*MARKS)), "each behaviour of the checklist with its mark"),
        Member("checklist", PARENT, activity("checklists"), "the checklist, <home>/checklists/<key>"),
        Member("version", ("context", "revision"), WORD, "the version of the playbook it was made with"),
        PRODUCT_LINE,
        Member("wordings", of_result("wordings"), listed(WORD), "keys of the standard wordings chosen"),
        Member("note", RESPONSE, TEXT, "a short note on what was seen", text=""),
        Member(
            "action", of_result("action"), ACTION, "the next coaching action, its owner, its due date", text="/what"
        ),
        context("seconds", "logging-seconds", COUNT, "how long logging took, seconds"),
        context("practice", "practice", FLAG, "true for an entry made to practise; never counted"),
        VISIT,
    ),
)
