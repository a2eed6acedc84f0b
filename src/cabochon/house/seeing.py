"""The way out, for one viewer: everything shown is asked for here and passes `privacy.leaving`."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from copy import copy
from datetime import date, timedelta
from functools import cached_property
from typing import Any, cast

from ..directory import Directory
from ..directory.dated import key_of
from ..directory.lookup import Snapshot, at
from ..facts import tables
from ..measures.answer import answers
from ..measures.cuts import grain_of
from ..measures.outside import Health
from ..measures.question import Answer, Question
from ..privacy import leaving, rows
from ..privacy import record as readable
from ..privacy.frozen import Frozen
from ..privacy.roles import may, right
from ..privacy.viewer import Viewer
from ..refusals import NotAllowed
from ..retail.coaching import Contest
from ..retail.feedback import open_contests
from ..retail.master import Target
from ..stream import Log
from ..warehouse import Warehouse
from .answering import Answering, Selecting
from .behind import behind, refused
from .comments import text_of
from .labelling import Labels, labels_of
from .looking import Looked
from .record import Record, Told
from .said import Said, Then, days_of
from .said_seen import first, may_say
from .tagged import newest, recent

LATELY = timedelta(days=14)
BESIDE = timedelta(days=2)  # a survey lies on its visit's day


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
        answering: Answering | None = None,
        said: Said | None = None,
    ) -> None:
        self.viewer, self._counts, self._currency = viewer, counts, currency
        self._log, self._warehouse, self._directory, self._snapshot = log, warehouse, directory, snapshot
        self._gone, self._answering, self._said = gone, answering, said
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
            self._answers,
            doors={door.code: door.region for door in self._snapshot.doors(self._today)},
            least_people=self._least[0],
            least_events=self._least[1],
            today=self._today,
            frozen=self._frozen,
        )
        self._looked.numbers(self.viewer, zip(questions, found, strict=True))
        return found

    def _answers(self, asked: Sequence[Question]) -> Sequence[Answer]:
        people = self.viewer.role != "manager"

        def anew(questions: Sequence[Question], facts: Selecting) -> Sequence[Answer]:
            return answers(
                questions, cast("Warehouse", facts), people=people, currency=self._currency, health=self._counts,
                targets=self._target,
            )  # fmt: skip

        if self._answering is None:
            return anew(asked, self._warehouse)
        return self._answering.answers(asked, anew, self._warehouse, people=people)

    def first(self, question: Question) -> Mapping[date, Then]:
        """What the closed weeks of a question said when they closed, by Monday: see `house.said_seen`. To be laid
        beside its answer alone, and told where `may_say_first` is true."""
        return first(self._said, self.viewer, question, self.labels) if self._said else {}

    def may_say_first(self, question: Question, week: date) -> bool:
        """Whether what such a week said may be told beside what it says now, as the difference gives nobody away."""
        doors = self._snapshot.doors(self._today)
        return self._said is not None and may_say(
            self._said, self.viewer, question, week, lambda one: self._answers([one])[0],
            doors={one.code: one.region for one in doors}, days={one.code: days_of(one) for one in doors},
            least=self._least,
        )  # fmt: skip

    def dated(self, question: Question) -> Question:
        """The question with the days it is meant with, where it names none and may not be asked of all."""
        return leaving.dated(self.viewer, question, today=self._today)

    def refused(self, questions: Sequence[Question]) -> list[leaving.Refusal | None]:
        """Which of these `ask` would refuse whatever the facts are: nothing is looked up, and nothing is noted."""
        return refused(self.viewer, questions, snapshot=self._snapshot, least=self._least, today=self._today)

    def behind(self, question: Question, *, limit: int = 50) -> list[dict[str, Any]] | None:
        """The newest rows a number counts, as far as the viewer may see single events; None for who may see none.

        Raises: as `ask`.
        """
        found = behind(self.viewer, question, self._warehouse, limit=limit)
        if found is not None:
            self.ask(question)
        self._looked.note(self.viewer, (row["associate"] for row in found or () if "/" not in row["associate"]))
        return found if found is None else rows.behind(self.viewer, found)

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
        facts, kept = self._warehouse, self._answering
        rows = newest(facts, kept, tables.MOMENT, within, LATELY, since=lately, until=until, limit=limit)
        if since is None and len(rows) < limit:  # a quiet door: of all its years
            rows = newest(facts, kept, tables.MOMENT, within, LATELY, until=until, limit=limit)
        return self._named(leaving.moments(self.viewer, rows))

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
        rows = newest(
            self._warehouse, self._answering, tables.SURVEY, wanted, BESIDE, since=since, until=until, limit=limit,
            grain=grain,
        )  # fmt: skip
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

    def _opened(self, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        kept = {k.entry.id: k for k in self._log.by_id([row["statement"] for row in rows])}
        told = ((row, kept.get(row["statement"])) for row in rows)
        found = ((row, text_of(self._directory, one)) for row, one in told if one)
        return [row | {"text": text} for row, text in found if text]

    @cached_property
    def labels(self) -> Labels:
        return labels_of(self.viewer, self._snapshot, self._today)

    def among(self, more: int) -> "See":
        """The same look for somebody unknown who is one of those counted: so many more people behind each number."""
        found = copy(self)
        found._least = (self._least[0] + more, self._least[1])
        return found

    def changes(self) -> int:
        """The watermark: grows with every change of the facts."""
        return self._watermark()

    def _within(self, where: Mapping[str, Sequence[str]], ability: str) -> dict[str, Sequence[Any]]:
        asked, reach = where.get("boutique"), right(self.viewer, ability)
        doors = sorted(self.viewer.boutiques if asked is None else self.viewer.boutiques & set(asked))
        if "region" in where:  # rows do not carry it
            doors = [code for code in doors if self.labels.regions.get(code, "") in where["region"]]
        within: dict[str, Sequence[Any]] = {**where, "boutique": doors}
        within.pop("region", None)
        if reach == "self":
            within["associate"] = (self.viewer.person,)
        elif reach != "boutique" and "associate" in where:
            raise NotAllowed("your role does not look at single associates")
        return within
