"""The way in, for one writer: forms from the pages, events from a feed, statements from a client."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice
from typing import Any

import msgspec

from .. import vocabulary
from ..directory import Directory
from ..directory.lookup import Snapshot
from ..directory.rows import Unclaimed
from ..privacy import notes
from ..privacy.entering import Entrance, Prepared, Sender
from ..privacy.roles import may
from ..privacy.screening import with_text
from ..privacy.viewer import Viewer
from ..programme.checklists import BY_NAME
from ..programme.playbook import Checklist
from ..refusals import Conflict, NotAllowed, Refused
from ..retail.events import EventKind
from ..stream import Appended, Log, Query
from ..xapi.versions import Version
from .entries import Desk, free, read
from .repeats import Repeats

CHUNK = 500
Marked = tuple[Prepared, tuple[tuple[str, str], ...]]


@dataclass(slots=True)
class Outcome:
    """What became of a feed: counts by fate, the texts that were taken out, and what was refused with the event.

    new counts statements kept; `corrected` of them are later versions of something
    known, `again` say under a higher revision what is known already: kept, so that it wins over what came between.
    """

    new: int = 0
    repeated: int = 0
    corrected: int = 0
    again: int = 0
    masked: list[tuple[EventKind, Refused]] = field(default_factory=list)
    refused: list[tuple[EventKind, Refused]] = field(default_factory=list)


class Keep:
    def __init__(self, entrance: Entrance, log: Log, directory: Directory, snapshot: Snapshot, *, sender: Sender,
                 clock: Callable[[], datetime], repeats: Repeats, viewer: Viewer | None = None,
                 checklist: Callable[[str], Checklist | None] = BY_NAME.get) -> None:  # fmt: skip
        self._entrance, self._log, self._directory = entrance, log, directory
        self._snapshot, self._sender, self._viewer, self._clock = snapshot, sender, viewer, clock
        self._repeats, self._checklist = repeats, checklist

    def statements(
        self, members: Sequence[tuple[bytes, dict[str, Any]]], *, version: Version, put: str = ""
    ) -> "Future[Appended]":
        """Statements as a client sent them, all or none; see `Entrance.accept`."""
        return self._entrance.accept(members, replace(self._sender, version=version), put=put)

    def events(
        self, events: Iterable[EventKind], *, fresh: bool = False, dry: bool = False, exported: str = ""
    ) -> Outcome:
        """Events of a feed. A text that tells of a client is taken out and the event kept without it.

        Args:
            fresh: nothing of this can be there already (a new pretend maison): do not look for earlier versions.
            dry: keep nothing, only count what would be.
            exported: the revision given to what has none of its own; it makes no repeat news.
        """
        outcome = Outcome()
        for chunk in _chunks(events, CHUNK):
            ready: list[Marked] = []
            seen: set[str] = set()
            for event in chunk:
                try:
                    prepared, marks = self._said(event, outcome, dry=dry)
                except Refused as refusal:
                    outcome.refused.append((event, refusal))
                    continue
                fate = (
                    "new"
                    if fresh
                    else self._fate(prepared, marks, "" if event.revision == exported else event.revision)
                )
                if prepared.id in seen or fate == "repeated":
                    outcome.repeated += 1
                    if not dry:
                        self._repeats.note(event.source, event.boutique)
                    continue
                outcome.corrected += fate == "corrected"
                outcome.again += fate == "again"
                seen.add(prepared.id)
                ready.append((prepared, marks))
            if dry:
                outcome.new += len(ready)
            else:
                self._append(ready, outcome)
        return outcome

    def enter(self, form: Mapping[str, Any]) -> tuple[str, str]:
        """One filled-in form, from the phone's outbox or a page: (id, "kept" or "repeated"). See `house.entries`.

        Raises:
            Refused: a field that is missing or wrong, a text that tells of a client. NotAllowed: not this writer's.
            Conflict: the id is taken by a form that says something else.
        """
        if self._viewer is None or not self._viewer.person:
            raise Refused("only a person of the house can do this; sign in with a staff account", "/writer")
        desk = Desk(
            writer=self._viewer, now=self._clock(), door_on=self._snapshot.door_on,
            person_on=self._snapshot.person_on, checklist=self._checklist,
        )  # fmt: skip
        entry, events = read(form, desk)
        if not may(self._viewer, entry.ability):
            raise NotAllowed("your role does not log this; ask the boutique's manager", "/kind")
        for name, text in free(form):
            notes.refuse(text, f"/{name}", staff=self._entrance.staff(), words=self._entrance.words())
        events = self._corrected(form, events)
        sent = self._entrance.digest(msgspec.json.encode({k: v for k, v in form.items() if k != "sent_at"},
                                                         order="deterministic"))  # fmt: skip
        prepared = [self._entered(event, sent) for event in events]
        done = self._entrance.submit(prepared).result()
        if not done.new:
            self._repeats.note(events[0].source, events[0].boutique)
        return str(events[0].id), "kept" if done.new else "repeated"

    def _entered(self, event: EventKind, sent: bytes) -> Prepared:
        statement = vocabulary.say(event, self._entrance.home)
        kind = vocabulary.kind_of(statement)
        return Prepared(str(event.id), msgspec.json.encode(statement), statement, kind, sent, self._sender)

    def _corrected(self, form: Mapping[str, Any], events: tuple[EventKind, ...]) -> tuple[EventKind, ...]:
        """Under the key of what they correct, with a higher revision. See `house.correcting`."""
        if not form.get("corrects"):
            return events
        raise Refused("cannot be corrected", "/corrects")

    def _said(self, event: EventKind, outcome: Outcome, *, dry: bool) -> Marked:

        def person_of(source: str, code: str, boutique: str, day: date) -> str:
            found = self._snapshot.person_of(source, code, boutique, day)
            if not found and not dry:
                self._note_code(source, code, boutique, event.at)
            return found

        naming = self._entrance.naming
        named, content = naming.named(event, person_of)
        statement = vocabulary.say(named, self._entrance.home)
        kind = vocabulary.kind_of(statement)
        if kind is None:
            raise Refused("is of no kind the vocabulary knows", type(event).__name__)
        for place, text in vocabulary.texts(statement, kind):
            clean = self._entrance.cleaned(text, place, kind)
            if clean != text:
                reason = Refused("told of a client and was taken out; the rest is kept", place)
                outcome.masked.append((event, reason))
                statement = with_text(statement, place, clean)
        prepared = Prepared(str(named.id), msgspec.json.encode(statement), statement, kind, content, self._sender)
        return prepared, (("key", f"{kind.name}|{named.key or named.id}"), ("content", content.hex()))

    def _note_code(self, source: str, code: str, boutique: str, at: datetime) -> None:
        """Remember a code nobody has claimed, so that a go-live list can name it (the stream only holds its hash)."""
        name = f"{source}/{self._entrance.naming.code(source, code)}"
        if name not in self._entrance.codes_seen:
            self._entrance.codes_seen.add(name)
            self._directory.add(Unclaimed(id=name, source=source, code=code, boutique=boutique, seen=at))

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

    def _append(self, ready: list[Marked], outcome: Outcome) -> None:
        try:
            self._count(ready, outcome)
        except Conflict:  # one of them says something else under a known id: find it, keep the rest
            for one in ready:
                try:
                    self._count([one], outcome)
                except Conflict as conflict:
                    if (event := vocabulary.hear(one[0].statement, self._entrance.home)) is not None:
                        outcome.refused.append((event, conflict))

    def _count(self, ready: list[Marked], outcome: Outcome) -> None:
        done = self._entrance.submit([p for p, _ in ready], extra=[m for _, m in ready]).result()
        outcome.new += done.new
        outcome.repeated += len(ready) - done.new
        self._repeats.note_sent([p for p, _ in ready], done.new)


def _chunks(events: Iterable[EventKind], size: int) -> Iterator[list[EventKind]]:
    waiting = iter(events)
    while chunk := list(islice(waiting, size)):
        yield chunk
