"""How the shop floor is said in xAPI: `say` turns an event into a statement, `hear` turns it back.

The law, for every kind (tests/vocabulary): hear(say(event, home), home) == event. A time that lies in a zone's repeated
hour must come with a fixed offset, as Python calls it unequal to every time of another zone (PEP 495).
"""

from collections.abc import Mapping
from typing import Any

from ..refusals import Refused
from ..retail.events import EventKind
from . import (
    action,
    assignment,
    booked,
    calibration,
    coaching,
    entry,
    focus,
    huddle,
    iris,
    job_aid,
    learning,
    observation,
    process,
    programme,
    receipt,
    roster,
    signals,
    stock,
    survey,
    till,
    traffic,
)
from .kind import Kind, heard
from .places import TYPE, VERB, look, pointer
from .profile import profile_of
from .refusing import refusal
from .seals import briefs, texts, without_text

KINDS: tuple[Kind, ...] = (
    observation.KIND, receipt.KIND, survey.KIND, traffic.KIND,
    coaching.KIND, action.KIND, entry.FEEDBACK, entry.CONTEST, huddle.HUDDLE, focus.KIND, huddle.PRAISE,
    calibration.KIND, assignment.KIND,
    learning.KIND, job_aid.KIND,
    signals.KIND, process.KIND, till.KIND, booked.BOOKING, booked.ENROLMENT,
    stock.COUNT_OF_ZONE, stock.EXCEPTION, stock.AVAILABILITY,
    roster.EMPLOYMENT, roster.SHIFT,
    programme.ANNOTATION, programme.DECISION, programme.PLAN,
)  # fmt: skip
_BY_EVENT = {kind.event: kind for kind in KINDS}
_BY_TYPE: dict[str, dict[str, Kind]] = {}  # verb -> type of the object -> kind
for _kind_of_all in KINDS:
    for _verb in _kind_of_all.verbs:
        _BY_TYPE.setdefault(_verb.iri, {}).update(dict.fromkeys(_kind_of_all.types, _kind_of_all))
_ALONE = {verb: next(iter(of.values())) for verb, of in _BY_TYPE.items() if len({k.name for k in of.values()}) == 1}

__all__ = ["KINDS", "Kind", "briefs", "hear", "kind_of", "profile", "say", "texts", "without_text"]


def say(event: EventKind, home: str) -> dict[str, Any]:
    """The statement that tells of the event. `home` is the instance's address without a trailing slash.

    Raises:
        Refused: the event breaks its own template (unknown sale type, shares that do not sum to 1 ...).
    """
    return _BY_EVENT[type(event)].tell(event, home)


def hear(statement: Mapping[str, Any], home: str) -> EventKind | None:
    """The event a statement tells of, or None where it does not claim our profile.

    Raises:
        Refused: it has our profile in its category and breaks the template; every broken member is named.
    """
    if not _claims(statement):
        return None
    if (kind := _kind(statement)) is None:
        raise _of_none(statement)
    event: EventKind = heard(kind, statement, home)
    return event


def kind_of(statement: Mapping[str, Any]) -> Kind | None:
    """Our kind of this statement; None when it does not claim our profile or its verb is of no template."""
    return _kind(statement) if _claims(statement) else None


def profile(home: str) -> dict[str, Any]:
    """The xAPI Profile (JSON-LD) of this vocabulary, made from the declarations that `say` and `hear` walk."""
    return profile_of(KINDS, home)


def _kind(statement: Mapping[str, Any]) -> Kind | None:
    """By the verb where one kind alone has it, else by the type of the object besides."""
    verb = statement.get("verb")
    said = verb.get("id") if isinstance(verb, dict) else None
    if not isinstance(said, str):
        return None
    if (alone := _ALONE.get(said)) is not None:
        return alone
    type_ = look(statement, TYPE) if said in _BY_TYPE else None
    return _BY_TYPE[said].get(type_) if isinstance(type_, str) else None


def _of_none(statement: Mapping[str, Any]) -> Refused:
    said = look(statement, VERB)
    if isinstance(said, str) and said in _BY_TYPE:
        types = " or ".join(f"{type_} ({kind.name})" for type_, kind in _BY_TYPE[said].items())
        return refusal([(pointer(TYPE), f"should be {types}, not {look(statement, TYPE)!r}")])
    verbs = ", ".join(sorted(_BY_TYPE))
    return refusal([(pointer(VERB), f"is a verb of no template of {iris.PROFILE}; it has {verbs}")])


def _claims(statement: Mapping[str, Any]) -> bool:
    try:
        found = statement["context"]["contextActivities"]["category"]
    except (KeyError, TypeError):
        return False
    for one in found if isinstance(found, list) else (found,):  # three times as fast as any()
        if isinstance(one, dict) and one.get("id") == iris.PROFILE:
            return True
    return False
