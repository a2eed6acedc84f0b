"""What other processes changed: a thread that listens, so that what is remembered here is dropped there and then.

Where no notification gets through (a pooler between), it looks once a second all the same; where it cannot look,
nothing that is remembered is trusted any more.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from time import monotonic
from typing import cast

import psycopg
from psycopg import sql

from ..refusals import Refused
from .lines import Line, Lines
from .postgres_dated import LAST

HEART = 1.0  # seconds between two looks when nothing is heard
TRUSTED = 3.0  # seconds for which a look is believed
CHANNEL = "select 'cabochon_' || 'dated'::regclass::oid"
LOOK = f"select ({LAST}), (select last_value + is_called::int from forgotten)"  # noqa: S608
log = logging.getLogger("cabochon.directory")


class News:
    """forgot: called when a text key was destroyed somewhere, and when that may have been missed."""

    def __init__(self, lines: Lines, forgot: Callable[[], None]) -> None:
        self._lines, self._forgot, self._stop = lines, forgot, Event()
        self._looked, self._keys, self.change = float("-inf"), -1, 0
        self.channel = cast("str", lines.read(CHANNEL)[0][0])
        self._line: Line | None = None
        self._listen()
        self._thread = Thread(target=self._run, name="directory news", daemon=True)
        self._thread.start()

    def fresh(self) -> bool:
        """Whether this process has heard of what happened up to some seconds ago."""
        return monotonic() - self._looked < TRUSTED

    def close(self) -> None:
        self._stop.set()
        with suppress(Refused):
            self._lines.run(lambda line: line.execute("select pg_notify(%s, '')", (self.channel,)))
        self._thread.join(HEART * 2)
        if self._line is not None:
            self._line.close()

    def _listen(self) -> Line:
        line = self._line = self._lines.own()
        line.execute(sql.SQL("listen {}").format(sql.Identifier(self.channel)))
        self._look(line)
        return line

    def _look(self, line: Line) -> None:
        asked = monotonic()
        for change, keys in line.execute(LOOK):
            if keys != self._keys:
                self._forgot()
            self._keys, self.change = int(keys), max(self.change, int(change))
        self._looked = asked

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                line = self._line or self._listen()
                for _ in line.notifies(timeout=HEART, stop_after=1):
                    pass
                self._look(line)
            except (psycopg.Error, Refused):
                if not self._stop.is_set():
                    log.warning("the directory hears no news from the database; trying again")
                if self._line is not None:
                    self._line.close()
                self._line, self._keys = None, -1
                self._stop.wait(HEART)
