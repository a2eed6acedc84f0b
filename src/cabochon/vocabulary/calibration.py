"""`calibration`: a rater marked a shared clip or visit, which others mark as well."""

from ..retail.coaching import Calibration
from ..retail.events import MARKS
from .codecs import one_of
from .compounds import keyed
from .iris import ADL_TYPES, DOD
from .kind import Kind, Member, Verb
from .named import named
from .places import of_result
from .shared import actor

PLACE = named(f"{ADL_TYPES}/media", "clips", ":clip")

KIND = Kind(
    name="calibration",
    event=Calibration,
    says="A rater marked the steps seen in a shared clip or visit.",
    verbs=(Verb(f"{DOD}/calibrated", "calibrated", "rated what others rate as well"),),
    types=(PLACE.type,),
    object=PLACE.of,
    undress=PLACE.read,
    members=(
        actor("rater", "who rated"),
        Member("marks", of_result("marks"), keyed(one_of(*MARKS)), "each behaviour of the checklist with its mark"),
    ),
)
