"""`assignment`: a module, a coaching moment or a process step is due, of one person or of a door."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..refusals import Refused
from ..retail.coaching import ASSIGNED, Assignment
from .codecs import FLAG, TEXT, WORD
from .iris import GOAL, ITEM, MODULE, VERBS
from .kind import Kind, Member, Verb
from .named import Named, Object, named
from .places import OBJECT, RESPONSE, TYPE, look, pointer
from .process import PLACE as STEP
from .process import a_process
from .refusing import Fault
from .shared import DUE_DAY, JOB_ROLE, actor, context, instructor, not_past

PLACES = {"module": named(MODULE, "modules", ":item"), "moment": named(GOAL, "behaviours", ":item"), "step": STEP}
_BY_TYPE: dict[Any, tuple[str, Named]] = {place.type: (what, place) for what, place in PLACES.items()}


def _object(event: Assignment) -> Object:
    if event.what not in PLACES:
        raise Refused(f"should be one of {', '.join(ASSIGNED)}, not {event.what!r}", pointer(TYPE))
    if event.what != "step":
        return PLACES[event.what].of(event)
    process, _, step = event.item.partition("/")
    return ("processes", process, "steps", step), ITEM


def _undress(values: dict[str, Any], statement: Mapping[str, Any], home: str) -> None:
    type_ = look(statement, TYPE)
    what, place = _BY_TYPE.get(type_ if isinstance(type_, str) else "", ("", None))
    if place is None:  # of no type of ours: named already
        return
    values["what"] = what
    place.read(values, statement, home)
    if what == "step":
        values["item"] = f"{values.pop('process')}/{values.pop('step')}"


def _mend(event: Assignment) -> Iterator[Fault]:
    if event.what == "step":
        process, slash, _ = event.item.partition("/")
        if not slash:
            yield pointer(OBJECT), f"should name a process and its step, receiving/seal-checked, not {event.item!r}"
        else:
            yield from a_process(process)
    if not event.withdrawn:
        yield from not_past(event.due, event.at)


KIND = Kind(
    name="assignment",
    event=Assignment,
    says="A module, a coaching moment or a process step is due.",
    verbs=(Verb(f"{VERBS}/was-assigned", "was assigned", "has something to do by a day"),),
    types=tuple(place.type for place in PLACES.values()),
    object=_object,
    undress=_undress,
    mend=_mend,
    members=(
        actor(
            "associate", "who is to do it; the source where it is everybody of the job role at the door", needed=False
        ),
        DUE_DAY,
        JOB_ROLE,
        instructor("by", "who assigned it"),
        context("picked", "picked", WORD, "why this person or door: low_rate, rotation, asked, new_hire"),
        Member("reason", RESPONSE, TEXT, "why, in words", text=""),
        context("withdrawn", "withdrawn", FLAG, "true when it need not be done any more"),
    ),
)
