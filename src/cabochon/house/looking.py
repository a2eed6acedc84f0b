"""Who looked at whose data: noted once per viewer, person, page and day; and how much each key read.

A page says where it is by `at_page`; what a background duty counts for a letter nobody has looked at, so outside of a
page only what names one itself is noted.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Lock, Thread

from ..directory import Asked, Directory
from ..languages import mark
from ..measures.cuts import PERSONS
from ..measures.question import Answer, Question
from ..privacy.viewer import Viewer
from ..refusals import Full, Refused

LOOKED = mark("looked at")
READ = mark("read statements")
MOST = 10_000  # looks that wait for room on the disk; beyond that nobody looks
HOUR = timedelta(hours=1)
Look = tuple[str, str, str]  # viewer's account, person, page


@dataclass(frozen=True, slots=True)
class _Page:
    name: str
    by: str
    looks: list[Look] = field(default_factory=list)


_PAGE: ContextVar[_Page | None] = ContextVar("page", default=None)


class Looked:
    """One for a house; safe from several threads. After a start it goes on from the day's entries."""

    def __init__(self, directory: Directory, today: Callable[[], date]) -> None:
        self._directory, self._today, self._lock = directory, today, Lock()
        self._day, self._noted, self._known = today(), set[Look](), set[str]()
        self._waiting: list[Look] = []

    @contextmanager
    def at_page(self, name: str, *, by: str = "") -> Iterator[None]:
        """What is looked at within is of this page, and is noted in one transaction at its end.

        by: who really looks, where somebody looks as another.
        """
        page = _Page(name, by)
        token = _PAGE.set(page)
        try:
            yield
        finally:
            _PAGE.reset(token)
            self._write(page.looks)

    def note(self, viewer: Viewer, people: Iterable[str], page: str = "") -> None:
        """Note that the viewer read of these people on that page, or on the one at hand; of oneself it is no news."""
        here = _PAGE.get()
        if not (name := here.name if here else page):
            return
        who = (here.by if here else "") or viewer.account
        others = sorted(set(people) - {"", viewer.person, viewer.account})
        if not others:
            return
        with self._lock:
            self._remember(who)
            fresh = [one for person in others if (one := (who, person, name)) not in self._noted]
            self._noted.update(fresh)
        if here is not None:
            here.looks.extend(fresh)
        else:
            self._write(fresh)

    def numbers(self, viewer: Viewer, asked: Iterable[tuple[Question, object]]) -> None:
        """Note whose numbers are in these answers: of a question that cuts or filters by person."""
        people = set[str]()
        for question, answer in asked:
            if isinstance(answer, Answer):
                people |= named_in(question, answer)
        self.note(viewer, people)

    def _remember(self, who: str) -> None:
        """What that one has looked at today, from the audit itself: a restart forgets nothing. Under the lock."""
        if (day := self._today()) != self._day:
            self._day, self._noted, self._known = day, set(), set()
        if who not in self._known:
            found = self._directory.noted(
                Asked(actors=(who,), deed=LOOKED, since=self._day.isoformat(), limit=MOST)
            )  # fmt: skip
            self._noted |= {(who, one.about, one.detail or "") for one in found}
            self._known.add(who)

    def _write(self, looks: list[Look]) -> None:
        """On a full disk pages go on being read, and the looks wait for room; but not without end.

        Raises:
            Full: too many wait.
        """
        with self._lock:
            due = [*self._waiting, *looks]
            self._waiting = []
        if not due:
            return
        try:
            self._directory.note_all([(who, LOOKED, person, page) for who, person, page in due])
        except Refused as fault:
            if not isinstance(fault, Full) and fault.status != 503:
                raise
            with self._lock:
                self._waiting = [*due, *self._waiting]
                if len(self._waiting) > MOST:
                    raise


class Reads:
    """What keys read of the record store: at the first read of a day, then how much at most once an hour."""

    def __init__(self, directory: Directory, clock: Callable[[], datetime]) -> None:
        self._directory, self._clock, self._lock, self._writing = directory, clock, Lock(), Lock()
        self._due = clock() + HOUR
        self._counts: dict[str, tuple[int, int]] = {}
        self._seen: tuple[date, set[str]] = (clock().date(), set())
        self._thread: Thread | None = None

    def count(self, key: str, statements: int) -> None:
        """A request was answered. No wait for the disk: entries are made in a thread of their own."""
        now = self._clock()
        with self._lock:
            if now.date() != self._seen[0]:
                self._seen, self._due = (now.date(), set()), min(self._due, now)
            requests, many = self._counts.get(key, (0, 0))
            self._counts[key] = (requests + 1, many + statements)
            if key in self._seen[1] and now < self._due:
                return
            self._seen[1].add(key)
            self._due = now + HOUR
            thread = self._thread = Thread(target=self.flush, name="reads", daemon=True)
        thread.start()

    def flush(self) -> None:
        with self._writing:  # `hush` waits for the one that is at it
            with self._lock:
                counts, self._counts = self._counts, {}
            if not counts:
                return
            said = {key: f"{requests:,} requests, {many:,} statements" for key, (requests, many) in counts.items()}
            try:
                self._directory.note_all([(f"key:{key}", READ, "", words) for key, words in sorted(said.items())])
            except Refused:  # no room now: they are counted with the next ones
                with self._lock:
                    for key, (requests, many) in counts.items():
                        known = self._counts.get(key, (0, 0))
                        self._counts[key] = (known[0] + requests, known[1] + many)

    def hush(self) -> None:
        """Write what is counted; the house is about to close."""
        if self._thread is not None:
            self._thread.join(10)
        self.flush()


def named_in(question: Question, answer: Answer) -> set[str]:
    """Ids of the people whose numbers an answer holds; a code that nobody has claimed ("source/code") is nobody's."""
    where = {one for cut in PERSONS & question.where.keys() for one in question.where[cut]}
    places = [place for place, cut in enumerate(question.by) if cut in PERSONS]
    cut = {str(key[place]) for key, cell in answer.cells.items() if cell for place in places}
    return {one for one in where | cut if one and "/" not in one}
