"""`survey`: a client's answer, told by the survey tool. The associate it is about is the actor, else the source."""

from collections.abc import Iterator

from ..retail.events import Survey
from .codecs import INSTANT, NUMBER, TEXT, one_of
from .iris import TC, TC_TYPES
from .kind import Kind, Member, Verb
from .places import RESPONSE, Path
from .refusing import Fault
from .shared import CANCELLED, IN_LANGUAGE, RECEIPT, VISIT, actor, brief, context

SCORE: Path = ("result", "score")
QUESTIONS = ("satisfaction", "nps", "other")
WIDEST = 1_000_000.0  # no scale a client is shown goes further


def _mend(event: Survey) -> Iterator[Fault]:
    if not event.low < event.high:
        yield "/result/score/max", f"should be above min, which is {event.low:g}"
    elif not event.low <= event.raw <= event.high:
        yield "/result/score/raw", f"should lie within {event.low:g}..{event.high:g}, not {event.raw:g}"
    elif event.high > WIDEST or event.low < -WIDEST:
        yield "/result/score", f"should be of a scale within 1,000,000 either way, not {event.low:g}..{event.high:g}"


KIND = Kind(
    name="survey",
    event=Survey,
    says="A client answered a survey about a visit.",
    verbs=(Verb(f"{TC}/rated", "rated", "was given a rating"),),
    types=(f"{TC_TYPES}/survey",),
    object=lambda e: (("surveys", e.source), f"{TC_TYPES}/survey"),
    mend=_mend,
    members=(
        Member("raw", (*SCORE, "raw"), NUMBER, "the score as given"),
        Member("low", (*SCORE, "min"), NUMBER, "the scale's lowest"),
        Member("high", (*SCORE, "max"), NUMBER, "the scale's highest"),
        context("question", "question", one_of(*QUESTIONS), "what was asked"),
        actor("associate", "who the client was with", needed=False),
        RECEIPT,
        VISIT,
        context("visited", "visited", INSTANT, "when the visit was, as the survey tool has it"),
        Member("comment", RESPONSE, TEXT, "what the client wrote", text=""),
        IN_LANGUAGE,
        brief("channel", "channel", "mail, sms, tablet"),
        CANCELLED,
    ),
)
