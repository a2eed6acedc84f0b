"""Pilot mode by door: Today shows client satisfaction and one product line's secondary sales, until all is switched on.

It is about what a page shows, not about rights: what somebody may see is the may-table's alone.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..directory.board_mode_rows import DoorMode
from ..languages import mark
from ..privacy.roles import right
from ..privacy.viewer import Viewer
from ..refusals import Refused, Unknown

if TYPE_CHECKING:
    from . import House

LINES = ("watch", "jewelry")


class Modes:
    def __init__(self, house: "House") -> None:
        self._house = house

    def of(self, code: str) -> str:
        """The one product line that door's Today shows; "" where it shows everything."""
        row = self._house.directory.get(DoorMode, code)
        return row.line if row else ""

    def row(self, code: str) -> DoorMode | None:
        return self._house.directory.get(DoorMode, code)

    def lines(self) -> Mapping[str, str]:
        """Every door in pilot mode -> its product line."""
        return {row.id: row.line for row in self._house.directory.find(DoorMode)}

    def may_set(self, viewer: Viewer, code: str) -> bool:
        reach = right(viewer, "mode.set")
        return reach == "all" or (reach == "scope" and code in viewer.boutiques)

    def switch_on(self, viewer: Viewer, code: str) -> None:
        """Everything is shown from now on; nothing happens where it is already.

        Raises:
            Unknown: no such door, or none within reach, in the same words.
        """
        self._reached(viewer, code)
        row = self._house.directory.get(DoorMode, code)
        if row is not None:
            self._house.directory.delete(DoorMode, code)
            self._house.directory.note(viewer.account, mark("switched on all of Today"), code, row.line)

    def pilot(self, viewer: Viewer, code: str, line: str) -> None:
        """From now on client satisfaction and the secondary sales of that product line alone.

        Raises:
            Unknown: no such door, or none within reach, in the same words. Refused: no such product line.
        """
        self._reached(viewer, code)
        if line not in LINES:
            raise Refused(f"should be one of {', '.join(LINES)}", "/line")
        if self.of(code) == line:
            return
        row = DoorMode(id=code, line=line, since=self._house.today, by=viewer.account, at=self._house.clock())
        self._house.directory.put(row)
        self._house.directory.note(viewer.account, mark("put Today into pilot mode"), code, line)

    def _reached(self, viewer: Viewer, code: str) -> None:
        if not self.may_set(viewer, code) or self._house.snapshot.door_on(code, self._house.today) is None:
            raise Unknown(f"there is no boutique {code} here")
