"""The record store's documents: state and profiles in and out for a key, within its scopes and boutiques."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..directory.rows import Key
from ..privacy.documents import Whose, closed, context, key_names, opened, whose
from ..privacy.keys import LAUNCHED, NARROW, allows, reaches
from ..privacy.roles import EVERYWHERE
from ..privacy.sealing import TextKeys
from ..refusals import NotAllowed, Refused, Unknown
from ..stream.documents import Content, Document, Place
from ..stream.documents import Documents as Store
from ..xapi.agents import IDENTIFIERS
from ..xapi.conditions import Conditions, etag
from ..xapi.documents import JSON, Named, Resource, judge, merged
from ..xapi.versions import Version

if TYPE_CHECKING:
    from . import House

SCOPE = {Resource.STATE: "state", Resource.ACTIVITY_PROFILE: "profile", Resource.AGENT_PROFILE: "profile"}
OF_PEOPLE = ("profile", "state", "statements/read", "statements/read/mine")  # any of them may ask who somebody is


@dataclass(frozen=True, slots=True)
class Found:
    """A document as it is given out. etag: without quotation marks. modified: seconds since 1970."""

    content_type: str
    body: bytes
    etag: str
    modified: int


class Documents:
    def __init__(self, house: "House", store: Store) -> None:
        self._house, self._store, self._directory = house, store, house.directory
        self._most = int(house.values["body_limit"])
        self._text_keys = TextKeys(house.directory)

    def read(self, key: Key, named: Named) -> Found:
        """
        Raises:
            Unknown: nothing is there. NotAllowed: see `may`.
        """
        who = self.may(key, named, reading=True)
        place = Place(context(named, who), named.name)
        found = self._found(self._store.read(place))
        if found is None:
            raise Unknown("no document is kept under this name", named.resource.id)
        if key.source not in NARROW:
            self._house.reads.count(key.id, 0)
        return found

    def names(self, key: Key, named: Named) -> list[str]:
        """The ids of a context's documents, the longest unchanged first; raises NotAllowed."""
        who = self.may(key, named, reading=True)
        return self._store.listing(context(named, who), named.since)

    def put(
        self, key: Key, named: Named, version: Version, *, conditions: Conditions, content_type: str, body: bytes
    ) -> Found:
        """Keep a document in place of what is there.

        Raises:
            Refused: 412, 409 or 400, see `xapi.documents.judge`; 507 from the disk. NotAllowed: see `may`.
        """

        def after(_: tuple[str, bytes] | None) -> tuple[str, bytes]:
            return content_type, body

        return self._write(key, named, version, method="PUT", conditions=conditions, after=after)

    def merge(
        self, key: Key, named: Named, version: Version, *, conditions: Conditions, content_type: str, body: bytes
    ) -> Found:
        """Merge a JSON object into the one that is there, or keep what was sent where there is nothing.

        Raises:
            Refused: as `put`; 400 where the two cannot be merged, 413 where they would grow too large.
        """

        def after(old: tuple[str, bytes] | None) -> tuple[str, bytes]:
            made = merged(old, (content_type, body))
            if len(made[1]) > self._most:
                raise Refused(
                    f"the merged document would be larger than {self._most:,} bytes; PUT a smaller one", "", 413
                )
            return made

        return self._write(key, named, version, method="POST", conditions=conditions, after=after)

    def delete(self, key: Key, named: Named, version: Version, *, conditions: Conditions) -> None:
        """Delete one document; that there is none is no fault.

        Raises:
            Refused: 412, 507. NotAllowed: see `may`.
        """
        who = self.may(key, named)
        place = Place(context(named, who), named.name)

        def gone(before: Document | None) -> Content | None:
            found = self._found(before)
            judge("DELETE", named.resource, version, said=conditions, there=found.etag if found else None)
            return None

        self._store.change(place, gone)

    def clear(self, key: Key, named: Named) -> int:
        """Delete all documents of a context; how many there were. Raises as `delete`."""
        return self._store.clear(context(named, self.may(key, named)))

    def forget(self, agent: Mapping[str, Any]) -> int:
        """Delete all that is kept about an agent, leaving no trace in a file; how many documents there were."""
        return self._store.forget(self._whose(agent).agent)

    def held(self, agent: Mapping[str, Any]) -> list[tuple[Place, Found]]:
        """All that is kept about an agent, for who asks what is held of them."""
        found = ((place, self._found(self._store.read(place))) for place in self._store.held(self._whose(agent).agent))
        return [(place, one) for place, one in found if one is not None]

    def idle(self, before: datetime) -> dict[str, int]:
        """How many documents about each agent (by its keyed hash) were last changed before a moment."""
        return self._store.idle(before)

    def forget_idle(self, before: datetime, spared: Collection[str] = ()) -> int:
        """Delete those, leaving no trace in a file, but for agents that are spared; how many there were."""
        return self._store.forget_idle(before, spared)

    def count(self) -> int:
        return self._store.count()

    def may(self, key: Key, named: Named, *, reading: bool = False) -> Whose:
        """Whose document it is, where the key may touch it.

        Raises:
            NotAllowed: the key lacks the scope; it is bound to boutiques and the agent is nobody of theirs; or it is a
            launch's and the document is not.
        """
        scope = SCOPE[named.resource]
        if not allows(key, scope, reading=reading):
            raise NotAllowed(f"this key has no scope {scope}; it has {', '.join(key.scopes)}", "Authorization")
        if key.source == LAUNCHED:
            self._house.hosting.keys.may(key, named, reading=reading)
        who = self._whose(named.agent)
        if named.agent is not None and EVERYWHERE not in key.boutiques and not self._of(key, who.person):
            raise NotAllowed("this key is for the people of its own boutiques only", "agent")
        return who

    def person(self, key: Key, agent: Mapping[str, Any]) -> dict[str, Any]:
        """The Person of an agent: what was asked, every property an array. Nothing is unified and no name is told.

        Raises:
            NotAllowed: a key that may read nothing.
        """
        if not any(allows(key, scope, reading=True) for scope in OF_PEOPLE):
            raise NotAllowed(f"this key reads nothing; it has {', '.join(key.scopes)}", "Authorization")
        told = ("name", *IDENTIFIERS)
        return {"objectType": "Person"} | {name: [agent[name]] for name in told if name in agent}

    def read_own(self, person: str, activity: str, name: str, *, registration: str = "") -> bytes | None:
        """A person's state document as they left it on a page of ours; None where there is none."""
        named, who = self._named(person, activity, name, registration)
        found = self._found(self._store.read(Place(context(named, who), name)))
        return found.body if found else None

    def change_own(
        self, person: str, activity: str, name: str, *, after: Callable[[bytes | None], bytes], registration: str = ""
    ) -> bytes:
        """Write it by what is there; the same document a key with the scope `state` reads and writes. What stands there
        now. after: quick and without effects, see `stream.documents.Judge`."""
        named, who = self._named(person, activity, name, registration)
        place = Place(context(named, who), name)
        self._text_keys.make(key_names(who))
        made = b""

        def judged(before: Document | None) -> Content:
            nonlocal made
            old = self._found(before)
            made = after(old.body if old else None)
            return closed(self._directory, place, content_type=JSON, body=made, key=who.key)

        self._store.change(place, judged)
        return made

    def _named(self, person: str, activity: str, name: str, registration: str) -> tuple[Named, Whose]:
        agent = {"objectType": "Agent", "account": {"homePage": f"{self._house.home}/people", "name": person}}
        named = Named(resource=Resource.STATE, activity=activity, agent=agent, registration=registration, name=name)
        return named, self._whose(agent)

    def _write(
        self, key: Key, named: Named, version: Version, *, method: str, conditions: Conditions,
        after: Callable[[tuple[str, bytes] | None], tuple[str, bytes]],
    ) -> Found:  # fmt: skip
        who = self.may(key, named)
        place = Place(context(named, who), named.name)
        self._text_keys.make(key_names(who))
        made: tuple[str, bytes] = ("", b"")

        def judged(before: Document | None) -> Content:
            nonlocal made
            old = self._found(before)
            judge(method, named.resource, version, said=conditions, there=old.etag if old else None)
            made = after((old.content_type, old.body) if old else None)
            return closed(self._directory, place, content_type=made[0], body=made[1], key=who.key)

        kept = self._store.change(place, judged)
        return Found(*made, etag(made[1]), kept.modified if kept else 0)

    def _found(self, kept: Document | None) -> Found | None:
        """None also where the key is destroyed: the document is gone, though its row may have come back."""
        body = opened(self._directory, kept.place, kept.content) if kept else None
        if kept is None or body is None:
            return None
        return Found(kept.content.content_type, body, etag(body), kept.modified)

    def _whose(self, agent: Mapping[str, Any] | None) -> Whose:
        return whose(agent, home=self._house.home, naming=self._house.entrance.naming)

    def _of(self, key: Key, person: str) -> bool:
        one = self._house.snapshot.person_on(person, self._house.today) if person else None
        return one is not None and reaches(key, one.boutique)
