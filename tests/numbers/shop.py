"""Four boutiques whose every number can be worked out by hand, on the real house: events in, answers out."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from cabochon.directory.sqlite import SQLiteDirectory
from cabochon.facts.tables import TABLES
from cabochon.house import House
from cabochon.measures.question import Question
from cabochon.privacy.viewer import Viewer
from cabochon.retail.events import Line, Observation, Receipt, Survey, Traffic
from cabochon.retail.master import Door, Identifier, Person, Product, Rate
from cabochon.retail.who import Who, person
from cabochon.settings import load
from cabochon.stream.memory import MemoryLog
from cabochon.warehouse.duckdb import DuckDBWarehouse

NOW = datetime(2026, 4, 30, 12, tzinfo=UTC)
DAY = date(2026, 3, 10)
TILL, ASKED = "till:csv", "survey:csv"

DOORS = (
    Door(code="GVA01", name="Geneva", zone="Europe/Zurich", currency="CHF", region="Europe", factor=0.8),
    Door(code="PAR01", name="Paris", zone="Europe/Paris", currency="EUR", region="Europe"),
    Door(code="TYO01", name="Tokyo", zone="Asia/Tokyo", currency="JPY", region="Asia"),
    Door(code="NYC01", name="New York", zone="America/New_York", currency="USD", region="Americas"),
)
PEOPLE = tuple(
    Person(id=name, name=name.title(), boutique=door, job_role=job)
    for name, door, job in (
        ("ana", "GVA01", "advisor"), ("ben", "GVA01", "advisor"), ("cleo", "GVA01", "cashier"),
        ("mia", "GVA01", "manager"), ("paul", "PAR01", "advisor"), ("yuki", "TYO01", "advisor"),
        ("nora", "NYC01", "advisor"),
    )
)  # fmt: skip
CODES = tuple(
    Identifier(source=source, code=p.id.upper(), person=p.id)
    for p in PEOPLE
    for source in (TILL, ASKED, "till:shopify")
    if p.id != "ben"  # nobody has claimed BEN yet
)
PRODUCTS = (
    Product(sku="WATCH", line="watch"), Product(sku="WATCH2", line="watch"), Product(sku="RING", line="jewelry"),
    Product(sku="STRAP", line="watch", kind="accessory"), Product(sku="CARE", line="", kind="care_plan"),
    Product(sku="SIZE", line="", kind="service"), Product(sku="WARR", line="", kind="warranty"),
)  # fmt: skip
RATES = (Rate(currency="EUR", value=0.94), Rate(currency="JPY", value=0.0058), Rate(currency="USD", value=0.88))
ZONES = {d.code: ZoneInfo(d.zone) for d in DOORS}


def in_memory() -> "Shop":
    directory = SQLiteDirectory(None, clock=lambda: NOW)
    directory.keep([*DOORS, *PEOPLE, *CODES, *PRODUCTS, *RATES])
    house = House(
        log=MemoryLog(), warehouse=DuckDBWarehouse(threads=1), directory=directory, values=load(Path("none"), {}),
        clock=lambda: NOW,
    )  # fmt: skip
    return Shop(house)


class Shop:
    def __init__(self, house: House) -> None:
        self.house = house

    def keep(self, *events):
        outcome = self.house.keep_as().events(events)
        assert not outcome.refused, outcome.refused
        self.house.catch_up()
        return outcome

    def read(self, kind, text, *, received=NOW, mapping="", **more):
        done = self.house.imports.read(kind, text.encode(), received=received, mapping=mapping, **more)
        self.house.catch_up()
        return done

    def see(self, role="manager", *boutiques, person="mia"):
        doors = frozenset(boutiques or (d.code for d in DOORS))
        return self.house.see_as(Viewer(account="a", role=role, boutiques=doors, person=person))

    def ask(self, measure, *by, since=None, until=None, **where):
        """Cells as a manager of every boutique sees them: nothing is held back."""
        chosen = {cut: value if isinstance(value, tuple) else (value,) for cut, value in where.items()}
        return self.see().ask(Question(measure, by, since, until, chosen))

    def parts(self, measure, *by, **where):
        """(top, bottom) by cut value; a single cut by its bare value."""
        cells = self.ask(measure, *by, **where).cells
        found = {(key[0] if len(key) == 1 else key): (round(c.top, 6), round(c.bottom, 6)) for key, c in cells.items()}
        return found if by else found[()]

    def rows(self, table, **where):
        names = [c.name for c in next(t for t in TABLES if t.name == table).columns]
        return [dict(zip(names, row, strict=True)) for row in self.house.warehouse.fetch(table, where)]


def at(clock, day=DAY, boutique="GVA01", fold=0):
    """A local time of a boutique, with its fixed offset."""
    local = datetime.combine(day, time.fromisoformat(clock), ZONES[boutique]).replace(fold=fold)
    return datetime.fromisoformat(local.isoformat())


def sale(ticket, clock, *lines, sellers=("ANA",), day=DAY, boutique="GVA01", revision="1", fold=0, **more):
    """A receipt as a till's connector gives it: codes and keys in clear. Lines: (sku, quantity, net)."""
    shares = [(s, 1 / len(sellers)) if isinstance(s, str) else s for s in sellers]
    return Receipt(
        at=at(clock, day, boutique, fold), boutique=boutique, source=more.pop("source", TILL),
        key=f"{boutique}-{ticket}", revision=revision, business_day=more.pop("business_day", day),
        currency=next(d.currency for d in DOORS if d.code == boutique),
        lines=tuple(Line(sku=s, quantity=q, net=n) for s, q, n in lines or (("WATCH", 1, 500_000),)),
        sellers=tuple((Who(TILL, code), share) for code, share in shares), **more,
    )  # fmt: skip


def seen(name, start, end, who="ana", *, day=DAY, boutique="GVA01", **more):
    """An observation; marks are keyword arguments of their own."""
    marks = more.pop("marks", {"welcome": "yes", "accessory": "yes", "care_plan": "not_yet"})
    return Observation(
        at=at(end, day, boutique), started=at(start, day, boutique), boutique=boutique, source="floor", key=name,
        associate=person(who) if who.islower() else Who(TILL, who), observer=person("mia"), marks=marks, **more,
    )  # fmt: skip


def answer(key, clock, raw, who="ANA", *, day=DAY, boutique="GVA01", scale=(1, 5), **more):
    return Survey(
        at=at(clock, day, boutique), boutique=boutique, source=ASKED, key=key, revision=more.pop("revision", "1"),
        raw=raw, low=scale[0], high=scale[1], associate=Who(ASKED, who) if who else None, **more,
    )  # fmt: skip


def counted(key, clock, entries, *, day=DAY, boutique="GVA01", revision="1", **more):
    return Traffic(
        at=at(clock, day, boutique), boutique=boutique, source="traffic:csv", key=key, revision=revision, minutes=60,
        entries=entries, **more,
    )  # fmt: skip
