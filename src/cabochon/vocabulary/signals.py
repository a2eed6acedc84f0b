"""`signal`: an associate, or the system they work with, logged one of a few things that happened with a client."""

from collections.abc import Iterator

from ..retail.operations import SIGNALS, Signal
from .iris import TYPES, VERBS
from .kind import Kind, Verb
from .named import named
from .places import OBJECT, pointer
from .refusing import Fault
from .shared import APPOINTMENT, CANCELLED, DUE_DAY, PRODUCT_LINE, VISIT, actor, not_past

AHEAD = ("appointment_offered", "appointment_booked", "follow_up_agreed")  # what is due lies ahead of these
PLACE = named(f"{TYPES}/signal", "signals", ":signal")


def _mend(event: Signal) -> Iterator[Fault]:
    if event.signal not in SIGNALS:
        yield pointer(OBJECT), f"should name one of the signals {', '.join(SIGNALS)}, not {event.signal!r}"
    elif event.signal in AHEAD:
        yield from not_past(event.due, event.at)


KIND = Kind(
    name="signal",
    event=Signal,
    says="An associate logged what happened with a client, or a system did for them; nobody watched.",
    verbs=(Verb(f"{VERBS}/signalled", "signalled", "logged that something happened"),),
    types=(PLACE.type,),
    object=PLACE.of,
    undress=PLACE.read,
    mend=_mend,
    members=(actor("associate", "whose client it was"), VISIT, APPOINTMENT, DUE_DAY, PRODUCT_LINE, CANCELLED),
)
