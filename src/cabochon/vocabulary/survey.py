"""`survey`: a client's answer, told by the survey tool. The associate it is about is the actor, else the source."""

from collections.abc import Iterator

from ..retail.events import Survey
from .codecs import INSTANT, NUMBER, STAFF_OR_SOURCE, TAG, TEXT, WORD, activity, one_of
from .iris import TC, TC_TYPES
from .kind import Fault, Kind, Member, Verb
from .places import LANGUAGE, OTHER, RESPONSE, Path, of_context

SCORE: Path = ("result", "score")
QUESTIONS = ("satisfaction", "nps", "other")


def _mend(event: Survey) -> Iterator[Fault]:
    if not event.low < event.high:
        yield "/result/score/max", f"should be above min, which is {event.low:g}"
    elif not event.low <= event.raw <= event.high:
        yield "/result/score/raw", f"should lie within {event.low:g}..{event.high:g}, not {event.raw:g}"


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
        Member("question", of_context("question"), one_of(*QUESTIONS), "what was asked"),
        Member("associate", ("actor",), STAFF_OR_SOURCE, "who the client was with"),
        Member(
            "receipt", OTHER, activity("receipts", "", needed=False), "the receipt it is about, <home>/receipts/<key>"
        ),
        Member("visit", of_context("visit"), WORD, "the visit's own reference, hashed"),
        Member("visited", of_context("visited"), INSTANT, "when the visit was, as the survey tool has it"),
        Member("comment", RESPONSE, TEXT, "what the client wrote", text=""),
        Member("language", LANGUAGE, TAG, "the language answered in"),
        Member("channel", of_context("channel"), WORD, "mail, sms, tablet"),
    ),
)
