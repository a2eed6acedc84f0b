"""The facts follow the stream and the directory: who brings them up, one at a time, and who is told that they moved."""

from datetime import timedelta
from threading import Condition, Lock
from typing import TYPE_CHECKING

import msgspec

from .. import vocabulary
from ..directory.rows import Quarantined
from ..facts import projector
from ..refusals import Refused
from ..retail.visit import Windows
from .opening import not_ahead
from .settling import settle_waiting

if TYPE_CHECKING:
    from . import House


class Following:
    """still: whoever holds it, the facts stand still. watermark: grows with every change of the facts."""

    def __init__(self, house: "House") -> None:
        self._house, self._log, self._warehouse, self._directory = house, house.log, house.warehouse, house.directory
        self.still, self._moved = Lock(), Condition()
        projector.renew(self._warehouse, self._windows)
        not_ahead(self._warehouse, self._log, self._directory)
        self.watermark = self._mark()

    def catch_up(self) -> bool:
        """Bring the facts up to the stream and the directory; True when something moved. Safe at any time."""
        with self.still:
            before = self._warehouse.bookmark()
            if before.position == self._log.position() and before.change == self._directory.change():
                return False
            projector.catch_up(
                self._log,
                self._warehouse,
                self._directory,
                home=self._house.home,
                windows=self._windows,
                code_hash=self._house.entrance.naming.code,
                refused=self._refused,
                moved=self._announce,
            )
            if before.change != self._directory.change():
                settle_waiting(self._directory, self._warehouse, self._house.snapshot, self._house.today)
        return True

    def rebuild(self) -> str:
        """Throw the facts away and retell the stream; returns the digest of what came out."""
        with self.still:
            projector.rebuild(
                self._log,
                self._warehouse,
                self._directory,
                home=self._house.home,
                windows=self._windows,
                code_hash=self._house.entrance.naming.code,
                refused=self._refused,
            )
            digest = self._warehouse.digest()
        self._announce()
        return digest

    def retell(self, *statements: str) -> None:
        """Hear refused statements again; where one is understood now, the facts are told anew with it."""
        understood = False
        for kept in self._log.by_id(statements):
            try:
                vocabulary.hear(msgspec.json.decode(kept.entry.clear or b"{}"), self._house.home)
                understood = True
            except Refused as refusal:
                self._refused(kept.entry.id, refusal.pointer, refusal.reason)
        if understood or not statements:
            self.rebuild()

    def wait_change(self, watermark: int, timeout: float) -> int:
        """Wait until the facts have moved past a watermark, at most `timeout` seconds; the present watermark."""
        with self._moved:
            self._moved.wait_for(lambda: self.watermark != watermark, timeout)
            return self.watermark

    def _announce(self) -> None:
        with self._moved:
            self.watermark = self._mark()
            self._moved.notify_all()

    def _mark(self) -> int:
        bookmark = self._warehouse.bookmark()
        return bookmark.position + bookmark.change

    @property
    def _windows(self) -> Windows:
        v = self._house.values
        return Windows(
            before=timedelta(minutes=v["before_minutes"]),
            after=timedelta(minutes=v["after_minutes"]),
            basket=timedelta(minutes=v["basket_minutes"]),
            survey=timedelta(days=v["survey_days"]),
        )

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
