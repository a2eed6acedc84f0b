"""`employment` and `shift`: who works where in which role, and when."""

from collections.abc import Iterator
from datetime import timedelta

from ..retail.roster import Employment, Shift
from .codecs import DAY, INSTANT
from .iris import TYPES, VERBS
from .kind import Kind, Member, Verb
from .named import itself, named
from .places import of_context, pointer
from .refusing import Fault
from .shared import CANCELLED, FROM_DAY, JOB_ROLE, TO_DAY, UNTIL, actor, in_order

DOOR = named(f"{TYPES}/boutique", "doors", ":boutique")
DAY_OF, STARTS, ENDS = of_context("day"), of_context("starts"), of_context("ends")
LONGEST = timedelta(hours=24)


def _employed(event: Employment) -> Iterator[Fault]:
    yield from in_order(event.since, event.until, at=UNTIL)


def _planned(event: Shift) -> Iterator[Fault]:
    if event.starts is not None and abs(event.starts.date() - event.day) > timedelta(days=1):
        yield pointer(STARTS), f"should lie on the day of the shift, {event.day.isoformat()}"
    if event.starts is None and event.ends is not None:
        yield pointer(STARTS), "is missing: a shift that ends starts as well"
    elif event.starts is not None and event.ends is not None:
        yield from in_order(event.starts, event.ends, at=ENDS)
        if event.ends - event.starts > LONGEST:
            yield pointer(ENDS), "should be within 24 hours of the start"


EMPLOYMENT = Kind(
    name="employment",
    event=Employment,
    says="A staff member joined, moved, changed role, left, or is on leave.",
    what={
        "joined": Verb(f"{VERBS}/joined", "joined", "began to work for the house"),
        "moved": Verb(f"{VERBS}/moved", "moved", "works at another door from a day on"),
        "changed_role": Verb(f"{VERBS}/changed-role", "changed role", "has another job role from a day on"),
        "left": Verb(f"{VERBS}/left", "left", "works for the house no more"),
        "on_leave": Verb(f"{VERBS}/on-leave", "on leave", "is away for a while"),
    },
    types=(DOOR.type,),
    object=DOOR.of,
    undress=DOOR.read,
    mend=_employed,
    members=(
        actor("associate", "who it is"),
        FROM_DAY,
        TO_DAY,
        JOB_ROLE,
        CANCELLED,
    ),
)
SHIFT = Kind(
    name="shift",
    event=Shift,
    says="A shift of one person was planned, or taken back.",
    verbs=(Verb(f"{VERBS}/rostered", "rostered", "is planned to work"),),
    types=(f"{TYPES}/shift",),
    object=itself("shifts", f"{TYPES}/shift"),
    mend=_planned,
    members=(
        actor("associate", "who is to work"),
        Member("day", DAY_OF, DAY, "the day, the boutique's own"),
        Member("starts", STARTS, INSTANT, "when it starts"),
        Member("ends", ENDS, INSTANT, "when it ends"),
        JOB_ROLE,
        CANCELLED,
    ),
)
