"""Webhooks at a pace: signed deliveries of a web shop at 200 a second, while the duty reads what was queued.

    ./run bench hooks [--rate 200] [--seconds 30] [--json FILE]

`cabochon serve` runs in a process of its own, as shipped. Deliveries are due at even times; a wait is from when one was
due to the end of its answer, so that a server that falls behind is not spared. The baseline is the same body to a
webhook that is not there: all of a request but the queue. Afterwards every delivery has to be a receipt, once.
"""

import argparse
import asyncio
import hashlib
import hmac
import json
import os
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import uvloop
from ingest import cabochon, free_port, processor, served

SECRET, LINES, REPEATS = b"seekrit", 32, 20
MAPPING = '[boutiques]\n"487" = "GVA01"\n'
DOORS = "code,zone,currency\nGVA01,Europe/Zurich,CHF\n"


@dataclass(frozen=True)
class Row:
    """Milliseconds; cost: us of the server's processor for each, what reads the queue with it."""

    name: str
    sent: int
    p50: float
    p95: float
    p99: float
    most: float
    cost: float


def order(number: int) -> bytes:
    """A web order as Shopify posts it, with the parts of a client that are not read: about 2 kB."""
    items = [
        {"id": number * 10 + n, "sku": sku, "quantity": 1, "price": price, "title": sku, "vendor": "Aubrac",
         "fulfillment_service": "manual", "grams": 200, "requires_shipping": True, "taxable": True,
         "tax_lines": [{"price": "10.00", "rate": 0.081, "title": "MWST"}]}
        for n, (sku, price) in enumerate((("W-100", "8000.00"), ("S-STRAP", "120.00"), ("C-PLAN", "90.00")))
    ]  # fmt: skip
    address = {"first_name": "A", "address1": "Rue du Rhone 1", "city": "Geneva", "zip": "1204", "country_code": "CH"}
    return json.dumps({
        "id": number, "order_number": number, "created_at": "2026-03-06T10:00:00+01:00", "currency": "CHF",
        "updated_at": "2026-03-06T10:00:00+01:00", "source_name": "pos", "location_id": 487, "line_items": items,
        "email": "client@example.com", "billing_address": address, "shipping_address": address, "note": "",
    }).encode()  # fmt: skip


def posted(path: str, body: bytes, number: int) -> bytes:
    signature = b64encode(hmac.digest(SECRET, body, hashlib.sha256)).decode()
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        f"X-Shopify-Hmac-Sha256: {signature}\r\nX-Shopify-Webhook-Id: w-{number}\r\n\r\n"
    ).encode() + body


async def paced(port: int, posts: list[bytes], rate: float, expected: int) -> list[float]:
    """Seconds each waited, from when it was due."""
    free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    for _ in range(LINES):
        free.put_nowait(await asyncio.open_connection("127.0.0.1", port))
    waits = []
    began = time.perf_counter() + 0.2

    async def one(post: bytes, due: float) -> None:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        line = await free.get()
        reader, writer = line
        writer.write(post)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        size = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(size or 0))
        waits.append(time.perf_counter() - due)
        free.put_nowait(line)
        if int(head[9:12]) != expected:
            raise SystemExit(f"answered {head[9:12].decode()}, not {expected}")

    async with asyncio.TaskGroup() as group:
        for place, post in enumerate(posts):
            group.create_task(one(post, began + place / rate))
    return waits


def measured(name: str, port: int, pid: int, posts: list[bytes], rate: float, expected: int) -> Row:
    before = processor(pid)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        waits = sorted(runner.run(paced(port, posts, rate, expected)))
    cost = (processor(pid) - before) / len(posts) * 1e6
    at = [waits[min(len(waits) - 1, int(share * len(waits)))] * 1000 for share in (0.5, 0.95, 0.99, 1)]
    return Row(name, len(posts), *at, cost)


def kept(data: Path) -> int:
    """Deliveries the house has read."""
    said = subprocess.run(cabochon("connection", "show", "shop", "--json", "--data", str(data)),
                          check=True, capture_output=True, text=True)  # fmt: skip
    return int(json.loads(said.stdout)["deliveries"]["read"])


def made(folder: Path) -> Path:
    data = folder / "data"
    (folder / "doors.csv").write_text(DOORS)
    (folder / "shop.toml").write_text(MAPPING)
    for words, given in (
        (("import", "doors", str(folder / "doors.csv")), b""),
        (("hook", "add", "shop", "--connector", "shopify", "--mapping", str(folder / "shop.toml")), SECRET + b"\n"),
    ):
        subprocess.run(cabochon(*words, "--data", str(data)), input=given, check=True, stdout=subprocess.DEVNULL)
    return data


def all_of(port: int, pid: int, data: Path, rate: float, seconds: float) -> Iterator[Row]:
    many = int(rate * seconds)
    posts = [posted("/hooks/shop", order(n), n) for n in range(1, many + 1)]
    unknown = [post.replace(b"/hooks/shop ", b"/hooks/nobody ") for post in posts]
    measured("warm", port, pid, unknown[:200], rate, 404)
    yield measured("unknown hook", port, pid, unknown, rate, 404)
    yield measured("signed", port, pid, posts, rate, 202)
    began = time.perf_counter()
    while (found := kept(data)) < many:
        if time.perf_counter() - began > 600:
            raise SystemExit(f"{found} of {many} deliveries were read")
        time.sleep(0.5)
    print(f"all read {time.perf_counter() - began:.0f} s after the last came", flush=True)
    yield measured("the same again", port, pid, posts[:REPEATS] * 50, rate, 202)
    if kept(data) != many:
        raise SystemExit("a repeat was kept twice")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=200, help="deliveries a second")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--json", type=Path, help="write the figures there too")
    args = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        data, port = made(Path(folder)), free_port()
        print(f"{'':16}{'sent':>8}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'most ms':>9}{'us each':>9}")
        with served(cabochon("serve", "--data", str(data), "--port", str(port)), port) as pid:
            for row in all_of(port, pid, data, args.rate, args.seconds):
                rows.append(row)
                print(f"{row.name:16}{row.sent:>8,}{row.p50:>9.1f}{row.p95:>9.1f}{row.p99:>9.1f}{row.most:>9.1f}"
                      f"{row.cost:>9.0f}", flush=True)  # fmt: skip
    print(f"load {os.getloadavg()[0]:.1f}", file=sys.stderr)
    if args.json:
        args.json.write_text(json.dumps([asdict(one) for one in rows]))


if __name__ == "__main__":
    main()
