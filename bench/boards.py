"""Dashboards at a size: each page for its viewers over HTTP, warm, beside a page that asks the facts nothing.

    ./run bench boards [--visits 1000000] [--data DIR] [--runs 30] [--ahead] [--json FILE]

The group of `bench scale` is served as `cabochon serve` serves it; a manager, an area coach and a leader of
headquarters ask for each page they may open, packed as a browser asks. A page's time is from the request's first byte
to the answer's last. The baseline is the page of a number that is not there: everything of a request but the figures.
Between the runs of `moving` a batch of facts of the last day is written, as in a house where things come in, so that no
answer about today can be given again. With --ahead the duty `warming` has asked before anybody looks, as after a night:
the first look is then a morning's; without, one after a start.
"""

import argparse
import http.client
import json
import os
import re
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import scale

from cabochon.directory.rows import Account
from cabochon.duties import warming
from cabochon.house import House
from cabochon.house.reaching_back import by_door, earliest
from cabochon.settings import load
from cabochon.web import Limits, app, server

PAGES = {
    "manager": ("/today", "/behaviours", "/upskilling", "/numbers/attach_rate", "/numbers/csat?line=watch",
                "/explore?measure=attach_rate&by=product_line&then=daypart", "/loss", "/review", "/weekly"),
    "area_coach": ("/today", "/behaviours", "/upskilling", "/doors", "/numbers/attach_rate", "/explore", "/loss",
                   "/review", "/weekly"),
    "hq_leader": ("/today", "/behaviours", "/upskilling", "/doors", "/numbers/attach_rate",
                  "/explore?measure=attach_rate&by=region&then=product_line", "/loss", "/programme", "/review",
                  "/weekly"),
}  # fmt: skip
BASELINE = "/numbers/none_by_that_name"


@contextmanager
def serving(house: House) -> Iterator[int]:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        one = server(app(house), host="127.0.0.1", port=0, limits=Limits())
        thread = threading.Thread(target=one.run, kwargs={"sockets": [place]})
        thread.start()
        while not one.started and thread.is_alive():
            time.sleep(0.01)
        try:
            yield place.getsockname()[1]
        finally:
            one.should_exit = True
            thread.join(15)


class Looking:
    """A signed-in browser that keeps its connection."""

    def __init__(self, port: int, token: str) -> None:
        self.line, self.cookie = http.client.HTTPConnection("127.0.0.1", port, timeout=3600), ""
        path = f"/link/{token}"
        page, cookies = self._ask("GET", path)
        csrf = re.search(r'name="csrf" value="([^"]+)"', page.decode()).group(1)
        self.cookie = cookies
        _, self.cookie = self._ask("POST", path, f"csrf={csrf}")

    def _ask(self, method: str, path: str, body: str = "") -> tuple[bytes, str]:
        head = {
            "Cookie": self.cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
        }
        self.line.request(method, path, body or None, head)
        answer = self.line.getresponse()
        cookies = "; ".join(v.split(";")[0] for k, v in answer.getheaders() if k.lower() == "set-cookie")
        return answer.read(), cookies

    def get(self, path: str) -> tuple[int, int, float]:
        """Status, bytes, milliseconds."""
        began = time.perf_counter()
        self.line.request("GET", path, headers={"Cookie": self.cookie, "Accept": "text/html", "Accept-Encoding": "br"})
        answer = self.line.getresponse()
        size = len(answer.read())
        return answer.status, size, (time.perf_counter() - began) * 1000


def measured(
    house: House, looking: Looking, path: str, runs: int, moves: Iterator[Any] | None = None
) -> dict[str, float]:
    waits, first = [], looking.get(path)
    for _ in range(2):
        looking.get(path)
    before = time.process_time()
    for _ in range(runs):
        if moves is not None:
            told(house, next(moves))
        waits.append(looking.get(path)[2])
    cpu = (time.process_time() - before) * 1000 / runs
    waits.sort()
    p95 = waits[min(runs - 1, int(runs * 0.95))]
    return {
        "status": first[0],
        "bytes": first[1],
        "first": first[2],
        "p50": statistics.median(waits),
        "p95": p95,
        "cpu": cpu,
    }


def told(house: House, batch: Any) -> None:
    """A batch written as the projector writes it, and everybody told."""
    house.following.back.touched(earliest(batch), by_door(batch))
    house.warehouse.replace(batch)
    house.following._announce()


def batches(house: House) -> Iterator[Any]:
    made = list(scale._batches(house))
    day = house.today
    while True:
        for batch in made:
            batch.span = dict.fromkeys(batch.rows, (day, day))
            batch.doors = frozenset()
            yield batch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visits", type=int, default=1_000_000)
    parser.add_argument("--data", type=Path, help="keep the folders made there, and use those that are there")
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--ahead", action="store_true", help="ask before what boards ask, as the nightly duty does")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = scale.folders(args.visits, args.data or Path(scratch))
        house = House.open(folder, load(folder, os.environ), clock=lambda: scale.SHOWN_AT)
        try:
            found = run(house, args.runs, ahead=args.ahead)
        finally:
            house.close()
    print(f"\n{args.visits:,} visits; ten million additions {scale.plain_loop():.2f} s; load {os.getloadavg()[0]:.1f}")
    print(f"{'':>52} {'kB':>6} {'first ms':>8} {'p50 ms':>8} {'p95 ms':>8} {'cpu ms':>8}")
    for name, one in found.items():
        figures = " ".join(f"{one[key]:>8.1f}" for key in ("first", "p50", "p95", "cpu"))
        print(f"{name:>52} {one['bytes'] / 1000:>6.1f} {figures}")
    if args.json:
        args.json.write_text(json.dumps(found))


def run(house: House, runs: int, *, ahead: bool = False) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    seen = {"manager": "manager", "area_coach": "coach", "hq_leader": "leader"}
    for role, name in seen.items():
        viewer = scale.viewers(house)[name]
        house.directory.put(
            Account(id=role, login=role, name=role, role=role, boutiques=tuple(sorted(viewer.boutiques)))
        )
    if ahead:
        began, warming.REST = time.perf_counter(), 0.0
        warming.ahead(house, threading.Event())
        print(f"asked ahead in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    with serving(house) as port:
        for role, pages in PAGES.items():
            looking = Looking(port, house.doorman.link(role))
            found[f"{role} baseline"] = measured(house, looking, BASELINE, runs)
            for path in pages:
                found[f"{role} {path}"] = measured(house, looking, path, runs)
                print(f"{role} {path} {found[f'{role} {path}']['p50']:.0f} ms", file=sys.stderr)
            found[f"{role} /today, moving"] = measured(house, looking, "/today", runs, batches(house))
    return found


if __name__ == "__main__":
    main()
