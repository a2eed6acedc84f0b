"""The short way in for the usual statement of another system: judged at a glance, sealed, and ready for the log.

It gives the entry the long way (`entering`) would give, at half the cost, or None: then the long way is taken. Whatever
names this house (its people, doors, template) goes the long way.
"""

from collections.abc import Callable
from datetime import datetime
from hashlib import blake2b
from uuid import uuid4

from ..directory import Directory
from ..stream import Entry
from ..stream.refs import refs
from ..vocabulary.iris import PROFILE
from ..xapi.express import glance
from ..xapi.versions import Version
from .defining import Defining
from .naming import Naming
from .sealing import TextKeys, month_key, seal

TEMPLATE = PROFILE.encode()
OTHER = (("kind", "other"),)  # as telling.told_apart says of a statement of no kind of ours


class Express:
    """One for a house; safe from several threads. digest_key, ref_key: those of the long way."""

    def __init__(
        self,
        directory: Directory,
        *,
        home: str,
        clock: Callable[[], datetime],
        naming: Naming,
        defining: Defining,
        text_keys: TextKeys,
        digest_key: bytes,
        ref_key: bytes,
    ) -> None:
        self._directory, self._clock, self._naming, self._defining = directory, clock, naming, defining
        self._text_keys, self._ref_key = text_keys, ref_key
        self._hasher = blake2b(key=digest_key, digest_size=16)
        self._home = home.encode()

    def entry(
        self, raw: bytes, version: Version, *, authority: bytes, vouched: tuple[int, ...], defines: bool
    ) -> Entry | None:
        """The entry of one statement's bytes; None: it is unusual, ours, wrong, or its text keys are yet to be made.

        vouched: index keys of who vouches for it. defines: what it says of activities counts.
        """
        if self._home in raw or TEMPLATE in raw:
            return None
        seen = glance(raw, version)
        if seen is None:
            return None
        kind, _, value = seen.actor.partition(" ")
        person, month = f"agent:{self._naming.agent((kind, value))}", self._month(seen.timestamp)
        if not self._text_keys.known((person, month)):
            return None
        hasher = self._hasher.copy()
        hasher.update(seen.canonical)
        one = (seen.id or str(uuid4())).lower()
        return Entry(
            id=one,
            digest=hasher.digest(),
            clear=None,
            sealed=seal(self._directory, raw, one, person=person, month=month),
            key_person=person,
            key_month=month,
            authority=authority,
            version=seen.version or version.statement,
            refs=(*refs((*seen.facets, *OTHER), self._ref_key), *vouched),
            defined=self._defining.sealed(seen.defined) if defines else (),
        )

    def _month(self, timestamp: str) -> str:
        if timestamp[4:5] == "-":
            return f"month:other:{timestamp[:7]}"
        return month_key("", datetime.fromisoformat(timestamp) if timestamp else self._clock())
