"""A small maison to tell facts of: a log, a directory, a warehouse, and short ways to say what happened."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

import msgspec

from cabochon import vocabulary
from cabochon.directory.sqlite import SQLiteDirectory
from cabochon.facts.projector import Projector
from cabochon.facts.rules import Telling
from cabochon.facts.staging import HEARD, SHAPE
from cabochon.facts.tables import TABLES
from cabochon.measures.cuts import grain_of
from cabochon.retail.events import Line, Observation, Receipt, Survey, Traffic
from cabochon.retail.master import Door, Person, Product
from cabochon.retail.visit import Windows
from cabochon.retail.who import Who, person
from cabochon.stream import Entry
from cabochon.stream.memory import MemoryLog
from cabochon.warehouse.duckdb import DuckDBWarehouse
from cabochon.warehouse.staging import Staging

HOME = "https://3f9a.cabochon.invalid"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = date(2026, 3, 2)
BY_NAME = {t.name: t for t in TABLES}
SPACE = UUID("00000000-0000-4000-8000-000000000000")

DOORS = (
    Door(code="GVA01", name="Geneva", zone="Europe/Zurich", currency="CHF", region="Europe", factor=0.9),
    Door(code="NYC02", name="New York", zone="America/New_York", currency="USD", region="Americas"),
)
PEOPLE = tuple(
    Person(id=name, name=name.title(), boutique="GVA01", job_role=job)
    for name, job in (("ana", "advisor"), ("ben", "advisor"), ("mia", "manager"))
)
PRODUCTS = (
    Product(sku="WATCH", line="watch", brand="Aurel"),
    Product(sku="RING", line="jewelry", brand="Aurel"),
    Product(sku="STRAP", line="watch", kind="accessory"),
    Product(sku="CARE", line="watch", kind="care_plan"),
    Product(sku="SIZE", line="jewelry", kind="service"),
)


def code_hash(source: str, code: str) -> str:
    return f"h{source[:1]}{code}"


class Floor:
    def __init__(self, warehouse=None, log=None, *, known=(*DOORS, *PEOPLE, *PRODUCTS)):
        self.directory = SQLiteDirectory(None, clock=lambda: NOON)
        self.directory.keep(known)
        self.log = log or MemoryLog()
        self.warehouse = warehouse or DuckDBWarehouse(":memory:", threads=1)
        self.warehouse.prepare(TABLES)
        self.staging = Staging(None, HEARD, shape=SHAPE)
        self.refused = []
        self.telling = Telling(home=HOME, windows=Windows(), code_hash=code_hash,
                               refused=lambda *told: self.refused.append(told))  # fmt: skip
        self.forget()

    def forget(self):
        """As after a new start of the process."""
        self.projector = Projector(self.log, self.warehouse, self.staging, self.directory, telling=self.telling)

    def keep(self, *events):
        self.log.append([entry(e) for e in events])
        return self

    def void(self, *targets):
        self.log.append([voiding(t) for t in targets])
        return self

    def catch_up(self):
        return self.projector.catch_up()

    def rebuild(self):
        self.warehouse.adopt(self.warehouse.fresh())
        self.staging.adopt(self.staging.fresh())
        self.forget()
        return self.catch_up()

    def rows(self, table, **where):
        names = [c.name for c in BY_NAME[table].columns]
        return [dict(zip(names, row, strict=True)) for row in self.warehouse.fetch(table, where)]

    def counted(self, table, *columns, **where):
        """The rows a question reads that cuts or filters by these columns."""
        bit = grain_of(table, frozenset(columns))
        return [row for row in self.rows(table, **where) if bit is None or row["grain"] & bit]

    def row(self, table, **where):
        (one,) = self.counted(table, **where)
        return one

    def digest(self):
        return self.warehouse.digest()


def entry(event) -> Entry:
    statement = event if isinstance(event, dict) else vocabulary.say(event, HOME)
    return Entry(statement["id"], msgspec.json.encode(statement)[:16], msgspec.json.encode(statement), b"{}", "1.0.3")


def voiding(target) -> Entry:
    name = str(uuid5(SPACE, f"void {target.id}"))
    return Entry(name, name.encode(), b"{}", b"{}", "1.0.3", target=str(target.id), voids=True)


def minute(n: float) -> datetime:
    return NOON + timedelta(minutes=n)


def ident(*parts) -> UUID:
    return uuid5(SPACE, repr(parts))


def receipt(key, at=0, *lines, sellers=(("ana", 1.0),), **more) -> Receipt:
    """Lines are (sku, quantity, net)."""
    lines = lines or (("WATCH", 1, 500_000),)
    when = minute(at)
    more.setdefault("boutique", "GVA01")
    more.setdefault("business_day", when.date())
    more.setdefault("source", "till:csv")
    whos = tuple((who if isinstance(who, Who) else person(who), share) for who, share in sellers)
    made = Receipt(
        at=when, key=key, currency="CHF", sellers=whos,
        lines=tuple(Line(sku=s, quantity=q, net=n) for s, q, n in lines), **more,
    )  # fmt: skip
    return _named(made)


def observation(name, at=0, minutes=20, associate="ana", marks=None, **more) -> Observation:
    """Begins at `at`."""
    made = Observation(
        at=minute(at + minutes), started=minute(at), boutique=more.pop("boutique", "GVA01"), source="floor",
        associate=associate if isinstance(associate, Who) else person(associate), observer=person("mia"),
        marks=marks or {"welcome": "yes", "accessory": "yes", "care_plan": "not_yet"}, **more,
    )  # fmt: skip
    return _named(made, name)


def survey(key, at=0, raw=5, associate="ana", *, low=1, high=5, **more) -> Survey:
    who = person(associate) if isinstance(associate, str) and associate else associate or None
    more.setdefault("boutique", "GVA01")
    return _named(
        Survey(at=minute(at), key=key, source="survey:csv", raw=raw, low=low, high=high, associate=who, **more)
    )


def traffic(key, at=0, entries=10, **more) -> Traffic:
    more.setdefault("boutique", "GVA01")
    return _named(Traffic(at=minute(at), key=key, source="counter", minutes=60, entries=entries, **more))


def _named(event, name=None):
    values = {f: getattr(event, f) for f in event.__dataclass_fields__ if f != "id"}
    return type(event)(
        **values, id=ident(name) if name else ident(type(event).__name__, sorted(map(str, values.items())))
    )
