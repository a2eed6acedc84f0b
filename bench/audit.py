"""The audit at a size: how many entries a second, how long a search and a proof take.

    ./run bench audit [--entries 1000000] [--postgres ADDRESS] [--json FILE]

Entries are made in lots through the directory itself: what a page adds (8 looks at once), and single ones. Most are
looks, by 300 readers of 2,000 people, with a sign-in now and then. Times are the worst of seven searches each.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cabochon.directory import Asked, Directory
from cabochon.directory.sqlite import SQLiteDirectory

LOT = 5_000
READERS, PEOPLE = 300, 2_000
PAGES = ("Today", "Week", "Person", "Actions")


class Clock:
    """An entry every seven seconds: a million are eleven weeks."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=7)
        return self.now


def deed(number: int) -> tuple[str, str, str, str]:
    who = f"account-{number % READERS}"
    if number % 50 == 0:
        return who, "signed in by password", who, ""
    if number % 99_991 == 0:
        return "admin", "exported statements", "jsonl", "since 2026-01-01"
    return who, "looked at", f"person-{number * 7919 % PEOPLE}", PAGES[number % 4]


def filled(directory: Directory, entries: int, clock: Clock) -> float:
    """Entries a second while they are made in lots of LOT."""
    start = time.perf_counter()
    for first in range(0, entries, LOT):
        directory.note_all([deed(number) for number in range(first, min(first + LOT, entries))])
        clock.now += timedelta(seconds=7 * LOT)
        print(f"\r{first + LOT:,} of {entries:,}", end="", file=sys.stderr)
    print(file=sys.stderr)
    return entries / (time.perf_counter() - start)


def rate(directory: Directory, together: int, seconds: float = 3) -> float:
    """Transactions a second of so many entries each, one after the other."""
    done, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        directory.note_all([deed(done * together + one) for one in range(together)])
        done += 1
    return done / (time.perf_counter() - start)


def worst(search: Callable[[], object]) -> float:
    """Milliseconds, the worst of seven."""
    times = []
    for _ in range(7):
        start = time.perf_counter()
        search()
        times.append(time.perf_counter() - start)
    return round(max(times) * 1000, 1)


def searched(directory: Directory) -> dict[str, float]:
    def ms(**asked: object) -> float:
        return worst(lambda: directory.noted(Asked(limit=51, **asked)))  # type: ignore[arg-type]

    half = directory.head()[0] // 2
    middle = directory.noted(Asked(before=half, limit=1))[0].at[:10]
    return {
        "newest": ms(),
        "an old page": ms(before=half),
        "by a reader": ms(actors=("account-7",)),
        "about a person": ms(abouts=("person-7",)),
        "a reader and a person": ms(actors=("account-7",), abouts=("person-7",)),
        "a rare deed": ms(word="exported"),
        "a frequent deed": ms(word="looked"),
        "a reader and a rare deed": ms(actors=("account-7",), word="exported"),
        "a day": ms(since=middle, until=f"{middle}T23:59:59"),
        "a person, a deed, from a day on": ms(abouts=("person-7",), word="looked", since=middle),
    }


def measured(directory: Directory, entries: int, clock: Clock) -> dict[str, object]:
    lots = filled(directory, entries, clock)
    found: dict[str, object] = {
        "entries": entries,
        "made in lots, a second": round(lots),
        "single entries a second": round(rate(directory, 1)),
        "pages of 8 looks a second": round(rate(directory, 8)),
        "search, worst ms": searched(directory),
    }
    start = time.perf_counter()
    faults = directory.check_audit()
    return found | {"proof, s": round(time.perf_counter() - start, 1), "faults": faults}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--postgres", default="", metavar="ADDRESS", help="an empty database, instead of files")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    clock = Clock()
    with tempfile.TemporaryDirectory(prefix="cabochon-audit-") as folder:
        if args.postgres:
            from cabochon.directory.postgres import PostgresDirectory
            from cabochon.stream.postgres_database import Database

            directory: Directory = PostgresDirectory(Database(args.postgres), clock=clock)
        else:
            directory = SQLiteDirectory(Path(folder), clock=clock)
        found = measured(directory, args.entries, clock)
        if not args.postgres:
            found["MB"] = round((Path(folder) / "directory.db").stat().st_size / 1e6)
        with suppress(Exception):
            directory.close()
    text = json.dumps(found, indent=2)
    print(text)
    if args.json:
        args.json.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
