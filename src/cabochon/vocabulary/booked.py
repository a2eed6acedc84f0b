"""`booking` and `enrolment`: a service was booked, a care plan or a paid warranty taken."""

from collections.abc import Iterator

from ..retail.operations import ENROLMENTS, Booking, Enrolment
from .codecs import one_of
from .iris import TYPES, VERBS
from .kind import Kind, Verb
from .named import itself
from .refusing import Fault
from .shared import APPOINTMENT, CANCELLED, DUE_DAY, PRODUCT_LINE, RECEIPT, VISIT, actor, brief, context, not_past


def _mend(event: Booking) -> Iterator[Fault]:
    yield from not_past(event.due, event.at)


BOOKING = Kind(
    name="booking",
    event=Booking,
    says="A client booked a service.",
    verbs=(Verb(f"{VERBS}/booked", "booked", "booked a service for a client"),),
    types=(f"{TYPES}/booking",),
    object=itself("bookings", f"{TYPES}/booking"),
    mend=_mend,
    members=(
        actor("associate", "who booked it; the source where nobody is known", needed=False),
        brief("service", "service", "sizing, engraving, revision"),
        RECEIPT,
        APPOINTMENT,
        VISIT,
        DUE_DAY,
        PRODUCT_LINE,
        CANCELLED,
    ),
)
ENROLMENT = Kind(
    name="enrolment",
    event=Enrolment,
    says="A client was enrolled in a care plan or a paid warranty.",
    verbs=(Verb(f"{VERBS}/enrolled", "enrolled", "enrolled a client"),),
    types=(f"{TYPES}/enrolment",),
    object=itself("enrolments", f"{TYPES}/enrolment"),
    members=(
        actor("associate", "who enrolled them; the source where nobody is known", needed=False),
        context("plan", "enrolled-in", one_of(*ENROLMENTS), "what they were enrolled in"),
        RECEIPT,
        APPOINTMENT,
        VISIT,
        PRODUCT_LINE,
        CANCELLED,
    ),
)
