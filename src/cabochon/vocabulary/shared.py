"""Members that several kinds have, so that an extension means one thing wherever it stands; and rules they share."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from ..retail.who import Who
from .codecs import DAY, FLAG, TAG, TEXT, WORD, Codec, checked, word
from .compounds import ACCOUNT, STAFF, STAFF_OR_SOURCE, activity
from .kind import Member
from .places import INSTRUCTOR, LANGUAGE, OTHER, RESPONSE, Path, of_context, pointer
from .refusing import Fault

DUE, SINCE, UNTIL = of_context("due"), of_context("since"), of_context("until")
BRIEF = checked("text, screened", word)

# fmt: off
BEHAVIOUR    = Member("behaviour",    of_context("behaviour"),    WORD, "the behaviour of the playbook it is about")
PRODUCT_LINE = Member("product_line", of_context("product-line"), WORD, "what it was about: watch, jewelry")
JOB_ROLE     = Member("job_role",     of_context("job-role"),     WORD, "the job role: advisor, manager, stock")
SKILL        = Member("skill",        of_context("skill"),        WORD, "the skill it is for")
VISIT        = Member("visit",        of_context("visit"),        WORD, "the visit's own reference, hashed")
APPOINTMENT  = Member("appointment",  of_context("appointment"),  WORD, "the appointment's reference, hashed")
RECEIPT      = Member("receipt",      OTHER, activity("receipts", needed=False),
                      "the receipt it is about, <home>/receipts/<key>")
ZONE         = Member("zone",         of_context("zone"),         BRIEF, "the zone of the boutique", brief="")
GROUP        = Member("group",        of_context("group"),        WORD, "a region, or all; without it the boutique")
CANCELLED    = Member("cancelled",    of_context("cancelled"),    FLAG, "true when it was taken back")
DUE_DAY      = Member("due",          DUE,                        DAY,  "the day it is due")
FROM_DAY     = Member("since",        SINCE,                      DAY,  "the first day it holds")
TO_DAY       = Member("until",        UNTIL,                      DAY,  "the last day it holds")
IN_LANGUAGE  = Member("language",     LANGUAGE,                   TAG,  "the language it was in")
WORDS        = Member("text",         RESPONSE,                   TEXT, "what was said about it", text="")
# fmt: on


def actor(field: str, says: str, *, needed: bool = True) -> Member:
    """The staff member the statement is about; where nobody need be known, the source is the actor."""
    return Member(field, ("actor",), STAFF if needed else STAFF_OR_SOURCE, says)


def instructor(field: str, says: str) -> Member:
    return Member(field, INSTRUCTOR, STAFF, says)


def somebody(field: str, name: str, says: str) -> Member:
    """Somebody besides actor and instructor, as an account in an extension."""
    return Member(field, of_context(name), ACCOUNT, says)


def context(field: str, name: str, codec: Codec, says: str) -> Member:
    return Member(field, of_context(name), codec, says)


def brief(field: str, name: str, says: str) -> Member:
    """A word or two that somebody may have written freely: screened like a text, and kept readable to be counted."""
    return Member(field, of_context(name), BRIEF, says, brief="")


def in_order(first: date | None, last: date | None, *, at: Path) -> Iterator[Fault]:
    """Two days or two moments, both known."""
    if first is not None and last is not None and last < first:
        yield pointer(at), f"should not lie before the first, {first.isoformat()}"


def not_past(due: date | None, given: datetime, *, at: Path = DUE) -> Iterator[Fault]:
    """Due on the day it is given at the earliest: that day is the boutique's, which may be one beside the sender's."""
    if due is not None and due < given.date() - timedelta(days=1):
        yield pointer(at), f"should not lie before the day it was given, {given.date().isoformat()}"


def by_somebody(who: Who | None, *, says: str) -> Iterator[Fault]:
    if who is None:
        yield pointer(INSTRUCTOR), f"is missing: {says}"
