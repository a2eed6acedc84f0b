"""`coaching_step`: a coaching action was taken on, tried on the floor, verified or dropped."""

from collections.abc import Iterator

from ..retail.coaching import CoachingStep
from .iris import TYPES, VERBS
from .kind import Kind, Verb
from .learning import WHAT as LEARNT
from .named import named
from .refusing import Fault
from .shared import BEHAVIOUR, DUE_DAY, WORDS, actor, instructor, not_past, somebody

WHAT = {
    "took_on": LEARNT["took_on"],
    "tried": LEARNT["tried"],
    "verified": Verb(f"{VERBS}/verified", "verified", "was seen doing what an action asked for"),
    "dropped": Verb(f"{VERBS}/dropped", "dropped", "gave an action up"),
}
PLACE = named(f"{TYPES}/coaching-action", "actions", ":action")


def _mend(event: CoachingStep) -> Iterator[Fault]:
    if event.what == "took_on":
        yield from not_past(event.due, event.at)


KIND = Kind(
    name="coaching_step",
    event=CoachingStep,
    says="An associate took on, tried, was verified at or dropped an action that came of coaching.",
    what=WHAT,
    types=(PLACE.type,),
    object=PLACE.of,
    undress=PLACE.read,
    mend=_mend,
    members=(
        actor("associate", "whose action it is"),
        BEHAVIOUR,
        instructor("by", "who gave or verified it"),
        somebody("owner", "owner", "who owes it, where it is not the associate"),
        DUE_DAY,
        WORDS,
    ),
)
