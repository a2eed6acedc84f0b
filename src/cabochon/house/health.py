"""How sound the data are, within a viewer's reach: what waits to be mended, by boutique and source."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ..directory.rows import Quarantined, Unclaimed
from ..facts import health_reading as reading
from ..facts.health_reading import Row, Span
from ..measures.outside import Tally
from ..privacy.roles import right
from ..privacy.viewer import Viewer
from ..refusals import Unknown
from ..retail.closings import agree
from .feeds import LOOK_BACK, Feed, feeds
from .reconciling import Day, days

__all__ = ["Health", "Look", "differs", "matched", "reading"]

if TYPE_CHECKING:
    from . import House

FRESH = 60.0  # s for which what was read of the feeds is good: a pass over two months of statements
DAY = timedelta(days=1)
REGULAR = frozenset({"receipt", "survey", "traffic", "till_closing", "shift", "availability"})


@dataclass(frozen=True, slots=True)
class Look:
    """Where and when one looks. doors: code -> name, those in reach and chosen; every: they are all there are."""

    doors: Mapping[str, str]
    every: bool
    since: date | None
    until: date

    @property
    def span(self) -> Span:
        return Span(None if self.every else tuple(sorted(self.doors)), self.since)

    @property
    def days(self) -> list[str]:
        """Every day looked at, as the directory writes it; of an open beginning the last 92."""
        first = self.since or self.until - 91 * DAY
        return [(first + DAY * i).isoformat() for i in range((self.until - first).days + 1)]


@dataclass(frozen=True, slots=True)
class Part:
    """One number of one boutique and source; of: out of how many, 0 where that means nothing. things: as in `Count`."""

    boutique: str
    source: str
    n: int
    of: int = 0
    things: int = 0


@dataclass(frozen=True, slots=True)
class Count:
    """One number of the page with its parts. things: what n counts when it is not rows: SKUs, codes, days."""

    key: str
    n: int
    of: int = 0
    things: int = 0
    by: tuple[Part, ...] = field(default=())

    def at(self, boutique: str) -> int:
        """Its things in a boutique, where it counts any; else its rows."""
        return sum(part.things if self.things else part.n for part in self.by if part.boutique == boutique)


class Health:
    def __init__(self, house: "House") -> None:
        self._house, self._lock = house, Lock()
        self._known: tuple[datetime, list[Feed]] | None = None

    def look(self, viewer: Viewer, boutique: str = "", days: int | None = 28) -> Look:
        """
        Args:
            days: so many back from today; None: from ever.
        Raises:
            Unknown: no such boutique, or none within reach, in the same words.
        """
        today = self._house.today
        known = {door.code: door.name for door in self._house.snapshot.doors(today)}
        every = right(viewer, "health.see") == "all"
        reached = {code: name for code, name in known.items() if every or code in viewer.boutiques}
        if boutique and boutique not in reached:
            raise Unknown(f"there is no boutique {boutique[:20]} here")
        doors = {boutique: reached[boutique]} if boutique else reached
        return Look(doors, every and not boutique, today - (days - 1) * DAY if days else None, today)

    def counts(self, look: Look) -> list[Count]:
        """Every number of the page, in its order."""
        return [make(look) for make in self.makers.values()]

    @property
    def makers(self) -> Mapping[str, Callable[[Look], Count]]:
        return {
            "unmapped": self.unmapped, "receipts": self.unsigned, "codes": self.unclaimed, "surveys": self.unlinked,
            "feeds": self.late, "skew": self.skew, "duplicates": self.duplicates, "quarantine": self.quarantined,
            "till": self.till, "missing": self.rateless,
        }  # fmt: skip

    def unmapped(self, look: Look) -> Count:
        rows = reading.unmapped(self._house.warehouse, look.span)
        return _counted("unmapped", rows, things=len({row["sku"] for row in rows}))

    def unsigned(self, look: Look) -> Count:
        return _counted("receipts", reading.unsigned(self._house.warehouse, look.span))

    def unclaimed(self, look: Look) -> Count:
        rows = reading.unclaimed(self._house.warehouse, look.span)
        return _counted("codes", rows, things=len(rows))

    def unlinked(self, look: Look) -> Count:
        rows = reading.unlinked(self._house.warehouse, look.span)
        of = sum(bottom for *_, bottom in reading.linked(self._house.warehouse, look.span))
        return _counted("surveys", rows, of=of)

    def late(self, look: Look) -> Count:
        parts = tuple(Part(f.boutique, f.source, int(f.late > 0), 1) for f in self.regular(look))
        return Count("feeds", sum(p.n for p in parts), of=len(parts), by=parts)

    def skew(self, look: Look) -> Count:
        parts = tuple(Part(f.boutique, f.source, f.ahead, f.statements) for f in self.feeds(look))
        return Count("skew", sum(p.n for p in parts), of=sum(p.of for p in parts), by=parts)

    def duplicates(self, look: Look) -> Count:
        found: Counter[tuple[str, str]] = Counter()
        for row in self._house.repeats.of(look.days):
            if look.every or row.boutique in look.doors:
                found[row.boutique, row.source] += row.repeats
        parts = tuple(Part(*key, n) for key, n in sorted(found.items()))
        return Count("duplicates", sum(found.values()), by=parts)

    def quarantined(self, look: Look) -> Count:
        rows = self.waiting(look)
        found = Counter((row.boutique, row.source) for row in rows)
        return Count("quarantine", len(rows), by=tuple(Part(*key, n) for key, n in sorted(found.items())))

    def till(self, look: Look) -> Count:
        rows = self.till_days(look)
        parts = tuple(Part(str(row["boutique"]), "", int(differs(row)), 1) for row in rows)
        return Count("till", sum(p.n for p in parts), of=len(rows), by=parts)

    def rateless(self, look: Look) -> Count:
        rows = reading.rateless(self._house.warehouse, look.span)
        return _counted("missing", rows, things=len({row["currency"] for row in rows}))

    # What stands behind several of them

    def feeds(self, look: Look) -> list[Feed]:
        """What each source tells of each boutique; read at most once a minute."""
        with self._lock:
            now = self._house.clock()
            if self._known is None or not timedelta() <= now - self._known[0] < timedelta(seconds=FRESH):
                self._known = now, self._heard(now)
            found = self._known[1]
        return [feed for feed in found if look.every or feed.boutique in look.doors]

    def regular(self, look: Look) -> list[Feed]:
        """The feeds that come by themselves: what people log as it happens is not late when there is none."""
        return [feed for feed in self.feeds(look) if feed.kind in REGULAR]

    def waiting(self, look: Look) -> list[Quarantined]:
        """What waits in the quarantine, newest first; what names no boutique is for who sees them all."""
        rows: list[Quarantined] = self._house.quarantined.waiting()
        return [row for row in rows if look.every or row.boutique in look.doors]

    def till_days(self, look: Look) -> list[Row]:
        """Door-days a till has closed, newest first."""
        rows = reading.till_days(self._house.warehouse, look.span)
        return sorted(rows, key=lambda row: (row["day"], row["boutique"]), reverse=True)

    def reconciled(self, look: Look) -> list[Day]:
        """Each door-day beside its till's closing, of boutiques whose tills say one; newest first."""
        return days(reading.reconciled(self._house.warehouse, look.span))

    def counted(self, key: str) -> Iterator[Tally]:
        """The counts of a measure that facts cannot answer, of the whole house; see measures.outside. What is said of a
        boutique nobody knows is of none."""
        everywhere = Look({}, True, None, self._house.today)
        doors = {door.code: door.code for door in self._house.snapshot.doors(self._house.today)}
        match key:
            case "late_feeds":
                for feed in self.regular(everywhere):
                    yield Tally(feed.boutique, feed.source, None, float(feed.late > 0), 1.0)
            case "clock_skew":
                for feed in self.feeds(everywhere):
                    yield Tally(feed.boutique, feed.source, None, float(feed.ahead), float(feed.statements))
            case "duplicates":
                for row in self._house.repeats.of(everywhere.days):
                    yield Tally(
                        doors.get(row.boutique, ""), row.source, date.fromisoformat(row.day), float(row.repeats)
                    )
            case "quarantined":
                for held in self._house.quarantined.waiting():
                    yield Tally(doors.get(held.boutique, ""), held.source, held.at.date(), 1.0)
            case "freshness":
                median, _, n = self._house.following.freshness
                yield Tally("", "", None, median * n, float(n))

    def code(self, name: str) -> Unclaimed | None:
        """A code as its source says it, by source and keyed hash."""
        return self._house.directory.get(Unclaimed, name)

    def _heard(self, now: datetime) -> list[Feed]:
        house = self._house
        rows = house.following.staging.feeds(now - LOOK_BACK, timedelta(seconds=house.values["clock_skew_seconds"]))
        opened = reading.open_days(house.warehouse, Span(None, (now - LOOK_BACK).date()))
        zones = {door.code: ZoneInfo(door.zone) for door in house.snapshot.doors(house.today)}
        late = house.values["late_feed_days"]
        known = [row for row in rows if row[0] in zones]
        return feeds(known, opened, now=now, late_days=late, zone_of=lambda code: zones.get(code, UTC))


def differs(row: Row) -> bool:
    """Whether a till closed with other receipts or another net than came, as the measure till_difference has it."""
    return not agree((row["had_receipts"], row["had_net"]), (row["receipts"], row["net"]))


def _counted(key: str, rows: Iterable[Row], *, of: int = 0, things: int = 0) -> Count:
    found: Counter[tuple[str, str]] = Counter()
    several: Counter[tuple[str, str]] = Counter()
    for row in rows:
        name = str(row["boutique"]), str(row.get("source", ""))
        found[name] += int(row["times"])
        several[name] += 1
    parts = tuple(Part(*name, n, things=several[name]) for name, n in sorted(found.items()))
    return Count(key, sum(found.values()), of, things, parts)


def matched(house: "House", look: Look) -> dict[str, tuple[int, int]]:
    """Source -> how many linked, of how many linkable."""
    found: dict[str, tuple[int, int]] = {}
    for _, source, top, bottom in reading.linked(house.warehouse, look.span):
        known: tuple[int, int] = found.get(source, (0, 0))
        found[source] = (known[0] + top, known[1] + bottom)
    return dict(sorted(found.items()))
