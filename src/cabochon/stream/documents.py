"""Documents: mutable bytes under five keys, the standard's state and profiles (xAPI 1.0.3 Part Three 2.2)."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Protocol

from .stamps import micros, moment, now

SECOND = 1_000_000  # microseconds


@dataclass(frozen=True, slots=True)
class Context:
    """What documents of one listing share. What a resource does not have, or was not named, is "": a value of its own.

    resource: "state", "activity" (its profiles) or "agent" (its profiles). activity: its IRI. agent: a keyed hash,
    never an identifier in clear. registration: UUID in lower case.
    """

    resource: str
    activity: str = ""
    agent: str = ""
    registration: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one document stands: its context and its stateId or profileId, which is never ""."""

    context: Context
    name: str


@dataclass(frozen=True, slots=True)
class Content:
    """What stands there: the content type as it was sent, sealed bytes, and the name of the text key they need ("" for
    the house's own), see `privacy.documents`."""

    content_type: str
    body: bytes
    key: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document that is kept. updated: when, in UTC with microseconds; grows with every change of this document.

    modified: the same in whole seconds since 1970, as HTTP can say it. It grows too, by a second at least: a document
    that is changed twice within one second is said to be modified a second later.
    """

    place: Place
    content: Content
    updated: datetime
    modified: int


# Judges what is there (None: nothing) inside the transaction: what shall stand there now, None for nothing. What it
# raises reaches the caller and nothing is changed. It is quick, because others wait, and has no effect of its own: when
# a transaction has to be begun anew it is asked again.
Judge = Callable[[Document | None], Content | None]


class Documents(Protocol):
    """What a document store promises. One suite, run on every adapter: tests/stream/test_documents.py.

    1. What has returned is durable. 2. change is atomic: two that run at once see one after the other, whichever
    process they run in. 3. A judge that raises changes nothing and disturbs nobody who shares its commit. 4. Content
    comes back as it was given, every byte of it. 5. updated and modified of one document only grow while it is there.
    6. What is gone (deleted, cleared, forgotten, replaced) can be found in no file after `forget` has returned. 7. A
    full disk is Full (507), another program's lock a Refused of 503; nothing was kept; the store goes on by itself.
    """

    def read(self, place: Place) -> Document | None:
        """As of the last commit. Raises: Refused (500) when the bytes on disk are not what was written."""

    def change(self, place: Place, judge: Judge) -> Document | None:
        """What stands there afterwards, durable; None for nothing. Raises: what the judge raises; as `read`."""

    def listing(self, context: Context, since: datetime | None = None) -> list[str]:
        """Names of the documents of a context, the longest unchanged first; only those updated after `since`."""

    def clear(self, context: Context) -> int:
        """Delete all documents of a context; how many there were."""

    def held(self, agent: str) -> list[Place]:
        """Where documents of an agent stand, in every resource, in the order of places."""

    def forget(self, agent: str) -> int:
        """Delete all of them, so that no file holds a trace; how many there were. "" is nobody."""

    def idle(self, before: datetime) -> dict[str, int]:
        """How many documents about each agent were last changed before a moment."""

    def forget_idle(self, before: datetime, spared: Collection[str] = ()) -> int:
        """Delete those, so that no file holds a trace; how many there were. spared: agents whose documents stay."""

    def count(self) -> int:
        """How many documents there are."""

    def check(self) -> list[str]:
        """Integrity, one sentence a fault: a checksum per document. Empty when sound."""

    def close(self) -> None: ...


def stamped(place: Place, content: Content, before: Document | None, at: datetime) -> Document:
    """A document as it is kept at a moment, later than the one it replaces whatever the clock says."""
    updated = micros(at)
    modified = updated // SECOND
    if before is not None:
        updated = max(updated, micros(before.updated) + 1)
        modified = max(updated // SECOND, before.modified + 1)
    return Document(place, content, moment(updated), modified)


class MemoryDocuments:
    """Keeps every promise of `Documents` but durability."""

    def __init__(self, clock: Callable[[], datetime] = now) -> None:
        self._clock, self._lock = clock, Lock()
        self._kept: dict[Place, Document] = {}

    def read(self, place: Place) -> Document | None:
        return self._kept.get(place)

    def change(self, place: Place, judge: Judge) -> Document | None:
        with self._lock:
            before = self._kept.get(place)
            content = judge(before)
            if content is None:
                self._kept.pop(place, None)
                return None
            found = self._kept[place] = stamped(place, content, before, self._clock())
            return found

    def listing(self, context: Context, since: datetime | None = None) -> list[str]:
        with self._lock:
            found = [one for place, one in self._kept.items() if place.context == context]
        wanted = [one for one in found if since is None or one.updated > since]
        return [one.place.name for one in sorted(wanted, key=lambda one: (one.updated, one.place.name))]

    def clear(self, context: Context) -> int:
        return self._drop(lambda place: place.context == context)

    def held(self, agent: str) -> list[Place]:
        with self._lock:
            found = [place for place in self._kept if agent and place.context.agent == agent]
        return sorted(found, key=in_order)

    def forget(self, agent: str) -> int:
        return self._drop(lambda place: bool(agent) and place.context.agent == agent)

    def idle(self, before: datetime) -> dict[str, int]:
        with self._lock:
            old = [place for place, one in self._kept.items() if place.context.agent and one.updated < before]
        return dict(Counter(place.context.agent for place in old))

    def forget_idle(self, before: datetime, spared: Collection[str] = ()) -> int:
        def old(place: Place) -> bool:
            agent = place.context.agent
            return bool(agent) and agent not in spared and self._kept[place].updated < before

        return self._drop(old)

    def count(self) -> int:
        return len(self._kept)

    def check(self) -> list[str]:
        return []

    def close(self) -> None:
        """Nothing to let go of."""

    def _drop(self, wanted: Callable[[Place], bool]) -> int:
        with self._lock:
            gone = [place for place in self._kept if wanted(place)]
            for place in gone:
                del self._kept[place]
        return len(gone)


def in_order(place: Place) -> tuple[str, str, str, str, str]:
    """The order of places: by resource, activity, agent, registration, name, each compared by code points."""
    c = place.context
    return c.resource, c.activity, c.agent, c.registration, place.name
