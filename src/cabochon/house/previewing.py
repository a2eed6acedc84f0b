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
from ..connectors.mapping import settled
from ..connectors.orders import doubtful, put_first
from ..connectors.recognising import Proposal, lacking, proposed
from ..directory.rows import Connection, Delivery
from ..outside.http import Unreachable
from ..privacy.viewer import Viewer
from ..refusals import Full, Refused, Unknown
from . import previewed_rows as rows
from .bodies import is_document
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
    """A file in hand. text: the mapping it is read by; kept: the connection's as it was dropped. table: it is read by
    its columns; known: their names when it was first looked at; proposed: column -> field, what each was taken for.
    guess, otherwise: formats of days of which nothing in the file says which it is, example: a cell that tells them
    apart; order: the one a person chose, "" while nobody did.
    state: open, running, ended, failed; done: what was read so far, share: how much of the file that is, 0..1.
    """

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
    kept: str = ""
    table: bool = False
    known: tuple[str, ...] = ()
    proposed: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    guess: str = ""
    otherwise: tuple[str, ...] = ()
    example: str = ""
    order: str = ""
    sheets: tuple[str, ...] = ()
    state: str = "open"
    done: int = 0
    share: float = 0.0
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
            Refused: empty, too large, no table, or another sender's; then nothing is held.
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
            kept=row.mapping if row else "", table=not is_document(feed, file),
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
        before, now = self.settings(one).get("dates"), load(text, one.feed.name).get("dates")
        one.text = text
        if one.guess and now and now != before:  # who says how days are written has said their order
            one.order = next((form for form in now if form in (one.guess, *one.otherwise)), now[0])

    def order(self, one: Dropped, form: str) -> None:
        """Say which of the orders of day and month that fit its days are written in.

        Raises:
            Refused: it is none of them.
        """
        if form not in (one.guess, *one.otherwise) or not form:
            raise Refused("is none of the ways in which these days can be read; choose one of those shown", "days")
        settings = dict(self.settings(one))
        before = settings.get("dates", settled(None, one.feed.name)["dates"])
        self.choose(one, "\n".join(shown(settings | {"dates": put_first(form, before)})) + "\n")
        one.order = form

    def settings(self, one: Dropped) -> Mapping[str, Any]:
        return load(one.text, one.feed.name) if one.text else {}

    def heads(self, one: Dropped) -> tuple[str, ...]:
        """The names of its columns, as its present mapping reads them."""
        if not one.table:
            return ()
        with one.lock:
            return rows.heads(
                one.feed, cast("BinaryIO", one.file), settled(self.settings(one), one.feed.name), one.known
            )

    def lacking(self, one: Dropped, heads: tuple[str, ...]) -> list[tuple[str, ...]]:
        """Fields that are needed and have no column, each with those that would do as well."""
        if not one.table:
            return []
        settings = settled(self.settings(one), one.feed.name)
        columns = {field: name for field, name in settings["columns"].items() if name in heads}
        every = {needed.split("|")[0]: tuple(needed.split("|")) for needed in one.feed.needs}
        return [every[field] for field in lacking(one.feed, columns, settings)]

    def seen(self, one: Dropped) -> Seen:
        """What it would become by its present mapping; nothing is kept."""
        with one.lock:
            return seen(self._house, one.feed, cast("BinaryIO", one.file), mapping=one.text,
                        received=self._received(one), table=one.table, known=one.known)  # fmt: skip

    def _look(self, one: Dropped, *, anew: bool, sheet: str = "") -> None:
        if not one.table:
            return
        doors = self._house.snapshot.doors(self._house.today)
        codes, countries = frozenset(door.code for door in doors), {door.country for door in doors}
        with one.lock:
            one.file.seek(0)
            found: Proposal = proposed(
                one.feed, cast("BinaryIO", one.file), sheet=sheet, codes=codes, today=self._house.today,
                country=countries.pop() if len(countries) == 1 else "",
            )  # fmt: skip
        one.proposed = {column.heading: column.field for column in found.columns if column.field}
        one.known, one.sheets = tuple(column.heading for column in found.columns), found.sheets
        one.notes = tuple(note for note in found.notes if not doubtful(note)) if anew else ()
        one.guess, one.otherwise, one.example, one.order = "", (), "", ""
        if anew or "dates" not in self.settings(one):  # else the connection's mapping says it
            one.guess, one.otherwise, one.example = found.guess, found.otherwise, found.example
        if anew:
            one.text = "\n".join(shown(found.settings)) + "\n"

    def _received(self, one: Dropped) -> datetime:
        """Its own time, the revision of rows that carry none; of a mapping that is gone back to it is now, as what was
        said under it once would be known already."""
        row = self._house.connections.find(one.source) if one.source else None
        back = row is not None and one.text == row.before != row.mapping
        return self._house.clock() if back else one.received

    # Bringing it in

    def bring(self, viewer: Viewer, one: Dropped) -> None:
        """Keep its mapping with the connection and read it, behind the page; `one` says how far it is.

        Raises:
            Refused: it is under way already (409), or nobody said yet in which order its days are written.
        """
        row = self._house.connections.one(one.source)
        if one.guess and not one.order:
            raise Refused("has days that could be read in several ways, and nobody said yet which is right; choose it "
                          "first", "days")  # fmt: skip
        with self._lock:
            if one.state == "running":
                raise Refused("is being brought in already", "the file", 409)
            one.state, one.done, one.share, one.fault = "running", 0, 0.0, ""
        changed = row.mapping != one.text
        one.received = self._received(one)
        row = self._house.connections.mapped(row, one.text, viewer.account)
        thread = Thread(target=self._brought, args=(one, row, changed), name="bringing in", daemon=True)
        self._threads = [*(t for t in self._threads if t.is_alive()), thread]
        thread.start()
        thread.join(WAITED)

    def reopen(self, viewer: Viewer, name: str) -> None:
        """Look at a file again that was brought in: by another mapping it is read anew, and corrects what it said."""
        one = self.one(viewer, name)
        with self._lock:
            if one.state in ("ended", "failed"):
                one.state, one.kept = "open", one.text

    def _brought(self, one: Dropped, row: Connection, changed: bool) -> None:
        def progress(n: int) -> None:
            one.done = n
            one.share = 0.0 if one.sheets else min(1.0, one.file.tell() / one.size)  # a workbook is read at once
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
