"""`focus`: a door's focus was set, its tip changed, or it was closed with the phrase that worked."""

from collections.abc import Iterator

from ..retail.coaching import Focus
from .codecs import DAY, NUMBER, TEXT, one_of
from .huddle import TIP
from .iris import GOAL, VERBS
from .kind import Kind, Member, Verb
from .named import named
from .places import of_context, of_result, pointer
from .refusing import Fault
from .shared import FROM_DAY, TO_DAY, UNTIL, actor, context, in_order

OUTCOMES = ("kept", "tuned", "dropped")
PLACE = named(GOAL, "behaviours", ":behaviour")
TARGET, OUTCOME, BASELINE_UNTIL = of_context("target"), of_result("outcome"), of_context("baseline-until")
REASON = Member("reason", of_context("reason"), TEXT, "why", text="")


def _mend(event: Focus) -> Iterator[Fault]:
    yield from in_order(event.since, event.until, at=UNTIL)
    yield from in_order(event.baseline_since, event.baseline_until, at=BASELINE_UNTIL)
    if event.target is not None and not 0 <= event.target <= 1:
        yield pointer(TARGET), f"should lie within 0..1, not {event.target:g}"
    if event.what == "closed" and not event.outcome:
        yield pointer(OUTCOME), f"is missing: a focus is closed as one of {', '.join(OUTCOMES)}"
    elif event.what != "closed" and event.outcome:
        yield pointer(OUTCOME), "closes the focus; say it with the verb closed-focus"


KIND = Kind(
    name="focus",
    event=Focus,
    says="A door's focus behaviour was set, got another tip, or was closed.",
    what={
        "set": Verb(f"{VERBS}/set-focus", "set focus", "chose the behaviour a door works on"),
        "tip": Verb(f"{VERBS}/set-tip", "set tip", "changed the day's tip of a focus"),
        "closed": Verb(f"{VERBS}/closed-focus", "closed focus", "ended a focus with what came of it"),
    },
    types=(GOAL,),
    object=PLACE.of,
    undress=PLACE.read,
    mend=_mend,
    members=(
        actor("by", "who set, changed or closed it"),
        FROM_DAY,
        TO_DAY,
        Member("target", TARGET, NUMBER, "what the door aims at, 0..1"),
        REASON,
        TIP,
        context("baseline_since", "baseline-since", DAY, "first day of the locked baseline"),
        Member("baseline_until", BASELINE_UNTIL, DAY, "last day of the locked baseline"),
        Member("outcome", OUTCOME, one_of(*OUTCOMES), "what became of it"),
        Member("phrase", of_result("phrase"), TEXT, "the phrase that worked", text=""),
    ),
)
