"""From statements to facts: a rebuild of the log, catching up by few and by many, a late survey in a big boutique.

    ./run bench project [--statements 100000] [--surveys 30] [--json FILE]

The statements are a pretend maison's, of every kind. Beside it, of the same run: the log read once without telling it.
Processor time is of the whole process; it moves less than the clock when other programs are busy.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cabochon.demo.maison import SURVEY, maison
from cabochon.demo.weeks import history
from cabochon.house import House
from cabochon.retail.events import EventKind, Receipt, Survey
from cabochon.settings import load

NOW = datetime(2026, 11, 22, 20, tzinfo=UTC)
WEEKS, BUSY = 12, 8  # of the maison; how many times the usual visits its first boutique has
A_DOOR = 3_100  # statements of one boutique in those weeks, about
AT_ONCE = (1, 25, 250, 4_000)  # statements that arrive together


@contextmanager
def clocked(found: dict[str, float]) -> Iterator[None]:
    began, before = time.perf_counter(), time.process_time()
    yield
    found["seconds"], found["cpu"] = time.perf_counter() - began, time.process_time() - before


def events(count: int) -> tuple[list[EventKind], list[EventKind], Any]:
    """So many of a maison with one big boutique in the order of their time, and what comes after them."""
    house = maison(boutiques=count // A_DOOR + 2, until=NOW.date(), weeks=WEEKS)
    first = house.doors[0].code
    house.traffic[first] *= BUSY
    told = sorted(history(house, now=NOW, weeks=WEEKS), key=lambda event: event.at)
    later = sum(AT_ONCE)
    return told[:-later][-count:], told[-later:], house


def late_surveys(told: list[EventKind], door: str, count: int) -> list[Survey]:
    """Clients of the big boutique who answer only now, and name the visit's time alone."""
    surveyed = {e.key for e in told if isinstance(e, Survey)}
    sold = [e for e in told if isinstance(e, Receipt) and e.boutique == door and e.sale_type == "sale"]
    silent = [e for e in sold if f"R-{e.key}" not in surveyed and told[-1].at - e.at < timedelta(days=30)]
    return [
        Survey(at=told[-1].at, boutique=door, source=SURVEY, key=f"late-{n}", revision="1", raw=4, low=1, high=5,
               visited=one.at + timedelta(minutes=3))
        for n, one in enumerate(silent[:count])
    ]  # fmt: skip


def timed_each(house: House, found: list[EventKind], work: Callable[[], Any]) -> dict[str, float]:
    waits, cpu = [], []
    for event in found:
        house.keep_as().events([event])
        one: dict[str, float] = {}
        with clocked(one):
            work()
        waits.append(one["seconds"] * 1000)
        cpu.append(one["cpu"] * 1000)
    waits.sort()
    cpu.sort()
    at = min(len(waits) - 1, int(len(waits) * 0.95))
    return {"p50": waits[len(waits) // 2], "p95": waits[at], "cpu": cpu[len(cpu) // 2]}


def measured(statements: int, surveys: int) -> dict[str, Any]:
    told, later, one = events(statements)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "data"
        house = House.open(folder, load(folder, os.environ), clock=lambda: NOW)
        house.directory.keep([*one.doors, *one.people, *one.identifiers, *one.products])
        house.keep_as().events(told, fresh=True)
        out: dict[str, Any] = {"statements": house.log.position()}
        read: dict[str, float] = {}
        with clocked(read):
            for start in range(0, house.log.position(), 20_000):
                house.log.told(start, min(start + 20_000, house.log.position()))
        out["read"] = read
        out["first"], out["rebuild"] = {}, {}
        with clocked(out["first"]):
            house.catch_up()
        with clocked(out["rebuild"]):
            house.rebuild()
        out["together"] = {}
        waiting = iter(later)
        for size in AT_ONCE:
            house.keep_as().events([next(waiting) for _ in range(size)], fresh=True)
            out["together"][size] = {}
            with clocked(out["together"][size]):
                house.catch_up()
        late = late_surveys(told, one.doors[0].code, surveys)
        out["big boutique"] = sum(e.boutique == one.doors[0].code for e in told)
        out["late survey"] = timed_each(house, list(late), house.catch_up)
        house.close()
    return out


def report(out: dict[str, Any]) -> None:
    n = out["statements"]
    print(f"{n:,} statements; read without telling: {n / out['read']['cpu']:,.0f} a second of processor time")
    for name in ("first", "rebuild"):
        one = out[name]
        print(
            f"{name:>10}: {n / one['seconds']:>9,.0f} statements/s, {n / one['cpu']:>9,.0f} a second of processor time"
        )
    for size, one in out["together"].items():
        print(f"{size:>6,} together: {one['seconds'] * 1000:>8.1f} ms, {one['cpu'] * 1000:>8.1f} ms of processor time")
    late = out["late survey"]
    print(
        f"a late survey in a boutique of {out['big boutique']:,} statements: p50 {late['p50']:.1f} ms, "
        f"p95 {late['p95']:.1f} ms, {late['cpu']:.1f} ms of processor time"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, default=100_000)
    parser.add_argument("--surveys", type=int, default=30, help="late ones (default: 30)")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    args = parser.parse_args()
    out = measured(args.statements, args.surveys)
    report(out)
    if args.json:
        args.json.write_text(json.dumps(out))


if __name__ == "__main__":
    main()
