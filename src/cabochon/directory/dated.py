"""Dated rows: what a door, a person, a code or a product was on a day, and since which change we know it.

A key's versions are steps: each holds from its own day until the next one's. A version that is replaced stays in the
table with the change that took it back (`gone`), so that nothing is ever overwritten.
"""

import sqlite3
from collections.abc import Callable, Iterable
from datetime import date
from itertools import pairwise
from typing import Any, cast

import msgspec

from ..retail.master import Dated, Door, Identifier, Person, Product, Rate, Target, Theme
from .files import File

Master = Door | Person | Identifier | Product | Rate | Target | Theme
KINDS: dict[str, type[Master]] = {
    kind.__name__: kind for kind in (Door, Person, Identifier, Product, Rate, Target, Theme)
}

TABLE = """
create table if not exists dated (
    place integer primary key, kind text not null, key text not null, since text not null, -- '' is from ever
    change integer not null, gone integer, body text not null
);
create unique index if not exists dated_now on dated (kind, key, since) where gone is null;
create index if not exists dated_change on dated (change);
create index if not exists dated_gone on dated (gone) where gone is not null;
"""


def key_of(row: Master) -> str:
    """A door's code, a person's id, a product's sku; a rate's currency; of an identifier, a target and a theme
    the JSON array [source, code, boutique], [measure, place], [key, language]."""
    match row:
        case Door():
            return row.code
        case Person():
            return row.id
        case Product():
            return row.sku
        case Identifier():
            return msgspec.json.encode((row.source, row.code, row.boutique)).decode()
        case Rate():
            return row.currency
        case Target():
            return msgspec.json.encode((row.measure, row.place)).decode()
        case Theme():
            return msgspec.json.encode((row.key, row.language)).decode()


def keep(writer: sqlite3.Connection, rows: Iterable[Master], since: date | None, *, change: int) -> bool:
    """Write the rows as valid from `since` until the next version known; True when anything changed."""
    day, news = since.isoformat() if since else "", False
    for row in rows:
        kind, key, body = type(row).__name__, key_of(row), msgspec.json.encode(row).decode()
        query = "select place, since, body from dated where kind = ? and key = ? and gone is null order by since desc"
        steps = writer.execute(query, (kind, key)).fetchall()
        valid = next((step for step in steps if step[1] <= day), None)
        if valid and valid[2] == body:
            continue
        if valid and valid[1] == day:
            writer.execute("update dated set gone = ? where place = ?", (change, valid[0]))
        insert = "insert into dated (kind, key, since, change, body) values (?, ?, ?, ?, ?)"
        writer.execute(insert, (kind, key, day, change, body))
        news = True
    return news


def take_back(writer: sqlite3.Connection, kind: type[Master], key: str, *, since: date | None, change: int) -> bool:
    """Close the version that holds from `since`; False when there is none."""
    query = "update dated set gone = ? where kind = ? and key = ? and since = ? and gone is null"
    return writer.execute(query, (change, kind.__name__, key, since.isoformat() if since else "")).rowcount > 0


def ever(file: File, kind: type[Any]) -> list[Any]:
    """Every version of every row of a kind, in the order first kept."""
    decoder = msgspec.json.Decoder(kind)
    found = file.read("select body from dated where kind = ? order by place", (kind.__name__,))
    return [decoder.decode(cast("str", row[0])) for row in found]


def rewrite(writer: sqlite3.Connection, kind: type[Any], told: Callable[[Any], Master], *, change: int) -> bool:
    """Every version of every row of a kind as `told` says it; True when anything changed."""
    found = writer.execute("select place, body from dated where kind = ?", (kind.__name__,)).fetchall()
    query = "update dated set key = ?, body = ?, change = iif(gone is null, ?, change) where place = ?"
    news = [(key, body, change, place) for place, key, body in rewritten(kind, told, found)]
    writer.executemany(query, news)
    return bool(news)


def rewritten(
    kind: type[Any], told: Callable[[Any], Master], found: Iterable[tuple[int, str]]
) -> list[tuple[int, str, str]]:
    """(place, key, body) of the versions that `told` says otherwise. found: place and body of all."""
    decoder = msgspec.json.Decoder(kind)
    both = ((place, row, told(row)) for place, row in ((place, decoder.decode(body)) for place, body in found))
    return [(place, key_of(new), msgspec.json.encode(new).decode()) for place, row, new in both if new != row]


def versions(file: File, kind: type[Master]) -> list[Dated]:
    """Every version in force, by key and since; `until` is the next version's since."""
    query = "select key, since, change, body from dated where kind = ? and gone is null order by key, since"
    found = cast("list[tuple[str, str, int, str]]", file.read(query, (kind.__name__,)))
    decoder = msgspec.json.Decoder(kind)
    end = ("", "", 0, "")
    return [
        Dated(decoder.decode(body), day_of(since), day_of(later[1]) if later[0] == key else None, change)
        for (key, since, change, body), later in pairwise([*found, end])
    ]


def changes(file: File, after: int) -> list[tuple[int, str, str]]:
    """(change, kind name, key) of what came or went after that number, in order."""
    query = """
        select change, kind, key from dated where change > ?1
        union select gone, kind, key from dated where gone > ?1 order by 1, 2, 3"""
    return cast("list[tuple[int, str, str]]", file.read(query, (after,)))


def last(file: File) -> int:
    found = file.read("select max(coalesce(max(change), 0), coalesce(max(gone), 0)) from dated")
    return cast("int", found[0][0])


def day_of(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
