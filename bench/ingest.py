"""Statements in: durable single posts from 32 clients, batches of 50 and 500, beside the ceiling of the same run.

    ./run bench ingest [--statements 6000] [--json FILE]

Every figure is of a real server in a process of its own; what was acknowledged is counted in the log afterwards.
"""

import argparse
import asyncio
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
from pathlib import Path

from load import bodies, fire, request

HERE = Path(__file__).parent
SHAPES = ((1, 32), (50, 1), (50, 4), (500, 1))  # statements a request, clients


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


def measured(port: int, key: str, secret: str, *, total: int) -> list[tuple[int, int, float, float, float]]:
    rows, first = [], 0
    for batch, clients in SHAPES:
        count = total if batch == 1 else max(total, batch * 4)
        requests = [request(body, key=key, secret=secret) for body in bodies(first, count, batch)]
        first += count
        warm, requests = requests[: len(requests) // 10], requests[len(requests) // 10 :]
        asyncio.run(fire(port, warm, clients=clients, batch=batch))
        result = asyncio.run(fire(port, requests, clients=clients, batch=batch))
        if set(result.statuses) != {200}:
            raise SystemExit(f"not every post was taken: {result.statuses}")
        rows.append((batch, clients, result.rate, result.wait(0.5), result.wait(0.99)))
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
        with served([sys.executable, str(HERE / "bare.py"), str(bare), str(port)], port):
            ceiling = measured(port, "a", "b", total=args.statements)
        port = free_port()
        with served(cabochon("serve", "--data", str(ours), "--port", str(port)), port):
            whole = measured(port, key, secret, total=args.statements)
        doctor = subprocess.run(cabochon("doctor", "--json", "--data", str(ours)), check=True, capture_output=True, text=True)
    sent = sum(args.statements if b == 1 else max(args.statements, b * 4) for b, _ in SHAPES)
    found = json.loads(doctor.stdout)["statements"]
    print(f"{'a request':>10} {'clients':>8} {'statements/s':>13} {'p50 ms':>8} {'p99 ms':>8} {'ceiling/s':>11} {'share':>7}")
    for (batch, clients, rate, p50, p99), (_, _, top, _, _) in zip(whole, ceiling, strict=True):
        print(f"{batch:>10} {clients:>8} {rate:>13,.0f} {p50:>8.1f} {p99:>8.1f} {top:>11,.0f} {rate / top:>7.0%}")
    print(f"kept {found:,} of {sent:,} acknowledged")
    if args.json:
        args.json.write_text(json.dumps({"ours": whole, "ceiling": ceiling, "kept": found, "sent": sent}))
    if found != sent:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
