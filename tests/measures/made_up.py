"""A few weeks of made-up facts of every table, and the events they were made from."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from cabochon.facts.tables import TABLES
from cabochon.warehouse import Batch, Bookmark
from cabochon.warehouse.duckdb import DuckDBWarehouse

DOORS = {"GVA01": ("Europe", "flagship"), "PAR02": ("Europe", "boutique"), "TYO03": ("Asia", "boutique")}
CURRENCY = {"GVA01": ("CHF", 1.0), "PAR02": ("EUR", 0.94), "TYO03": ("JPY", 0.58)}
JOBS, TENURES = ("advisor", "stock", "cashier", "manager"), ("0-3", "3-6", "6-12", "12+")
STAFF = {code: [(f"{code}-p{i}", JOBS[i % 4], TENURES[i % 3]) for i in range(7)] for code in DOORS}
GOODS = [("watch", "Aube", "Dive"), ("watch", "Aube", "Dress"), ("jewelry", "Aube", "Fleur"), ("watch", "Nord", "Dive")]
SUBSETS = [frozenset(name for i, name in enumerate(("product_line", "brand", "collection")) if bits >> i & 1)
           for bits in range(8)]  # fmt: skip
BY_TABLE = {table.name: table for table in TABLES}
EMPTY = {"text": "", "int": 0, "real": 0.0, "day": None, "time": datetime(2026, 3, 1, tzinfo=UTC), "blob": b""}
SEVEN = ("welcome", "discovery", "reasons", "try_on", "accessory", "care_plan", "next_step")
NOBODY, NOTHING = ("", "", ""), ("", "", "")


@dataclass
class Told:
    """One event of one table: its columns, who it is about (with job role and tenure) and its goods."""

    table: str
    columns: dict
    sellers: list = field(default_factory=list)
    goods: list = field(default_factory=list)
    shared: tuple = ()  # columns that follow the sellers' shares

    def views(self, *, seller: bool, goods: frozenset = frozenset()) -> list[dict]:
        """Its columns once for every seller and every good that differs in the cuts asked for."""
        found = []
        for who, job, tenure in (self.sellers if seller else self.sellers[:1]) or [NOBODY]:
            seen = set()
            for good in self.goods or [NOTHING]:
                named = dict(zip(("product_line", "brand", "collection"), good, strict=True))
                part = tuple(named[name] for name in sorted(goods))
                if part in seen:
                    continue
                seen.add(part)
                cuts = {"associate": who, "job_role": job, "tenure": tenure} | named
                share = len(self.sellers) if seller and self.sellers else 1
                found.append(cuts | self.columns | {name: self.columns[name] / share for name in self.shared})
        return found


def rows_of(events) -> dict[str, list[tuple]]:
    """Rows as the tables hold them; each way of counting has rows of its own, so a bit too many is counted twice."""
    rows: dict[str, list[tuple]] = {}
    for event in events:
        table = BY_TABLE[event.table]
        grained = any(column.name == "grain" for column in table.columns)
        for bit in range(16 if grained else 1):
            for view in event.views(seller=bit >= 8, goods=SUBSETS[bit % 8]):
                found = view | {"grain": 1 << bit}
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
    makers = (receipt, survey, visit, smaller, floor, rhythm, learning)
    found = [event for i in range(size) for maker in makers for event in maker(chance, i)]
    for code in DOORS:  # a launch and a holiday share a day: its events stand under both
        for tag, back in (("launch", 3), ("launch", 4), ("holiday", 4)):
            columns = {"annotation": f"{code}{tag}", "tag": tag, "boutique": code, "day": date(2026, 3, back)}
            found.append(Told("tag", columns))
    return found


def place(chance: random.Random) -> dict:
    boutique = chance.choice(sorted(DOORS))
    return {
        "day": date(2026, 2, 23) + timedelta(days=chance.randrange(21)),
        "boutique": boutique, "region": DOORS[boutique][0], "door_type": DOORS[boutique][1],
        "daypart": chance.choice(["morning", "midday", "evening"]), "hour": chance.randrange(9, 21),
        "segment": chance.choice(["local", "traveller", "vip", ""]),
    }  # fmt: skip


def who(chance: random.Random, here: dict) -> list:
    return chance.sample(STAFF[here["boutique"]], chance.choice([0, 1, 1, 1, 2]))


def coach(here: dict) -> str:
    return f"{here['boutique']}-p3"


def receipt(chance: random.Random, i: int) -> list[Told]:
    here = place(chance)
    sale = int(chance.random() < 0.9)
    qualifying = int(sale and chance.random() < 0.7)
    attached = int(qualifying and chance.random() < 0.3)
    accessory = float(chance.randrange(500, 30_000)) if attached or (sale and not qualifying) else 0.0
    care = float(chance.randrange(500, 9_000)) if attached or not sale else 0.0  # a service receipt of such a visit
    code, rate = CURRENCY[here["boutique"]]
    units = float(chance.randrange(1, 5)) if sale else 0.0
    columns = here | {
        "receipt": f"r{i}", "currency": code, "rate": rate, "sale": sale, "qualifying": qualifying,
        "attached": attached, "enrolled": int(attached and chance.random() < 0.5), "accessory_net": accessory,
        "care_net": care, "net": float(chance.randrange(100_000, 900_000)) + accessory + care, "units": units,
        "surveyed": int(qualifying and i % 3 == 0), "discount": float(chance.randrange(0, 40_000) * sale),
        "sold": units, "back": float(chance.random() < 0.1) * min(units, 1.0), "addon_sold": float(attached),
        "addon_back": float(attached and chance.random() < 0.3), "appointment": f"a{i}" if i % 5 == 0 else "",
    }  # fmt: skip
    shared = ("net", "accessory_net", "care_net", "units", "discount", "sold", "back", "addon_sold", "addon_back")
    return [Told("receipt", columns, who(chance, here), chance.sample(GOODS, chance.choice([1, 1, 2, 3])), shared)]


def survey(chance: random.Random, i: int) -> list[Told]:
    here = place(chance)
    question = chance.choice(["satisfaction", "satisfaction", "nps", "other"])
    score = float(chance.randrange(11)) if question == "nps" else chance.choice([1.0, 2.0, 3.5, 4.0, 5.0])
    columns = here | {
        "survey": f"s{i}", "question": question, "score": score, "linked": int(chance.random() < 0.8),
        "top2": int(question == "satisfaction" and score >= 4), "comment": int(i % 2),
        "themes": chance.choice(["", "|rushed|", "|rushed|thoughtful|", "|in_a_rush|"]) if i % 2 else "",
        "source": chance.choice(["survey:typeform", "survey:csv"]),
    }  # fmt: skip
    return [Told("survey", columns, who(chance, here)[:1], chance.sample(GOODS, 1))]


def visit(chance: random.Random, i: int) -> list[Told]:
    here = place(chance)
    people, goods = who(chance, here)[:1], chance.sample(GOODS, 1)
    secondary = int(chance.random() < 0.4)
    found = []
    for key in SEVEN:
        mark = chance.choice(["yes", "yes", "partly", "not_yet", "not_applicable"])
        marks = {"yes": int(mark == "yes"), "partly": int(mark == "partly"), "judged": int(mark != "not_applicable")}
        columns = here | marks | {"observation": f"o{i}", "behaviour": key, "secondary": secondary,
                                  "coach": coach(here), "scored": chance.choice(["five", "other", ""])}  # fmt: skip
        found.append(Told("step", columns, people, goods))
    offered = {"visit": f"v{i}", "observed": 1, "offered": int(chance.random() < 0.6), "secondary": secondary,
               "booked": int(chance.random() < 0.2)}  # fmt: skip
    return [*found, Told("visit", here | offered, people, goods)]


def smaller(chance: random.Random, i: int) -> list[Told]:
    here = place(chance)
    entries = chance.randrange(0, 60)
    line = {"receipt": f"r{i}", "unmapped": int(chance.random() < 0.1), "kind": "primary"}
    link = {"event": f"e{i}", "kind": chance.choice(["receipt", "observation", "survey"]),
            "visit": chance.choice(["", "v1", "v2"]), "source": chance.choice(["till:csv", "survey:typeform"]),
            "linkable": int(i % 4 > 0)}  # fmt: skip
    return [
        Told("traffic", here | {"reading": f"t{i}", "entries": entries, "corrected": entries * 0.8}),
        Told("line", here | line, goods=[chance.choice(GOODS)]),
        Told("link", here | link),
        Told("ticket", here | {"ticket": f"k{i}", "sale_type": chance.choice(["sale", "return", "test"])}),
    ]


def floor(chance: random.Random, i: int) -> list[Told]:
    here = place(chance)
    people, goods = chance.sample(STAFF[here["boutique"]], 1), [chance.choice(GOODS)]
    kept = int(chance.random() < 0.6)
    name = chance.choice(["discovery_asked", "add_on_prompted", "story_tailored", "client_book_updated",
                          "appointment_offered", "follow_up_agreed", "follow_up_done"])  # fmt: skip
    process = chance.choice(["receiving", "transfer", "return", "end_of_day_count"])
    kind = chance.choice(
        ["void", "override", "no_sale", "refund", "discount", "damaged", "stolen", "mismatch", "other"]
    )
    skus = chance.randrange(20, 90)
    return [
        Told("signal", here | {"signal": f"g{i}", "name": name}, people, goods),
        Told("appointment", here | {"appointment": f"a{i}", "booked": 1, "kept": kept}, people, goods),
        Told("follow_up", here | {"follow_up": f"f{i}", "agreed": 1, "done": int(chance.random() < 0.7)}, people),
        Told("sop", here | {"sop": f"p{i}", "process": process, "done": int(chance.random() < 0.8)}, people),
        Told("exception", here | {"exception": f"x{i}", "kind": kind, "zone": chance.choice(["safe", "window"])}),
        Told("stock", here | {"count": f"c{i}", "zone": chance.choice(["safe", "window"]), "skus": skus,
                              "equal": skus - chance.randrange(0, 6)}),
        Told("listing", here | {"listing": f"l{i}", "in_stock": chance.randrange(10, 20), "listed": 20}),
    ]  # fmt: skip


def rhythm(chance: random.Random, i: int) -> list[Told]:
    here = place(chance)
    people = chance.sample(STAFF[here["boutique"]], 1)
    by = here | {"coach": coach(here), "behaviour": chance.choice(SEVEN)}
    due = here["day"] if i % 4 else None
    given = here["day"] - timedelta(days=chance.randrange(0, 3))
    action = {"action": f"n{i}", "module": chance.choice(["add-on", "care"]), "due": due, "given": given,
              "source": chance.choice(["coaching", "module"]), "dropped": int(i % 9 == 0),
              "closed": int(chance.random() < 0.5)}  # fmt: skip
    return [
        Told("coached", by | {"coaching": f"h{i}", "minutes": float(chance.randrange(5, 30)), "lag": None}, people),
        Told("action", by | action, people),
        Told("praise", by | {"praise": f"z{i}"}, people),
    ]


def learning(chance: random.Random, i: int) -> list[Told]:
    here = place(chance)
    people = chance.sample(STAFF[here["boutique"]], 1)
    module = {"module": chance.choice(["add-on", "care"])}
    what = chance.choice(["practised", "practised", "launched", "completed"])
    step = {"event": f"y{i}", "what": what, "item": chance.choice(["q1", "q2", "q3"]) if what == "practised" else "",
            "right": chance.choice([0, 1, 1, None]) if what == "practised" else None}  # fmt: skip
    return [
        Told("learnt", here | module | step, people),
        Told("assigned", here | module | {"assignment": f"m{i}", "done": int(chance.random() < 0.7)}, people),
        Told("aid", here | {"event": f"j{i}", "aid": chance.choice(["straps", "care"])}, people),
    ]
