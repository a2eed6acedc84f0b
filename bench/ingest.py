"""Statements in: durable single posts from 32 clients, batches of 50 and 500, beside the ceiling of the same run.

    ./run bench ingest [--statements 6000] [--json FILE]

Every figure is of a real server in a process of its own; what was acknowledged is counted in the log afterwards.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from load import bodies, fire, request

HERE = Path(__file__).parent
SHAPES = ((1, 32), (50, 1), (50, 4), (500, 1))  # statements a request, clients
SEEN = 4_000  # statements sent before the clock starts: by then most actors are known and their text keys made


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cabochon(*words: str) -> list[str]:
    return [sys.executable, "-m", "cabochon", *words]


@contextmanager
def served(command: list[str], port: int) -> Iterator[int]:
    """The command running and answering; ends with it stopped."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        else:
            raise SystemExit(f"{command[2]} did not start")
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def processor(pid: int) -> float:
    """Seconds of processor time the process has used, all threads; 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Row:
    """One shape: statements a second, milliseconds to the answer, microseconds of the server's processor for each."""

    batch: int
    clients: int
    rate: float
    p50: float
    p99: float
    cost: float
    sent: int


def measured(port: int, pid: int, key: str, secret: str, *, total: int) -> list[Row]:
    rows, first = [], 0
    for place, (batch, clients) in enumerate(SHAPES):
        count = total if batch == 1 else max(total, batch * 4)
        warm = SEEN if not place else max(batch, count // 10)
        requests = [request(body, key=key, secret=secret) for body in bodies(first, warm + count, batch)]
        first += warm + count
        early = warm // batch
        fire(port, requests[:early], clients=clients, batch=batch)
        before = processor(pid)
        result = fire(port, requests[early:], clients=clients, batch=batch)
        if set(result.statuses) != {200}:
            raise SystemExit(f"not every post was taken: {result.statuses}")
        cost = (processor(pid) - before) / result.statements * 1e6
        rows.append(Row(batch, clients, result.rate, result.wait(0.5), result.wait(0.99), cost, len(requests) * batch))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, default=6000, help="a shape (default: 6000)")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ours, bare = Path(folder) / "ours", Path(folder) / "bare"
        bare.mkdir()
        made = subprocess.run(cabochon("key", "add", "bench", "--scope", "all", "--data", str(ours)), check=True,
                              capture_output=True, text=True, env=os.environ)  # fmt: skip
        key, secret = made.stdout.split()[-2:]
        port = free_port()
        with served([sys.executable, str(HERE / "bare.py"), str(bare), str(port)], port) as pid:
            ceiling = measured(port, pid, "a", "b", total=args.statements)
        port = free_port()
        with served(cabochon("serve", "--data", str(ours), "--port", str(port)), port) as pid:
            whole = measured(port, pid, key, secret, total=args.statements)
        doctor = subprocess.run(
            cabochon("doctor", "--json", "--data", str(ours)), check=True, capture_output=True, text=True
        )
    sent = sum(row.sent for row in whole)
    found = json.loads(doctor.stdout)["statements"]
    print(f"{'a request':>10} {'clients':>8} {'statements/s':>13} {'p50 ms':>8} {'p99 ms':>8} {'us each':>8}", end="")
    print(f" {'ceiling/s':>11} {'us each':>8} {'share':>7}")
    for row, top in zip(whole, ceiling, strict=True):
        print(
            f"{row.batch:>10} {row.clients:>8} {row.rate:>13,.0f} {row.p50:>8.1f} {row.p99:>8.1f} {row.cost:>8.0f}",
            end="",
        )
        print(f" {top.rate:>11,.0f} {top.cost:>8.0f} {row.rate / top.rate:>7.0%}")
    print(f"kept {found:,} of {sent:,} acknowledged")
    if args.json:
        args.json.write_text(
            json.dumps({"ours": [*map(asdict, whole)], "ceiling": [*map(asdict, ceiling)], "kept": found, "sent": sent})
        )
    if found != sent:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
