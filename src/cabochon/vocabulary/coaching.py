"""`coaching`: the associate received coaching on one behaviour: two positives, one improvement, one practice rep."""

from collections.abc import Iterator

from ..retail.events import FORMS, Coaching
from .codecs import DAY, FLAG, IDENTITY, MINUTES, TEXT, WORD, one_of
from .compounds import REFERENCE, listed
from .iris import GOAL, VERBS
from .kind import Kind, Member, Verb
from .named import named
from .places import DURATION, FOLLOWS, REGISTRATION, of_context, of_result
from .refusing import Fault
from .shared import actor, context, in_order, instructor

PLACE = named(GOAL, "behaviours", ":behaviour")
PICKED_UNTIL = of_context("picked-until")


def _mend(event: Coaching) -> Iterator[Fault]:
    yield from in_order(event.picked_since, event.picked_until, at=PICKED_UNTIL)


KIND = Kind(
    name="coaching",
    event=Coaching,
    says="A coach spent a moment with an associate on one focus behaviour.",
    verbs=(Verb(f"{VERBS}/received-coaching", "received coaching", "was coached on a behaviour"),),
    types=(GOAL,),
    object=PLACE.of,
    undress=PLACE.read,
    mend=_mend,
    members=(
        actor("associate", "who was coached"),
        instructor("coach", "who coached"),
        context("form", "form", one_of(*FORMS), "what sort of moment it was"),
        Member("follows", FOLLOWS, REFERENCE, "the observation it follows"),
        Member("positives", of_result("positives"), listed(TEXT), "what went well", text="/*"),
        Member("improvement", of_result("improvement"), TEXT, "the one thing to improve", text=""),
        Member("next_time", of_result("next-time"), TEXT, "what to say or do next time", text=""),
        Member("practised", of_result("practised"), FLAG, "true when it was practised there and then"),
        Member("minutes", DURATION, MINUTES, "how long it took"),
        context("picked", "picked", WORD, "why this person: low_rate, rotation, asked, new_hire"),
        context("picked_since", "picked-since", DAY, "first day of the window the pick was made on"),
        Member("picked_until", PICKED_UNTIL, DAY, "last day of the window the pick was made on"),
        Member("episode", REGISTRATION, IDENTITY, "the coaching episode"),
    ),
)
