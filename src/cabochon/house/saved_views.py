"""The views somebody saved: a dashboard's page and filters under a name of their own. Nobody else sees them."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from ..dashboards import filters
from ..dashboards.choosing import settle
from ..directory.board_rows import SavedView
from ..languages import say
from ..privacy import notes
from ..privacy.roles import may
from ..privacy.viewer import Viewer
from ..refusals import Conflict, NotAllowed, Refused, Unknown

if TYPE_CHECKING:
    from . import House

MOST = 40  # an account keeps
NAME = 40  # characters
QUERY = 1_000  # characters
BACK = timedelta(minutes=30)  # in which one that was removed is offered again


class Views:
    """One for a house."""

    def __init__(self, house: "House") -> None:
        self._house = house

    def of(self, viewer: Viewer, page: str = "") -> tuple[SavedView, ...]:
        """One's own, of a page or of all, by name."""
        rows = (row for row in self._rows(viewer) if row.gone is None and page in ("", row.page))
        return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.id)))

    def removed(self, viewer: Viewer, page: str) -> tuple[SavedView, ...]:
        """What was removed just now, the last first; `restore` brings it back."""
        since = self._house.clock() - BACK
        rows = [row for row in self._rows(viewer) if row.page == page and row.gone and row.gone >= since]
        return tuple(sorted(rows, key=lambda row: (row.gone or row.at, row.id), reverse=True))

    def start(self, viewer: Viewer, page: str) -> str | None:
        """The query its owner begins with on this page; None where none is set, or none that still fits."""
        return next((row.query for row in self.of(viewer, page) if row.default and not self.unfit(viewer, row)), None)

    def unfit(self, viewer: Viewer, row: SavedView) -> str:
        """Why a view cannot be opened any more, as rights and what there is to choose change; "" where it can."""
        house = self._house
        pairs = parse_qsl(row.query)
        try:
            chosen = filters.read(pairs, besides={name for name, _ in pairs} - set(filters.NAMES))
            settle(chosen, house.see_as(viewer).labels, above=viewer.above_boutique, today=house.today,
                   year=house.values["fiscal_year_begins"])  # fmt: skip
        except Unknown:
            return say("It no longer fits: its boutique, region or person is not within your reach any more.")
        except Refused:
            return say("It no longer fits: its filters or its days are not offered any more.")
        return ""

    def keep(self, viewer: Viewer, page: str, query: str, name: str, view: str) -> str:
        """Save a view; its id. One of the same name on that page is replaced, so that a view can be saved anew.

        Args:
            page, query: of an address that was read and found to mean something. view: its id, of the form; sent twice
                it is kept once.
        Raises:
            Refused: a name that is none or taken elsewhere, too many views. NotAllowed: a role without dashboards.
        """
        self._allowed(viewer)
        name = self._named(name)
        if len(query) > QUERY:
            raise Refused(say("The filters of this view are too many to keep."), "/query")
        self._sweep(viewer)
        known = self.of(viewer)
        same = next((row for row in known if row.page == page and row.name.casefold() == name.casefold()), None)
        if same is not None:
            self._house.directory.put(replace(same, name=name, query=query, at=self._house.clock()))
            return same.id
        if len(known) >= MOST:
            raise Conflict(say("You keep {n} views already; remove one first.", n=str(MOST)), "/name")
        row = SavedView(id=view, account=viewer.account, name=name, page=page, query=query, at=self._house.clock())
        if not self._house.directory.add(row) and self._row(viewer, view).gone is not None:
            raise Conflict(say("This view was removed; bring it back instead."), "/name")
        return view

    def rename(self, viewer: Viewer, view: str, name: str) -> None:
        """
        Raises:
            Unknown: no view of one's own. Refused: as `keep`.
        """
        row, name = self._row(viewer, view), self._named(name)
        if any(one.id != view and one.name.casefold() == name.casefold() for one in self.of(viewer, row.page)):
            raise Conflict(say("Another view of this page has that name."), "/name")
        self._house.directory.put(replace(row, name=name))

    def remove(self, viewer: Viewer, view: str) -> None:
        row = self._row(viewer, view)
        if row.gone is None:
            self._house.directory.put(replace(row, gone=self._house.clock(), default=False))

    def restore(self, viewer: Viewer, view: str) -> None:
        """Bring a removed one back.

        Raises:
            Unknown: it is gone for good. Conflict: another took its place.
        """
        row = self._row(viewer, view)
        if row.gone is None:
            return
        known = self.of(viewer)
        if len(known) >= MOST or any(one.page == row.page and one.name == row.name for one in known):
            raise Conflict(say("Another view took its place; remove one first."), "/name")
        self._house.directory.put(replace(row, gone=None))

    def make_default(self, viewer: Viewer, view: str, *, on: bool = True) -> None:
        """Begin with this one on its page; off: with none."""
        chosen = self._row(viewer, view)
        rows = [replace(row, default=on and row.id == view) for row in self.of(viewer, chosen.page)]
        self._house.directory.put(*rows)

    # Below

    def _rows(self, viewer: Viewer) -> list[SavedView]:
        return self._house.directory.find(SavedView, account=viewer.account) if may(viewer, "views.own") else []

    def _row(self, viewer: Viewer, view: str) -> SavedView:
        self._allowed(viewer)
        row = self._house.directory.get(SavedView, view)
        if row is None or row.account != viewer.account:
            raise Unknown(say("There is no such view of yours."))
        return row

    def _named(self, name: str) -> str:
        said, entrance = " ".join(name.split()), self._house.entrance
        if not said:
            raise Refused(say("Give the view a name."), "/name")
        if len(said) > NAME:
            raise Refused(say("The name takes at most {n} characters.", n=str(NAME)), "/name")
        notes.refuse(said, "/name", staff=entrance.staff(), words=entrance.words(), most=NAME)
        return said

    def _sweep(self, viewer: Viewer) -> None:
        """Those removed a while ago go for good."""
        before = self._house.clock() - BACK
        for row in self._rows(viewer):
            if row.gone is not None and row.gone < before:
                self._house.directory.delete(SavedView, row.id)

    def _allowed(self, viewer: Viewer) -> None:
        if not may(viewer, "views.own"):
            raise NotAllowed(say("Your role has no dashboards to save views of."))


def address(row: SavedView) -> str:
    """Of the page with its filters."""
    return f"{row.page}?{row.query}" if row.query else row.page
