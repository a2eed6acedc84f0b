"""A file that somebody dropped: held for an hour at most, read without keeping anything, brought in when it is right.

The file has no name on the disk: it is gone when it is closed, and with the process.
"""

import logging
import re
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Lock, Thread
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast

from ..connectors import Feed, load
from ..connectors.looks import shown
from ..connectors.recognising import Column, Proposal, lacking, proposed
from ..directory.rows import Connection, Delivery
from ..outside.http import Unreachable
from ..privacy.viewer import Viewer
from ..refusals import Full, Refused, Unknown
from .previewed import Seen, seen

if TYPE_CHECKING:
    from . import House

MOST = 200_000_000  # bytes of a file
LIFE = timedelta(hours=1)
AT_ONCE = 12  # files of everybody together
WAITED = 3.0  # s an answer waits for a file that is brought in
GONE = "is not held any more; drop the file again"
log = logging.getLogger("cabochon.connections")


@dataclass(slots=True)
class Dropped:
    """A file in hand. text: the mapping it is read by. state: open, running, ended, failed; done: rows so far."""

    id: str
    source: str
    by: str
    name: str
    size: int
    at: datetime
    received: datetime
    file: IO[bytes]
    feed: Feed
    text: str = ""
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    state: str = "open"
    done: int = 0
    fault: str = ""
    delivery: Delivery | None = None
    lock: Lock = field(default_factory=Lock)


class Previewing:
    def __init__(self, house: "House") -> None:
        self._house, self._lock, self._stop = house, Lock(), Event()
        self._held: dict[str, Dropped] = {}
        self._threads: list[Thread] = []

    def room(self) -> Path:
        """Where a file may be put while it comes in."""
        folder = self._house.trust.backing.folder
        return folder if folder is not None else Path(tempfile.gettempdir())

    def hold(self, viewer: Viewer, feed: Feed, file: IO[bytes], *, row: Connection | None, name: str,
             modified: datetime | None = None) -> Dropped:  # fmt: skip
        """Take a file into the hand and say how it could be read: as the connection's mapping has it, else as it looks.

        Args:
            row: the connection; None: it is not made yet, see `belongs`. modified: the file's own time.
        Raises:
            Refused: empty, too large, or no table; then nothing is held.
        """
        self.sweep()
        file.seek(0, 2)
        size, now = file.tell(), self._house.clock()
        file.seek(0)
        if not size:
            raise Refused("is empty; choose the file that was exported", "file")
        if size > MOST:
            raise Refused(f"is larger than {MOST // 1_000_000} MB; send it in parts, or by `cabochon import`", "file",
                          413)  # fmt: skip
        received = modified if modified is not None and modified <= now else now
        one = Dropped(
            id=secrets.token_urlsafe(12), source=row.id if row else "", by=viewer.account, name=bare(name), size=size,
            at=now, received=received, file=file, feed=feed, text=row.mapping if row else "",
        )  # fmt: skip
        self._look(one, anew=not one.text)
        with self._lock:
            if len(self._held) >= AT_ONCE:
                oldest = min((d for d in self._held.values() if d.state != "running"), key=lambda d: d.at, default=None)
                if oldest is None:
                    raise Refused("are being brought in already; wait until one is done", "files", 429)
                self._held.pop(oldest.id).file.close()
            self._held[one.id] = one
        return one

    def one(self, viewer: Viewer, name: str) -> Dropped:
        """
        Raises:
            Unknown: it is gone, or somebody else dropped it.
        """
        self.sweep()
        found = self._held.get(name)
        if found is None or found.by != viewer.account:
            raise Unknown(GONE, "the file")
        return found

    def away(self, viewer: Viewer, name: str) -> None:
        one = self.one(viewer, name)
        if one.state != "running":
            self._held.pop(one.id, None)
            one.file.close()

    def sweep(self) -> None:
        """Let go of what has been held for an hour."""
        past = self._house.clock() - LIFE
        with self._lock:
            for one in [d for d in self._held.values() if d.at < past and d.state != "running"]:
                self._held.pop(one.id).file.close()

    def hush(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(10)
        for one in self._held.values():
            one.file.close()

    # How it is read

    def propose(self, one: Dropped, sheet: str = "") -> None:
        """As it looks, whatever was chosen before."""
        self._look(one, anew=True, sheet=sheet)

    def choose(self, one: Dropped, text: str) -> None:
        """Read it by this mapping from now on.

        Raises:
            Refused: it is none; with the line to mend.
        """
        load(text, one.feed.name)
        one.text = text

    def settings(self, one: Dropped) -> Mapping[str, Any]:
        return load(one.text, one.feed.name) if one.text else {}

    def lacking(self, one: Dropped) -> list[str]:
        """Fields that are needed and have no column."""
        if not one.feed.table:
            return []
        settings = self.settings(one)
        return list(lacking(one.feed, settings.get("columns", {}), settings))

    def seen(self, one: Dropped) -> Seen:
        """What it would become by its present mapping; nothing is kept."""
        with one.lock:
            return seen(self._house, one.feed, cast("BinaryIO", one.file), mapping=one.text, received=one.received)

    def _look(self, one: Dropped, *, anew: bool, sheet: str = "") -> None:
        if not one.feed.table:
            return
        codes = frozenset(door.code for door in self._house.snapshot.doors(self._house.today))
        with one.lock:
            one.file.seek(0)
            found: Proposal = proposed(one.feed, cast("BinaryIO", one.file), sheet=sheet, codes=codes)
        one.columns, one.rows, one.sheets = found.columns, found.rows, found.sheets
        one.notes = found.notes if anew else ()
        if anew:
            one.text = "\n".join(shown(found.settings)) + "\n"

    # Bringing it in

    def bring(self, viewer: Viewer, one: Dropped) -> None:
        """Keep its mapping with the connection and read it, behind the page; `one` says how far it is.

        Raises:
            Refused: it is under way already (409).
        """
        row = self._house.connections.one(one.source)
        with self._lock:
            if one.state == "running":
                raise Refused("is being brought in already", "the file", 409)
            one.state, one.done, one.fault = "running", 0, ""
        changed = row.mapping != one.text
        row = self._house.connections.mapped(row, one.text, viewer.account)
        thread = Thread(target=self._brought, args=(one, row, changed), name="bringing in", daemon=True)
        self._threads = [*(t for t in self._threads if t.is_alive()), thread]
        thread.start()
        thread.join(WAITED)

    def _brought(self, one: Dropped, row: Connection, changed: bool) -> None:
        def progress(rows: int) -> None:
            one.done = rows
            if self._stop.is_set():
                raise Refused("was stopped as the house closed; drop the file again")

        try:
            with one.lock:
                one.file.seek(0)
                one.delivery = self._house.deliveries.bring(
                    row, cast("BinaryIO", one.file), name=one.name, way="file", received=one.received, by=one.by,
                    anew=changed, progress=progress,
                )  # fmt: skip
            one.state = "ended"
        except (Refused, Full, Unreachable) as fault:
            one.state, one.fault = "failed", self._house.imports.safe(str(fault))
        except Exception as fault:
            log.exception("a file of %s cannot be brought in", one.source)
            one.state, one.fault = "failed", f"met a fault of our own ({type(fault).__name__}); the log says more"


def bare(name: str) -> str:
    """What a file calls itself, without folders and what cannot be printed."""
    last = re.split(r"[\\/]", name)[-1].strip()
    return "".join(sign if sign.isprintable() else " " for sign in last)[:120] or "file"
