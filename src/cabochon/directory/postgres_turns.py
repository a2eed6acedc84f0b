"""What only one process may do at a time: locks of the database, held by one line of this process."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock

import psycopg

from ..refusals import Refused
from .lines import Line, Lines

TRY = "select pg_try_advisory_lock(hashtext(current_schema()), hashtext(%s))"
LET_GO = "select pg_advisory_unlock(hashtext(current_schema()), hashtext(%s))"


class Turns:
    def __init__(self, lines: Lines) -> None:
        self._lines, self._lock, self._held = lines, Lock(), set[str]()
        self._line: Line | None = None

    @contextmanager
    def alone(self, what: str) -> Iterator[bool]:
        """False while another does it, or while nobody can know. A process whose line is lost has lost its turns: the
        next one may begin while it ends what it is at."""
        with self._lock:
            mine = what not in self._held and self._taken(what)
            if mine:
                self._held.add(what)
        try:
            yield mine
        finally:
            if mine:
                with self._lock, suppress(psycopg.Error):
                    self._held.discard(what)
                    if self._line is not None:
                        self._line.execute(LET_GO, (f"cabochon {what}",))

    def close(self) -> None:
        with self._lock:
            self._drop()

    def _taken(self, what: str) -> bool:
        for _ in range(2):  # the line may have been lost since
            try:
                self._line = self._line or self._lines.own()
                return self._line.execute(TRY, (f"cabochon {what}",)).fetchone() == (True,)
            except (psycopg.Error, Refused):
                self._drop()
        return False

    def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()
