"""The record store behind /xapi: statements in and out for a key, within its scopes and boutiques."""

from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from ..directory.rows import Key
from ..privacy.enclosing import NOTHING, Enclosed, enclosed
from ..privacy.entering import Names, Prepared, Sender, door_of, no_twins
from ..privacy.keys import TRYING, allows, authority, speaks_for
from ..privacy.opening import opened
from ..privacy.roles import EVERYWHERE
from ..refusals import NotAllowed, Unknown
from ..stream import Appended, Entry, Kept, Page, Query
from ..xapi.facets import target
from ..xapi.multipart import Content
from ..xapi.output import canonical_view, ids, spliced
from ..xapi.queries import StatementQuery
from ..xapi.reading import parsed, split
from ..xapi.versions import Version

if TYPE_CHECKING:
    from . import House


@dataclass(frozen=True, slots=True)
class Found:
    """A statement as it is given out: JSON, when it was stored, its place in the log.

    contents: of its attachments, where they were asked for and no statement before it on the page brought them.
    """

    body: bytes
    stored: datetime
    seq: int
    contents: Sequence[Content] = ()


@dataclass(frozen=True, slots=True)
class FoundPage:
    """last and bound: where the next page starts and what it may not see."""

    found: list[Found]
    more: bool
    last: int
    bound: int


@dataclass(frozen=True, slots=True)
class Held:
    """Statements that may enter, with the text keys they will be sealed under. at_hand: `enter` waits for no disk."""

    prepared: Sequence[Prepared | Entry]
    names: Sequence[Names]
    at_hand: bool


HEAVY = 20_000_000  # bytes of contents after which a page ends, whatever its limit


class Statements:
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

    # In

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
        return self._entrance.submit(held.prepared, names=held.names)

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

    # Out

    def one(self, key: Key, query: StatementQuery, spoken: Sequence[str]) -> Found:
        """
        Raises:
            Unknown: no such statement, or it is (or is not) voided, or not this key's to read. NotAllowed: no scope.
        """
        wanted, limits = query.statement_id or query.voided_statement_id, self._limits(key)
        for kept in self._log.by_id([wanted]):
            if kept.voided == bool(query.voided_statement_id) and self._reads(kept, limits):
                for found in self._shown([kept], query, spoken):
                    return found
        name = "voidedStatementId" if query.voided_statement_id else "statementId"
        raise Unknown("no statement of that id" + (" is voided" if query.voided_statement_id else ""), name)

    def page(
        self, key: Key, query: StatementQuery, spoken: Sequence[str], *, cursor: int | None, bound: int | None
    ) -> FoundPage:
        """A page, newest first unless ascending; `cursor` and `bound` go on where a page before ended.

        It ends early once the contents that go with it are heavy.

        Raises:
            NotAllowed: no scope.
        """
        limits = self._limits(key)
        asked = Query(
            refs=self._conditions(query) + limits, since=query.since, until=query.until, ascending=query.ascending,
            limit=query.limit, cursor=cursor, bound=bound,
        )  # fmt: skip
        while True:
            page = self._log.query(asked)
            # The index also finds who refers to what matches; a limit has to hold for the statement itself.
            kept = [one for one in page.found if self._reads(one, limits)]
            last = page.found[-1].seq if page.found else 0
            if kept or not page.more:
                return self._paged(kept, query, spoken, page=page)
            asked = replace(asked, cursor=last, bound=page.bound)

    def _paged(self, kept: Sequence[Kept], query: StatementQuery, spoken: Sequence[str], *, page: Page) -> FoundPage:
        found, weight = [], 0
        for one in self._shown(kept, query, spoken):
            found.append(one)
            weight += sum(len(content.body) for content in one.contents)
            if weight > HEAVY and one.seq != kept[-1].seq:
                return FoundPage(found, True, one.seq, page.bound)
        return FoundPage(found, page.more, page.found[-1].seq if page.found else 0, page.bound)

    def _conditions(self, query: StatementQuery) -> tuple[frozenset[int], ...]:
        ref = self._entrance.ref
        asked = (
            ("related_agent" if query.related_agents else "agent", query.agent),
            ("verb", query.verb),
            ("related_activity" if query.related_activities else "activity", query.activity),
            ("registration", query.registration),
        )
        return tuple(frozenset((ref(facet, value),)) for facet, value in asked if value)

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

    def _shown(self, found: Iterable[Kept], query: StatementQuery, spoken: Sequence[str]) -> Iterable[Found]:
        known, sent = cache(self._house.activities.definition), set[str]()
        for kept in found:
            entry = kept.entry
            raw = opened(self._house.directory, kept) or entry.clear
            if raw is None:  # its keys were destroyed
                continue
            stored = kept.stored.isoformat(timespec="microseconds")[:26] + "Z"
            body = spliced(
                raw, id=entry.id, stored=stored, authority=entry.authority, version=entry.version, timestamp=stored
            )
            contents: list[Content] = []
            if query.attachments:
                contents = enclosed(self._log, self._house.directory, kept, msgspec.json.decode(raw), but=sent)
                sent.update(content.sha2.lower() for content in contents)
            if query.format != "exact":
                statement = msgspec.json.decode(body)
                body = msgspec.json.encode(
                    ids(statement) if query.format == "ids" else canonical_view(statement, spoken, known=known)
                )
            yield Found(body, kept.stored, kept.seq, contents)


def _not_for(key: Key, at: str) -> NotAllowed:
    if key.source == TRYING:
        said = "a launch check takes no statement of the house's own kinds, as it would count; leave the profile out"
        return NotAllowed(said, f"{at}/context/contextActivities/category")
    return NotAllowed(f"this key speaks only for {key.source}", f"{at}/context/platform")
