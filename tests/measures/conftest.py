"""A few weeks of made-up facts, put into a real warehouse, beside the events they were made from."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from cabochon.facts.tables import TABLES
from cabochon.warehouse import Batch, Bookmark
from cabochon.warehouse.duckdb import DuckDBWarehouse

DOORS = {"GVA01": "Europe", "PAR02": "Europe", "TYO03": "Asia"}
CURRENCY = {"GVA01": "CHF", "PAR02": "EUR", "TYO03": "JPY"}
ROLES = ("advisor", "stock", "cashier", "manager")
STAFF = {code: [(f"{code}-p{i}", ROLES[i % 4]) for i in range(7)] for code in DOORS}
BY_TABLE = {table.name: table for table in TABLES}
EMPTY = {"text": "", "int": 0, "real": 0.0, "day": None, "time": datetime(2026, 3, 1, tzinfo=UTC), "blob": b""}
SEVEN = ("welcome", "discovery", "reasons", "try_on", "accessory", "care_plan", "next_step")


@dataclass
class Told:
    """One event of one table: its columns, who it is about (with job roles) and its product lines."""

    table: str
    columns: dict
    sellers: list = field(default_factory=list)
    lines: list = field(default_factory=list)
    shared: tuple = ()  # columns that follow the sellers' shares

    def views(self, *, seller: bool, line: bool) -> list[dict]:
        """Its columns once for every seller and product line asked for."""
        people = self.sellers if seller else self.sellers[:1]
        found = []
        for (who, job), kind in product(people or [("", "")], (self.lines if line else self.lines[:1]) or [""]):
            cuts = {"associate": who, "job_role": job, "product_line": kind}
            share = len(self.sellers) if seller and self.sellers else 1
            found.append(cuts | self.columns | {name: self.columns[name] / share for name in self.shared})
        return found


def rows_of(events) -> dict[str, list[tuple]]:
    rows: dict[str, list[tuple]] = {}
    for event in events:
        table = BY_TABLE[event.table]
        grains = {"whole": (0, 0), "seller": (1, 0), "line": (0, 1), "seller_line": (1, 1)}
        if all(column.name != "grain" for column in table.columns):
            grains = {"": (0, 0)}
        for grain, (seller, line) in grains.items():
            for view in event.views(seller=bool(seller), line=bool(line)):
                found = view | {"grain": grain}
                row = tuple(found.get(c.name, EMPTY[c.type]) for c in table.columns)
                rows.setdefault(event.table, []).append(row)
    return rows


def warehouse_of(events) -> DuckDBWarehouse:
    warehouse = DuckDBWarehouse(":memory:", threads=1)
    warehouse.prepare(TABLES)
    warehouse.replace(Batch(Bookmark(1, 1), rows_of(events)))
    return warehouse


def make(seed: int = 7, size: int = 160) -> list[Told]:
    chance = random.Random(seed)
    return [event for i in range(size) for event in (_receipt(chance, i), _survey(chance, i), *_visit(chance, i),
                                                     *_smaller(chance, i))]  # fmt: skip


def _place(chance: random.Random) -> dict:
    boutique = chance.choice(sorted(DOORS))
    return {
        "day": date(2026, 2, 23) + timedelta(days=chance.randrange(21)),
        "boutique": boutique,
        "region": DOORS[boutique],
        "daypart": chance.choice(["morning", "midday", "evening"]),
        "hour": chance.randrange(9, 21),
    }


def _who(chance: random.Random, place: dict) -> list:
    return chance.sample(STAFF[place["boutique"]], chance.choice([0, 1, 1, 1, 2]))


def _receipt(chance: random.Random, i: int) -> Told:
    place = _place(chance)
    sale = int(chance.random() < 0.9)
    qualifying = int(sale and chance.random() < 0.7)
    attached = int(qualifying and chance.random() < 0.3)
    accessory = float(chance.randrange(500, 30_000)) if attached or (sale and not qualifying) else 0.0
    care = float(chance.randrange(500, 9_000)) if attached or not sale else 0.0  # a service receipt of such a visit
    columns = place | {
        "receipt": f"r{i}", "currency": CURRENCY[place["boutique"]], "sale": sale, "qualifying": qualifying,
        "attached": attached, "enrolled": int(attached and chance.random() < 0.5), "accessory_net": accessory,
        "care_net": care, "net": float(chance.randrange(100_000, 900_000)) + accessory + care,
        "units": float(chance.randrange(1, 5)), "surveyed": int(qualifying and i % 3 == 0),
    }  # fmt: skip
    lines = chance.sample(["watch", "jewelry"], chance.choice([1, 1, 2]))
    return Told("receipt", columns, _who(chance, place), lines, ("net", "accessory_net", "care_net", "units"))


def _survey(chance: random.Random, i: int) -> Told:
    place = _place(chance)
    question = chance.choice(["satisfaction", "satisfaction", "nps", "other"])
    score = float(chance.randrange(11)) if question == "nps" else chance.choice([1.0, 2.0, 3.5, 4.0, 5.0])
    columns = place | {"survey": f"s{i}", "question": question, "score": score, "linked": int(chance.random() < 0.8),
                       "top2": int(question == "satisfaction" and score >= 4)}  # fmt: skip
    return Told("survey", columns, _who(chance, place)[:1], chance.sample(["watch", "jewelry"], 1))


def _visit(chance: random.Random, i: int) -> list[Told]:
    place = _place(chance)
    who, lines = _who(chance, place)[:1], chance.sample(["watch", "jewelry"], 1)
    secondary = int(chance.random() < 0.4)
    found = []
    for key in SEVEN:
        mark = chance.choice(["yes", "yes", "partly", "not_yet", "not_applicable"])
        marks = {"yes": int(mark == "yes"), "partly": int(mark == "partly"), "judged": int(mark != "not_applicable")}
        columns = place | marks | {"observation": f"o{i}", "behaviour": key, "secondary": secondary,
                                   "scored": chance.choice(["five", "other", ""])}  # fmt: skip
        found.append(Told("step", columns, who, lines))
    offered = {"visit": f"v{i}", "observed": 1, "offered": int(chance.random() < 0.6), "secondary": secondary}
    return [*found, Told("visit", place | offered, who, lines)]


def _smaller(chance: random.Random, i: int) -> list[Told]:
    place = _place(chance)
    entries = chance.randrange(0, 60)
    kind = chance.choice(["receipt", "observation", "survey"])
    return [
        Told("traffic", place | {"reading": f"t{i}", "entries": entries, "corrected": entries * 0.8}),
        Told(
            "line",
            place | {"receipt": f"r{i}", "unmapped": int(chance.random() < 0.1), "kind": "primary"},
            lines=[chance.choice(["watch", "jewelry"])],
        ),
        Told(
            "link",
            place
            | {
                "event": f"e{i}",
                "kind": kind,
                "visit": chance.choice(["", "v1", "v2"]),
                "source": chance.choice(["till:csv", "survey:typeform"]),
                "linkable": int(i % 4 > 0),
            },
        ),
    ]


@pytest.fixture(scope="session")
def events():
    return make()


@pytest.fixture(scope="session")
def warehouse(events):
    warehouse = warehouse_of(events)
    yield warehouse
    warehouse.close()


@pytest.fixture
def silent_door():
    """Two doors that sold, one of them without a reading of its counter."""
    day = {"day": date(2026, 3, 2), "region": "Europe", "daypart": "morning", "hour": 10}
    sold = [Told("receipt", day | {"receipt": code, "boutique": code, "sale": 1}) for code in ("GVA01", "PAR02")]
    reading = {"reading": "t", "boutique": "GVA01", "entries": 9, "corrected": 9.0}
    warehouse = warehouse_of([*sold, Told("traffic", day | reading)])
    yield warehouse
    warehouse.close()
