"""A door's go-live list: what has arrived, what is still unmapped, and where each is mended."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ..directory.rows import Unclaimed
from ..facts import tables
from ..facts.reading import first_days, spoken_for, unmapped
from ..privacy.roles import may
from ..privacy.viewer import Viewer
from ..refusals import Unknown
from ..retail.master import Door

if TYPE_CHECKING:
    from . import House


@dataclass(frozen=True, slots=True)
class Feed:
    """What of one kind has arrived: rows, first and last day; zero rows and no days when nothing has."""

    name: str
    rows: int = 0
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Loose:
    """Something unmapped: what it is called, how often it was met, the line that mends it, and the page for it."""

    what: str
    times: int
    mend: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class GoLive:
    door: Door
    feeds: tuple[Feed, ...]
    skus: tuple[Loose, ...]
    codes: tuple[Loose, ...]
    people: int
    without_code: tuple[str, ...]  # names of staff on the till's floor whom no till code names

    @property
    def ready(self) -> bool:
        return not self.skus and not self.codes and all(feed.rows for feed in self.feeds[:1])


FEEDS = ((tables.RECEIPT, "receipts"), (tables.SURVEY, "surveys"), (tables.TRAFFIC, "door counts"),
         (tables.STEP, "observations"))  # fmt: skip


def go_live(house: "House", viewer: Viewer, code: str) -> GoLive:
    """
    Raises:
        Unknown: no such door, or none of the viewer's, in the same words.
    """
    door = house.snapshot.door_on(code, house.today)
    if door is None or not may(viewer, "golive.see") or (viewer.role != "admin" and code not in viewer.boutiques):
        raise Unknown(f"there is no boutique {code} here")
    found = first_days(house.warehouse, code, [table for table, _ in FEEDS])
    feeds = tuple(
        Feed(name, found[table.name][2], found[table.name][0], found[table.name][1])
        if table.name in found
        else Feed(name)
        for table, name in FEEDS
    )
    stood = spoken_for(house.warehouse, code)
    codes = tuple(
        Loose(f"{u.source} {u.code}", stood[u.id], f"people.csv, column {u.source}: {u.code}",
              _place("codes", code, {"code": u.id, "at": code} if may(viewer, "health.mend") else {}))
        for u in house.directory.find(Unclaimed, boutique=code)
        if u.id in stood
    )  # fmt: skip
    skus = tuple(
        Loose(sku, times, f"catalogue.csv, a line for {sku}",
              _place("unmapped", code, {"sku": sku} if may(viewer, "master.edit") else {}))
        for sku, times in unmapped(house.warehouse, code)
    )  # fmt: skip
    team = [p for p in house.snapshot.people(house.today) if p.boutique == code and p.left is None]
    named = {i.person for i in house.snapshot.identifiers(house.today) if i.source.startswith("till")}
    without = tuple(sorted(p.name for p in team if p.id not in named and p.job_role in ("advisor", "cashier")))
    return GoLive(door, feeds, skus, codes, len(team), without if viewer.role in ("manager", "admin") else ())


def _place(what: str, door: str, form: dict[str, str]) -> str:
    """The list of Data health where it is mended, the form for it open where the viewer may."""
    return f"/data-health/{what}?{urlencode({'boutique': door, 'days': 'all', **form})}"
