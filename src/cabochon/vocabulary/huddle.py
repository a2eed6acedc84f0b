"""`huddle` and `praise`: a team's five minutes before opening, and a word of praise for one of them."""

from collections.abc import Mapping
from typing import Any

from ..retail.coaching import Huddle, Praise
from .codecs import COUNT, MINUTES, TEXT, WORD
from .iris import ADL, ADL_TYPES, GOAL, TYPES, VERBS
from .kind import Kind, Member, Verb
from .named import Object, itself, named
from .places import DURATION, TYPE, look, of_result
from .shared import BEHAVIOUR, WORDS, actor, context, instructor

PLACE = named(GOAL, "behaviours", ":behaviour")
RESULT = itself("results", f"{TYPES}/result")
TIP = Member("tip", of_result("tip"), TEXT, "the day's tip", text="")


def _praised(event: Praise) -> Object:
    return PLACE.of(event) if event.behaviour else RESULT(event)


def _undress(values: dict[str, Any], statement: Mapping[str, Any], home: str) -> None:
    if look(statement, TYPE) == GOAL:
        PLACE.read(values, statement, home)


HUDDLE = Kind(
    name="huddle",
    event=Huddle,
    says="A team met before opening; who led it is the actor.",
    verbs=(Verb(f"{ADL}/attended", "attended", "was at a meeting"),),
    types=(f"{ADL_TYPES}/meeting",),
    object=itself("huddles", f"{ADL_TYPES}/meeting"),
    members=(
        actor("leader", "who led it"),
        Member("focus", BEHAVIOUR.path, WORD, BEHAVIOUR.says),
        TIP,
        Member("bright_spot", of_result("bright-spot"), TEXT, "what went well the day before, as quoted", text=""),
        Member("minutes", DURATION, MINUTES, "how long it took"),
        Member("present", of_result("present"), COUNT, "how many were there"),
    ),
)
PRAISE = Kind(
    name="praise",
    event=Praise,
    says="An associate was praised for a behaviour or a result.",
    verbs=(Verb(f"{VERBS}/was-praised", "was praised", "was praised by a colleague or manager"),),
    types=(GOAL, f"{TYPES}/result"),
    object=_praised,
    undress=_undress,
    members=(
        actor("associate", "who was praised"),
        instructor("by", "who praised"),
        context("result", "result", WORD, "the measure it is for, where it is for a result"),
        WORDS,
    ),
)
