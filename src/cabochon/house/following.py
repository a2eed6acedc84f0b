"""The facts follow the stream and the directory: who brings them up, one at a time, and who is told that they moved."""

from collections import deque
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from threading import Condition, Lock
from typing import TYPE_CHECKING

from ..directory.rows import Quarantined
from ..facts.projector import Progress, Projector
from ..facts.rules import Telling, renew
from ..refusals import Refused
from ..retail.visit import Windows
from ..warehouse import Bookmark, Warehouse
from ..warehouse.staging import Staging
from .comments import comment_of
from .opening import not_ahead
from .reaching_back import EVERYTHING, Back, by_door, earliest
from .settling import settle_waiting

if TYPE_CHECKING:
    from . import House

LATELY = timedelta(minutes=15)
REMEMBERED = 20_000  # statements whose freshness is remembered


class Following:
    """still: whoever holds it, the facts stand still. watermark: grows with every change of the facts. back: which of
    its values moved which days."""

    def __init__(self, house: "House", staging: Staging) -> None:
        self._house, self._log, self._warehouse, self._directory = house, house.log, house.warehouse, house.directory
        self.staging, self.back = staging, Back()
        self.still, self._rebuilding, self._moved = Lock(), Lock(), Condition()
        self._fresh: deque[tuple[datetime, float]] = deque(maxlen=REMEMBERED)
        self.shared = bool(house.values.get("facts"))  # other processes read these facts, and one of them tells them
        self.mine = not self.shared
        if self.mine:
            self._ready()
        self._projector = self._projecting(self._warehouse, staging)
        self.watermark = self._seen = self._mark()

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Shared facts are told by one process at a time: is it this one, for as long as this lasts?"""
        if not self.shared:
            yield True
            return
        with self._house.alone("project") as mine:
            if mine:
                with self.still:
                    self._ready()
                    self._projector, self.mine = self._projecting(self._warehouse, self.staging), True
            try:
                yield mine
            finally:
                if mine:
                    with self.still:
                        self.mine = False

    def _ready(self) -> None:
        not_ahead(self._warehouse, self._log, self._directory)
        renew(self._warehouse, self._telling)

    def catch_up(self, progress: Progress = lambda *_: None) -> bool:
        """Bring the facts up to the stream and the directory; True when something moved. Safe at any time."""
        if not self.mine:
            return self._looked()
        with self.still:
            before = self._warehouse.bookmark()
            up = before == Bookmark(self._log.position(), self._directory.change())
            if up and self._projector.begun:
                return False
            self._projector.catch_up(moved=self._announce, shown=self._shown, progress=progress)
            if before.change != self._directory.change():
                settle_waiting(self._house, self.staging)
        return before != self._warehouse.bookmark()

    def rebuild(self, progress: Progress = lambda *_: None) -> str:
        """Tell the whole stream into a new generation while the old one serves, and change over at the end.

        Returns: the digest of what came out.

        Raises:
            Refused: another process tells these facts.
        """
        with ExitStack() as stack:
            if not self.mine and not stack.enter_context(self.turn()):
                raise Refused("another process tells these facts; rebuild them there", "facts")
            return self._rebuilt(progress)

    def _rebuilt(self, progress: Progress) -> str:
        with self._rebuilding:
            fresh, staging = self._warehouse.fresh(), self.staging.fresh()
            try:
                projector = self._projecting(fresh, staging)
                projector.catch_up(progress=progress)
                with self.still:
                    projector.catch_up(progress=progress)  # what came meanwhile
                    digest = fresh.digest()
                    self._warehouse.adopt(fresh)
                    self.back.touched(EVERYTHING)
                    self.staging.adopt(staging)
                    self._projector = self._projecting(self._warehouse, self.staging)
            except BaseException:
                fresh.close()
                staging.close()
                raise
        self._announce()
        return digest

    def retell(self, *statements: str) -> None:
        """Hear refused statements again and tell what is understood now."""
        if not self.mine:
            return
        with self.still:
            self._projector.catch_up(moved=self._announce, shown=self._shown)
            if self._projector.hear_again(self._log.by_id(statements)):
                self._announce()

    @property
    def freshness(self) -> tuple[float, float, int]:
        """Median and 99th percentile of the seconds from accepted to visible in the last 15 minutes, and of how many;
        zeros where nothing came."""
        since = self._house.clock() - LATELY
        lags = sorted(lag for at, lag in tuple(self._fresh) if at >= since)
        if not lags:
            return 0.0, 0.0, 0
        return lags[(len(lags) - 1) // 2], lags[(len(lags) * 99 - 1) // 100], len(lags)

    def wait_change(self, watermark: int, timeout: float) -> int:
        """Wait until the facts have moved past a watermark, at most `timeout` seconds; the present watermark."""
        with self._moved:
            self._moved.wait_for(lambda: self.watermark != watermark, timeout)
            return self.watermark

    def _projecting(self, warehouse: Warehouse, staging: Staging) -> Projector:
        return Projector(
            self._log, warehouse, staging, self._directory, telling=self._telling,
            wrote=lambda batch: self.back.touched(earliest(batch), by_door(batch)),
        )  # fmt: skip

    @property
    def _telling(self) -> Telling:
        v = self._house.values
        return Telling(
            home=self._house.home,
            windows=Windows(
                before=timedelta(minutes=v["before_minutes"]),
                after=timedelta(minutes=v["after_minutes"]),
                basket=timedelta(minutes=v["basket_minutes"]),
                survey=timedelta(days=v["survey_days"]),
            ),
            code_hash=self._house.entrance.naming.code,
            refused=self._refused,
            comment=comment_of(self._log, self._directory),
            currency=v["group_currency"],
            follow_up_days=v["follow_up_days"],
        )

    def _looked(self) -> bool:
        """In a process that only reads: have the facts moved?"""
        moved = self._mark() != self._seen
        if moved:
            self.back.touched(EVERYTHING)
            self._announce()
        return moved

    def _announce(self) -> None:
        with self._moved:
            self._seen = self._mark()
            self.watermark = max(self._seen, self.watermark + 1)
            self.back.reached(self.watermark)
            self._moved.notify_all()

    def _shown(self, stored: Collection[datetime]) -> None:
        now = self._house.clock()
        self._fresh.extend((now, (now - at).total_seconds()) for at in stored)

    def _mark(self) -> int:
        bookmark = self._warehouse.bookmark()
        return bookmark.position + bookmark.change

    def _refused(self, statement: str, pointer: str, reason: str) -> None:
        """A statement that claims our template and breaks it: kept, not retold, waiting with its reason."""
        row = Quarantined(
            id=f"statement:{statement}", source="statement", place=pointer, reason=reason, at=self._house.clock(),
            statement=statement,
        )  # fmt: skip
        known = self._directory.get(Quarantined, row.id)
        if known is None:
            self._directory.add(row)  # other processes may be at the same statement
        elif known.state == "replayed":
            self._directory.swap(known, row)
