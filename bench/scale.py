"""Pages and measures at a size: Today for three viewers while the facts change and while they do not, every measure.

    ./run bench scale [--visits 1000000 10000000] [--data DIR] [--runs 60] [--still] [--json FILE]

A pretend maison is told by the projector and multiplied (bench/bulk.py) to a group of that many visits over
three years. Today is asked for as the page asks: through the way out, of all that the viewer may see. Beside it, in the
same process: rows of the same days scanned once by plain SQL, and a plain loop, to see how fast the machine is by then.
With --data the folders made are kept and used again.
"""

import argparse
import json
import os
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import bulk
import duckdb
import sqlglot
from quiet import Quiet

from cabochon.cli import pretend
from cabochon.dashboards import filters, today
from cabochon.demo.maison import maison
from cabochon.directory.rows import Value
from cabochon.facts.tables import FACTS, TABLES
from cabochon.house import House
from cabochon.measures import catalogue
from cabochon.measures.question import Question
from cabochon.privacy.viewer import Viewer
from cabochon.refusals import NotAllowed, Refused, Unanswerable
from cabochon.settings import load
from cabochon.warehouse import Batch
from cabochon.warehouse.duckdb import DuckDBWarehouse
from cabochon.web.pages.today import reach_of

NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)  # everywhere the Sunday before is over, and is the last day of the facts
UNTIL = date(2026, 11, 22)
SHOWN_AT = datetime(2026, 11, 22, 20, tzinfo=UTC)
TEMPLATE_DOORS, TEMPLATE_WEEKS = 10, 13
EVERY, RATE = 0.25, 1_000  # seconds between two batches of facts; statements a second they stand for
MONTH = (UNTIL - timedelta(days=27), UNTIL)
FIRST_CUTS = 3


def folders(visits: int, data: Path) -> Path:
    """A data folder whose facts hold so many visits, made where it is missing."""
    template, group = data / "template", data / f"group-{visits}"
    if not (template / "made").exists():
        house = House.open(template, load(template, os.environ), clock=lambda: NOW)
        pretend.furnish(house, Quiet(), boutiques=TEMPLATE_DOORS, weeks=TEMPLATE_WEEKS)
        house.close()
        (template / "made").touch()
    if not (group / "made").exists():
        began = time.perf_counter()
        with opened(facts_of(template)) as db:
            size = bulk.size_for(visits, bulk.per_day(db, UNTIL))
        one = maison(boutiques=TEMPLATE_DOORS, until=NOW.date(), weeks=TEMPLATE_WEEKS)
        doors, people = bulk.group(one.doors, one.people, size)
        house = House.open(group, load(group, os.environ), clock=lambda: NOW)
        house.directory.keep([*doors, *people, *one.products])
        house.directory.put(Value(id="demo", value="bulk"))
        change = house.directory.change()
        house.close()
        for stale in group.glob("facts.duckdb*"):
            stale.unlink()
        codes = [door.code for door in one.doors]
        empty = DuckDBWarehouse(group / "facts.duckdb")
        empty.prepare(TABLES)
        empty.close()
        with opened(group / "facts.duckdb") as db:
            for day in bulk.multiply(db, facts_of(template), codes, size, until=UNTIL, change=change):
                print(f"\r{visits:,} visits: {size.doors} boutiques, to {day}", end="", file=sys.stderr, flush=True)
        print(f" in {time.perf_counter() - began:.0f} s", file=sys.stderr)
        (group / "made").touch()
    return group


def opened(path: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(path), config={"memory_limit": "1500MB", "threads": 2, "checkpoint_threshold": "1GB"})


def facts_of(folder: Path) -> Path:
    return max(folder.glob("facts.duckdb*"), key=lambda path: path.stat().st_size)


def viewers(house: House) -> dict[str, Viewer]:
    """Who looks: a boutique's manager, an area coach of a region, a leader of the whole house."""
    doors = house.snapshot.doors(UNTIL)
    region = frozenset(d.code for d in doors if d.region == "Asia")
    return {
        "manager": Viewer(account="m", role="manager", boutiques=frozenset({doors[0].code}), person="m"),
        "coach": Viewer(account="c", role="area_coach", boutiques=region),
        "leader": Viewer(account="l", role="hq_leader", boutiques=frozenset(d.code for d in doors)),
    }


def page(house: House, viewer: Viewer) -> Callable[[], Any]:
    def show() -> Any:
        return today.today(house.see_as(viewer), filters.Filters(), SHOWN_AT, reach=reach_of(viewer))

    return show


def timed(work: Callable[[], Any], runs: int, *, warm: int = 3) -> dict[str, float]:
    """Milliseconds: p50, p95, and processor time of the process for one, whoever else keeps the machine busy."""
    for _ in range(warm):
        work()
    waits, before = [], time.process_time()
    for _ in range(runs):
        began = time.perf_counter()
        work()
        waits.append((time.perf_counter() - began) * 1000)
    cpu = (time.process_time() - before) * 1000 / runs
    waits.sort()
    return {"p50": statistics.median(waits), "p95": waits[min(runs - 1, int(runs * 0.95))], "cpu": cpu}


@contextmanager
def arriving(house: House) -> Iterator[list[float]]:
    """Rows like those of the last day put in and taken out again, as the projector does; yields how long each took."""
    batches, over, took = list(_batches(house)), threading.Event(), list[float]()

    def work() -> None:
        n = 0
        while not over.wait(EVERY):
            began = time.perf_counter()
            house.warehouse.replace(batches[n % len(batches)])
            took.append((time.perf_counter() - began) * 1000)
            n += 1

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield took
    finally:
        over.set()
        thread.join()


def _batches(house: House, count: int = 20) -> Iterator[Batch]:
    """Rows of the last day of a few boutiques, as many as the statements of a pause make."""
    statements = int(RATE * EVERY)
    rows = {table: house.warehouse.fetch(table.name, {"day": UNTIL}) for table in FACTS}
    moments = next(found for table, found in rows.items() if table.name == "moment")
    for n in range(count):
        batch = Batch(house.warehouse.bookmark(), {}, {})
        for table, found in rows.items():
            part = max(1, statements * len(found) // max(1, len(moments))) if found else 0
            start = n * part % max(1, len(found))
            chosen = found[start : start + part]
            batch.rows[table.name] = chosen
            place = [c.name for c in table.columns].index(table.key)
            batch.gone[table.name] = {row[place] for row in chosen}
        yield batch


def measures(house: House, viewer: Viewer) -> dict[str, dict[str, float]]:
    """Every measure of the catalogue for a month: uncut, and by its first cuts."""
    see, found = house.see_as(viewer), {}
    for measure in catalogue.CATALOGUE:
        for by in ((), *((cut,) for cut in measure.cuts[:FIRST_CUTS])):
            asked = Question(measure.key, by=by, since=MONTH[0], until=MONTH[1])
            try:
                found[f"{measure.key} {' '.join(by)}".strip()] = timed(lambda a=asked: see.ask(a), 2, warm=1)
            except (Unanswerable, NotAllowed, Refused):
                continue
    return found


def plain_scans(house: House) -> float:
    """Milliseconds: a month's rows of what Today reads, each table summed up once by plain SQL."""
    db = house.warehouse
    trees = [
        sqlglot.parse_one(f"select count(*), sum({column}) from {table} where day >= :since and day <= :until")
        for table, column in (("receipt", "attached"), ("survey", "score"), ("step", "yes"), ("visit", "offered"))
    ]
    binds = {"since": MONTH[0], "until": MONTH[1]}
    return timed(lambda: [db.select(tree, binds) for tree in trees], 20)["p50"]


def plain_loop() -> float:
    began, total = time.perf_counter(), 0
    for n in range(10_000_000):
        total += n
    return time.perf_counter() - began


def resident() -> tuple[float, float]:
    """Megabytes now and at most."""
    now = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    return now, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def measured(folder: Path, *, visits: int, runs: int, still: bool) -> dict[str, Any]:
    house = House.open(folder, load(folder, os.environ), clock=lambda: SHOWN_AT)
    try:
        found: dict[str, Any] = {"visits": visits, "loop_s": plain_loop(), "scan_ms": plain_scans(house), "today": {}}
        found["disk_mb"] = facts_of(folder).stat().st_size / 1e6
        for name, viewer in viewers(house).items():
            found["today"][name] = timed(page(house, viewer), runs)
        asked = measures(house, viewers(house)["leader"])
        slow = sorted(asked.items(), key=lambda one: -one[1]["p50"])
        found["measures"] = {"asked": len(asked), "slowest": {k: v["p50"] for k, v in slow[:5]}}
        found["measures"]["p95"] = sorted(v["p50"] for v in asked.values())[int(len(asked) * 0.95)] if asked else 0
        if not still:
            for name, viewer in viewers(house).items():
                with arriving(house) as took:
                    found["today"][f"{name}, under writes"] = timed(page(house, viewer), runs)
                found["today"][f"{name}, under writes"]["write_p50"] = statistics.median(took) if took else 0.0
        found["rss_mb"], found["peak_mb"] = resident()
        return found
    finally:
        house.close()


def report(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        print(
            f"\n{row['visits']:,} visits, {row['disk_mb']:,.0f} MB on disk, {row['rss_mb']:,.0f} MB resident "
            f"({row['peak_mb']:,.0f} at most); ten million additions {row['loop_s']:.2f} s; a month's rows scanned "
            f"once by plain SQL {row['scan_ms']:.1f} ms"
        )
        print(f"{'Today':>24} {'p50 ms':>8} {'p95 ms':>8} {'cpu ms':>8} {'a write':>8}")
        for name, one in row["today"].items():
            print(
                f"{name:>24} {one['p50']:>8.1f} {one['p95']:>8.1f} {one['cpu']:>8.1f} {one.get('write_p50', 0):>8.1f}"
            )
        asked = row["measures"]
        print(f"{asked['asked']} measures and their cuts for a month: p95 {asked['p95']:.1f} ms; slowest:")
        for name, wait in asked["slowest"].items():
            print(f"{wait:>10.1f} ms  {name}")
    for one, other in pairwise(rows):
        more = other["visits"] / one["visits"]
        for name in one["today"]:
            grew = other["today"][name]["cpu"] / one["today"][name]["cpu"]
            print(f"{more:.0f} times the visits: Today, {name}: {grew:.1f} times the processor time")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visits", type=int, nargs="+", default=[1_000_000])
    parser.add_argument("--data", type=Path, help="keep the folders made there, and use those that are there")
    parser.add_argument("--runs", type=int, default=60)
    parser.add_argument("--still", action="store_true", help="measure only while nothing arrives")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        data = args.data or Path(scratch)
        rows = [
            measured(folders(visits, data), visits=visits, runs=args.runs, still=args.still) for visits in args.visits
        ]
    report(rows)
    if args.json:
        args.json.write_text(json.dumps(rows))


if __name__ == "__main__":
    main()
