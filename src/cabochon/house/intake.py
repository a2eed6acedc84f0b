"""Statements of another store on their way in: judged one by one, kept in batches, so that a bad one costs only itself.

They keep their id, timestamp and words. `stored` is when this house kept them and `authority` is who brought them: what
the other store says there cannot be proved here. Order does not matter: a voiding statement may come before its target.
"""

from base64 import b64encode
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

import msgspec

from ..directory.rows import Key
from ..languages import mark
from ..privacy.enclosing import NOTHING, Checking, Enclosed
from ..privacy.entering import Prepared, Sender
from ..privacy.keys import authority
from ..refusals import Conflict, Refused
from ..stream import Appended
from ..xapi.facets import voids
from ..xapi.reading import read
from ..xapi.versions import V103, V200, Version
from .quarantine import Held

if TYPE_CHECKING:
    from . import House

KIND = "statements"
SOURCE = f"import:{KIND}"
BATCH, BATCH_BYTES, FLYING = 400, 4_000_000, 2
HOLDING = 100  # refused rows put away together
MOST_HELD = 10_000  # rows of one run that wait in the quarantine; more are counted
RECENT = 200_000  # ids a dry run remembers, to see repeats within what it reads
OTHER_WORDS = mark("says something else than what is kept under the same id; nothing was changed")


class Partly(Checking):
    """Contents where some did not come along (`missing`, by SHA-2): the statement is kept all the same."""

    def __init__(self, came: Enclosed, missing: Iterable[str]) -> None:
        super().__init__({**came, **dict.fromkeys(missing, b"")})
        self._came = came

    def own(self, statement: Mapping[str, Any], pointer: str) -> tuple[tuple[str, bytes], ...]:
        self.enclosed = self._came
        return super().own(statement, pointer)


@dataclass(slots=True)
class Taken:
    """What became of statements. read: all that came; new + repeated + refused are as many.

    held: of the refused, how many wait in the quarantine. bare: kept, with attachments whose contents did not come.
    reasons: reason -> how often, and where first. faults: of files, not of a statement: cut short, damaged.
    """

    read: int = 0
    new: int = 0
    repeated: int = 0
    refused: int = 0
    held: int = 0
    bare: int = 0
    reasons: dict[str, tuple[int, str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Coming:
    prepared: Prepared
    raw: bytes
    place: str


class Intake:
    """One run. `add` as it reads, `settle` before it says how far it is; the last words are in `taken`.

    by: a key it is brought on behalf of, with that key's rights; else the JSON of the agent that vouches for it.
    source: in the quarantine. dry: judge everything, keep nothing.
    """

    def __init__(self, house: "House", by: Key | bytes, *, source: str = SOURCE, dry: bool = False) -> None:
        self._house, self._source, self._dry = house, source, dry
        self._key = by if isinstance(by, Key) else None
        self._authority = authority(by, house.home) if isinstance(by, Key) else by
        self.taken = Taken()
        self._batch: dict[str, _Coming] = {}
        self._bytes = 0
        self._flying: deque[tuple[list[_Coming], Future[Appended]]] = deque()
        self._held: list[Held] = []
        self._seen: dict[str, bytes] = {}
        if self._key:
            house.statements.may(self._key, "statements/write")

    def add(self, raw: bytes, place: str, enclosed: Enclosed = NOTHING) -> None:
        """One statement, as it came. A fault of its own puts it into the quarantine and is no error.

        Raises:
            Refused: the disk is full, the log is held: nothing wrong with the statement.
        """
        self.taken.read += 1
        try:
            found = read(raw)
            if found.many:
                raise Refused("is an array within the array; write its statements side by side")
            ((text, statement),) = found.statements
            prepared = self._prepared(text, statement, enclosed)
        except Refused as refusal:
            self._refuse(place, refusal, raw)
            return
        before = self._batch.get(prepared.id)
        if before is not None:
            self._again(before.prepared.digest, _Coming(prepared, raw, place))
            return
        self._batch[prepared.id] = _Coming(prepared, raw, place)
        self._bytes += len(raw)
        if len(self._batch) >= BATCH or self._bytes >= BATCH_BYTES:
            self._send()

    def fault(self, place: str, reason: str, raw: bytes = b"") -> None:
        """What is no statement at all. Without bytes it is a fault of the file, and nothing waits."""
        if raw:
            self.taken.read += 1
            self._refuse(place, Refused(reason), raw)
        else:
            self.taken.faults.append(f"{place}: {reason}")

    def settle(self) -> Taken:
        """Wait until all that was added is durable, or waits in the quarantine.

        Raises:
            Refused: the disk is full, the log is held.
        """
        self._send()
        while self._flying:
            self._land(*self._flying.popleft())
        self._put_away()
        return self.taken

    def _prepared(self, raw: bytes, statement: dict[str, Any], enclosed: Enclosed) -> Prepared:
        version, own, missing = family(statement), *_split(statement, enclosed)
        # One without an id gets one that follows from its bytes: the same file twice is the same statement.
        put = "" if "id" in statement else str(UUID(bytes=self._house.entrance.digest(raw), version=5))
        if self._key is not None:
            if voids(statement):
                self.settle()  # whose the target is must be known
            held = self._house.statements.hold(self._key, [(raw, statement)], version, put=put, came=own)
            return cast("Prepared", held.prepared[0])  # an entry comes only from `hold_raw`
        sender = Sender(self._authority, version)
        prepared = self._house.entrance.prepare(raw, statement, sender, put=put, came=Partly(own, missing))
        self.taken.bare += bool(missing)
        return prepared

    def _send(self) -> None:
        coming, self._batch, self._bytes = list(self._batch.values()), {}, 0
        if not coming:
            return
        if self._dry:
            self._judge(coming)
            return
        self._flying.append((coming, self._submitted(coming)))
        while len(self._flying) > FLYING:
            self._land(*self._flying.popleft())

    def _submitted(self, coming: Sequence[_Coming]) -> "Future[Appended]":
        return self._house.entrance.submit([one.prepared for one in coming])

    def _land(self, coming: list[_Coming], future: "Future[Appended]") -> None:
        while coming:
            try:
                done = future.result()
            except Conflict:
                known = self._known(coming)
                others = [
                    one for one in coming if known.get(one.prepared.id, one.prepared.digest) != one.prepared.digest
                ]
                if not others:
                    raise
                for one in others:
                    self._refuse(one.place, Conflict(OTHER_WORDS, "/id"), one.raw)
                wrong = {one.prepared.id for one in others}
                coming = [one for one in coming if one.prepared.id not in wrong]
                if coming:
                    future = self._submitted(coming)
                continue
            self.taken.new += done.new
            self.taken.repeated += len(coming) - done.new
            self._house.repeats.note(self._source, "", len(coming) - done.new)
            return

    def _judge(self, coming: list[_Coming]) -> None:
        """A dry run's `_land`."""
        known = self._known(coming)
        for one in coming:
            before = known.get(one.prepared.id) or self._seen.get(one.prepared.id)
            if before is None:
                self.taken.new += 1
                self._seen[one.prepared.id] = one.prepared.digest
            else:
                self._again(before, one)
        while len(self._seen) > RECENT:
            del self._seen[next(iter(self._seen))]

    def _again(self, digest: bytes, one: _Coming) -> None:
        if digest == one.prepared.digest:
            self.taken.repeated += 1
            self._house.repeats.note(self._source, "", int(not self._dry))
        else:
            self._refuse(one.place, Conflict(OTHER_WORDS, "/id"), one.raw)

    def _known(self, coming: Sequence[_Coming]) -> dict[str, bytes]:
        return {k.entry.id: k.entry.digest for k in self._house.log.by_id([one.prepared.id for one in coming])}

    # What cannot be kept

    def _refuse(self, place: str, refusal: Refused, raw: bytes) -> None:
        reason = self._house.imports.safe(refusal.reason)
        at = f"{place}, {refusal.pointer}" if refusal.pointer else place
        times, first = self.taken.reasons.get(reason, (0, at))
        self.taken.refused += 1
        if times or len(self.taken.reasons) < MOST_HELD:
            self.taken.reasons[reason] = (times + 1, first)
        if self._dry or self.taken.held >= MOST_HELD:
            return
        self.taken.held += 1
        body = _body(raw, key=self._key.id if self._key else "", authority=self._authority)
        name = blake2b(raw + reason.encode(), digest_size=12).hexdigest()
        self._held.append(Held(name=f"{self._source}:{name}", source=self._source, place=at, reason=reason, body=body))
        if len(self._held) >= HOLDING:
            self._put_away()

    def _put_away(self) -> None:
        self._house.quarantined.hold(*self._held)
        self._held.clear()


def family(statement: Mapping[str, Any]) -> Version:
    """Which family a statement is judged by: its own version, or what only 2.0 has in a context."""
    inner = statement.get("object")
    contexts = [statement.get("context"), inner.get("context") if isinstance(inner, dict) else None]
    newer = any(isinstance(one, dict) and ("contextAgents" in one or "contextGroups" in one) for one in contexts)
    return V200 if newer or str(statement.get("version", "")).startswith("2") else V103


def _split(statement: Mapping[str, Any], enclosed: Enclosed) -> tuple[dict[str, bytes], set[str]]:
    """The contents of a statement nobody has checked yet, and the SHA-2 of those that should be there and are not."""
    own, missing = dict[str, bytes](), set[str]()
    target = statement.get("object")
    for holder in (statement, target if isinstance(target, dict) else {}):
        for one in found if isinstance(found := holder.get("attachments"), list) else ():
            sha2 = one.get("sha2") if isinstance(one, dict) else None
            if isinstance(sha2, str) and sha2.lower() in enclosed:
                own[sha2.lower()] = enclosed[sha2.lower()]
            elif isinstance(sha2, str) and "fileUrl" not in one:
                missing.add(sha2.lower())
    return own, missing


def _body(raw: bytes, *, key: str, authority: bytes) -> str:
    said = {"kind": KIND, "key": key, "authority": authority.decode()}
    try:
        said["text"] = raw.decode()
    except UnicodeDecodeError:
        said["bytes"] = b64encode(raw).decode()
    return msgspec.json.encode(said).decode()
