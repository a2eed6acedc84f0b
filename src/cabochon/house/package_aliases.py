"""Activities of other learning systems that are modules of ours."""

from typing import TYPE_CHECKING

from ..directory.package_rows import Alias
from ..languages import mark
from ..privacy.roles import right
from ..privacy.viewer import Viewer
from ..programme import package_ids as ids
from ..refusals import Conflict, Refused, Unknown

if TYPE_CHECKING:
    from . import House

MOST = 5_000


class Aliases:
    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory

    def of(self, activity: str) -> Alias | None:
        """What an activity counts as here; None: it is none of ours."""
        return self._directory.get(Alias, activity)

    def listed(self, viewer: Viewer) -> list[Alias]:
        """By module, then by activity."""
        self._may(viewer)
        return sorted(self._directory.find(Alias), key=lambda one: (one.module, one.id))

    def add(self, viewer: Viewer, activity: str, module: str) -> Alias:
        """
        Raises:
            Refused: no legal IRI, one of this house, or no module. Conflict: it counts as another module already.
        """
        self._may(viewer)
        activity = activity.strip()
        if says := ids.fault(activity):
            raise Refused(f"{says}; copy it from the other system, where it is called activity id", "/activity")
        if activity.startswith(f"{self._house.home}/"):
            raise Refused("is an address of this house; it counts without being told", "/activity")
        if not module:
            raise Refused("choose the module it counts as", "/module")
        try:
            self._house.library.module(module)
        except Unknown:
            raise Refused(f"{module[:60]} is no module of the library; choose one of the list", "/module") from None
        if len(self._directory.find(Alias)) >= MOST:
            raise Refused(f"there are {MOST:,} already; remove some first", "/activity")
        row = Alias(id=activity, module=module, by=viewer.account, at=self._house.clock())
        if not self._directory.add(row):
            known = self._directory.get(Alias, activity)
            raise Conflict(f"counts as {known.module if known else 'another module'} already; remove that line first",
                           "/activity")  # fmt: skip
        self._directory.note(viewer.account, mark("let an activity count as a module"), module, activity[:200])
        return row

    def remove(self, viewer: Viewer, activity: str) -> Alias | None:
        """From now on it counts no more; what came before stays. The row that was, to be put back; None: none was."""
        self._may(viewer)
        row = self._directory.get(Alias, activity)
        if row and self._directory.delete(Alias, activity):
            self._directory.note(viewer.account, mark("let an activity count no more"), row.module, activity[:200])
        return row

    @staticmethod
    def _may(viewer: Viewer) -> None:
        if right(viewer, "packages.manage") == "no":
            raise Unknown("nothing is here")
