"""From an accepted statement to a changed tile, under 200 statements a second of a pretend group of 150 boutiques.

    ./run bench live [--seconds 20] [--rate 200] [--batch 1] [--boutiques 150]

So many statements a second are a large group's: in fewer boutiques everybody would serve dozens of clients at once.

A statement counts as shown when a Today page asked for after the live event that covers it has been received whole. The
baseline beside it: the same pages fetched while nothing arrives.
"""

import argparse
import asyncio
import http.client
import json
import os
import re
import subprocess
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import msgspec
from ingest import cabochon, free_port, served
from load import request
from quiet import Quiet

from cabochon import vocabulary
from cabochon.cli import pretend
from cabochon.demo.weeks import moment
from cabochon.house import House
from cabochon.settings import load

PAUSE = 0.25  # seconds live.js waits for more news before it asks for the page


class Watcher:
    """A signed-in manager's page: listens to /live, waits its moment, then fetches Today as it stands by then."""

    def __init__(self, port: int, link: str) -> None:
        self.port, self.shown, self.pages = port, [], []
        self.cookie, self.ready, self.news = sign_in(port, link), threading.Event(), threading.Event()
        self.first = self.mark = 0

    def start(self) -> None:
        for work in (self._listen, self._show):
            threading.Thread(target=work, daemon=True).start()
        self.ready.wait(20)

    def _listen(self) -> None:
        stream = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        stream.request("GET", "/live", headers={"Cookie": self.cookie, "Accept": "text/event-stream"})
        answer = stream.getresponse()
        while line := answer.readline():
            if line.startswith(b"data:"):
                self.mark = int(re.search(rb"\d+", line).group())
                self.first = self.first or self.mark
                self.ready.set()
                self.news.set()

    def _show(self) -> None:
        while self.news.wait():
            time.sleep(PAUSE)
            self.news.clear()
            mark, began = self.mark, time.perf_counter()
            fetch(self.port, self.cookie)
            self.pages.append(time.perf_counter() - began)
            self.shown.append((mark, time.perf_counter()))


def sign_in(port: int, link: str) -> str:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    path = link[link.index("/link/") :]
    line.request("GET", path)
    page = line.getresponse()
    cookies = "; ".join(v.split(";")[0] for k, v in page.getheaders() if k.lower() == "set-cookie")
    csrf = re.search(r'name="csrf" value="([^"]+)"', page.read().decode()).group(1)
    line.request(
        "POST",
        path,
        body=f"csrf={csrf}",
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": cookies,
            "Origin": f"http://127.0.0.1:{port}",
        },
    )
    done = line.getresponse()
    done.read()
    cookies = (v.split(";")[0] for k, v in done.getheaders() if k.lower() == "set-cookie")
    return next(one for one in cookies if "-form" not in one.split("=")[0])


def fetch(port: int, cookie: str) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", "/today", headers={"Cookie": cookie})
    page = line.getresponse()
    body = page.read()
    if page.status != 200 or b"data-live" not in body:
        raise SystemExit(f"Today answered {page.status}")


async def answer(reader: asyncio.StreamReader) -> int:
    """The status of one answer, its body read to the end."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: *(\d+)", head)
    if length:
        await reader.readexactly(int(length.group(1)))
    return int(head.split(b" ", 2)[1])


async def post(port: int, bodies: list[bytes], *, rate: float, batch: int, sent: list[float]) -> None:
    """Open loop: a request every batch/rate seconds over 16 connections; when each statement was acknowledged."""
    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(16)]
    began, waiting = time.perf_counter(), list(enumerate(bodies))

    async def client(k: int) -> None:
        reader, writer = lines[k]
        for n, body in waiting[k::16]:
            await asyncio.sleep(max(0.0, began + n * batch / rate - time.perf_counter()))
            writer.write(body)
            if await answer(reader) != 200:
                raise SystemExit("a statement was not taken")
            sent.extend([time.perf_counter()] * batch)

    await asyncio.gather(*(client(k) for k in range(16)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--rate", type=float, default=200)
    parser.add_argument("--batch", type=int, default=1, help="statements a request (default: 1; 50 for --rate 1000)")
    parser.add_argument("--boutiques", type=int, default=150)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data, port = Path(folder) / "data", free_port()
        house = House.open(data, load(data, os.environ))
        maison = pretend.furnish(house, Quiet(), boutiques=args.boutiques, weeks=1)
        link = next(address for title, _, address in pretend.links(house, maison) if title.startswith("Store manager"))
        bodies = statements(house, maison, int(args.rate * args.seconds))
        house.close()
        made = subprocess.run(cabochon("key", "add", "bench", "--scope", "all", "--data", str(data)), check=True,
                              capture_output=True, text=True)  # fmt: skip
        key, secret = made.stdout.split()[-2:]
        posts = [bodies[n : n + args.batch] for n in range(0, len(bodies) - args.batch + 1, args.batch)]
        joined = [one[0] if len(one) == 1 else b"[" + b",".join(one) + b"]" for one in posts]
        requests = [request(body, key=key, secret=secret) for body in joined]
        with served(cabochon("serve", "--data", str(data), "--port", str(port)), port):
            watcher = Watcher(port, link)
            still = []
            for _ in range(20):
                began = time.perf_counter()
                fetch(port, watcher.cookie)
                still.append(time.perf_counter() - began)
            watcher.start()
            sent: list[float] = []
            asyncio.run(post(port, requests, rate=args.rate, batch=args.batch, sent=sent))
            time.sleep(3)
    report(watcher, sorted(sent), still, args.rate)


def statements(house: House, maison, count: int) -> list[bytes]:
    """Receipts, observations, surveys and module steps of the vocabulary, as another program would post them."""
    dice, found, n = Random(7), [], 0
    while len(found) < count:
        n += 1
        for event in moment(maison, now=datetime.now(UTC), dice=dice, number=100_000 + n):
            named, _ = house.entrance.naming.named(event, house.snapshot.person_of)
            found.append(msgspec.json.encode(vocabulary.say(named, house.home)))
    return found[:count]


def report(watcher: Watcher, sent: list[float], still: list[float], rate: float) -> None:
    waits, shown = [], watcher.shown
    for n, at in enumerate(sent, 1):
        mark = watcher.first + n
        seen = next((when for covered, when in shown if covered >= mark), None)
        if seen is None:
            raise SystemExit(f"statement {n} of {len(sent)} was never shown")
        waits.append(max(0.0, seen - at))
    waits.sort()
    pages = sorted(watcher.pages)
    out = {
        "statements": len(sent), "rate": rate,
        "p50_ms": round(waits[len(waits) // 2] * 1000), "p99_ms": round(waits[int(len(waits) * 0.99)] * 1000),
        "worst_ms": round(waits[-1] * 1000), "pages": len(pages), "page_p50_ms": round(pages[len(pages) // 2] * 1000),
        "still_page_p50_ms": round(sorted(still)[len(still) // 2] * 1000),
    }  # fmt: skip
    print(json.dumps(out))


if __name__ == "__main__":
    main()
