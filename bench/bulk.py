"""Facts of a very large group: what a pretend maison's weeks left in its facts, multiplied to many doors and years.

The rows of the template are the projector's own; here only places, people, keys and days are made others, inside the
store, some days at a time, so that rows lie in the order of their days. Visits a door and day, the share observed,
surveyed or with an add-on stay what they are in the template.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Protocol

from cabochon.facts.tables import FACTS, RULES
from cabochon.facts.tables_beside import HOUSEWIDE
from cabochon.retail.master import Door, Person

WEEKS = 12  # of the template that are used: whole ones, so that weekdays stay weekdays
SPAN = 7 * WEEKS
DAYS = 3 * 52 * 7  # three years of weeks
MOST_DOORS = 3_000  # a larger group has busier doors, not more
PEOPLE = frozenset({"associate", "coach", "rater", "person"})
KEYS = frozenset(
    {table.key for table in (*FACTS, *HOUSEWIDE)} | {"visit", "statement", "follows", "attempt", "episode"}
)
KEYS_ONLY = KEYS - PEOPLE
LINES = 15_000  # door-days written at once, more or less: about one row group of visits, within which order is nothing
LETTERS = "0123456789abcdef"  # keys stay hexadecimal: ids of statements are looked up in the log


class Connection(Protocol):
    """An open connection to a DuckDB file of its own, without the locks a warehouse puts on."""

    def execute(self, sql: str, binds: Any = None, /) -> Any: ...
    def executemany(self, sql: str, binds: Any, /) -> Any: ...


@dataclass(frozen=True, slots=True)
class Size:
    """doors: how many. crowd: how many times a template door's day is in each of theirs."""

    doors: int
    crowd: int
    days: int = DAYS


def size_for(visits: int, per_day: float, days: int = DAYS) -> Size:
    """Doors and crowd that make about so many visits. per_day: visits of a template door on a day."""
    crowd = max(1, -(-visits // round(per_day * days * MOST_DOORS)))
    return Size(max(1, round(visits / (per_day * days * crowd))), crowd, days)


def per_day(template: Connection, until: date) -> float:
    """Visits a door and day in the template's last weeks."""
    found = template.execute(
        "select count(distinct visit) / (count(distinct boutique) * ?) from visit where day between ? and ?",
        [SPAN, until - timedelta(days=SPAN - 1), until],
    ).fetchall()
    return float(found[0][0])


def group(doors: Sequence[Door], people: Iterable[Person], size: Size) -> tuple[list[Door], list[Person]]:
    """The doors and people of the group, for the directory: each door is like one of the template's."""
    by_door: dict[str, list[Person]] = {}
    for one in people:
        by_door.setdefault(one.boutique, []).append(one)
    found = [replace(doors[n % len(doors)], code=code_of(n), name=f"Boutique {n + 1}") for n in range(size.doors)]
    team = [
        replace(one, id=_id(one.id, n, copy), boutique=door.code, name=f"Person {n} {copy}")
        for n, door in enumerate(found)
        for one in by_door[doors[n % len(doors)].code]
        for copy in range(size.crowd)
    ]
    return found, team


def code_of(n: int) -> str:
    return f"D{n:05d}"


def multiply(
    db: Connection, template: Path, doors: Sequence[str], size: Size, *, until: date, change: int
) -> Iterator[date]:
    """Write the facts of the group into an empty store, some days at a time; yields the last day that is done.

    db: the store, its tables prepared. template: the file of a store whose facts were told of `doors` up to and beyond
    `until`. change: the number of the directory's last change, which the facts are then taken to have followed.
    """
    db.execute(f"attach '{template}' as told (read_only)")
    _templates(db, doors, size, until=until)
    step = max(1, min(SPAN, LINES // max(1, size.doors * size.crowd)))
    for cycle in range(-(-size.days // SPAN) - 1, -1, -1):
        for back in range(min(size.days - cycle * SPAN, SPAN) - 1, -1, -step):
            like = until - timedelta(days=back), until - timedelta(days=max(0, back - step + 1))
            for table in FACTS:
                _days(db, table, like, cycle=cycle)
            yield like[1] - timedelta(days=cycle * SPAN)
    _beside(db)
    db.execute("update bookmark set position = 0, change = ?", [change])
    db.execute(f"insert into {RULES.name} select * from told.{RULES.name}")
    made = "select table_name from duckdb_tables() where database_name <> 'told' and starts_with(table_name, 'like_')"
    for (name,) in db.execute(made).fetchall():
        db.execute(f"drop table {quoted(name)}")
    db.execute("checkpoint")


def _templates(db: Connection, doors: Sequence[str], size: Size, *, until: date) -> None:
    """The template's rows with short keys, and which doors are like which."""
    rows = [(code_of(n), doors[n % len(doors)], _mark(n)) for n in range(size.doors)]
    db.execute("create table like_doors (code text, template text, mark text)")
    db.executemany("insert into like_doors values (?, ?, ?)", rows)
    db.execute("create table like_crowd (copy text)")
    db.executemany("insert into like_crowd values (?)", [(LETTERS[copy],) for copy in range(size.crowd)])
    for table in FACTS:
        cells = ", ".join(
            f"case when {quoted(c.name)} = '' then '' else left(md5({quoted(c.name)}), 10) end as {quoted(c.name)}"
            if c.name in KEYS_ONLY and c.type == "text" else quoted(c.name)
            for c in table.columns
        )  # fmt: skip
        db.execute(
            f"create table like_{table.name} as select {cells} from told.{quoted(table.name)}"
            " where day between ? and ? order by day, boutique",
            [until - timedelta(days=SPAN - 1), until],
        )


def _days(db: Connection, table: Any, like: tuple[date, date], *, cycle: int) -> None:
    mark = f"d.mark || c.copy || '{LETTERS[cycle]}'"
    cells = ", ".join(_cell(c.name, c.type, mark) for c in table.columns)
    db.execute(
        f"insert into {quoted(table.name)} select {cells}"
        f" from (select * from like_{table.name} where day between $since and $until) t"
        " join like_doors d on t.boutique = d.template cross join like_crowd c",
        {"since": like[0], "until": like[1], "shift": -cycle * SPAN},
    )


def _cell(name: str, kind: str, mark: str) -> str:
    held = f"t.{quoted(name)}"
    if name == "boutique":
        return "d.code"
    if name in PEOPLE:
        return f"case when {held} = '' then '' else left({held}, 12) || d.mark || c.copy end"
    if name in KEYS_ONLY and kind == "text":
        rest = f" || '{'0' * 16}'" if name in ("statement", "follows") else ""  # a statement's id is a UUID
        return f"case when {held} = '' then '' else {held} || {mark}{rest} end"
    if kind == "day":
        return f"{held} + $shift::int"
    if kind == "time":
        return f"{held} + to_days($shift::int)"
    return f"{held} + 100000 * ($shift::bigint + 5000)" if name == "heard" else held


def _beside(db: Connection) -> None:
    """The tables that are told of the whole house: those of people by door, the others as they are."""
    for table in HOUSEWIDE:
        names = {c.name for c in table.columns}
        if "boutique" in names:
            cells = ", ".join(
                _cell(c.name, "" if c.type in ("day", "time") else c.type, "d.mark || c.copy") for c in table.columns
            )
            crowd = "like_crowd" if PEOPLE & names else "(select '0' as copy)"
            source = f"told.{quoted(table.name)} t join like_doors d on t.boutique = d.template cross join {crowd} c"
        else:
            cells, source = "*", f"told.{quoted(table.name)}"
        db.execute(f"insert into {quoted(table.name)} select {cells} from {source}")


def _id(person: str, n: int, copy: int) -> str:
    return f"{person[:12]}{_mark(n)}{LETTERS[copy]}"


def _mark(n: int) -> str:
    """Four letters for a door."""
    return f"{n:04x}"


def quoted(name: str) -> str:
    return f'"{name}"'
