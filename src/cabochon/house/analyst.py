"""SQL for analysts: over the cells that may leave the house, on a desk of their own, and over nothing else.

Cells are counted when a question first names their table, for a viewer's reach, and kept for a while. A question can
tell no more than `ask` does: a held-back cell is a row without a value.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Condition, Lock, Thread, Timer
from time import monotonic
from typing import TYPE_CHECKING

from ..privacy.roles import may
from ..privacy.viewer import Viewer
from ..refusals import NotAllowed, Unanswerable
from ..warehouse.desk import Desk, Ended, Found
from . import cells
from .analyst_sql import checked
from .cells import CELLS, DOORS, MEASURES, STEPS, Weeks

if TYPE_CHECKING:
    from . import House

ROWS = 10_000  # of an answer
SECONDS = 10.0  # a question may take
FRESH, IDLE = 300.0, 900.0  # s: after which cells are counted anew where facts moved; after which a desk is cleared
DESKS = 4  # laid at once
ROOM = 1_500_000  # cells on one desk
LEAST = 8  # weeks, however many boutiques
BESIDE = {table.name: table for table in (MEASURES, DOORS)}
TABLES = {CELLS.name: CELLS, **{step.name: replace(CELLS, name=step.name) for step in STEPS}, **BESIDE}
log = logging.getLogger("cabochon.analyst")


@dataclass(frozen=True, slots=True)
class Told:
    """An answer, or how far its cells are counted while there is none. at: when counting them began."""

    found: Found | None
    weeks: Weeks
    at: datetime
    done: int = 0
    whole: int = 0


@dataclass(slots=True)
class Laid:
    """A desk and what lies on it. mark: of the facts its cells were counted from."""

    desk: Desk
    weeks: Weeks
    at: datetime
    mark: tuple[int, int]
    begun: float
    moved: Condition = field(default_factory=Condition)
    ready: set[str] = field(default_factory=set)
    wanted: list[str] = field(default_factory=list)
    counting: bool = False
    done: int = 0
    whole: int = 0
    rows: int = 0
    fault: Exception | None = None
    rest: Timer | None = None


class Analyst:
    """Safe from several threads."""

    def __init__(self, house: "House") -> None:
        self._house, self._lock, self._closed = house, Lock(), False
        self._laid: dict[tuple[object, ...], Laid] = {}

    def ask(
        self, viewer: Viewer, sql: str, *, patience: float, watch: Callable[[int, int], None] | None = None
    ) -> Told:
        """Answer one SELECT; up to ROWS rows.

        Args:
            patience: seconds to wait for cells that have to be counted first; then `found` is None, ask again.
            watch: told now and then how many of how many measures are counted.
        Raises:
            NotAllowed: the role asks no SQL. Unanswerable: what is wrong with the question, in one sentence.
            Refused: there is no closed week yet.
        """
        if not may(viewer, "sql.ask"):
            raise NotAllowed("SQL is for analysts and for leaders at headquarters; ask with `ask` instead", "sql")
        question = checked(sql, TABLES)
        laid = self._desk(viewer)
        if not self._counted(laid, viewer, question.tables, ends=monotonic() + patience, watch=watch):
            return Told(None, laid.weeks, laid.at, laid.done, laid.whole)
        self._house.directory.note(viewer.account, "asked in SQL", " ".join(sorted(question.tables)), sql[:2000])
        try:
            return Told(laid.desk.ask(question.sql, seconds=SECONDS, rows=ROWS), laid.weeks, laid.at)
        except Ended:
            self._clear(laid)
            raise

    def weeks(self, viewer: Viewer) -> Weeks:
        """The closed weeks the tables hold: a year, or fewer where there are many boutiques.

        Raises:
            Refused: there is none.
        """
        size = max(1, len(viewer.boutiques) * len(cells.asked_of(viewer)))
        return cells.weeks_of(self._house.today, most=max(LEAST, min(cells.WEEKS, ROOM // size)))

    def close(self) -> None:
        self._closed = True
        for laid in list(self._laid.values()):
            self._clear(laid)

    def _desk(self, viewer: Viewer) -> Laid:
        """The desk of a reach, laid anew where its cells are old and the facts have moved."""
        weeks, bookmark = self.weeks(viewer), self._house.warehouse.bookmark()
        mark, key = (bookmark.position, bookmark.change), (viewer.role, viewer.boutiques, viewer.brand, weeks)
        with self._lock:
            known = self._laid.pop(key, None)
            stale = known and not known.counting and known.mark != mark and monotonic() - known.begun > FRESH
            if known and (stale or known.desk.ended or known.fault):
                _end(known)
                known = None
            laid = known or Laid(Desk(), weeks, self._house.clock(), mark, monotonic())
            self._laid[key] = laid  # the last in use is the last in the row
            while len(self._laid) > DESKS:
                _end(self._laid.pop(next(iter(self._laid))))
            if laid.rest is not None:
                laid.rest.cancel()
            laid.rest = Timer(IDLE, self._clear, (laid,))
            laid.rest.daemon = True
            laid.rest.start()
        return laid

    def _clear(self, laid: Laid) -> None:
        with self._lock:
            self._laid = {key: one for key, one in self._laid.items() if one is not laid}
        _end(laid)

    def _counted(
        self,
        laid: Laid,
        viewer: Viewer,
        tables: frozenset[str],
        *,
        ends: float,
        watch: Callable[[int, int], None] | None,
    ) -> bool:
        """Whether all these tables lie on the desk, after waiting for them until `ends`."""
        names = {step.name for step in STEPS} if CELLS.name in tables else set(tables)
        needed = [name for name in TABLES if name in names | set(tables)]
        with laid.moved:
            laid.wanted += [name for name in needed if name not in laid.ready and name not in laid.wanted]
            if laid.wanted and not laid.counting:
                laid.counting, laid.done, laid.whole = True, 0, 0
                Thread(target=self._count, args=(laid, viewer), name="cells", daemon=True).start()
            while not laid.ready.issuperset(needed):
                if laid.fault is not None:
                    raise laid.fault
                if monotonic() >= ends:
                    return False
                laid.moved.wait(0.5)
                if watch is not None:
                    watch(laid.done, laid.whole)
        return True

    def _count(self, laid: Laid, viewer: Viewer) -> None:
        """Count what is wanted until nothing is; steps before the name that holds them all."""
        try:
            while True:
                with laid.moved:
                    laid.wanted.sort(key=lambda name: name == CELLS.name)
                    laid.whole = laid.done + len(laid.wanted) * len(cells.asked_of(viewer))
                    if not laid.wanted:
                        laid.counting = False
                        return
                    name = laid.wanted[0]
                self._lay(laid, viewer, name)
                with laid.moved:
                    laid.ready.add(name)
                    laid.wanted.remove(name)
                    laid.moved.notify_all()
        except Exception as fault:
            if not isinstance(fault, Unanswerable):
                log.exception("cells could not be counted")
                fault = Unanswerable("the cells could not be counted; the log says why. Ask again in a moment")
            with laid.moved:
                laid.fault, laid.counting = fault, False
                laid.moved.notify_all()

    def _lay(self, laid: Laid, viewer: Viewer, name: str) -> None:
        see, table, asked = self._house.see_as(viewer), TABLES[name], cells.asked_of(viewer)
        today = self._house.snapshot.doors(self._house.today)
        if name == CELLS.name:
            return laid.desk.together(name, [step.name for step in STEPS])
        laid.desk.make(table)
        if name in BESIDE:
            return laid.desk.add(table, cells.doors(see, today) if table is DOORS else cells.meanings(asked))
        step = next(step for step in STEPS if step.name == name)
        for measure in asked:
            if self._closed or laid.desk.ended:
                raise Ended("the desk was cleared; ask again")
            found = list(cells.rows(see, measure, step, weeks=laid.weeks))
            laid.rows += len(found)
            if laid.rows > ROOM:
                raise Unanswerable(f"{name} holds more than {ROOM:,} cells with the others; export them as Parquet")
            laid.desk.add(table, found)
            laid.done += 1
        return None


def _end(laid: Laid) -> None:
    if laid.rest is not None:
        laid.rest.cancel()
    laid.desk.close()
