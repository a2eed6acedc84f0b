"""Events of a feed on their way in: said, named, compared with what is kept under their keys, put into the log.

A file is taken in by chunks. While the log makes one durable the next is said already; what it may change in the
fates of the next is waited for before those are asked.
"""

import gc
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice

import msgspec

from .. import vocabulary
from ..directory import Directory
from ..directory.lookup import Snapshot
from ..directory.rows import Unclaimed
from ..privacy.entering import Entrance, Prepared, Sender
from ..privacy.naming import Met
from ..privacy.screening import with_text
from ..refusals import Conflict, Refused
from ..retail.events import NAMES, EventKind
from ..stream import Appended, Log, Query
from ..vocabulary.places import GROUPING, pointer
from .repeats import Repeats

CHUNK = 500
SELDOM = (50_000, 20, 50)  # thresholds of the collector: as the server has them always
REMEMBERED = 20_000  # codes of a boutique and day
Marked = tuple[Prepared, tuple[tuple[str, str], ...]]
Sent = tuple[list[Marked], "Future[Appended]"]


@dataclass(slots=True)
class Outcome:
    """What became of a feed: counts by fate, the texts that were taken out, and what was refused with the event.

    new: statements kept. corrected: those that are later versions of something known. again: those that say under a
    higher revision what is known: they win over what came between.
    """

    new: int = 0
    repeated: int = 0
    corrected: int = 0
    again: int = 0
    masked: list[tuple[EventKind, Refused]] = field(default_factory=list)
    refused: list[tuple[EventKind, Refused]] = field(default_factory=list)


class Taking:
    def __init__(self, entrance: Entrance, log: Log, directory: Directory, snapshot: Snapshot, *, sender: Sender,
                 repeats: Repeats) -> None:  # fmt: skip
        self._entrance, self._log, self._directory = entrance, log, directory
        self._snapshot, self._sender, self._repeats = snapshot, sender, repeats

    def events(
        self, events: Iterable[EventKind], *, fresh: bool = False, dry: bool = False, exported: str = ""
    ) -> Outcome:
        """See `Keep.events`."""
        outcome, met = Outcome(), Met()
        sent: Sent | None = None
        try:
            for chunk in _chunks(events, CHUNK):
                said = self._all_said(chunk, outcome, met, dry=dry)
                if sent is not None:
                    self._settled(*sent, outcome)
                    sent = None
                ready = self._news(said, outcome, fresh=fresh, dry=dry, exported=exported)
                if dry:
                    outcome.new += len(ready)
                elif ready:
                    sent = ready, self._submit(ready)
        finally:  # the file may break off: what was sent is kept, and what is refused of it is known
            if sent is not None:
                self._settled(*sent, outcome)
        return outcome

    def _news(
        self, said: Sequence[tuple[EventKind, Marked]], outcome: Outcome, *, fresh: bool, dry: bool, exported: str
    ) -> list[Marked]:
        """What of it is no repeat; the rest is counted."""
        ready, seen = list[Marked](), set[str]()
        unknown = fresh or self._unknown([marks for _, (_, marks) in said])
        for event, (prepared, marks) in said:
            revision = "" if event.revision == exported else event.revision
            fate = "new" if unknown else self._fate(prepared, marks, revision)
            if prepared.id in seen or fate == "repeated":
                outcome.repeated += 1
                if not dry:
                    self._repeats.note(event.source, event.boutique)
                continue
            outcome.corrected += fate == "corrected"
            outcome.again += fate == "again"
            seen.add(prepared.id)
            ready.append((prepared, marks))
        return ready

    def _all_said(
        self, events: Sequence[EventKind], outcome: Outcome, met: Met, *, dry: bool
    ) -> list[tuple[EventKind, Marked]]:
        """Those of the events that can be said. met: who codes are is asked once for all of a feed."""
        said = list[tuple[EventKind, Marked]]()
        if len(met) > REMEMBERED:
            met.clear()
        for event in events:
            try:
                said.append((event, self._said(event, outcome, met, dry=dry)))
            except Refused as refusal:
                outcome.refused.append((event, refusal))
        return said

    def _said(self, event: EventKind, outcome: Outcome, met: Met, *, dry: bool) -> Marked:

        def person_of(source: str, code: str, boutique: str, day: date) -> str:
            found = self._snapshot.person_of(source, code, boutique, day)
            if not found and not dry:
                self._note_code(source, code, boutique, event.at)
            return found

        named, content = self._entrance.naming.named(event, person_of, met)
        if not named.boutique and getattr(named, "cancelled", False):
            named = replace(named, boutique=self._kept_at(named))
        statement = vocabulary.say(named, self._entrance.home)
        kind = vocabulary.kind_of(statement)
        if kind is None:
            raise Refused("is of no kind the vocabulary knows", type(event).__name__)
        texts = vocabulary.texts(statement, kind) if kind.text else ()
        cleaned = [(place, text, self._entrance.cleaned(text, place, kind)) for place, text in texts]
        if kind.brief:
            found = vocabulary.briefs(statement, kind)
            cleaned += [(place, words, "") for place, words in found if self._entrance.tells(words)]
        for place, text, clean in cleaned:
            if clean != text:
                reason = Refused("told of a client and was taken out; the rest is kept", place)
                outcome.masked.append((event, reason))
                statement = with_text(statement, place, clean)
        prepared = Prepared(
            statement["id"], msgspec.json.encode(statement), statement, kind, content, self._sender, own=True,
        )  # fmt: skip
        return prepared, (("key", f"{kind.name}|{named.key or named.id}"), ("content", content.hex()))

    def _kept_at(self, gone: EventKind) -> str:
        """The boutique of what is taken back, where its source does not say it: that of the version kept last.

        Raises:
            Refused: nothing is kept under its key.
        """
        key = self._entrance.ref("key", f"{NAMES[type(gone)]}|{gone.key}")
        last = next(iter(self._log.query(Query(refs=(frozenset((key,)),), limit=1)).found), None)
        kept = last and vocabulary.hear(msgspec.json.decode(last.entry.clear or b"{}"), self._entrance.home)
        if not kept:
            raise Refused("takes back what is not kept here; there is nothing to do", pointer(GROUPING))
        return kept.boutique

    def _note_code(self, source: str, code: str, boutique: str, at: datetime) -> None:
        """Remember a code nobody has claimed, so that a go-live list can name it (the stream only holds its hash)."""
        name = f"{source}/{self._entrance.naming.code(source, code)}"
        if name not in self._entrance.codes_seen:
            self._entrance.codes_seen.add(name)
            if self._directory.buried(f"code:{name}"):
                return  # of somebody who was erased
            self._directory.add(Unclaimed(id=name, source=source, code=code, boutique=boutique, seen=at))

    def _unknown(self, marks: Sequence[tuple[tuple[str, str], ...]]) -> bool:
        """Whether nothing is kept under any of their keys: asked for all at once, as most files bring only news."""
        keys = frozenset(self._entrance.ref(*key) for key, _ in marks)
        return not keys or not self._log.query(Query(refs=(keys,), limit=1)).found

    def _fate(self, prepared: Prepared, marks: tuple[tuple[str, str], ...], revision: str) -> str:
        """new, repeated, corrected or again, by the version kept last under the same key."""
        key, content = (self._entrance.ref(*mark) for mark in marks)
        last = next(iter(self._log.query(Query(refs=(frozenset((key,)),), limit=1)).found), None)
        if last is None:
            return "new"
        if self._log.by_id([prepared.id]):
            return "repeated"
        if content not in last.entry.refs:
            return "corrected"
        said = vocabulary.hear(msgspec.json.decode(last.entry.clear or b"{}"), self._entrance.home)
        return "again" if said is not None and revision > said.revision else "repeated"

    def _submit(self, ready: Sequence[Marked]) -> "Future[Appended]":
        return self._entrance.submit([p for p, _ in ready], extra=[m for _, m in ready])

    def _settled(self, ready: list[Marked], future: "Future[Appended]", outcome: Outcome) -> None:
        try:
            self._count(ready, future.result(), outcome)
        except Conflict:  # one of them says something else under a known id: find it, keep the rest
            for one in ready:
                try:
                    self._count([one], self._submit([one]).result(), outcome)
                except Conflict as conflict:
                    if (event := vocabulary.hear(one[0].statement, self._entrance.home)) is not None:
                        outcome.refused.append((event, conflict))

    def _count(self, ready: Sequence[Marked], done: Appended, outcome: Outcome) -> None:
        outcome.new += done.new
        outcome.repeated += len(ready) - done.new
        self._repeats.note_sent([p for p, _ in ready], done.new)


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Events and statements hold no circles: looking through the whole house for some after each few thousand of them
    was a third of the work. What came about meanwhile is looked at less often, not never.
    """
    was = gc.get_threshold()
    if 0 < was[0] < SELDOM[0]:
        gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*was)


def _chunks(events: Iterable[EventKind], size: int) -> Iterator[list[EventKind]]:
    waiting = iter(events)
    yield from iter(lambda: list(islice(waiting, size)), [])
