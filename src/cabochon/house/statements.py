"""The record store behind /xapi: statements in and out for a key, within its scopes and boutiques."""

from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from ..directory.rows import Key
from ..privacy.entering import Sender, door_of
from ..privacy.keys import allows, authority
from ..privacy.opening import opened
from ..privacy.roles import EVERYWHERE
from ..refusals import NotAllowed, Unknown
from ..stream import Appended, Kept, Query
from ..xapi.output import canonical_view, ids, spliced
from ..xapi.queries import StatementQuery
from ..xapi.versions import Version

if TYPE_CHECKING:
    from . import House


@dataclass(frozen=True, slots=True)
class Found:
    """A statement as it is given out: JSON, and when it was stored."""

    body: bytes
    stored: datetime


@dataclass(frozen=True, slots=True)
class FoundPage:
    """last and bound: where the next page starts and what it may not see."""

    found: list[Found]
    more: bool
    last: int
    bound: int


class Statements:
    def __init__(self, house: "House") -> None:
        self._house, self._entrance, self._log = house, house.entrance, house.log
        self.most = int(house.values["page_limit"])
        self._senders: dict[tuple[str, Version], Sender] = {}

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

    def keep(
        self, key: Key, members: Sequence[tuple[bytes, dict[str, Any]]], version: Version, *, put: str = ""
    ) -> "Future[Appended]":
        """All or none; the future is done when they are durable.

        Raises:
            Refused: the first fault, with its pointer. NotAllowed: a statement of a boutique the key is not bound to.
        """
        if EVERYWHERE not in key.boutiques:
            for i, (_, statement) in enumerate(members):
                if door_of(statement, self._house.home) not in key.boutiques:
                    at = f"/{i}" if len(members) > 1 else ""
                    raise NotAllowed(
                        "this key speaks only for its own boutiques", f"{at}/context/contextActivities/grouping"
                    )
        sender = self._senders.get((key.id, version))
        if sender is None:
            sender = self._senders[key.id, version] = Sender(authority(key, self._house.home), version)
        return self._entrance.accept(members, sender, put=put)

    def one(self, key: Key, query: StatementQuery, spoken: Sequence[str]) -> Found:
        """
        Raises:
            Unknown: no such statement, or it is (or is not) voided, or not this key's to read.
        """
        wanted = query.statement_id or query.voided_statement_id
        for kept in self._log.by_id([wanted]):
            if kept.voided == bool(query.voided_statement_id) and self._reads(key, kept):
                for found in self._shown([kept], query, spoken):
                    return found
        raise Unknown("no statement of that id" + (" is voided" if query.voided_statement_id else ""), "statementId")

    def page(
        self, key: Key, query: StatementQuery, spoken: Sequence[str], *, cursor: int | None, bound: int | None
    ) -> FoundPage:
        refs = self._conditions(query) + self._limits(key)
        asked = Query(
            refs=refs, since=query.since, until=query.until, ascending=query.ascending, limit=query.limit,
            cursor=cursor, bound=bound,
        )  # fmt: skip
        page = self._log.query(asked)
        last = page.found[-1].seq if page.found else 0
        return FoundPage(list(self._shown(page.found, query, spoken)), page.more, last, page.bound)

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
            limits.append(frozenset((self._mine(key),)))
        if EVERYWHERE not in key.boutiques:
            doors = (f"{self._house.home}/doors/{code}" for code in key.boutiques)
            limits.append(frozenset(self._entrance.ref("related_activity", door) for door in doors))
        return tuple(limits)

    def _mine(self, key: Key) -> int:
        return self._entrance.ref("authority", authority(key, self._house.home).decode())

    def _reads(self, key: Key, kept: Kept) -> bool:
        return all(limit & set(kept.entry.refs) for limit in self._limits(key))

    def _shown(self, found: Iterable[Kept], query: StatementQuery, spoken: Sequence[str]) -> Iterable[Found]:
        for kept in found:
            entry = kept.entry
            raw = opened(self._house.directory, kept) or entry.clear
            if raw is None:  # its keys were destroyed
                continue
            stored = f"{kept.stored:%Y-%m-%dT%H:%M:%S.%f}Z"
            body = spliced(
                raw, id=entry.id, stored=stored, authority=entry.authority, version=entry.version, timestamp=stored
            )
            if query.format != "exact":
                statement = msgspec.json.decode(body)
                body = msgspec.json.encode(
                    ids(statement) if query.format == "ids" else canonical_view(statement, spoken)
                )
            yield Found(body, kept.stored)
