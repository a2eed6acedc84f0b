"""What is fetched by itself: files of a folder, of an SFTP server, at an address, pages of a sender's own API.

A file is taken once it has lain unchanged for a while; the same file again is known by its bytes and changes nothing.
Nothing is ever written, moved or removed over there.
"""

import io
import logging
import re
import tempfile
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import msgspec

from ..connectors import Page
from ..connectors.mapping import load, settled
from ..directory.rows import Connection
from ..outside import sftp
from ..outside.http import Unreachable
from ..refusals import Full, Refused
from .connections import OPERATOR
from .pickup_sources import Address, Folder, Found, Server, Source

if TYPE_CHECKING:
    from . import House

WAYS = ("folder", "sftp", "url", "api")
EVERY = (5, 15, 60, 360, 1440)  # minutes that are offered
SETTLED = timedelta(seconds=30)  # a file changed since may still be written
PARTIAL = ("*.part", "*.tmp", "*.filepart", "*.crdownload", "~*", ".*")
REMEMBERED = 2_000  # files of a folder that are known not to have changed
NOTED = 50  # files after which is written down how far it came; of one read and not noted nothing is kept twice
PAGES = 200  # of an API at one look
AT_HAND = 8_000_000  # bytes a file may have to be held in memory
KEY = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")
SEEN = "?"  # stands before the mark of a file that was seen and may still have been written
log = logging.getLogger("cabochon.pickups")


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look found. files: how many were read; new: statements; said: "" when all went well."""

    files: int = 0
    new: int = 0
    quarantined: int = 0
    said: str = ""


class Pickups:
    def __init__(self, house: "House") -> None:
        self._house = house

    @property
    def root(self) -> Path:
        """The folder whose sub-folders are picked up from."""
        return ((self._house.trust.backing.folder or Path()) / str(self._house.values["incoming"])).resolve()

    def arrange(
        self,
        name: str,
        *,
        way: str,
        place: str = "",
        credential: str = "",
        every: int = 60,
        host_key: str = "",
        by: str = OPERATOR,
    ) -> Connection:
        """Say from where a connection's deliveries are fetched, and how often.

        Args:
            place: a folder below `incoming`, sftp://user@host/folder/*.csv, https://...; of an api "".
            credential: a password, private key or token; "" leaves what was given before.
            every: minutes; 0 only when somebody asks.
        Raises:
            Unknown: no such connection. Refused: a place that cannot be fetched from, and why.
        """
        row = self._house.connections.one(name)
        if way not in WAYS:
            raise Refused(f"{way!r} is no way to fetch; there are {', '.join(WAYS)}", "way")
        if not 0 <= every <= 10_080:
            raise Refused("should be minutes, from 5 to 10080 (a week), or 0", "every")
        row = replace(
            row, way=way, place=place.strip(), every=every, host_key=host_key or row.host_key, paused=False, said="",
            looked=None, cursor=row.cursor if (way, place.strip()) == (row.way, row.place) else "",
            credential=self._house.connections.sealed_credential(name, credential) or row.credential,
        )  # fmt: skip
        self._check(row)
        return self._house.connections.keep(row, "arranged a pickup", by)

    def pause(self, name: str, paused: bool, by: str = OPERATOR) -> Connection:
        row = replace(self._house.connections.one(name), paused=paused)
        return self._house.connections.keep(row, "paused a pickup" if paused else "resumed a pickup", by)

    def step(self) -> bool:
        """One round: every connection whose time has come. Never raises for one of them."""
        self._house.connections.files.sweep()
        self._house.connections.sweep()
        for row in self._house.connections.all():
            if self.due(row):
                self.look(row)
        return False

    def due(self, row: Connection) -> bool:
        next_ = self.next(row)
        return next_ is not None and next_ <= self._house.clock()

    def next(self, row: Connection) -> datetime | None:
        """When it is looked at next; a time that has passed is now. None: only when somebody asks."""
        if not row.way or not row.every or row.paused or self.unconfirmed(row):
            return None
        return self._house.clock() if row.looked is None else row.looked + timedelta(minutes=row.every)

    def unconfirmed(self, row: Connection) -> bool:
        """An SFTP server whose key nobody has confirmed yet."""
        return row.way == "sftp" and not row.host_key

    def key(self, row: Connection) -> str:
        """The host key its SFTP server shows now.

        Raises:
            Refused, Unreachable: as `sftp.key_of`.
        """
        return sftp.key_of(sftp.place_of(row.place), private=bool(self._house.values["allow_private_targets"]))

    def confirm(self, name: str, key: str, by: str = OPERATOR) -> Connection:
        """Say that a host key is the server's, and fetch from there.

        Raises:
            Refused: it is no key, or nothing is fetched by SFTP.
        """
        row = self._house.connections.one(name)
        if row.way != "sftp" or not KEY.fullmatch(key):
            raise Refused("should be the key that an SFTP server shows, as SHA256:...", "host_key")
        done = replace(row, host_key=key, paused=False, said="", looked=None)
        return self._house.connections.keep(done, "confirmed a host key", by)

    def there(self, row: Connection) -> tuple[int, int]:
        """(files that lie there, of them not read yet) of a folder or an SFTP server; none is read.

        Raises:
            Refused, Unreachable: why nothing could be fetched.
        """
        known, found, new = _known(row), 0, 0
        with self._source(row) as source:
            for one in source.found():
                if not _partial(one.name):
                    found, new = found + 1, new + (known.get(one.name) != one.mark)
        return found, new

    def look(self, row: Connection) -> Looked:
        """Fetch what is new now; what came of it is written down with the connection."""
        try:
            done = self._pages(row) if row.way == "api" else self._files(row)
        except Full:
            raise
        except (Refused, Unreachable) as fault:
            done = Looked(said=str(fault))
        except Exception as fault:
            log.exception("pickup %s failed", row.id)
            done = Looked(said=f"met a fault of our own ({type(fault).__name__}); the log says more")
        kept = self._house.connections.find(row.id)
        if kept is not None:
            self._house.directory.put(replace(
                kept, looked=self._house.clock(), said=done.said, files=done.files, new=done.new,
                quarantined=done.quarantined,
            ))  # fmt: skip
        return done

    def _check(self, row: Connection) -> None:
        if row.way == "folder":
            self._folder(row)
        elif row.way == "url":
            self._house.senders.outward.check(row.place)
        elif row.way == "sftp":
            sftp.place_of(row.place)
        elif self._house.connections.feed(row).poll is None:
            raise Refused(f"{row.connector} has no API of its own that can be asked; choose another way", "way")

    def _folder(self, row: Connection) -> Path:
        found = (self.root / row.place).resolve()
        if not row.place or not found.is_relative_to(self.root) or found == self.root:
            raise Refused(f"should be a folder below {self.root}, such as till", "place")
        return found

    # Files

    def _files(self, row: Connection) -> Looked:
        known, done = _known(row), Looked()
        before = dict(known)
        with self._source(row) as source:
            try:
                for found in source.found():
                    if known.get(found.name) == found.mark or _partial(found.name):
                        continue
                    if row.way != "url" and not self._steady(row, found, known.get(found.name, "")):
                        known[found.name] = SEEN + found.mark
                        continue
                    done = self._file(row, source, found, known, done)
                    if done.files % NOTED == 0:
                        self._came(row.id, known)
            finally:
                if known != before:
                    self._came(row.id, known)
        return done

    def _file(self, row: Connection, source: Source, found: Found, known: dict[str, str], done: Looked) -> Looked:
        """One file more; one that may not be read stops no other, and is tried again at the next look."""
        with tempfile.SpooledTemporaryFile(AT_HAND) as room:
            try:
                body = source.opened(found, cast("BinaryIO", room))
            except FileNotFoundError:  # renamed or written again since it was listed
                return done
            except Refused as refusal:
                return replace(done, said=f"{found.name}: {refusal}")
            try:
                one = self._house.deliveries.bring(row, body, name=found.name, way=row.way, received=found.modified)
            except (Full, Unreachable):
                raise  # it is read at the next look
            except Refused as refusal:
                known[found.name] = found.mark
                return replace(done, said=f"{found.name}: {refusal}")
        known[found.name] = found.mark
        waiting = done.quarantined + one.quarantined
        return replace(done, files=done.files + 1, new=done.new + one.new, quarantined=waiting)

    def _steady(self, row: Connection, found: Found, known: str) -> bool:
        """Not changed for a while, by the clock over there; where that runs ahead, since a look of a while ago."""
        now = self._house.clock()
        if now - found.modified >= SETTLED:
            return True
        return known == SEEN + found.mark and row.looked is not None and now - row.looked >= SETTLED

    def _came(self, name: str, known: dict[str, str]) -> None:
        row = self._house.connections.find(name)
        if row is not None:
            cursor = msgspec.json.encode(dict(list(known.items())[-REMEMBERED:])).decode()
            self._house.directory.put(replace(row, cursor=cursor))

    def _source(self, row: Connection) -> Source:
        if row.way == "folder":
            return Folder(self._folder(row))
        if row.way == "url":
            return Address(self._house, row)
        credential = self._house.connections.credential(row)
        return Server(row, credential, private=bool(self._house.values["allow_private_targets"]))

    # Pages of an API

    def _pages(self, row: Connection) -> Looked:
        feed, ask = self._house.connections.feed(row), self._house.senders.ask(row)
        if feed.poll is None:
            raise Refused(f"{row.connector} has no API of its own that can be asked")
        if ask is None:
            raise Refused("has no access token; give the connection the sender's", "credential")
        settings = settled(load(row.mapping, row.connector) if row.mapping else None, row.connector)
        files = new = quarantined = 0
        page, cursor = Page(b"", row.cursor, more=True), row.cursor
        while page.more and files < PAGES:
            page = feed.poll(cursor, ask, settings)
            if page.body:
                done = self._house.deliveries.bring(
                    row,
                    io.BytesIO(page.body),
                    name=f"from {cursor or 'the beginning'}",
                    way="api",
                    received=self._house.clock(),
                )
                new, quarantined = new + done.new, quarantined + done.quarantined
            if page.cursor == cursor:
                break
            files, cursor = files + 1, page.cursor
            kept = self._house.connections.find(row.id)
            if kept is None:
                break
            self._house.directory.put(replace(kept, cursor=cursor))
        return Looked(files, new, quarantined)


def _known(row: Connection) -> dict[str, str]:
    """File name -> the mark by which it was read."""
    return msgspec.json.decode(row.cursor, type=dict[str, str]) if row.cursor and row.way != "api" else {}


def _partial(name: str) -> bool:
    return any(fnmatchcase(name, one) for one in PARTIAL)
