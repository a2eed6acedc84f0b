"""The way in, for one writer: forms from the pages, events from a feed, statements from a client."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from .. import vocabulary
from ..directory import Directory
from ..directory.lookup import Snapshot
from ..privacy import notes
from ..privacy.entering import Entrance, Prepared, Sender
from ..privacy.roles import may
from ..privacy.viewer import Viewer
from ..programme.checklists import BY_NAME
from ..programme.playbook import Checklist
from ..refusals import Conflict, NotAllowed, Refused
from ..retail.coaching import Contest
from ..retail.events import EventKind
from ..stream import Appended, Log
from ..xapi.versions import Version
from .correcting import ENTRY, Standing, event_of, judge, standing, voiding
from .entries import Desk, free, read
from .entries.desk import Shelf, skew_of, written
from .entries.reading import uuid
from .phone_clock import put_right
from .repeats import Repeats
from .taking_events import Outcome, Taking

__all__ = ["Keep", "Outcome"]


class Keep:
    def __init__(self, entrance: Entrance, log: Log, directory: Directory, snapshot: Snapshot, *, sender: Sender,
                 clock: Callable[[], datetime], repeats: Repeats, viewer: Viewer | None = None,
                 checklist: Callable[[str], Checklist | None] = BY_NAME.get,
                 contests: Callable[[str], Iterable[Contest]] = lambda _: (),
                 library: Shelf | None = None) -> None:  # fmt: skip
        self._entrance, self._log, self._directory = entrance, log, directory
        self._snapshot, self._sender, self._viewer, self._clock = snapshot, sender, viewer, clock
        self._repeats, self._checklist, self._contests, self._library = repeats, checklist, contests, library

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
        taking = Taking(self._entrance, self._log, self._directory, self._snapshot, sender=self._sender,
                        repeats=self._repeats)  # fmt: skip
        return taking.events(events, fresh=fresh, dry=dry, exported=exported)

    def enter(self, form: Mapping[str, Any], *, now: datetime | None = None) -> tuple[str, str]:
        """One filled-in form, from the phone's outbox or a page: (id, "kept" or "repeated"). See `house.entries`.

        Args:
            now: when it came in, for one that had to wait since.
        Raises:
            Refused: a field that is missing or wrong, a text that tells of a client. NotAllowed: not this writer's.
            Conflict: the id is taken by a form that says something else.
        """
        came, sent = now or self._clock(), self._sent(form)
        if (known := self._again(form, sent)) is not None:
            return known, "repeated"
        events, gone = self._read(form, came)
        prepared = [self._entered(event, sent) for event in events]
        extra = [((ENTRY, event.key),) if event.key else () for event in events]
        done = self._submit([*prepared, *gone], [*extra, *(() for _ in gone)])
        if not done.new:
            self._repeats.note(events[0].source, events[0].boutique)
        elif skew := skew_of(form, came):
            put_right(self._directory, str(events[0].id), self._writer.account, skew, came)
        return str(events[0].id), "kept" if done.new else "repeated"

    def checked(self, form: Mapping[str, Any]) -> tuple[EventKind, ...]:
        """What `enter` would keep now; nothing is kept.

        Raises:
            as `enter`.
        """
        return self._read(form, self._clock())[0]

    def take_back(self, entry: str) -> bool:
        """Void every version of one's own entry, and all it told of; False when that was done already.

        Raises:
            Refused: contested, or its shift is over. NotAllowed: somebody else's or unknown, in the same words.
        """
        found = standing(self._log, self._entrance, str(uuid(entry, "/entry")))
        if found is None:
            raise NotAllowed("is no entry of yours; open it from “What I logged”", "/entry")
        if found.taken_back and found.authority == self._sender.authority:
            return False
        judge(found, authority=self._sender.authority, written=self._clock(), door_on=self._snapshot.door_on,
              contests=self._contests, at="/entry")  # fmt: skip
        ahead = () if found.known else (found.entry,)  # its first version has yet to come
        self._submit(self._voided((*found.statements, *ahead)), ())
        return True

    @property
    def authority(self) -> bytes:
        """JSON of the credential's agent: by it one's own entries are known."""
        return self._sender.authority

    @property
    def _writer(self) -> Viewer:
        if self._viewer is None or not self._viewer.person:
            raise Refused("only a person of the house can do this; sign in with a staff account", "/writer")
        return self._viewer

    def _read(self, form: Mapping[str, Any], now: datetime) -> tuple[tuple[EventKind, ...], list[Prepared]]:
        """The events a form tells of, and what takes back those its first version told of and it does not."""
        former = self._former(form, now)
        desk = Desk(
            writer=self._writer, now=now, door_on=self._snapshot.door_on, person_on=self._snapshot.person_on,
            checklist=self._checklist, former=former.event if former else None,
            entry=lambda one: event_of(self._log, self._entrance, one), library=self._library,
        )  # fmt: skip
        entry, events = read(form, desk)
        if not may(desk.writer, entry.ability):
            raise NotAllowed("your role does not log this; ask the boutique's manager", "/kind")
        for name, text in free(form):
            notes.refuse(text, f"/{name}", staff=self._entrance.staff(), words=self._entrance.words())
        left = former.without({event.key for event in events}) if former else ()
        return events, self._voided(left)

    def _former(self, form: Mapping[str, Any], now: datetime) -> Standing | None:
        """What a form corrects, as it stands; None for no correction, and for one that came before its original."""
        if not form.get("corrects"):
            return None
        first = str(uuid(form["corrects"], "/corrects"))
        found = standing(self._log, self._entrance, first)
        if found is None:
            if form.get("sent_at"):  # from an outbox: the first version may still be on its way
                return None
            raise NotAllowed("is no entry of yours; open it from “What I logged”", "/corrects")
        judge(found, authority=self._sender.authority, written=written(form, now), door_on=self._snapshot.door_on,
              contests=self._contests, kind=str(form.get("kind") or "observation"),
              boutique=str(form.get("boutique") or ""))  # fmt: skip
        return found

    def _again(self, form: Mapping[str, Any], sent: bytes) -> str | None:
        """The id of a form that was kept before, whatever has changed since: rights, playbook, team.

        Raises:
            Conflict: kept before, with other words.
        """
        name = form.get("id")
        found = self._log.by_id([name.lower()]) if isinstance(name, str) and len(name) == len(str(UUID(int=0))) else []
        if not found:
            return None
        one = found[0]
        if one.entry.digest != sent or one.entry.authority != self._sender.authority:
            raise Conflict("was kept before, with other words; correct that one from “What I logged”", "/id")
        event = vocabulary.hear(msgspec.json.decode(one.entry.clear or b"{}"), self._entrance.home)
        if event is not None:
            self._repeats.note(event.source, event.boutique)
        return one.entry.id

    def _sent(self, form: Mapping[str, Any]) -> bytes:
        said = {name: value for name, value in form.items() if name != "sent_at"}
        return self._entrance.digest(msgspec.json.encode(said, order="deterministic"))

    def _entered(self, event: EventKind, sent: bytes) -> Prepared:
        statement = vocabulary.say(event, self._entrance.home)
        kind = vocabulary.kind_of(statement)
        return Prepared(str(event.id), msgspec.json.encode(statement), statement, kind, sent, self._sender)

    def _voided(self, statements: Iterable[str]) -> list[Prepared]:
        said = [voiding(one, home=self._entrance.home, person=self._writer.person) for one in statements]
        return [self._entrance.prepare(msgspec.json.encode(one), one, self._sender) for one in said]

    def _submit(self, prepared: Sequence[Prepared], extra: Sequence[tuple[tuple[str, str], ...]]) -> Appended:
        return self._entrance.submit(prepared, extra=extra).result()
