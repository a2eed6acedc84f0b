"""Two small tables that hold every kind of column, and rows for them."""

from datetime import date, datetime, timedelta, timezone

from cabochon.warehouse import Batch, Bookmark, Column, Table

THING = Table("thing", "name", (
    Column("name", "text", "what replaces it"),
    Column("boutique", "text", "where"),
    Column("day", "day", "a day"),
    Column("at", "time", "an instant"),
    Column("count", "int", "a whole number"),
    Column("real", "real", "a fraction"),
    Column("blob", "blob", "bytes"),
    Column("seq", "int", "its place", arrival=True),
))  # fmt: skip
OTHER = Table("other", "name", (Column("name", "text", "a name"),))
TABLES = (THING, OTHER)
AT = datetime(2026, 3, 29, 2, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
DAY = date(2026, 3, 1)
NAME, BOUTIQUE, COUNT = 0, 1, 4


def thing(name="a", count=1, seq=1, *, boutique="GVA", day=DAY):
    return (name, boutique, day, AT, count, 0.1 + 0.2, b"\x00\xff", seq)


def put(warehouse, *rows, position=1, gone=(), **more):
    warehouse.replace(Batch(Bookmark(position), {"thing": list(rows)}, {"thing": set(gone)}, **more))


def names(warehouse):
    return sorted(row[NAME] for row in warehouse.fetch("thing", {}))
