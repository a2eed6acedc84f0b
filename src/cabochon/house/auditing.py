"""The audit, searched, told, exported and proved; and what a start notes in it: settings, what is stored, the head."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import blake2b
from threading import Lock
from typing import TYPE_CHECKING

import msgspec

from ..directory import Asked
from ..directory.rows import Account, Value
from ..languages import mark
from ..privacy.viewer import Viewer
from ..refusals import Refused
from . import auditing_files as files
from .auditing_words import OTHERS, Line, Names
from .configured import digest_of, told

if TYPE_CHECKING:
    from . import House

log = logging.getLogger("cabochon.audit")
PAGE = 50
QUICK = 20_000  # entries that a page checks by itself
SHORT = 32  # hexadecimal digits of a head to write down: 128 bits
SECRET = ("secret", "password")  # in a setting's name: only that it changed is said
ADDRESSES = ("log", "facts", "smtp_user", "mail_from", "push_contact")  # may hold a password or name somebody
HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{16,64})")
SETTINGS, STORED = "audit:settings", "audit:stored"  # names of the values as last noted


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """As somebody types it; "" is any. before: the number of the last entry on the page before."""

    who: str = ""
    about: str = ""
    deed: str = ""
    since: str = ""
    until: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """older: where the next page begins, 0 when there is none."""

    lines: tuple[Line, ...]
    older: int


@dataclass(frozen=True, slots=True)
class Chain:
    """entries: how many; head: "N:HASH", to be written down. at: when it was last gone over, None before that."""

    entries: int
    head: str
    at: datetime | None
    faults: tuple[str, ...]


class Auditing:
    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory
        self._lock = Lock()
        self._checked: tuple[datetime, tuple[str, ...]] | None = None

    # Read

    def page(self, viewer: Viewer, wanted: Filter, *, limit: int = PAGE) -> Page:
        """
        Raises:
            Refused: a day or a number that is none, with the field's name.
        """
        names = Names(self._house, shown=viewer.names)
        found = self._directory.noted(replace(self.asked(viewer, wanted), limit=limit + 1))
        older = found[limit - 1].seq if len(found) > limit else 0
        return Page(tuple(names.line(one) for one in found[:limit]), older)

    def asked(self, viewer: Viewer, wanted: Filter) -> Asked:
        """Raises: Refused, see `page`."""
        names = Names(self._house, shown=viewer.names)
        since, until = _day(wanted.since, "since"), _day(wanted.until, "until")
        if since and until and until < since:
            raise Refused("lies before the first day", "until")
        if wanted.before and not (wanted.before.isascii() and wanted.before.isdigit() and len(wanted.before) < 19):
            raise Refused("is no place in the audit; start again from the newest", "before")
        return Asked(
            actors=names.ids(wanted.who) if wanted.who.strip() else (),
            abouts=names.ids(wanted.about) if wanted.about.strip() else (),
            word=" ".join(wanted.deed.split()),
            since=since.isoformat() if since else "",
            until=(until + timedelta(days=1)).isoformat() if until else "",
            before=int(wanted.before or 0),
        )

    def somebody(self, viewer: Viewer, text: str, field: str) -> str:
        """The id somebody means by a name, a login or an id; an address then holds the id alone.

        Raises:
            Refused: nobody and nothing in the audit is called so.
        """
        text = " ".join(text.split())
        if not text:
            return ""
        for name, place in OTHERS.items():
            if text.casefold() == place.casefold():
                return name
        found = Names(self._house, shown=viewer.names).ids(text)
        if len({self._root(one) for one in found[1:]} - {self._root(text)}) > 1:
            raise Refused("several are called so; give the login or the id", field)
        if len(found) > 1:
            return text if text in found[1:] else found[1]
        for asked in (Asked(actors=found, limit=1), Asked(abouts=found, limit=1)):
            if self._directory.noted(asked):
                return text
        how = mark("give a whole name, a login or an id") if viewer.names else mark("names are off; give an id")
        raise Refused(f"nobody and nothing here is called so; {how}", field)

    def _root(self, one: str) -> str:
        account = self._directory.get(Account, one)
        return account.person or account.id if account else one.removeprefix("key:")

    def called(self, viewer: Viewer, one: str) -> str:
        """An id as the page writes it into the form."""
        return Names(self._house, shown=viewer.names).of(one)[0] if one else ""

    def deeds(self) -> list[str]:
        return self._directory.deeds()

    # Prove

    def chain(self) -> Chain:
        """The chain as last gone over; a short one is gone over at once."""
        entries, _ = self._directory.head()
        if not self._checked and entries <= QUICK:
            return self.check()
        return self._told()

    def check(self, head: str = "") -> Chain:
        """Go over the whole chain. head: one that was written down, "N:HASH"; nothing up to it was cut or rewritten.

        Raises:
            Refused: no head of ours.
        """
        number, mark = _head(head)
        faults = tuple(self._directory.check_audit())
        with self._lock:
            self._checked = (self._house.clock(), faults)
        chain = self._told()
        return replace(chain, faults=(*chain.faults, *self._against(number, mark))) if head else chain

    def _told(self) -> Chain:
        entries, mark = self._directory.head()
        at, faults = self._checked or (None, ())
        return Chain(entries, f"{entries}:{mark.hex()[:SHORT]}" if entries else "", at, faults)

    def _against(self, number: int, mark: str) -> list[str]:
        entries, _ = self._directory.head()
        if number > entries:
            return [f"audit: entry {number} was written down and the audit ends at {entries}: its end was cut off"]
        (kept,) = self._directory.noted(Asked(after=number - 1, before=number + 1, limit=1)) or (None,)
        if kept is None or not kept.hash.hex().startswith(mark):
            return [f"audit: entry {number} is not the one whose hash was written down: it was rewritten since"]
        return []

    # Export

    def exported(self, viewer: Viewer, wanted: Filter, shape: str, *, by: str = "") -> Iterator[bytes]:
        """A file, piece by piece: csv of what is asked for, or jsonl of everything in a span of days, to be proved.

        Raises:
            Refused: no such format; see `page`.
        """
        if shape not in files.FORMATS:
            raise Refused(f"should be one of {', '.join(files.FORMATS)}", "format")
        asked = replace(self.asked(viewer, wanted), before=0)
        span = " ".join(one for one in (wanted.since, wanted.until) if one)
        self._directory.note(by or viewer.account, mark("exported the audit"), "", f"{shape} {span}".strip())
        if shape == "jsonl":
            return files.as_lines(self._directory, asked)
        return files.as_csv(self._house, asked, names=viewer.names)

    # At a start

    def started(self) -> str:
        """Note what changed since the last start: settings, and what is stored; log the head, so that it stands
        somewhere else too. Returns the head."""
        with self._house.alone(mark("audit start")) as mine:
            if mine:
                self._settings()
                self._stored()
        head = self._told().head
        log.info("audit head %s", head or "0")
        return head

    def _settings(self) -> None:
        key = self._directory.secret("audit")
        now = {
            name: _keyed(key, value) if _is_secret(name) else str(value) for name, value in self._house.values.items()
        }
        kept = self._directory.get(Value, SETTINGS)
        before = msgspec.json.decode(kept.value, type=dict[str, str]) if kept else {}
        if now == before:
            return
        self._directory.put(Value(id=SETTINGS, value=msgspec.json.encode(now).decode()))
        if kept:
            changed = [name for name in sorted({*now, *before}) if now.get(name) != before.get(name)]
            said = [f"{name} (secret)" if _is_secret(name) else f"{name}: {before.get(name, '')} → {now.get(name, '')}"
                    for name in changed]  # fmt: skip
            self._directory.note("house", mark("saw changed settings"), "settings", "; ".join(said))

    def _stored(self) -> None:
        now = told(self._house)
        digest, kept = digest_of(now), self._directory.get(Value, STORED)
        if kept is None or msgspec.json.decode(kept.value)["digest"] != digest:
            body = {"digest": digest, "at": self._house.clock().isoformat(), "told": now}
            self._directory.put(Value(id=STORED, value=msgspec.json.encode(body).decode()))
            self._directory.note("house", mark("noted what is stored"), "stored", digest)


def _is_secret(name: str) -> bool:
    return name in ADDRESSES or any(part in name for part in SECRET)


def _keyed(key: bytes, value: object) -> str:
    return blake2b(str(value).encode(), key=key, digest_size=16).hexdigest()


def _day(text: str, field: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise Refused("should be a date like 2026-03-31", field) from None


def _head(text: str) -> tuple[int, str]:
    said = "".join(text.split()).lower()
    if not said:
        return 0, ""
    if not (found := HEAD.fullmatch(said)) or not int(found[1]):
        raise Refused("should be a head as the audit page shows it, like 4312:0f3a5b…, with at least 16 digits", "head")
    return int(found[1]), found[2]
