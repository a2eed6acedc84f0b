"""`feedback` and `contest`: what an associate answers to an entry about them, and what became of a contested one."""

from collections.abc import Callable, Iterator
from typing import Any

from ..retail.coaching import Contest, Feedback
from .codecs import FLAG, one_of
from .compounds import REFERENCE
from .iris import TYPES, VERBS
from .kind import Kind, Member, Verb
from .named import Object
from .places import FOLLOWS, look, of_result, pointer
from .refusing import Fault
from .shared import WORDS, actor, by_somebody, context, instructor

ANSWERS = ("agree", "disagree", "thanks", "question")
KEPT = of_result("kept")


def _entry(type_: str) -> Callable[[Any], Object]:
    return lambda event: (("entries", str(event.about)), type_)


def _dress(event: Contest, statement: dict[str, Any], _: str) -> None:
    if event.what == "contested":
        look(statement, KEPT[:-1]).pop(KEPT[-1])  # nothing is decided yet
        if not statement["result"]["extensions"]:
            del statement["result"]["extensions"]
        if not statement["result"]:
            del statement["result"]


def _mend(event: Contest) -> Iterator[Fault]:
    if event.what == "settled":
        yield from by_somebody(event.by, says="who decided whether the entry stands")
    elif not event.kept:
        yield pointer(KEPT), "is a decision; say it with the verb settled"


FEEDBACK = Kind(
    name="feedback",
    event=Feedback,
    says="An associate answered feedback.",
    verbs=(Verb(f"{VERBS}/answered-feedback", "answered feedback", "answered an observation or a coaching moment"),),
    types=(f"{TYPES}/feedback",),
    object=_entry(f"{TYPES}/feedback"),
    members=(
        actor("associate", "who answered"),
        Member("about", FOLLOWS, REFERENCE, "the observation or coaching it answers"),
        context("answer", "answer", one_of(*ANSWERS), "the answer chosen"),
        WORDS,
    ),
)
CONTEST = Kind(
    name="contest",
    event=Contest,
    says="An entry was contested by the person it is about, or it was settled whether it stands.",
    what={
        "contested": Verb(f"{VERBS}/contested", "contested", "said that an entry about them is wrong"),
        "settled": Verb(f"{VERBS}/settled", "settled", "had a contested entry decided"),
    },
    types=(f"{TYPES}/entry",),
    object=_entry(f"{TYPES}/entry"),
    dress=_dress,
    mend=_mend,
    members=(
        actor("associate", "whom the entry is about"),
        Member("about", FOLLOWS, REFERENCE, "the entry"),
        Member("kept", KEPT, FLAG, "the decision: true when the entry stands"),
        instructor("by", "who decided"),
        WORDS,
    ),
)
