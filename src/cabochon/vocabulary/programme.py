"""`annotation`, `decision` and `plan`: what is said about the programme itself."""

from collections.abc import Iterator
from datetime import timedelta

from ..retail.programme import DECISIONS, TAGS, Annotation, Decision, Plan
from .codecs import WORD, one_of
from .compounds import listed
from .focus import REASON
from .iris import TYPES, VERBS
from .kind import Kind, Verb
from .named import itself, named
from .places import pointer
from .refusing import Fault
from .shared import FROM_DAY, GROUP, TO_DAY, UNTIL, actor, brief, context, in_order

SUBJECT = named(f"{TYPES}/subject", "subjects", ":about")
PLAN_AT = named(f"{TYPES}/plan", "plans", ":plan")
MOST = timedelta(days=400)  # what lasts longer is no longer out of the ordinary


def _annotated(event: Annotation) -> Iterator[Fault]:
    yield from in_order(event.since, event.until, at=UNTIL)
    if event.until - event.since > MOST:
        yield pointer(UNTIL), f"should be within {MOST.days} days of the first; say several"


def _planned(event: Plan) -> Iterator[Fault]:
    yield from in_order(event.since, event.until, at=UNTIL)


ANNOTATION = Kind(
    name="annotation",
    event=Annotation,
    says="Days were out of the ordinary at a door or in a region.",
    verbs=(Verb(f"{VERBS}/annotated", "annotated", "noted that days were out of the ordinary"),),
    types=(f"{TYPES}/annotation",),
    object=itself("annotations", f"{TYPES}/annotation"),
    mend=_annotated,
    members=(
        context("tag", "tag", one_of(*TAGS), "what sort of days they were"),
        brief("title", "title", "in a few words, as shown beside a number"),
        FROM_DAY,
        TO_DAY,
        GROUP,
        actor("by", "who noted it; the source where nobody is known", needed=False),
    ),
)
DECISION = Kind(
    name="decision",
    event=Decision,
    says="Somebody decided what becomes of a module, a measure or a focus.",
    verbs=(Verb(f"{VERBS}/decided", "decided", "decided what becomes of something"),),
    types=(SUBJECT.type,),
    object=SUBJECT.of,
    undress=SUBJECT.read,
    members=(
        context("decision", "decision", one_of(*DECISIONS), "what was decided"),
        FROM_DAY,
        GROUP,
        actor("by", "who decided"),
        REASON,
    ),
)
PLAN = Kind(
    name="plan",
    event=Plan,
    says="A plan was registered before the fact, by the hash of its text.",
    verbs=(Verb(f"{VERBS}/registered", "registered", "registered a plan before the fact"),),
    types=(PLAN_AT.type,),
    object=PLAN_AT.of,
    undress=PLAN_AT.read,
    mend=_planned,
    members=(
        context("digest", "digest", WORD, "the hash of the frozen text"),
        context("about", "about", WORD, "what it is about: module:..., measure:..., focus:..."),
        FROM_DAY,
        TO_DAY,
        GROUP,
        actor("by", "who registered it"),
        context("doors", "plan-doors", listed(WORD), "the boutiques it is about"),
        context("held_back", "held-back", listed(WORD), "the boutiques held back to compare with"),
    ),
)
