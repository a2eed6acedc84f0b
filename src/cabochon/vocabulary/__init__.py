"""How the shop floor is said in xAPI: `say` turns an event into a statement, `hear` turns it back.

The law, for every kind (tests/vocabulary): hear(say(event, home), home) == event. A time that lies in a zone's repeated
hour must come with a fixed offset, as Python calls it unequal to every time of another zone (PEP 495).
"""

from collections.abc import Mapping
from typing import Any

from ..retail.events import EventKind
from . import coaching, iris, learning, observation, receipt, survey, traffic
from .kind import Kind, heard, refusal, said
from .profile import profile_of
from .seals import texts, without_text

KINDS: tuple[Kind, ...] = (
    observation.KIND, receipt.KIND, survey.KIND, traffic.KIND, coaching.KIND, learning.KIND,
)  # fmt: skip
_BY_EVENT = {kind.event: kind for kind in KINDS}
_BY_VERB = {verb.iri: kind for kind in KINDS for verb in kind.verbs}

__all__ = ["KINDS", "Kind", "hear", "kind_of", "profile", "say", "texts", "without_text"]


def say(event: EventKind, home: str) -> dict[str, Any]:
    """The statement that tells of the event. `home` is the instance's address without a trailing slash.

    Raises:
        Refused: the event breaks its own template (unknown sale type, shares that do not sum to 1 ...).
    """
    return said(_BY_EVENT[type(event)], event, home)


def hear(statement: Mapping[str, Any], home: str) -> EventKind | None:
    """The event a statement tells of, or None where it does not claim our profile.

    Raises:
        Refused: it has our profile in its category and breaks the template; every broken member is named.
    """
    if not _claims(statement):
        return None
    if (kind := _kind(statement)) is None:
        verbs = ", ".join(sorted(_BY_VERB))
        raise refusal([("/verb/id", f"is a verb of no template of {iris.PROFILE}; it has {verbs}")])
    event: EventKind = heard(kind, statement, home)
    return event


def kind_of(statement: Mapping[str, Any]) -> Kind | None:
    """Our kind of this statement; None when it does not claim our profile or its verb is of no template."""
    return _kind(statement) if _claims(statement) else None


def profile(home: str) -> dict[str, Any]:
    """The xAPI Profile (JSON-LD) of this vocabulary, made from the declarations that `say` and `hear` walk."""
    return profile_of(KINDS, home)


def _kind(statement: Mapping[str, Any]) -> Kind | None:
    verb = statement.get("verb")
    return _BY_VERB.get(str(verb.get("id"))) if isinstance(verb, dict) else None


def _claims(statement: Mapping[str, Any]) -> bool:
    try:
        found = statement["context"]["contextActivities"]["category"]
    except (KeyError, TypeError):
        return False
    listed = found if isinstance(found, list) else [found]
    return any(isinstance(one, dict) and one.get("id") == iris.PROFILE for one in listed)
