"""How fast the log keeps and finds statements in PostgreSQL, beside the embedded log of the same run.

    python bench/postgres.py [--statements N] [--folder DIR]

Starts a server of its own (the binaries must be installed) with fsync on and little memory. Prints statements/s for
groups of 1, 50 and 500 from one sender, for 32 senders of single statements and, for PostgreSQL, for two processes
that send groups of 50 at once; then pages/s of 25 statements by a frequent key, a rare one and both together. Both
logs write their index: the embedded one in blocks behind the writer, of which the seconds to close are given.
"""

import argparse
import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "bench")]

from log import SHAPES, entries, rate, sync  # noqa: E402
from msgspec.structs import replace  # noqa: E402

from cabochon.stream import Query  # noqa: E402
from cabochon.stream.postgres import PostgresLog  # noqa: E402
from cabochon.stream.postgres_database import Database  # noqa: E402
from cabochon.stream.sqlite import SQLiteLog  # noqa: E402
from postgres_server import Server, server  # noqa: E402


def on(address: str) -> PostgresLog:
    return PostgresLog(Database(address), owned=True)


def pages(log: Any, *keys: int) -> float:
    """Pages of 25 in a second, for two seconds."""
    asked = Query(refs=tuple(frozenset((key,)) for key in keys), limit=25)
    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < 1:
        log.query(asked)
        count += 1
    return count / (time.perf_counter() - began)


def send(address: str, share: int, begin: Any) -> None:
    log = on(address)
    chance = random.Random(time.monotonic_ns())
    said = [replace(one, id=str(UUID(int=chance.getrandbits(128)))) for one in entries(share)]
    begin.wait()
    rate(log.append, said, group=50, senders=1)
    log.close()


def together(one: Server, count: int) -> float:
    """Statements a second of two processes that send groups of 50 at the same time."""
    address, spawn = one.schema(), multiprocessing.get_context("spawn")
    on(address).close()
    begin = spawn.Barrier(3)
    senders = [spawn.Process(target=send, args=(address, count // 2, begin)) for _ in range(2)]
    for sender in senders:
        sender.start()
    begin.wait()
    began = time.perf_counter()
    for sender in senders:
        sender.join()
    return count / (time.perf_counter() - began)


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--statements", type=int, default=10_000, help="for groups of 50 and 500; a fifth for singles")
    given.add_argument("--folder", type=Path, default=None, help="where the embedded log goes (default: the system's)")
    asked = given.parse_args()
    said = entries(asked.statements)
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder, server() as one:
        stores: dict[str, Callable[[], Any]] = {
            "embedded": lambda: SQLiteLog(Path(folder) / f"{time.monotonic_ns()}.db"),
            "PostgreSQL": lambda: on(one.schema()),
        }
        print(f"a synced write of 4 kB takes {sync(Path(folder)):.2f} ms here; statements/s:")
        print(f"{'':12}" + "".join(f"{f'{g} x {s} senders' if s > 1 else f'groups of {g}':>17}" for g, s in SHAPES))
        full: dict[str, Any] = {}
        for name, make in stores.items():
            print(f"{name:12}", end="", flush=True)
            closing = 0.0
            for group, senders in SHAPES:
                log, some = make(), said if group > 1 else said[: len(said) // 5]
                print(f"{rate(log.append, some, group=group, senders=senders):>17,.0f}", end="", flush=True)
                if group == 500:
                    full[name] = log
                    continue
                began = time.perf_counter()
                log.close()
                closing = max(closing, time.perf_counter() - began)
            print(f"   (close {closing:.2f} s)")
        print(f"PostgreSQL, two processes, groups of 50: {together(one, asked.statements):,.0f} statements/s")
        verb, actor = said[0].refs[0], said[0].refs[3]
        print(f"pages of 25 a second, {asked.statements:,} kept:")
        for name, log in full.items():
            found = [("a verb", (verb,)), ("an actor", (actor,)), ("both", (verb, actor)), ("all", ())]
            print(f"{name:12}" + "".join(f"{what:>12} {pages(log, *keys):>8,.0f}" for what, keys in found))
            log.close()


if __name__ == "__main__":
    main()
