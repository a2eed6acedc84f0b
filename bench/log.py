"""How fast the log keeps statements, beside bare SQLite inserts of the same run.

    python bench/log.py [--statements N] [--index N] [--folder DIR]

Prints statements/s for groups of 1, 50 and 500 from one sender and for 32 senders of single statements: bare SQLite
(statement row and id index, the ceiling), bare with eight index rows in each group, the log with the index in each
group, and the log with the index in sorted blocks behind the writer, of which the last block is written after the
clock stops (its seconds are given). `--index` sets the statements in a block. The deferred index pays as the log
grows: give some hundred thousand statements to see it. Quiet the machine first: a busy core makes each figure wrong.
"""

import argparse
import os
import random
import sqlite3
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from cabochon.stream import Entry
from cabochon.stream.sqlite import BLOCK, SQLiteLog

SHAPES = ((1, 1), (50, 1), (500, 1), (1, 32))  # (statements in a group, senders)
REFS = 8
Keep = Callable[[list[Entry]], object]


def entries(count: int) -> list[Entry]:
    """Statements of 1.2 kB: 30 verbs, 500 activities twice, 2,000 actors, a visit of some five, 10 doors, 3 more."""
    chance = random.Random(1)
    ranges = (30, 500, 500, 2_000, max(count // 5, 1), 10, 4, 20)
    keys = [[chance.randrange(-(2**63), 2**63) for _ in range(size)] for size in ranges]
    body = chance.randbytes(600).hex().encode()
    return [
        Entry(
            id=str(uuid.UUID(int=chance.getrandbits(128))),
            digest=chance.randbytes(16),
            clear=b"%012d" % number + body[12:],
            authority=b'{"account":{"homePage":"https://example.invalid","name":"till"}}',
            version="1.0.3",
            refs=tuple(chance.choice(some) for some in keys),
        )
        for number in range(count)
    ]


class Bare:
    """SQLite and nothing else: no queue, no checks; one sender."""

    def __init__(self, path: Path, index: bool) -> None:
        self._seq, self._index = 0, index
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.executescript(
            "pragma page_size = 8192; pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -65536;"
            "create table statement (seq integer primary key, id blob unique, digest blob, body blob);"
            "create table ref (key integer, seq integer, primary key (key, seq)) without rowid;"
        )

    def append(self, group: list[Entry]) -> None:
        rows = [
            (self._seq + n, bytes.fromhex(e.id.replace("-", "")), e.digest, e.clear) for n, e in enumerate(group, 1)
        ]
        self._connection.execute("begin immediate")
        self._connection.executemany("insert into statement values (?, ?, ?, ?)", rows)
        if self._index:
            pairs = sorted((key, self._seq + n) for n, e in enumerate(group, 1) for key in e.refs)
            self._connection.executemany("insert into ref values (?, ?)", pairs)
        self._connection.execute("commit")
        self._seq += len(group)

    def close(self) -> None:
        self._connection.close()


def rate(keep: Keep, said: list[Entry], *, group: int, senders: int) -> float:
    """Statements acknowledged in a second."""
    share = len(said) // senders

    def send(sender: int) -> None:
        for start in range(sender * share, (sender + 1) * share, group):
            keep(said[start : start + group])

    threads = [threading.Thread(target=send, args=(sender,)) for sender in range(senders)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return share * senders / (time.perf_counter() - began)


def sync(folder: Path) -> float:
    """Milliseconds for a synced write of 4 kB."""
    with open(folder / "sync", "wb") as file:
        began = time.perf_counter()
        for _ in range(100):
            file.write(b"x" * 4096)
            file.flush()
            os.fdatasync(file.fileno())
        return (time.perf_counter() - began) * 10


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--statements", type=int, default=12_000, help="for groups of 50 and 500; a tenth for singles")
    given.add_argument("--index", type=int, default=BLOCK // REFS, help="statements in an index block")
    given.add_argument("--folder", type=Path, default=None, help="where the files go (default: the system's)")
    given = given.parse_args()
    said = entries(given.statements)
    stores: dict[str, Callable[[Path], Bare | SQLiteLog]] = {
        "bare SQLite, id index only": lambda path: Bare(path, index=False),
        "bare SQLite, 8 index rows": lambda path: Bare(path, index=True),
        "log, index in each group": lambda path: SQLiteLog(path, block=0),
        "log, index in blocks": lambda path: SQLiteLog(path, block=given.index * REFS),
    }
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        print(f"a synced write of 4 kB takes {sync(Path(folder)):.2f} ms here; statements/s:")
        print(f"{'':28}" + "".join(f"{f'{g} x {s} senders' if s > 1 else f'groups of {g}':>17}" for g, s in SHAPES))
        for name, make in stores.items():
            print(f"{name:28}", end="", flush=True)
            closing = 0.0
            for number, (group, senders) in enumerate(SHAPES):
                if senders > 1 and name.startswith("bare"):
                    print(f"{'-':>17}", end="")
                    continue
                store = make(Path(folder) / f"{name[:8]}{number}{time.monotonic_ns()}.db")
                some = said if group > 1 else said[: max(len(said) // 10, senders)]
                print(f"{rate(store.append, some, group=group, senders=senders):>17,.0f}", end="", flush=True)
                began = time.perf_counter()
                store.close()
                closing = max(closing, time.perf_counter() - began)
            print(f"   (close {closing:.2f} s)")


if __name__ == "__main__":
    main()
