"""The library's catalogue: of each module and document which version is in force, signed, waiting, retired. One row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

import msgspec

from ..directory import Directory
from ..directory.rows import Value
from ..refusals import Conflict

ROW = "library"
MODULE, DOCUMENT = "module", "document"
TRIES = 8  # of two that write at the same moment one goes again


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """number: the version in force, 0 for none. signed: the digest of the words somebody vouched for, "" for none.
    waiting: a version that is published once it is signed, 0 for none. retired: why it left the floor, "" if it did
    not. begun: it has a draft.
    """

    number: int = 0
    signed: str = ""
    waiting: int = 0
    retired: str = ""
    retired_by: str = ""
    retired_at: datetime | None = None
    begun: bool = False


class Catalogue:
    """Read at every question, decoded when it has changed: several processes may serve one directory."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._read: tuple[str, Mapping[str, Entry]] = ("", MappingProxyType({}))

    def entries(self) -> Mapping[str, Entry]:
        """what -> entry, of everything that is otherwise than it ships."""
        return self._decoded(self._directory.get(Value, ROW))

    def change(self, what: str, deed: Callable[[Entry | None], Entry | None]) -> None:
        """
        Args:
            deed: the entry as it is -> as it is to be; None: none.
        Raises:
            Conflict: others write without a pause.
        """
        for _ in range(TRIES):
            row = self._directory.get(Value, ROW)
            entries = dict(self._decoded(row))
            before = entries.pop(what, None)
            after = deed(before)
            if after == before:
                return
            if after is not None:
                entries[what] = after
            new = Value(id=ROW, value=msgspec.json.encode(entries).decode())
            if self._directory.swap(row, new) if row else self._directory.add(new):
                return
        raise Conflict("the library is being changed by several people; try again", "turn")

    def begun(self, what: str, begun: bool) -> None:
        def deed(entry: Entry | None) -> Entry | None:
            new = replace(entry or Entry(), begun=begun)
            return None if new == Entry() else new

        self.change(what, deed)

    def _decoded(self, row: Value | None) -> Mapping[str, Entry]:
        text = row.value if row else ""
        known = self._read
        if known[0] != text:
            known = (text, MappingProxyType(msgspec.json.decode(text, type=dict[str, Entry]) if text else {}))
            self._read = known
        return known[1]
