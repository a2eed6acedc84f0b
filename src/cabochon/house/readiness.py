"""A door's go-live list: what has arrived, what is still unmapped, and where each is mended."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ..connectors import KINDS, load
from ..connectors.mapping import settled
from ..directory.rows import Unclaimed
from ..facts import tables
from ..facts.reading import first_days, spoken_for, unmapped
from ..languages import mark
from ..privacy.roles import may
from ..privacy.viewer import Viewer
from ..refusals import Unknown
from ..retail.master import Door
from .health import Look
from .reconciling import Day, lately

if TYPE_CHECKING:
    from . import House


@dataclass(frozen=True, slots=True)
class Feed:
    """What of one kind has arrived: rows, first and last day; zero rows and no days when nothing has. sources: (source,
    name of the connection it comes through, "" for a file brought by hand) of those heard in the last eight weeks."""

    name: str
    rows: int = 0
    first: date | None = None
    last: date | None = None
    sources: tuple[tuple[str, str], ...] = ()


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
    days: tuple[Day, ...] = ()  # of the last 14, beside the till's closings
    held: int = 0  # rows of this door that wait in the quarantine
    strange: tuple[str, ...] = ()  # why rows that name no boutique of ours wait; for who sees every boutique
    silent: tuple[str, ...] = ()  # connections that have never delivered anything; for who sees them

    @property
    def ready(self) -> bool:
        return not self.skus and not self.codes and all(feed.rows for feed in self.feeds[:1])


FEEDS = ((tables.RECEIPT, "receipts"), (tables.SURVEY, "surveys"), (tables.TRAFFIC, mark("door counts")),
         (tables.STEP, "observations"))  # fmt: skip
TOLD_AS = {"receipts": "receipt", "surveys": "survey", "door counts": "traffic", "observations": "observation"}
STRANGE = " is not a boutique"  # connectors.cells.unknown_door
MOST = 10  # reasons that are named


def go_live(house: "House", viewer: Viewer, code: str) -> GoLive:
    """
    Raises:
        Unknown: no such door, or none of the viewer's, in the same words.
    """
    door = house.snapshot.door_on(code, house.today)
    if door is None or not may(viewer, "golive.see") or (viewer.role != "admin" and code not in viewer.boutiques):
        raise Unknown(f"there is no boutique {code} here")
    found = first_days(house.warehouse, code, [table for table, _ in FEEDS])
    heard = _heard(house, code)
    feeds = tuple(
        Feed(name, found[table.name][2], found[table.name][0], found[table.name][1], heard.get(TOLD_AS[name], ()))
        if table.name in found
        else Feed(name)
        for table, name in FEEDS
    )
    stood = spoken_for(house.warehouse, code)
    codes = tuple(
        Loose(f"{u.source} {u.code}", stood[u.id], mark(f"people.csv, column {u.source}: {u.code}"),
              _place("codes", code, {"code": u.id, "at": code} if may(viewer, "health.mend") else {}))
        for u in house.directory.find(Unclaimed, boutique=code)
        if u.id in stood
    )  # fmt: skip
    skus = tuple(
        Loose(sku, times, mark(f"catalogue.csv, a line for {sku}"),
              _place("unmapped", code, {"sku": sku} if may(viewer, "master.edit") else {}))
        for sku, times in unmapped(house.warehouse, code)
    )  # fmt: skip
    team = [p for p in house.snapshot.people(house.today) if p.boutique == code and p.left is None]
    named = {i.person for i in house.snapshot.identifiers(house.today) if i.source.startswith("till")}
    without = tuple(sorted(p.name for p in team if p.id not in named and p.job_role in ("advisor", "cashier")))
    waits = house.quarantined.waiting()
    return GoLive(
        door, feeds, skus, codes, len(team), without if viewer.role in ("manager", "admin") else (),
        days=tuple(lately(house, code)), held=sum(row.boutique == code for row in waits),
        strange=tuple(dict.fromkeys(row.reason for row in waits if STRANGE in row.reason))[:MOST]
        if may(viewer, "quarantine.see") else (),
        silent=_silent(house) if may(viewer, "connections.see") else (),
    )  # fmt: skip


def _heard(house: "House", code: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """Kind of event -> the sources that told of it in the last eight weeks, each with its connection."""
    through = _through(house)
    found: dict[str, list[tuple[str, str]]] = {}
    for feed in house.health.feeds(Look({code: code}, False, None, house.today)):
        found.setdefault(feed.kind, []).append((feed.source, through.get(feed.source, "")))
    return {kind: tuple(sorted(sources)) for kind, sources in found.items()}


def _through(house: "House") -> dict[str, str]:
    """Source -> what the connection is called whose mapping names it, several apart by a comma."""
    found: dict[str, list[str]] = {}
    for row in house.connections.all():
        if row.connector in KINDS:
            source = settled(load(row.mapping, row.connector) if row.mapping else None, row.connector).get("source")
            found.setdefault(str(source or ""), []).append(row.title or row.id)
    return {source: ", ".join(sorted(names)) for source, names in found.items()}


def _silent(house: "House") -> tuple[str, ...]:
    """Connections that nothing ever came through."""
    return tuple(sorted(row.title or row.id for row in house.connections.all() if not house.deliveries.tally(row.id)))


def _place(what: str, door: str, form: dict[str, str]) -> str:
    """The list of Data health where it is mended, the form for it open where the viewer may."""
    return f"/data-health/{what}?{urlencode({'boutique': door, 'days': 'all', **form})}"
