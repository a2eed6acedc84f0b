"""The way out, for one viewer: everything shown is asked for here and passes `privacy.leaving`."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from ..directory import Directory
from ..directory.dated import key_of
from ..directory.lookup import Snapshot, at
from ..facts import tables
from ..facts.reading import beside, recent
from ..measures.answer import answers
from ..measures.cuts import grain_of
from ..measures.outside import Health
from ..measures.question import Answer, Question
from ..privacy import leaving
from ..privacy import record as readable
from ..privacy.frozen import Frozen
from ..privacy.roles import may, right
from ..privacy.shutting import closed
from ..privacy.viewer import Viewer
from ..refusals import NotAllowed
from ..retail.coaching import Contest
from ..retail.feedback import open_contests
from ..retail.master import Person, Target
from ..stream import Log
from ..warehouse import Warehouse
from .comments import text_of
from .looking import Looked
from .record import Record, Told

LATELY = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Labels:
    """What codes are called, as far as the viewer may know. people: id -> name, alphabetical; doors: code -> name."""

    doors: Mapping[str, str]
    people: Mapping[str, str]
    team: Mapping[str, Sequence[str]]  # door code -> ids of its people
    zones: Mapping[str, str]  # door code -> IANA time zone


class See:
    def __init__(
        self,
        viewer: Viewer,
        *,
        log: Log,
        warehouse: Warehouse,
        directory: Directory,
        snapshot: Snapshot,
        staff: Callable[[], Sequence[str]],
        today: date,
        least: tuple[int, int],
        watermark: Callable[[], int],
        record: Record,
        looked: Looked,
        counts: Health | None = None,
        currency: str = "CHF",
        frozen: Frozen | None = None,
        gone: Callable[[], frozenset[str]] = frozenset,
    ) -> None:
        self.viewer, self._counts, self._currency = viewer, counts, currency
        self._log, self._warehouse, self._directory, self._snapshot = log, warehouse, directory, snapshot
        self._gone = gone
        self._recorded, self._looked, self._staff = record, looked, staff
        self._today, self._least, self._watermark, self._frozen = today, least, watermark, frozen

    @cached_property
    def gone(self) -> frozenset[str]:
        """Keys of the measures that are retired today; asked for by key they still answer."""
        return self._gone()

    def ask(self, question: Question) -> Answer:
        """Any number a page shows.

        Raises:
            Unanswerable: the facts cannot make this cut, or the viewer may not ask it that way; says which one may.
            NotAllowed: this role does not see this kind of number.
        """
        (found,) = self.ask_many([question])
        if isinstance(found, Answer):
            return found
        raise found

    def ask_many(self, questions: Sequence[Question]) -> list[Answer | leaving.Refusal]:
        """Each question as `ask` would answer or refuse it, in as few looks at the facts as there are tables."""
        found = leaving.ask_many(
            self.viewer,
            questions,
            lambda asked: answers(
                asked,
                self._warehouse,
                people=self.viewer.role != "manager",
                currency=self._currency,
                health=self._counts,
                targets=self._target,
            ),
            doors={door.code: door.region for door in self._snapshot.doors(self._today)},
            least_people=self._least[0],
            least_events=self._least[1],
            today=self._today,
            frozen=self._frozen,
        )
        self._looked.numbers(self.viewer, zip(questions, found, strict=True))
        return found

    def dated(self, question: Question) -> Question:
        """The question with the days it is meant with, where it names none and may not be asked of all."""
        return leaving.dated(self.viewer, question, today=self._today)

    def _target(self, measure: str, boutique: str) -> float | None:
        """What a measure should reach at a door today: its own target, else its region's, else everybody's."""
        door = self._snapshot.door_on(boutique, self._today)
        for place in (boutique, door.region if door else "", ""):
            key = key_of(Target(measure=measure, place=place))
            found = at(self._snapshot.kinds.get("Target", {}), key, self._today)
            if found and isinstance(found.row, Target):
                return found.row.value
        return None

    def moments(
        self,
        where: Mapping[str, Sequence[str]],
        *,
        since: date | None = None,
        until: date | None = None,
        limit: int = 12,
    ) -> list[dict[str, Any]]:
        """What came in, newest first: rows of the moment table as far as the viewer may see them."""
        if not may(self.viewer, "moments.see"):
            return []
        within = self._within(where, "moments.see")
        lately = since or self._today - LATELY
        rows = recent(self._warehouse, tables.MOMENT, within, since=lately, until=until, limit=limit)
        if since is None and len(rows) < limit:  # a quiet door: of all its years
            rows = recent(self._warehouse, tables.MOMENT, within, until=until, limit=limit)
        return self._named(leaving.moments(self.viewer, beside(self._warehouse, rows)))

    def comments(
        self,
        where: Mapping[str, Sequence[str]],
        *,
        since: date | None = None,
        until: date | None = None,
        limit: int = 6,
    ) -> list[dict[str, Any]]:
        """Clients' words, newest first, opened here and nowhere else; keys of the survey table and `text`."""
        if not may(self.viewer, "comments.read"):
            return []
        wanted = {**self._within(where, "comments.read"), "comment": (1,)}
        grain = grain_of("survey", frozenset(where)) or 0
        rows = recent(self._warehouse, tables.SURVEY, wanted, since=since, until=until, limit=limit, grain=grain)
        rows = beside(self._warehouse, rows)
        names = self._staff() if self.viewer.above_boutique or self.viewer.shut else ()
        return self._named(leaving.comments(self.viewer, self._opened(rows), names=names))

    def _named(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The rows, after it is noted whom they name."""
        whom = {str(row[who]) for row in rows for who in ("associate", "observer") if row.get(who)}
        self._looked.note(self.viewer, (one for one in whom if "/" not in one))
        return rows

    def words(self, since: date, *, limit: int = 60) -> list[dict[str, Any]]:
        """Clients' words by themselves, `text` and `themes`: no boutique, day, score or colleague, in no order of time.

        They come in weekly lots, so that what is new on a day tells of no visit.
        """
        if not may(self.viewer, "words.read"):
            return []
        until = self._today - timedelta(days=self._today.isoweekday())  # the last Sunday
        wanted = {**self._within({}, "words.read"), "comment": (1,)}
        rows = recent(self._warehouse, tables.SURVEY, wanted, since=since, until=until, limit=limit)
        names = self._staff()
        doors = [d.name for d in self._snapshot.doors(self._today)]
        return leaving.words(self.viewer, self._opened(rows), names=names, doors=doors, shuffle=self._today.isoformat())

    def record(
        self,
        kinds: Collection[type],
        *,
        boutiques: Iterable[str] | None = None,
        about: str = "",
        since: date | None = None,
        until: date | None = None,
        page: str = "",
    ) -> list[Told]:
        """What was logged and said on the floor, with its texts, in the order it happened: see `house.record`.

        Args:
            kinds: events of retail.coaching, Observation, Signal, StepDone. about: a person's id; "" for everybody.
            page: where it is read, for the person who asks who looked; "" where nothing of others is shown.
        """
        doors = self.viewer.boutiques if boutiques is None else self.viewer.boutiques & set(boutiques)
        told = (one for door in sorted(doors) for one in self._recorded.of(door, kinds, since=since, until=until))
        found = [
            one for one in told
            if readable.may_read(self.viewer, one.event) and (not about or readable.about(one.event) == about)
        ]  # fmt: skip
        if page:
            self._looked.note(self.viewer, {readable.about(one.event) for one in found}, page)
        return self._recorded.opened(found)

    def contested(self, *, page: str) -> list[Told]:
        """What is contested at the viewer's boutiques and waits for a decision: the contests and the entries they are
        about, for whoever may decide; nobody else gets anything."""
        if not may(self.viewer, "contest.settle"):
            return []
        found: list[Told] = []
        for door in sorted(self.viewer.boutiques):
            said = self._recorded.of(door, (Contest,))
            waiting = open_contests(said)
            entries = (self._recorded.entry(door, one) for one in sorted(waiting))
            told = (*said, *(one for one in entries if one))
            found += [one for one in told if readable.may_decide(self.viewer, one.entry, one.event, waiting)]
        self._looked.note(self.viewer, {readable.about(one.event) for one in found}, page)
        return self._recorded.opened(found)

    def _opened(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        kept = {k.entry.id: k for k in self._log.by_id([row["statement"] for row in rows])}
        told = ((row, kept.get(row["statement"])) for row in rows)
        found = ((row, text_of(self._directory, one)) for row, one in told if one)
        return [row | {"text": text} for row, text in found if text]

    @cached_property
    def labels(self) -> Labels:
        reached = [d for d in self._snapshot.doors(self._today) if d.code in self.viewer.boutiques]
        doors = {d.code: d.name for d in reached}
        people: dict[str, str] = {}
        team: dict[str, list[str]] = {code: [] for code in doors}
        if right(self.viewer, "names.see") == "boutique":
            found = sorted(self._snapshot.people(self._today), key=lambda p: (p.name.casefold(), p.id))
            for one in found:
                if closed(self.viewer, one.boutique, one.id):
                    continue
                if one.boutique in doors and (one.left is None or one.left >= self._today):
                    people[one.id] = one.name
                    team[one.boutique].append(one.id)
        else:
            for one in self._managers(doors):  # whom everybody of a boutique knows, and who visits it
                people[one.id] = one.name
                if right(self.viewer, "names.see") == "scope":
                    team[one.boutique].append(one.id)
        own = self.viewer.person
        if own and (right(self.viewer, "names.see") != "boutique" or (own in people and not self.viewer.names)):
            people[self.viewer.person] = self.viewer.name
        return Labels(doors, people, team, {d.code: d.zone for d in reached})

    def _managers(self, doors: Collection[str]) -> list[Person]:
        if right(self.viewer, "names.see") == "no":
            return []
        found = [
            p for p in self._snapshot.people(self._today)
            if p.job_role == "manager" and p.boutique in doors and not closed(self.viewer, p.boutique, p.id)
        ]  # fmt: skip
        here = (p for p in found if p.left is None or p.left >= self._today)
        return sorted(here, key=lambda p: (p.name.casefold(), p.id))

    def changes(self) -> int:
        """The watermark: grows with every change of the facts."""
        return self._watermark()

    def _within(self, where: Mapping[str, Sequence[str]], ability: str) -> dict[str, Sequence[Any]]:
        asked, reach = where.get("boutique"), right(self.viewer, ability)
        doors = sorted(self.viewer.boutiques if asked is None else self.viewer.boutiques & set(asked))
        within: dict[str, Sequence[Any]] = {**where, "boutique": doors}
        if reach == "self":
            within["associate"] = (self.viewer.person,)
        elif reach != "boutique" and "associate" in where:
            raise NotAllowed("your role does not look at single associates")
        return within
