"""A backup while others write: how long, how much a writer waits for it, and whether the house comes back the same.

    ./run bench backup [--stored 2000 100000] [--clients 8] [--json FILE]

Clients post single statements one after the other, first without and then with `cabochon backup` beside them. The worst
wait is of one post from its first byte to its answer. Then the backup is restored: every statement acknowledged before
it began must be in it; and a second one, made when nobody writes, must give the same facts.
"""

import argparse
import asyncio
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import uvloop
from ingest import cabochon, free_port, served
from load import bodies, fire, request

QUIET = 5.0  # s of writing without a backup beside it
BATCH = 500
SPARE = 40_000  # statements made ahead for the clients
AFTER = 0.5  # s: what a backup left to be done is its own fault too


@dataclass(frozen=True)
class Row:
    """Milliseconds waited for a post, without and with a backup beside it. seconds: of the backup in the server; rate:
    posts a second."""

    stored: int
    size: int
    seconds: float
    alone_rate: float
    alone_p99: float
    alone_worst: float
    beside_rate: float
    beside_p99: float
    beside_worst: float
    restored: float


@dataclass(frozen=True)
class Wait:
    begun: float
    took: float


async def posted(port: int, coming: Iterator[bytes], clients: int, doing: asyncio.Event) -> list[Wait]:
    """Posts by so many clients until `doing` is set."""
    waits: list[Wait] = []

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while not doing.is_set():
            body = next(coming)
            begun = time.time()
            writer.write(body)
            head = await reader.readuntil(b"\r\n\r\n")
            size = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            await reader.readexactly(size)
            if not head.startswith(b"HTTP/1.1 200"):
                raise SystemExit(f"a post was not taken: {head[:60]!r}")
            waits.append(Wait(begun, time.time() - begun))
        writer.close()

    await asyncio.gather(*(client() for _ in range(clients)))
    return waits


async def beside(port: int, coming: Iterator[bytes], clients: int, command: list[str]) -> tuple[list[Wait], float]:
    """All waits, and when the command was begun."""
    doing = asyncio.Event()
    writing = asyncio.create_task(posted(port, coming, clients, doing))
    await asyncio.sleep(QUIET)
    begun = time.time()
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.DEVNULL)
    if await process.wait():
        raise SystemExit("the backup failed")
    await asyncio.sleep(1)
    doing.set()
    return await writing, begun


def measured(folder: Path, stored: int, clients: int) -> Row:
    data, into, keys = folder / "data", folder / "backups", folder / "keys"
    made = subprocess.run(cabochon("key", "add", "bench", "--scope", "all", "--data", str(data)), check=True,
                          capture_output=True, text=True)  # fmt: skip
    key, secret = made.stdout.split()[-2:]
    port = free_port()
    spare = [request(body, key=key, secret=secret) for body in bodies(stored, SPARE, 1)]
    backup = cabochon("backup", str(into), "--keys", str(keys), "--json", "--data", str(data))
    with served(cabochon("serve", "--data", str(data), "--port", str(port)), port):
        filling = [request(body, key=key, secret=secret) for body in bodies(0, stored, BATCH)]
        fire(port, filling, clients=2, batch=BATCH)
        waits, asked = asyncio.run(beside(port, iter(spare), clients, backup))
        first = json.loads((min(into.iterdir()) / "manifest.json").read_text())["backup"]
        began, ended = (datetime.fromisoformat(first[one]).timestamp() for one in ("began", "made"))
        alone = [one for one in waits if one.begun + one.took < asked]
        during = [one for one in waits if one.begun + one.took >= began and one.begun <= ended + AFTER]
        acknowledged = len(filling) * BATCH + sum(one.begun + one.took < began for one in waits)
        if first["position"] < acknowledged:
            raise SystemExit(f"{acknowledged} were acknowledged before it began, {first['position']} are inside")
        time.sleep(1.1)
        subprocess.run(backup, check=True, capture_output=True)
        told = subprocess.run(
            cabochon("rebuild", "--json", "--data", str(data)), check=True, capture_output=True, text=True
        )
    begun = time.monotonic()
    words = ("restore", str(into), "--keys", str(keys), "--json", "--data", str(folder / "restored"))
    found = json.loads(subprocess.run(cabochon(*words), check=True, capture_output=True, text=True).stdout)
    took = time.monotonic() - begun
    if found["digest"] != json.loads(told.stdout)["digest"] or found["faults"]:
        raise SystemExit(f"the restored house differs: {found['faults']}")
    return Row(
        stored,
        sum(one["size"] for one in first["files"].values()),
        ended - began,
        *_figures(alone),
        *_figures(during),
        took,
    )


def _figures(waits: list[Wait]) -> tuple[float, float, float]:
    """Posts a second, and milliseconds at the 99th percentile and at worst."""
    took = sorted(one.took * 1000 for one in waits)
    span = max(one.begun for one in waits) - min(one.begun for one in waits)
    return len(waits) / span, took[int(len(took) * 0.99)], took[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stored", type=int, nargs="*", default=[2_000, 100_000], help="statements before it begins")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--json", type=Path, help="write the figures there too")
    args = parser.parse_args()
    uvloop.install()
    rows = []
    for stored in args.stored:
        with tempfile.TemporaryDirectory() as folder:
            rows.append(measured(Path(folder), stored, args.clients))
            shutil.rmtree(folder, ignore_errors=True)
            Path(folder).mkdir()
    print(
        f"{'stored':>9} {'MB':>7} {'backup s':>9} {'':>6} {'posts/s':>8} {'p99 ms':>7} {'worst ms':>9}"
        f" {'restore s':>10}"
    )
    for row in rows:
        print(f"{row.stored:>9,} {row.size / 1e6:>7,.0f} {row.seconds:>9.1f} {'alone':>6} {row.alone_rate:>8,.0f} "
              f"{row.alone_p99:>7.1f} {row.alone_worst:>9.1f} {row.restored:>10.1f}")  # fmt: skip
        print(f"{'':>9} {'':>7} {'':>9} {'beside':>6} {row.beside_rate:>8,.0f} {row.beside_p99:>7.1f} "
              f"{row.beside_worst:>9.1f}")  # fmt: skip
    if args.json:
        args.json.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
