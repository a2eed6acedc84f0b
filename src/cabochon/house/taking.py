"""What a key sends to the record store, judged within its scopes and boutiques, and handed to the log."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..directory.rows import Key
from ..languages import mark
from ..privacy.enclosing import NOTHING, Enclosed
from ..privacy.entering import Names, Prepared, Sender, no_twins
from ..privacy.keys import NARROW, allows, authority, speaks_for
from ..privacy.roles import EVERYWHERE
from ..privacy.telling import door_of
from ..refusals import NotAllowed
from ..stream import Appended, Entry, Kept
from ..xapi.facets import target
from ..xapi.reading import parsed, split
from ..xapi.versions import Version

if TYPE_CHECKING:
    from . import House


@dataclass(frozen=True, slots=True)
class Held:
    """Statements that may enter, with the text keys they will be sealed under. at_hand: `enter` waits for no disk."""

    prepared: Sequence[Prepared | Entry]
    names: Sequence[Names]
    at_hand: bool


class Taking:
    def __init__(self, house: "House") -> None:
        self._house, self._entrance, self._log = house, house.entrance, house.log
        self.most = int(house.values["page_limit"])
        self._senders: dict[tuple[str, str, tuple[str, ...], Version], Sender] = {}

    def key(self, header: str) -> Key:
        """
        Raises:
            Refused: 401.
        """
        return self._house.keyring.check(header or None)

    def may(self, key: Key, scope: str) -> None:
        """
        Raises:
            NotAllowed: the key's scopes do not hold it.
        """
        if not allows(key, scope):
            raise NotAllowed(f"this key has no scope {scope}; it has {', '.join(key.scopes)}", "Authorization")

    def consistent_through(self) -> datetime:
        return self._log.consistent_through()

    def hold_raw(
        self, key: Key, body: bytes, version: Version, *, put: str = "", came: Enclosed = NOTHING
    ) -> tuple[Held, bool]:
        """`hold` for a request's body, and whether that was an array; the usual statement goes the short way.

        Raises:
            Refused: as `hold`, and for what is no strict JSON.
        """
        raws, many = split(body)
        sender, usual = self._sender(key, version), EVERYWHERE in key.boutiques and not (key.source or put or came)
        members = [
            (usual and self._entrance.quickly(raw, sender)) or (raw, parsed(raw, place if many else None))
            for place, raw in enumerate(raws)
        ]
        entries = [one for one in members if isinstance(one, Entry)]
        if entries and len(entries) == len(members):
            no_twins(entries)
            return Held(entries, (), at_hand=True), many
        return self.hold(key, members, version, put=put, came=came), many

    def hold(
        self,
        key: Key,
        members: Sequence[tuple[bytes, dict[str, Any]] | Entry],
        version: Version,
        *,
        put: str = "",
        came: Enclosed = NOTHING,
    ) -> Held:
        """Check what a key sends; nothing is kept yet. came: contents of attachments, by SHA-2 in lower case.

        Raises:
            Refused: the first fault, with its pointer. NotAllowed: a statement of a boutique the key is not bound to,
            or one that voids what is not the key's.
        """
        prepared = self._entrance.checked(members, self._sender(key, version), put=put, enclosed=came)
        if EVERYWHERE not in key.boutiques:
            for i, one in enumerate(prepared):
                if not isinstance(one, Prepared) or door_of(one.statement, self._house.home) not in key.boutiques:
                    at = f"/{i}" if len(members) > 1 else ""
                    raise NotAllowed(
                        "this key speaks only for its own boutiques", f"{at}/context/contextActivities/grouping"
                    )
        if key.source:
            for i, one in enumerate(prepared):
                if isinstance(one, Prepared) and one.kind is not None and not speaks_for(key, one.statement):
                    at = f"/{i}" if len(members) > 1 else ""
                    raise _not_for(key, at)
        if any(one.voids for one in prepared):
            prepared = self._voiding(key, prepared)
        names = self._entrance.key_names(prepared)
        return Held(prepared, names, self._entrance.at_hand(names))

    def enter(self, held: Held) -> "Future[Appended]":
        """All or none; the future is done when they are durable.

        Raises:
            Refused: 413; contents of attachments that are too much together.
        """
        future = self._entrance.submit(held.prepared, names=held.names)
        future.add_done_callback(lambda done: self._count(held.prepared, done))
        return future

    def _count(self, sent: Sequence[Prepared | Entry], done: "Future[Appended]") -> None:
        if not done.cancelled() and done.exception() is None:
            self._house.repeats.note_sent(sent, done.result().new)

    def keep(
        self, key: Key, members: Sequence[tuple[bytes, dict[str, Any]]], version: Version, *, put: str = ""
    ) -> "Future[Appended]":
        """hold and enter."""
        return self.enter(self.hold(key, members, version, put=put))

    def _sender(self, key: Key, version: Version) -> Sender:
        who = (key.id, key.name, key.scopes, version)
        sender = self._senders.get(who)
        if sender is None:
            if len(self._senders) > 1000:
                self._senders.clear()
            sender = self._senders[who] = Sender(
                authority(key, self._house.home), version, defines=allows(key, "define")
            )
        return sender

    def _voiding(self, key: Key, prepared: Sequence[Prepared | Entry]) -> list[Prepared | Entry]:
        """Without the scope all a key takes back only what it sent itself, before or in this very batch.

        The standard lets a voiding statement come before its target. For such a key it is kept and takes nothing back:
        whose the target will be cannot be known.
        """
        at_will = "all" in key.scopes and EVERYWHERE in key.boutiques
        here = {one.id for one in prepared}
        voiding = [one for one in prepared if isinstance(one, Prepared) and one.voids]
        known = {k.entry.id: k for k in self._log.by_id({target(one.statement) for one in voiding})}
        judged: list[Prepared | Entry] = []
        for i, one in enumerate(prepared):
            if isinstance(one, Prepared) and one.voids and not at_will:
                kept = known.get(target(one.statement))
                if kept is not None and not self._takes_back(key, kept, one):
                    at = f"/{i}" if len(prepared) > 1 else ""
                    raise NotAllowed(
                        "voids a statement this key did not send; void it with its own key", f"{at}/object/id"
                    )
                if kept is None and target(one.statement) not in here:
                    one = replace(one, voids=False)
            judged.append(one)
        return judged

    def _takes_back(self, key: Key, kept: Kept, one: Prepared) -> bool:
        own = kept.entry.authority == one.sender.authority
        return own or ("all" in key.scopes and self._reads(kept, self._limits(key)))

    # What a key may read, which is also what it may take back

    def _limits(self, key: Key) -> tuple[frozenset[int], ...]:
        """What a key's scopes and boutiques add to every question."""
        limits = []
        if not allows(key, "statements/read", reading=True):
            self.may(key, "statements/read/mine")
            own = authority(key, self._house.home).decode()
            limits.append(frozenset((self._entrance.ref("authority", own),)))
        if EVERYWHERE not in key.boutiques:
            limits.append(frozenset(self._entrance.ref("door", code) for code in key.boutiques))
        return tuple(limits)

    @staticmethod
    def _reads(kept: Kept, limits: tuple[frozenset[int], ...]) -> bool:
        return all(not limit.isdisjoint(kept.entry.refs) for limit in limits)


def _not_for(key: Key, at: str) -> NotAllowed:
    if key.source in NARROW:
        said = mark("a launch or a launch check takes no statement of the house's own kinds; leave the profile out")
        return NotAllowed(said, f"{at}/context/contextActivities/category")
    return NotAllowed(f"this key speaks only for {key.source}", f"{at}/context/platform")
