"""The record store behind /xapi: statements in and out for a key, within its scopes and boutiques."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

import msgspec

from ..directory.rows import Key
from ..privacy.enclosing import enclosed
from ..privacy.keys import NARROW
from ..privacy.opening import opened
from ..refusals import Unknown
from ..stream import Kept, LongWay, Page, Query
from ..xapi.multipart import Content
from ..xapi.output import canonical_view, ids, spliced
from ..xapi.queries import StatementQuery
from .taking import Taking

__all__ = ["Found", "FoundPage", "LongWay", "Statements"]


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


QUICK = 50  # statements of a page that are fetched where others wait
HEAVY = 20_000_000  # bytes of contents after which a page ends, whatever its limit


class Statements(Taking):
    """The way out; the way in is `Taking`'s."""

    def one(self, key: Key, query: StatementQuery, spoken: Sequence[str]) -> Found:
        """
        Raises:
            Unknown: no such statement, or it is (or is not) voided, or not this key's to read. NotAllowed: no scope.
        """
        wanted, limits = query.statement_id or query.voided_statement_id, self._limits(key)
        for kept in self._log.by_id([wanted]):
            if kept.voided == bool(query.voided_statement_id) and self._reads(kept, limits):
                for found in self._shown([kept], query, spoken):
                    self._counted(key, 1)
                    return found
        name = "voidedStatementId" if query.voided_statement_id else "statementId"
        raise Unknown("no statement of that id" + (" is voided" if query.voided_statement_id else ""), name)

    def quick(self, query: StatementQuery) -> bool:
        """Whether to try it at once, where others wait: over before a thread would begin, or given up early."""
        return self._log.at_hand and not query.attachments and (query.one or query.limit <= QUICK)

    def page(
        self,
        key: Key,
        query: StatementQuery,
        spoken: Sequence[str],
        *,
        cursor: int | None,
        bound: int | None,
        hurry: bool = False,
    ) -> FoundPage:
        """A page, newest first unless ascending; `cursor` and `bound` go on where a page before ended.

        It ends early once the contents that go with it are heavy.

        Raises:
            NotAllowed: no scope. LongWay: in a hurry, and it is not near.
        """
        limits = self._limits(key)
        asked = Query(
            refs=self._conditions(query) + limits, since=query.since, until=query.until, ascending=query.ascending,
            limit=query.limit, cursor=cursor, bound=bound, hurry=hurry,
        )  # fmt: skip
        while True:
            page = self._log.query(asked)
            # The index also finds who refers to what matches; a limit has to hold for the statement itself.
            kept = [one for one in page.found if self._reads(one, limits)]
            last = page.found[-1].seq if page.found else 0
            if kept or not page.more:
                shown = self._paged(kept, query, spoken, page=page)
                self._counted(key, len(shown.found))
                return shown
            asked = replace(asked, cursor=last, bound=page.bound)

    def _counted(self, key: Key, statements: int) -> None:
        """What a program read is audited by the day; a launch reads what its own learner did."""
        if key.source not in NARROW:
            self._house.reads.count(key.id, statements)

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
