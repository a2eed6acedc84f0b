"""Events straight into threads and tables: no log, no warehouse; a directory of its own and a roster."""

from datetime import UTC, date, datetime, timedelta

from cabochon.directory.lookup import Lookup
from cabochon.directory.sqlite import SQLiteDirectory
from cabochon.facts import tables_beside, threads
from cabochon.facts.master import Master
from cabochon.facts.roster import Roster
from cabochon.facts.telling import tell_loose
from cabochon.facts.versions import elected, version
from cabochon.retail.events import Employment
from cabochon.retail.master import Door, Person
from cabochon.retail.who import Who, person

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = date(2026, 3, 2)
DOORS = (
    Door(code="GVA01", name="Geneva", zone="Europe/Zurich", currency="CHF", region="Europe"),
    Door(code="NYC02", name="New York", zone="America/New_York", currency="USD", region="Americas"),
)
TEAM = tuple(Person(id=name, name=name.title(), boutique="GVA01") for name in ("ana", "ben"))
SPACE = "00000000-0000-4000-8000-{:012d}"
COLUMNS = {t.name: [c.name for c in t.columns] for t in (*tables_beside.BESIDE, *tables_beside.HOUSEWIDE)}


def code_hash(source: str, code: str) -> str:
    return f"h{code}"


def code(name: str) -> Who:
    """Somebody's till code, as a statement says it."""
    return Who("till:csv", f"h{name}")


def master(*known, employed=(), since=None, **more) -> Master:
    directory = SQLiteDirectory(None, clock=lambda: NOON)
    directory.keep([*DOORS, *TEAM, *known], since=since)
    return Master(Lookup(directory).now(), code_hash, roster=Roster(heard(*employed)), **more)


def heard(*events):
    """The versions in force; an event's place in the list is its statement's id."""
    found = {}
    for n, event in enumerate(events):
        one = version(SPACE.format(n), n + 1, NOON, event)
        found.setdefault(one.event, []).append(one)
    return [elected(versions)[-1] for versions in found.values()]


def retell(events, known: Master, by=None):
    """Rows of all their threads by table, each as a mapping; the keys they could have are those they have."""
    versions, rows = heard(*events), {}
    for name in sorted({t for v in versions for t in threads.canonical(v, known)}):
        told = threads.tell(name, versions, known, by)
        keys = threads.keys(name, [v for v in versions if name in threads.canonical(v, known)])
        for table, found in told.items():
            assert {row[0] for row in found} <= keys[table]
            rows.setdefault(table, []).extend(found)
    return {table: _named(table, found) for table, found in rows.items()}


def loose(events, known: Master, by=None):
    return {t: _named(t, found) for t, found in tell_loose(heard(*events), known, by or {}).items() if t in COLUMNS}


def _named(table, rows):
    return [dict(zip(COLUMNS[table], row, strict=True)) for row in rows]


def at(days: float = 0, minutes: float = 0) -> datetime:
    return NOON + timedelta(days=days, minutes=minutes)


def day(n: int) -> date:
    return DAY + timedelta(days=n)


def says(**more):
    """What every event carries."""
    return {"at": NOON, "boutique": "GVA01", "source": "floor", **more}


def employment(what, since, who="ana", **more) -> Employment:
    return Employment(
        **says(key=f"{who}/{what}/{since}", associate=person(who) if isinstance(who, str) else who, what=what,
               since=since, **more)
    )  # fmt: skip
