"""Facts of a coached group for bench/verdicts.py: written by the store itself out of ranges and hashes, no file read.

Every associate is coached once, every door has focus periods and a module that came to it on some Monday. A coached
person's behaviour and add-ons rise afterwards; the lowest are not picked, so that what is asked stays plain speed.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from cabochon.facts.tables import FACTS, TABLES
from cabochon.facts.tables_beside import HOUSEWIDE
from cabochon.programme.playbook import CLIENT_VISIT
from cabochon.warehouse.duckdb import DuckDBWarehouse

BEHAVIOURS = tuple(one.key for one in CLIENT_VISIT.behaviours)
ZERO = {"text": "''", "int": "0", "real": "0.0", "day": "null", "time": "null"}
COACHED_WEEKS = (10, 24)  # coaching and modules begin between the first of these weeks and before the other
REGIONS = 6


@dataclass(frozen=True, slots=True)
class Size:
    """people: at a door; receipts: of a person on a shift; observed: of a person in a week."""

    doors: int = 1_000
    people: int = 10
    weeks: int = 26
    receipts: int = 2
    observed: int = 2

    @property
    def days(self) -> int:
        return 7 * self.weeks


def make(path: Path, size: Size, *, until: date) -> DuckDBWarehouse:
    """A store whose last day is `until`; rows lie in the order of their days."""
    empty = DuckDBWarehouse(path)
    empty.prepare(TABLES)
    empty.close()
    since = until - timedelta(days=size.days - 1)
    with duckdb.connect(str(path), config={"memory_limit": "1500MB", "threads": 2}) as db:
        db.execute("create table crew as " + _crew(size), {"since": since})
        db.execute("create table worked as " + _worked(size), {"since": since})
        for name, (source, cells) in _rows(size).items():
            _fill(db, name, source, cells, since)
        db.execute("drop table worked")
        db.execute("drop table crew")
        db.execute("checkpoint")
    made = DuckDBWarehouse(path)
    made.prepare(TABLES)
    return made


def _fill(db: duckdb.DuckDBPyConnection, name: str, source: str, cells: dict[str, str], since: date) -> None:
    table = next(one for one in (*FACTS, *HOUSEWIDE) if one.name == name)
    shared = {"grain": "65535", "region": "region", "door_type": "'boutique'", "boutique": "boutique", "day": "day",
              "associate": "associate", "job_role": "role", "tenure": "tenure", "currency": "'EUR'", "rate": "1.0",
              "daypart": "'midday'", "hour": "14"}  # fmt: skip
    columns = [cells.get(c.name) or shared.get(c.name) or ZERO[c.type] for c in table.columns]
    binds: dict[str, Any] = {"since": since} if "$since" in source else {}
    db.execute(f'insert into "{name}" select {", ".join(columns)} from ({source}) order by day', binds)


def _crew(size: Size) -> str:
    """One row an associate: place, role, own level, the day coached, the behaviour, the door's module Monday."""
    first, last = COACHED_WEEKS
    return f"""
    select 'D' || lpad(d::text, 5, '0') as boutique, 'R' || (d % {REGIONS})::text as region, d, p,
           left(md5(d::text || '/' || p::text), 16) as associate,
           case when p % 5 = 4 then 'stock' else 'advisor' end as role,
           ['0-3', '3-6', '6-12', '12+'][1 + (hash(d, p, 1) % 4)::int] as tenure,
           0.05 * (hash(d, p, 2) % 1000 / 1000.0 + hash(d, p, 3) % 1000 / 1000.0 - 1) as own,
           $since + (7 * {first} + hash(d, p, 4) % {7 * (last - first)})::int as coached,
           1 + (hash(d, p, 5) % {len(BEHAVIOURS)})::int as about,
           $since + (7 * ({first} + hash(d, 6) % {last - first}))::int as taught
    from range({size.doors}) a(d), range({size.people}) b(p)"""


def _worked(size: Size) -> str:
    """One row a person's day at work, five of seven."""
    return f"""
    select boutique, region, d, p, associate, role, tenure, own, coached, about, taught, $since + n::int as day, n
    from crew, range({size.days}) c(n) where (n + p + d) % 7 < 5"""


def _chance(*salt: object) -> str:
    """Even between 0 and 1, the same whenever it is made."""
    return f"hash(d, p, n, {', '.join(map(str, salt))}) % 10000 / 10000.0"


def _rows(size: Size) -> dict[str, tuple[str, dict[str, str]]]:
    """Table -> (rows, what its columns are made of)."""
    lift = "case when day > coached then 0.08 else 0.0 end"
    keyed = "d::text || '-' || p::text || '-' || n::text"
    names = ", ".join(f"'{key}'" for key in BEHAVIOURS)
    receipt = f"""select *, {_chance("k", 1)} < 0.8 as primary_sold, {_chance("k", 2)} < 0.18 + own + {lift} as added,
        80000 + 200000 * ({_chance("k", 3)}) as amount, {_chance("k", 5)} < 0.3 as answered
        from worked, range({size.receipts}) r(k)"""
    survey = f"select * from ({receipt}) where primary_sold and answered"
    seen = f"""select *, unnest([{names}]) as key, unnest(range(1, {len(BEHAVIOURS) + 1})) as place
        from worked where hash(d, p, n, 7) % 10 < {2 * size.observed}"""
    step = f"""select *, {_chance("place", 8)} < 0.45 + own + case when place = about then {lift} else 0 end as done
        from ({seen})"""
    door = "select distinct boutique, region, d, day, n from worked"
    person = "select *, coached as day from crew"
    focus = """select distinct boutique, region, d, place,
               $since + (7 * (8 + 6 * place + hash(d, place) % 4))::int as day
        from crew, range(2) f(place)"""
    return {
        "receipt": (receipt, {
            "receipt": f"'r-' || {keyed} || '-' || k", "visit": f"'v-' || {keyed} || '-' || k", "sale": "1",
            "qualifying": "primary_sold::int", "attached": "(primary_sold and added)::int", "net": "amount",
            "accessory_net": "case when added then 12000.0 else 0.0 end", "units": "1.0", "sold": "1.0",
            "discount": "amount / 20", "surveyed": "(primary_sold and answered)::int", "product_line": "'watch'",
            "addon_sold": "added::int"}),
        "survey": (survey, {
            "survey": f"'s-' || {keyed} || '-' || k", "visit": f"'v-' || {keyed} || '-' || k", "linked": "1",
            "question": "'satisfaction'", "score": "3.0 + hash(d, p, n, k, 9) % 3", "source": "'tool'",
            "top2": "(hash(d, p, n, k, 9) % 3 > 0)::int"}),
        "step": (step, {
            "observation": f"'o-' || {keyed} || '-' || place", "checklist": "'client-visit'", "behaviour": "key",
            "yes": "done::int", "judged": "1", "visit": f"'o-' || {keyed}"}),
        "traffic": (f"{door}", {
            "reading": "'t-' || d::text || '-' || n::text", "entries": "60 + hash(d, n) % 40",
            "corrected": "50.0 + hash(d, n) % 40", "exits": "60"}),
        "listing": (door, {
            "listing": "boutique || day::text", "in_stock": "90 + (hash(d, n, 3) % 10)::int", "listed": "100"}),
        "shift": ("select * from worked", {"shift": keyed, "minutes": "480.0"}),
        "coached": (person, {
            "coaching": "'c-' || associate", "behaviour": f"[{names}][about]", "form": "'side_by_side'",
            "at": "day + time '12:00'", "picked": "'lowest'", "minutes": "12.0"}),
        "focus": (focus, {
            "focus": "boutique || place::text",
            "behaviour": f"[{names}][1 + (hash(d, place) % {len(BEHAVIOURS)})::int]",
            "since": "day", "until": "day + 13", "target": "0.6", "baseline_since": "day - 14",
            "baseline_until": "day - 1"}),
        "learnt": ("select *, taught + p::int as day, 0 as n from crew where p < 6", {
            "event": "'l-' || associate", "module": "'adding-on'", "what": "'completed'", "skill": "'accessory'"}),
        "staff": ("select *, coached as day from crew", {
            "person": "associate", "since": "null", "until": "null", "hired": "day - 900"}),
    }  # fmt: skip
