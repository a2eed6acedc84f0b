"""What is kept, for programs that listen: the newest read once for all of them, what came before by each for itself."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from ..stream import Kept
from .exporting_choice import Choice, given_out, limits_of_key, sieve

if TYPE_CHECKING:
    from ..directory.rows import Key
    from . import House

HELD, ROOM = 500, 8_000_000  # statements at hand for all, and bytes of these
PAGE, WEIGHT = 100, 1_000_000  # statements one listener gets at once, and bytes
Fits = Callable[[Kept], bool]


@dataclass(slots=True)
class _Newest:
    kept: Kept
    body: bytes | None = None
    voided: bool = False

    @property
    def size(self) -> int:
        return len(self.kept.entry.clear or b"") + len(self.kept.entry.sealed or b"")


class Feed:
    """The end of the log. One poll serves every listener; safe from several threads."""

    def __init__(self, house: "House") -> None:
        self._house, self._lock = house, Lock()
        self._newest: deque[_Newest] = deque()
        self._size = 0
        self._low = self._high = 0  # what lies between is at hand

    def fits(self, key: "Key", choice: Choice) -> Fits:
        """What a listener with this key hears.

        Raises:
            NotAllowed: the key reads no statements.
        """
        return sieve(self._house, choice, limits_of_key(self._house, key))

    def position(self) -> int:
        """Look once what is new; how far the log has come."""
        at = self._house.log.position()
        with self._lock:
            if at - self._high > HELD:  # a great import: whoever listens reads it from the log
                self._newest.clear()
                self._size, self._low, self._high = 0, at, at
            while self._high < at:
                found = self._house.log.after(self._high, PAGE)
                if not found:
                    break
                for kept in found:
                    self._hold(kept)
            return self._high

    def read(self, position: int, fits: Fits) -> tuple[list[tuple[int, bytes]], int]:
        """The next statements that fit, each with its position, and how far was looked: never more than a page."""
        with self._lock:
            here = self._low <= position
            found = [one for one in self._newest if one.kept.seq > position] if here else []
            end = max(position, self._high)
        if not here:
            found = [_Newest(kept, None, kept.voided) for kept in self._house.log.after(position, PAGE)]
            end = found[-1].kept.seq if found else position
        page: list[tuple[int, bytes]] = []
        weight = 0
        for one in found:
            if one.voided or not fits(one.kept):
                continue
            if one.body is None:
                one.body = given_out(self._house, one.kept) or b""
            if one.body:
                page.append((one.kept.seq, one.body))
                weight += len(one.body)
            if len(page) == PAGE or weight > WEIGHT:
                return page, one.kept.seq
        return page, end

    def _hold(self, kept: Kept) -> None:
        self._newest.append(_Newest(kept, None, kept.voided))
        self._size += self._newest[-1].size
        self._high = kept.seq
        if kept.entry.voids:
            for one in self._newest:
                one.voided = one.voided or one.kept.entry.id == kept.entry.target
        while len(self._newest) > HELD or (self._size > ROOM and len(self._newest) > 1):
            gone = self._newest.popleft()
            self._size -= gone.size
            self._low = gone.kept.seq
