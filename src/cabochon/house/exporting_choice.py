"""Which statements: one choice for what is exported, forwarded, told to a webhook, or listened to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from ..directory.rows import Key
from ..privacy.keys import allows, authority
from ..privacy.opening import opened
from ..privacy.roles import EVERYWHERE
from ..refusals import NotAllowed, Refused
from ..stream import Kept
from ..vocabulary import KINDS
from ..xapi.output import spliced
from ..xapi.queries import agent_parameter
from ..xapi.times import instant, written
from ..xapi.values import iri

if TYPE_CHECKING:
    from . import House

OTHER = "other"
KIND_NAMES = (*(kind.name for kind in KINDS), OTHER)
Limits = tuple[frozenset[int], ...]  # index keys; of each set a statement must have one


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is wanted; several values of one field are any of them, an empty field is all.

    agents: values as `xapi.queries.agent_parameter` makes them. kinds: names of ours, or "other". sources:
    context.platform. since exclusive, until inclusive, both on `stored`, as GET /xapi/statements has them.
    """

    verbs: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    boutiques: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


def choice_of(given: Mapping[str, Sequence[str]]) -> Choice:
    """A choice from words: verb, activity, agent (JSON or mailto:...), boutique, kind, source, since, until.

    Raises:
        Refused: an unknown word, or a value that is none; the pointer is the word.
    """
    if strange := [name for name in given if name not in _WORDS]:
        raise Refused(f"is no filter; there are {', '.join(_WORDS)}", strange[0][:60])
    values: dict[str, Any] = {}
    for name, texts in given.items():
        field, typed = _WORDS[name]
        try:
            found = tuple(dict.fromkeys(typed(text) for text in texts))
        except Refused as fault:
            raise Refused(fault.reason, name + fault.pointer) from None
        if field in ("since", "until"):
            if len(found) > 1:
                raise Refused("is given twice; give it once", name)
            values[field] = found[0] if found else None
        else:
            values[field] = found
    return Choice(**values)


def limits_of(house: "House", choice: Choice) -> Limits:
    """The choice as far as the index can tell it."""
    ref = house.entrance.ref
    asked = (
        ("verb", choice.verbs),
        ("activity", choice.activities),
        ("agent", choice.agents),
        ("door", choice.boutiques),
    )
    return tuple(frozenset(ref(facet, value) for value in values) for facet, values in asked if values)


def limits_of_key(house: "House", key: Key) -> Limits:
    """What a key may read at all, as GET /xapi/statements limits it.

    Raises:
        NotAllowed: it may read no statements.
    """
    limits = []
    if not allows(key, "statements/read", reading=True):
        if not allows(key, "statements/read/mine", reading=True):
            raise NotAllowed(f"this key has no scope statements/read; it has {', '.join(key.scopes)}", "Authorization")
        limits.append(frozenset((house.entrance.ref("authority", authority(key, house.home).decode()),)))
    if EVERYWHERE not in key.boutiques:
        limits.append(frozenset(house.entrance.ref("door", code) for code in key.boutiques))
    return tuple(limits)


def sieve(house: "House", choice: Choice, limits: Limits = ()) -> Callable[[Kept], bool]:
    """Whether a kept statement itself is one of the chosen, within the limits. Voided or not does not matter here."""
    wanted = (*limits_of(house, choice), *limits)

    def fits(kept: Kept) -> bool:
        entry = kept.entry
        if choice.since is not None and kept.stored <= choice.since:
            return False
        if choice.until is not None and kept.stored > choice.until:
            return False
        if choice.kinds and (entry.kind or OTHER) not in choice.kinds:
            return False
        if not all(not one.isdisjoint(entry.refs) for one in wanted):
            return False
        return not choice.sources or _source(house, kept) in choice.sources

    return fits


def given_out(house: "House", kept: Kept, *, raw: bool = True) -> bytes | None:
    """A statement as it is given out (format exact), or None when the keys it was sealed under are destroyed.

    raw: with all its text, for who may read raw statements; else one of ours is its clear twin, which has no note and
    no comment (docs/decisions/0004-a-clear-twin.md), and any other is as it was received.
    """
    entry = kept.entry
    found = entry.clear if entry.clear is not None and not raw else opened(house.directory, kept) or entry.clear
    if found is None:
        return None
    stored = written(kept.stored)
    return spliced(
        found, id=entry.id, stored=stored, authority=entry.authority, version=entry.version, timestamp=stored
    )


class _Context(msgspec.Struct):
    platform: str = ""


class _Glance(msgspec.Struct):
    context: _Context | None = None


_glance = msgspec.json.Decoder(_Glance).decode


def _source(house: "House", kept: Kept) -> str:
    raw = kept.entry.clear or opened(house.directory, kept)
    found = _glance(raw).context if raw else None
    return found.platform if found else ""


def _iri(text: str) -> str:
    iri(text)
    return text


def _agent(text: str) -> str:
    return agent_parameter(msgspec.json.encode({"mbox": text}).decode() if text.startswith("mailto:") else text)


def _kind(text: str) -> str:
    if text not in KIND_NAMES:
        raise Refused(f"{text[:40]!r} is no kind; there are {', '.join(KIND_NAMES)}")
    return text


_WORDS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "verb": ("verbs", _iri),
    "activity": ("activities", _iri),
    "agent": ("agents", _agent),
    "boutique": ("boutiques", str),
    "kind": ("kinds", _kind),
    "source": ("sources", str),
    "since": ("since", instant),
    "until": ("until", instant),
}
