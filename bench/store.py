"""The record store at a size: what it takes in and gives out with so many statements stored, beside the ceiling.

    ./run bench store [--stored 1000000] [--seconds 5] [--soak 0] [--json FILE]

One server, as shipped, in a process of its own. It is filled over HTTP first (batches of 500), which takes minutes.
Rates are beside `bench/bare.py`, the same HTTP server and log without judging, sealing and index, of the same run and
empty: what is practically possible in one Python process here. Ask for --soak 600 to see whether ten minutes tire it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import count, islice
from pathlib import Path
from random import Random
from uuid import uuid4

from ingest import HERE, cabochon, free_port, processor, served
from load import bodies, fire, get, request, statement

POSTS = ((1, 32), (1, 8), (50, 1), (500, 1), (50, 4))  # statements a request, clients
LIMIT = 25
QUERIES = {
    "id": lambda s: {"statementId": s["id"]},
    "verb": lambda s: {"verb": s["verb"]["id"], "limit": LIMIT},
    "agent": lambda s: {"agent": json.dumps(s["actor"]), "limit": LIMIT},
    "activity": lambda s: {"activity": s["object"]["id"], "limit": LIMIT},
    "registration": lambda s: {"registration": s["context"]["registration"], "limit": LIMIT},
    "agent and verb": lambda s: {"agent": json.dumps(s["actor"]), "verb": s["verb"]["id"], "limit": LIMIT},
    "related activity": lambda s: {
        "activity": s["context"]["contextActivities"]["grouping"][0]["id"],
        "related_activities": "true",
        "limit": LIMIT,
    },
    "newest": lambda _: {"limit": LIMIT},
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """rate: requests a second, of a post statements. Milliseconds; cost: us of the server's processor for each."""

    name: str
    rate: float
    p50: float
    p95: float
    p99: float
    cost: float


class Bench:
    def __init__(self, port: int, pid: int, key: str, secret: str) -> None:
        self.port, self.pid, self.key, self.secret = port, pid, key, secret
        self.next = self.filled = 0  # the first statement not made yet; how many were kept before the clock starts

    def posts(self, batch: int) -> Iterator[bytes]:
        while True:
            first, self.next = self.next, self.next + batch
            for body in bodies(first, batch, batch):
                yield request(body, key=self.key, secret=self.secret)

    def fill(self, stored: int) -> float:
        """Statements a second while it is filled; the time it takes to make them is left out."""
        seconds = 0.0
        while (left := stored - self.next) > 0:
            some = list(islice(self.posts(500), min(100, -(-left // 500))))
            result = fire(self.port, some, clients=2, batch=500)
            self.sure(result)
            seconds += result.seconds
            print(f"  filled {self.next:,}", file=sys.stderr, flush=True)
        self.filled = self.next
        return self.filled / seconds

    def post(self, batch: int, clients: int, seconds: float, *, ready: int) -> Row:
        """`ready`: requests made before the clock starts."""
        some = list(islice(self.posts(batch), ready))
        before = processor(self.pid)
        result = fire(self.port, some, clients=clients, batch=batch, seconds=seconds)
        self.sure(result)
        return self.row(f"post {batch}, {clients} clients", result, result.statements / result.seconds, before)

    def read(self, name: str, seconds: float, *, clients: int = 8) -> Row:
        dice = Random(1)
        asked = [QUERIES[name](statement(dice.randrange(self.filled))) for _ in range(2000)]
        some = [get(one, key=self.key, secret=self.secret) for one in asked]
        before = processor(self.pid)
        result = fire(self.port, (some[n % len(some)] for n in count()), clients=clients, seconds=seconds)
        self.sure(result)
        return self.row(f"get by {name}, {clients} clients", result, result.rate, before)

    def row(self, name, result, rate, before) -> Row:
        cost = (processor(self.pid) - before) / max(result.statements, 1) * 1e6
        row = Row(name, rate, result.wait(0.5), result.wait(0.95), result.wait(0.99), cost)
        print(
            f"{row.name:<32} {row.rate:>9,.0f} {row.p50:>8.1f} {row.p95:>8.1f} {row.p99:>8.1f} {row.cost:>8.0f}",
            flush=True,
        )
        return row

    @staticmethod
    def sure(result) -> None:
        if set(result.statuses) - {200}:
            raise SystemExit(f"not every request was answered with 200: {result.statuses}")


def speed() -> float:
    """How fast the machine is just now: ten million additions, in seconds of this process. It moves by the hour."""
    began, total = time.process_time(), 0
    for n in range(3_000_000):
        total += n
    return (time.process_time() - began) / 0.3


def resident(pid: int) -> float:
    """Megabytes; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:
        return 0.0


def ready(batch: int, seconds: float) -> int:
    """More requests than fit into the time."""
    return int(seconds * (8_000 if batch == 1 else 14_000 / batch)) + 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stored", type=int, default=20_000, help="statements stored before the clock starts")
    parser.add_argument("--seconds", type=float, default=4, help="a line of the table (default: 4)")
    parser.add_argument("--soak", type=float, default=0, help="seconds of single posts at the end")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    args = parser.parse_args()
    told: dict = {"stored": args.stored}
    with tempfile.TemporaryDirectory() as folder:
        ours, bare = Path(folder) / "ours", Path(folder) / "bare"
        bare.mkdir()
        print(f"{'':<32} {'rate/s':>9} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8} {'us each':>8}")
        print(f"the ceiling, empty (ten million additions take {speed():.2f} s)")
        port = free_port()
        with served([sys.executable, str(HERE / "bare.py"), str(bare), str(port)], port) as pid:
            top = Bench(port, pid, "a", "b")
            told["ceiling"] = [asdict(top.post(*s, args.seconds, ready=ready(s[0], args.seconds))) for s in POSTS]
        made = subprocess.run(cabochon("key", "add", "bench", "--scope", "all", "--data", str(ours)), check=True,
                              capture_output=True, text=True)  # fmt: skip
        key, secret = made.stdout.split()[-2:]
        port = free_port()
        with served(cabochon("serve", "--data", str(ours), "--port", str(port)), port) as pid:
            one = Bench(port, pid, key, secret)
            print(f"the house, {args.stored:,} stored ({speed():.2f} s)")
            told["fill"] = one.fill(args.stored)
            print(f"{'filled by 500, 2 clients':<32} {told['fill']:>9,.0f}")
            told["posts"] = [asdict(one.post(*s, args.seconds, ready=ready(s[0], args.seconds))) for s in POSTS]
            told["reads"] = [asdict(one.read(name, args.seconds)) for name in QUERIES]
            told["megabytes"] = resident(pid)
            if args.soak:
                told["soak"] = soak(one, args.soak)
        doctor = subprocess.run(cabochon("doctor", "--json", "--data", str(ours)), capture_output=True, text=True)
        told["kept"] = json.loads(doctor.stdout)["statements"]
        told["bytes"] = sum(f.stat().st_size for f in ours.glob("log.db*")) / told["kept"]
        print(f"resident {told['megabytes']:,.0f} MB; the log's files {told['bytes']:,.0f} bytes a statement")
        for mine, best in zip(told["posts"], told["ceiling"], strict=True):
            print(f"{mine['name']:<32} {mine['rate'] / best['rate']:>9.0%} of the ceiling")
    if args.json:
        args.json.write_text(json.dumps(told, indent=1))


def soak(one: Bench, seconds: float) -> list[float]:
    """Single posts from 32 clients; statements a second of each minute. 20,000 statements come again under new ids."""
    made = list(islice(one.posts(1), 20_000))
    places = [request.index(b'"id":"') + 6 for request in made]

    def again() -> Iterator[bytes]:
        for n in count():
            request, at = made[n % len(made)], places[n % len(made)]
            yield request[:at] + str(uuid4()).encode() + request[at + 36 :]

    rates, posts = [], again()
    for _ in range(max(1, int(seconds / 60))):
        before = processor(one.pid)
        result = fire(one.port, posts, clients=32, seconds=60)
        one.sure(result)
        rates.append(one.row(f"a minute of single posts ({speed():.2f} s)", result, result.rate, before).rate)
    print(f"the last minute came to {rates[-1] / rates[0]:.0%} of the first; resident {resident(one.pid):,.0f} MB")
    return rates


if __name__ == "__main__":
    main()
