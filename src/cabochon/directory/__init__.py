"""The directory: every mutable row that is neither statement, document nor fact."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Any, Protocol, TypeVar

from ..retail.master import Dated
from .audit import Asked, Deed, Note
from .dated import Master
from .rows import Row

R = TypeVar("R", bound=Row)
M = TypeVar("M", bound=Master)

__all__ = ["Asked", "Directory", "Master", "Note"]


class Directory(Protocol):
    """What a directory promises; one suite for every adapter: tests/directory/test_directory.py.

    put, add and keep are one transaction each and durable on return. Dated rows are never overwritten: `keep` closes
    the row valid before and opens a new one, under one new change number; identical rows make no change.
    """

    def get(self, kind: type[R], key: str) -> R | None: ...

    def find(self, kind: type[R], **where: Any) -> list[R]:
        """Rows whose indexed fields equal the given values, in the order first put."""

    def newest(self, kind: type[R], most: int, skip: int = 0, **where: Any) -> list[R]:
        """A page of the same, the last put first."""

    def keys(self, kind: type[Row], **where: Any) -> list[str]:
        """The keys of what `find` would find, in its order: rows are not read."""

    def tally(self, kind: type[Row], **where: Any) -> int:
        """How many of the same there are."""

    def version(self, kind: type[Row]) -> int | None:
        """Another number after each change of rows of a kind; None where others change them unheard."""

    def put(self, *rows: Row) -> None:
        """Insert or replace by key, all or none."""

    def add(self, row: Row) -> bool:
        """Insert; False (and nothing changed) when the key is taken."""

    def add_all(self, rows: Sequence[Row]) -> list[bool]:
        """`add` of each, together in one transaction."""

    def swap(self, old: Row, new: Row) -> bool:
        """Replace `old` by `new` of the same key; False (and nothing changed) when it says something else meanwhile.

        What one process has read and writes back a moment later must not undo what another did in between.
        """

    def delete(self, kind: type[Row], key: str) -> bool: ...

    def alone(self, what: str) -> AbstractContextManager[bool]:
        """For the length of the block: may this process do what only one may at a time? False while another does.

        Where one process owns the directory it always may. For duties that speak to somebody outside, or would do
        things twice.
        """

    def secret(self, name: str) -> bytes:
        """32 random bytes under this name, made on first use; they live apart from rows (secrets.db, 0600)."""

    def text_key(self, name: str, make: bool = True) -> bytes | None:
        """A text key by name ("person:...", "month:observation:2026-11"), in a file of its own; durable on return."""

    def text_keys(self, names: Iterable[str]) -> None:
        """Make those that are missing, in one transaction."""

    def forget_text_key(self, name: str) -> bool:
        """Destroy it (secure_delete, truncating checkpoint): what it sealed is gone."""

    def bury(self, names: Iterable[str]) -> None:
        """Destroy the text keys of these names for ever, in one transaction: under a buried name no key is made again.

        What is sealed under it later is sealed with a key that nobody has. A name may also be of no key: a sign-in that
        was erased. Only keyed hashes of the names are kept, beside the text keys, with the day.
        """

    def buried(self, name: str) -> date | None:
        """The day a name was buried; None when it was not."""

    def exhume(self, names: Iterable[str]) -> None:
        """Let names be used again; the keys that were destroyed stay destroyed."""

    def keep(self, rows: Iterable[Master], since: date | None = None) -> int:
        """Keep dated rows as valid from `since` (None: from ever); return the change number (unchanged if no news)."""

    def take_back(self, kind: type[Master], key: str, since: date | None) -> int:
        """Let go of the version that holds from that day on, so that the one before it holds on; the change number
        (unchanged when there is no such version). `key`: as dated.key_of says it."""

    def dated(self, kind: type[Master]) -> list[Dated]:
        """All versions of all rows of a kind, by key and since."""

    def ever(self, kind: type[M]) -> list[M]:
        """Every version there ever was of rows of a kind, those no longer in force included."""

    def rewrite(self, kind: type[M], told: Callable[[M], M]) -> int:
        """Write dated rows anew in every version, those no longer in force included: for erasing alone, as nothing of
        before is left but in free pages, see `scrub`. told: the row as it shall stand, the same where nothing changes.
        The change number (unchanged where nothing did).
        """

    def scrub(self) -> None:
        """Write the files of rows and dated rows anew, so that nothing that was deleted or replaced stands in them."""

    def change(self) -> int:
        """The last change number; 0 at first."""

    def changes(self, after: int) -> list[tuple[int, str, str]]:
        """(change, kind name, key) of dated rows changed after that number: what the projector restates."""

    def note(self, actor: str, deed: str, about: str = "", detail: str = "") -> None:
        """Append to the audit, hash-chained. detail: sealed under the text key "audit:" and `about`; no name in it."""

    def note_all(self, deeds: Iterable[Deed]) -> None:
        """Several entries (actor, deed, about, detail) of one moment, all or none."""

    def notes(self, *, about: str = "", actor: str = "", limit: int = 200) -> list[tuple[str, str, str, str, str]]:
        """Audit entries, newest first: (time, actor, deed, about, detail); "" for a detail whose key is destroyed."""

    def noted(self, asked: Asked) -> list[Note]:
        """Audit entries as asked for, as they are stored and opened."""

    def deeds(self) -> list[str]:
        """Every deed the audit has an entry of."""

    def head(self) -> tuple[int, bytes]:
        """The number and the hash of the audit's last entry; (0, b"") where there is none."""

    def check_audit(self) -> list[str]:
        """The audit's chain alone, from the first entry to the last; empty when sound."""

    def check(self) -> list[str]:
        """Integrity, one sentence a fault (the audit's chain included). Empty when sound."""

    def close(self) -> None: ...
