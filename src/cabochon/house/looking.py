"""Who looked at whose feedback: noted once per viewer, person, page and day (trust.md, 57)."""

from collections.abc import Callable, Iterable
from datetime import date
from threading import Lock

from ..directory import Directory
from ..privacy.viewer import Viewer

LOOKED = "looked at"


class Looked:
    """One for a house; safe from several threads."""

    def __init__(self, directory: Directory, today: Callable[[], date]) -> None:
        self._directory, self._today, self._lock = directory, today, Lock()
        self._day, self._noted = today(), set[tuple[str, str, str]]()

    def note(self, viewer: Viewer, people: Iterable[str], page: str) -> None:
        """Note that the viewer read of these people on that page; of oneself it is no news."""
        with self._lock:
            if (day := self._today()) != self._day:
                self._day, self._noted = day, set()
            fresh = [
                one for person in sorted(set(people) - {"", viewer.person})
                if (one := (viewer.account, person, page)) not in self._noted
            ]  # fmt: skip
            self._noted.update(fresh)
        for _, person, _ in fresh:
            self._directory.note(viewer.account, LOOKED, person, page)
