"""What every dashboard's page begins with: who looks, at what, and what stands around the figures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from ...dashboards import filters
from ...dashboards.filters import Filters
from ...dashboards.reach import Reach
from ...dashboards.view import View
from ...dashboards.view import view as made
from ...house.boards import reach_of as reach_of
from ...privacy.viewer import Viewer
from ..page import Answered, Asked, page
from ..viewer import viewer_of
from .saved_views import offered


@dataclass(frozen=True, slots=True)
class Board:
    """A page's ground: chosen filters as the address says them, and what it may be asked through."""

    house: Any
    viewer: Viewer
    see: Any
    chosen: Filters
    now: datetime
    reach: Reach
    ends: Mapping[str, time]
    watermark: int

    def view(self) -> View:
        """
        Raises:
            Unknown, Refused: what was chosen cannot be meant.
        """
        year = self.house.values["fiscal_year_begins"]
        return made(self.see, self.chosen, self.now, reach=self.reach, ends=self.ends, year=year)


def board(request: Asked, *, besides: Iterable[str] = ()) -> Board:
    """besides: fields of the address that are no filters."""
    viewer, house = viewer_of(request), request.app.state.house
    chosen = filters.read(request.query_params.multi_items(), besides=besides)
    ends = {door.code: door.day_ends for door in house.snapshot.doors(house.today)}
    see = house.see_as(viewer)
    return Board(house, viewer, see, chosen, house.clock(), reach_of(viewer), ends, see.changes())


def show(
    request: Asked, template: str, ground: Board, view: View, *, here: str, status: int = 200, **values: Any
) -> Answered:  # fmt: skip
    """A page that extends board.html, which has view, here and watermark. values: what it shows itself.

    nowhere: no boutique is within reach; blank: the house holds nothing yet (both of partials/empty_board.html).
    """
    return page(
        request, template, status=status, view=view, here=here, watermark=ground.watermark,
        views=offered(request, here), nowhere=not ground.see.labels.doors, blank=not ground.house.log.position(),
        **values,
    )  # fmt: skip
