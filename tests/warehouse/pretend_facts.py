"""Rows for every fact table, thrown by a seed: what every engine is asked about. Plausible by column, not by story."""

from datetime import UTC, date, datetime, timedelta
from random import Random

from cabochon.facts.tables import TABLES
from cabochon.programme.playbook import CLIENT_VISIT
from cabochon.retail.operations import EXCEPTIONS, PROCESSES
from cabochon.warehouse import Column, Table

FIRST, DAYS, MANY = date(2026, 2, 2), 28, 200
WORDS = {
    "boutique": ("GVA01", "LAX01", "TYO01"),
    "region": ("EMEA", "AMER", ""),
    "door_type": ("boutique", "flagship"),
    "associate": ("p1", "p2", "p3", "p4", "p5", "p6", ""),
    "person": ("p1", "p2", "p3", "p4", "p5", "p6"),
    "coach": ("m1", "m2", ""),
    "rater": ("m1", "m2", "m3"),
    "clip": ("c1", "c2", "c3", "c4"),
    "mark": ("yes", "partly", "not_yet", "not_applicable"),
    "job_role": ("advisor", "manager", ""),
    "tenure": ("0-3", "3-6", "12+", ""),
    "product_line": ("watch", "jewelry", ""),
    "brand": ("Aster", "Borel", ""),
    "collection": ("Lune", "Été", ""),
    "segment": ("local", "traveller", ""),
    "daypart": ("morning", "midday", "evening"),
    "behaviour": tuple(b.key for b in CLIENT_VISIT.behaviours),
    "scored": ("five", "other", ""),
    "source": ("till", "typeform"),
    "kind": ("receipt", "observation", "survey", *EXCEPTIONS),
    "process": PROCESSES,
    "question": ("satisfaction", "nps"),
    "themes": ("|rushed|", "|rushed|personal|", ""),
    "currency": ("CHF", "JPY"),
    "tag": ("launch", "holiday"),
    "zone": ("vault", "floor"),
    "module": ("m-hello", "m-care"),
    "item": ("q1", "q2", ""),
    "aid": ("a1", "a2"),
    "name": ("appointment_offered", "discovery_asked", "add_on_prompted", "follow_up_agreed"),
    "what": ("module", "practice", "item", "completed"),
    "sale_type": ("sale", "service", "test"),
    "language": ("fr", "ja"),
    "till": ("t1", "t2"),
    "visit": ("v1", "v2", "v3", ""),
    "appointment": ("a1", "a2", "a3", ""),
}
FLAGS = 2  # whole numbers are mostly flags; these count
COUNTS = {"hour": 24, "entries": 90, "skus": 30, "quantity": 4, "net": 900_000, "discount": 9_000, "seconds": 600,
          "receipts": 40, "listed": 30, "in_stock": 20, "equal": 30, "present": 9}  # fmt: skip


def facts(seed: int = 7) -> dict[str, list[tuple[object, ...]]]:
    """Table -> rows in column order. A key has one row, as it has in most tables."""
    dice = Random(seed)
    return {table.name: [_row(table, number, dice) for number in range(MANY)] for table in TABLES}


def _row(table: Table, number: int, dice: Random) -> tuple[object, ...]:
    day = FIRST + timedelta(days=dice.randrange(DAYS))
    cells = {column.name: _cell(table, column, number, day, dice) for column in table.columns}
    if table.name == "rating":  # a rater marks a behaviour of a clip once
        keys = WORDS["behaviour"]
        cells |= {"rater": f"m{number % 3}", "clip": f"c{number // 3}", "behaviour": keys[number // 3 % len(keys)]}
    return tuple(cells.values())


def _cell(table: Table, column: Column, number: int, day: date, dice: Random) -> object:
    if column.name == table.key:
        return f"{table.name}:{number}" if table.key not in ("person", "boutique") else f"p{number}"
    if "empty" in column.says and dice.random() < 0.2:
        return None
    match column.type:
        case "text":
            return dice.choice(WORDS.get(column.name, ("", "x", "y")))
        case "day":
            return day if column.name == "day" else day + timedelta(days=dice.randrange(-20, 20))
        case "time":
            return datetime(day.year, day.month, day.day, dice.randrange(8, 20), tzinfo=UTC) + timedelta(
                microseconds=dice.randrange(3_600_000_000)
            )
        case "int":
            return (
                dice.randrange(1, 1 << 16) if column.name == "grain" else dice.randrange(COUNTS.get(column.name, FLAGS))
            )
        case _:
            return {"rate": 1.0, "score": float(dice.randrange(1, 11))}.get(column.name, dice.random() * 100)
