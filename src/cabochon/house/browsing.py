"""Browsing the stream: pages of statements, newest first, each as its viewer may see it; how many came in since.

A page asks the log by index keys and looks at no more than LOOKED statements, so that it takes the same time in a small
log and in a large one. Where the filters are rarer than that it says so and can be gone on with.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from ..dashboards.sentences import chosen as chosen_words
from ..dashboards.sentences import short
from ..directory.rows import Quarantined
from ..languages import mark
from ..privacy.browsing import OTHER
from ..privacy.roles import right
from ..privacy.viewer import Viewer
from ..refusals import Refused, Unknown
from ..stream import Kept, Query
from ..vocabulary.places import look
from ..xapi.queries import agent_parameter
from .eye import Eye, Row
from .wanted import FLOOR, HOUSE, KEY, Refs, Wanted, conditions

if TYPE_CHECKING:
    from . import House

SIZE = 50
LOOKED = 2_000  # statements a page looks at
BATCH = 200
TOLD = 100  # new ones that are counted
VOIDINGS = 2_000  # beyond so many, statements taken back stand under what took them back only
CHOICES = 60  # suggestions
LATELY, FRESH = 150, timedelta(seconds=10)  # statements looked at for what there is to choose from; how long
FIRST = 2**62


@dataclass(frozen=True, slots=True)
class Listed:
    """rows: newest first. older: where the next page begins, "" at the end. newest: the last that had come in by then.
    looked_back: the time down to which a page that holds too few was looked through, None for a whole page."""

    rows: list[Row]
    older: str
    newest: int
    looked_back: datetime | None = None


@dataclass(frozen=True, slots=True)
class Lately:
    """What came in lately, to choose from: (value, words), the most frequent first; platforms by name."""

    verbs: list[tuple[str, str]]
    activities: list[tuple[str, str]]
    kinds: list[str]
    platforms: list[str]


class Browsing:
    def __init__(self, house: "House") -> None:
        self._house, self._directory, self._log = house, house.directory, house.log
        self._lately: dict[str, tuple[datetime, Lately]] = {}  # by account

    def page(self, viewer: Viewer, chosen: Wanted, *, older: str = "", size: int = SIZE) -> Listed:
        """
        Raises:
            Unknown, Refused: a filter that is not the viewer's, or that cannot be.
        """
        asked, eye = self._asked(viewer, chosen), self.eye(viewer)
        cursor, newest = _place(older)
        newest = newest or self._log.position()
        high, rows = cursor or newest + 1, list[Row]()
        asked = replace(asked, cursor=cursor, bound=newest, limit=BATCH)
        looked, last, more = 0, high, True
        while more and len(rows) < size and looked < LOOKED:
            page = self._log.query(replace(asked, cursor=last if looked else cursor))
            more = page.more
            for kept in page.found:
                looked, last = looked + 1, kept.seq
                if row := self._row(kept, chosen, asked.refs, eye):
                    rows.append(row)
                    if len(rows) == size:
                        more = more or kept is not page.found[-1]
                        break
            if not page.found:
                more = False
        low = last if more else 0
        rows += self._voided(chosen, asked, eye, low=low, high=high)
        rows.sort(key=lambda row: -row.seq)
        far = None
        if more and len(rows) < size and (at := next(iter(self._log.after(last - 1, 1)), None)):
            far = at.stored
        return Listed(self._marked(rows), f"{last}.{newest}" if more else "", newest, far)

    def since(self, viewer: Viewer, chosen: Wanted, newest: int) -> int:
        """How many came in after that place of the log that this viewer looks for; TOLD means that many or more."""
        asked, eye = self._asked(viewer, chosen), self.eye(viewer)
        page = self._log.query(replace(asked, ascending=True, cursor=newest, limit=TOLD))
        return sum(self._row(kept, chosen, asked.refs, eye) is not None for kept in page.found)

    def lately(self, viewer: Viewer) -> Lately:
        """Verbs, activities, kinds and platforms of the last statements this viewer may see."""
        now = self._house.clock()
        at, known = self._lately.get(viewer.account, (now, None))
        if known is None or now - at >= FRESH:
            if len(self._lately) > 100:
                self._lately.clear()
            known = self._look_lately(viewer)
            self._lately[viewer.account] = now, known
        return known

    def somebody(self, viewer: Viewer, typed: str) -> dict[str, str]:
        """The filter that stands for a name, an id, a code, an e-mail address or an agent as JSON.

        Raises:
            Refused: nobody is meant, or several are. Unknown: not the viewer's to look for.
        """
        if right(viewer, "statements.person") != "all":
            raise Unknown("nothing is here")
        typed, snapshot, today = typed.strip(), self._house.snapshot, self._house.today
        if not typed:
            return {"person": "", "agent": ""}
        if "@" in typed or typed.startswith("{"):
            given = typed if typed.startswith("{") else msgspec.json.encode({"mbox": f"mailto:{typed}"}).decode()
            value = agent_parameter(given)
            number = self._house.entrance.ref("related_agent", value)
            return {"person": "", "agent": number.to_bytes(8, "big", signed=True).hex()}
        if snapshot.person_on(typed, today):
            self._house.trust.agreements.stop(viewer, typed, "person")
            return {"person": typed, "agent": ""}
        named = [p.id for p in snapshot.people(today) if p.name.casefold() == typed.casefold()]
        if code := snapshot.person_by_code(typed, today):
            named = named or [str(code)]
        if len(named) == 1:
            self._house.trust.agreements.stop(viewer, named[0], "person")
            return {"person": named[0], "agent": ""}
        if named:
            raise Refused("several people are called so; give the code one of them has at the till", "person")
        raise Refused("nobody is called so; give a whole name, a code, an e-mail address or an agent as JSON", "person")

    def called(self, chosen: Wanted) -> str:
        """Who a filter by person means, in words."""
        known = self._house.snapshot.person_on(chosen.person, self._house.today) if chosen.person else None
        return known.name if known else mark("an agent you gave") if chosen.agent else ""

    def note(self, viewer: Viewer, deed: str, about: str) -> None:
        """Audit who looked at whose statements: once a viewer, person, deed and day."""
        today = f"{self._house.clock():%Y-%m-%d}"
        known = self._directory.notes(about=about, actor=viewer.account, limit=50)
        if not any(at[:10] == today and done == deed for at, _, done, _, _ in known):
            self._directory.note(viewer.account, deed, about)

    def eye(self, viewer: Viewer) -> "Eye":
        return Eye(self._house, viewer)

    def row(self, kept: Kept, eye: "Eye") -> Row | None:
        """One statement as a row, None when the viewer may not know of it."""
        row = self._row(kept, Wanted(), (), eye)
        return self._marked([row])[0] if row else None

    def _look_lately(self, viewer: Viewer) -> Lately:
        eye, verbs, things = self.eye(viewer), dict[str, list[Any]](), dict[str, list[Any]]()
        found, platforms = set[str](), set[str]()
        for kept in self._log.query(replace(self._asked(viewer, Wanted()), limit=LATELY)).found:
            if (seen := eye.see(kept)) is None:
                continue
            s = seen.statement
            found.add(kept.entry.kind or OTHER)
            if isinstance(platform := look(s, ("context", "platform")), str):
                platforms.add(platform)
            _count(verbs, s.get("verb"), eye, ("display",))
            if look(s, ("object", "objectType")) in (None, "Activity"):
                _count(things, s.get("object"), eye, ("definition", "name"))
        return Lately(_often(verbs), _often(things), sorted(found), sorted(platforms))

    def _asked(self, viewer: Viewer, chosen: Wanted) -> Query:
        since, until = chosen.when(self._house.clock(), self.zone(viewer, chosen))
        if chosen.person or chosen.agent:
            self.note(viewer, mark("looked for a person’s statements"), chosen.person or mark(f"agent:{chosen.agent}"))
        return Query(refs=conditions(self._house, viewer, chosen), since=since, until=until, limit=BATCH)

    def zone(self, viewer: Viewer, chosen: Wanted) -> str:
        """The time zone of a list: the chosen boutique's, the one that all in reach share, or UTC."""
        doors = self._house.snapshot.doors(self._house.today)
        reached = [d for d in doors if viewer.role == "admin" or d.code in viewer.boutiques]
        zones = {d.zone for d in reached if d.code == chosen.boutique} or {d.zone for d in reached}
        return zones.pop() if len(zones) == 1 else "UTC"

    def _row(self, kept: Kept, chosen: Wanted, refs: Refs, eye: "Eye") -> Row | None:
        entry = kept.entry
        own = all(not wanted.isdisjoint(entry.refs) for wanted in refs)  # not only somebody down its chain
        if not own or (chosen.kind and chosen.kind != (entry.kind or OTHER)):
            return None
        whole = eye.whole(kept)
        if whole is None or not _of_source(whole, chosen.source):
            return None
        seen = eye.look(whole)
        return eye.row(kept, seen) if seen else None

    def _voided(self, chosen: Wanted, asked: Query, eye: "Eye", *, low: int, high: int) -> Iterator[Row]:
        """Those between the two places that were taken back: the log's own pages leave them out."""
        ids = self._log.voidings(0)
        if len(ids) > VOIDINGS:
            return
        for kept in self._log.by_id(ids):
            if not kept.voided or not low <= kept.seq < high:
                continue
            early = asked.since is not None and kept.stored <= asked.since
            late = asked.until is not None and kept.stored > asked.until
            if not (early or late) and (row := self._row(kept, chosen, asked.refs, eye)):
                yield row

    def _marked(self, rows: list[Row]) -> list[Row]:
        """With what became of each."""
        read, found = self._house.warehouse.bookmark().position, []
        for row in rows:
            entry = row.kept.entry
            state, reason = "kept", ""
            if row.kept.voided:
                state = "voided"
            elif entry.clear is not None:
                held = self._directory.get(Quarantined, f"statement:{row.id}")
                if held is not None and held.state == "waiting":
                    state, reason = "waits", row.seen.words(held.reason)
                elif entry.kind:
                    state = "facts" if row.seq <= read else "behind"
            found.append(replace(row, state=state, reason=reason))
        return found


def _place(older: str) -> tuple[int | None, int]:
    """(cursor, newest) of a page further back; (None, 0) for the first."""
    if not older:
        return None, 0
    last, dot, newest = older.partition(".")
    if dot and last.isdecimal() and newest.isdecimal() and len(older) < 40:
        return min(int(last), FIRST), min(int(newest), FIRST)
    raise Refused("is no place in a list of ours; start again from the newest", "older")


def _of_source(statement: dict[str, Any], source: str) -> bool:
    if not source or source in (HOUSE, FLOOR) or source.startswith(KEY):
        return True
    return bool(look(statement, ("context", "platform")) == source)


def _count(found: dict[str, list[Any]], part: Any, eye: Eye, words: tuple[str, ...]) -> None:
    if isinstance(part, dict) and isinstance(iri := part.get("id"), str):
        met = found.setdefault(iri, [0, ""])
        met[0] += 1
        met[1] = met[1] or chosen_words(look(part, words), eye.languages) or short(iri)


def _often(found: dict[str, list[Any]]) -> list[tuple[str, str]]:
    listed = sorted(found.items(), key=lambda one: (-one[1][0], one[0]))
    return [(iri, words) for iri, (_, words) in listed[:CHOICES]]
