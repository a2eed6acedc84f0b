"""A load generator: HTTP/1.1 over raw asyncio sockets, requests built before the clock starts."""

import asyncio
import base64
import json
import random
import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlencode

import uvloop

HOME = "https://xapi.maison.example"
VERBS = ("initialized", "completed", "passed", "answered", "experienced", "attempted", "launched", "attended")
KINDS = ("module", "assessment", "performance", "observation", "receipt")
WORDS = tuple(
    "client gave anniversary as occasion and asked for steel sports models under the counter light then compared two "
    "dials offered strap and travel case care plan explained next step booked for sizing on thursday".split()
)


def statement(n: int, seed: int = 1) -> dict:
    """Statement n: about 1.2 kB, 2,000 actors, 500 activities, varied contexts. The same n is the same statement."""
    dice = random.Random(seed * 1_000_003 + n)
    actor, activity, verb = int(2000 * dice.random() ** 1.5), int(500 * dice.random() ** 1.3), dice.choice(VERBS)
    return {
        "id": str(uuid.UUID(int=dice.getrandbits(128), version=4)),
        "actor": {"objectType": "Agent", "name": f"Associate {actor:05d}",
                  "account": {"homePage": "https://id.maison.example", "name": f"associate-{actor:05d}"}},
        "verb": {"id": f"http://adlnet.gov/expapi/verbs/{verb}", "display": {"en-US": verb}},
        "object": {"objectType": "Activity", "id": f"{HOME}/activities/{KINDS[activity % 5]}/{activity:04d}",
                   "definition": {"name": {"en-US": f"Activity {activity:04d}"},
                                  "type": "http://adlnet.gov/expapi/activities/module"}},
        "timestamp": f"2026-03-{1 + n % 28:02d}T09:{n % 60:02d}:11.250Z",
        "result": {"completion": True, "success": dice.random() < 0.7, "duration": f"PT{dice.randrange(200, 600)}S",
                   "score": {"scaled": round(dice.random(), 2), "raw": dice.randrange(101), "min": 0, "max": 100},
                   "response": " ".join(dice.choices(WORDS, k=24)),
                   "extensions": {f"{HOME}/ext/attempt": dice.randrange(1, 4)}},
        "context": {"registration": str(uuid.UUID(int=n // 20 + (seed << 64), version=4)), "platform": "boutique-floor",
                    "language": "en-US",
                    "contextActivities": {"parent": [{"id": f"{HOME}/programs/{activity % 25}"}],
                                          "grouping": [{"id": f"{HOME}/boutiques/{actor % 40:03d}"}],
                                          "category": [{"id": f"{HOME}/profiles/clienteling/v1"}]},
                    "extensions": {f"{HOME}/ext/role": "advisor", f"{HOME}/ext/line": "watches",
                                   f"{HOME}/ext/shift": "mid"}},
    }  # fmt: skip


@dataclass(slots=True)
class Result:
    """statuses: count by status. seconds: of the measured span. waits: one a request, seconds."""

    statements: int = 0
    seconds: float = 0.0
    statuses: dict[int, int] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.statements / self.seconds if self.seconds else 0.0

    def wait(self, share: float) -> float:
        return sorted(self.waits)[min(len(self.waits) - 1, int(share * len(self.waits)))] * 1000 if self.waits else 0.0


def request(body: bytes, *, key: str, secret: str, path: str = "/xapi/statements") -> bytes:
    token = base64.b64encode(f"{key}:{secret}".encode()).decode()
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic {token}\r\n"
        f"X-Experience-API-Version: 1.0.3\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def bodies(first: int, count: int, batch: int) -> Iterable[bytes]:
    for start in range(first, first + count, batch):
        some = [statement(n) for n in range(start, start + batch)]
        yield json.dumps(some[0] if batch == 1 else some, separators=(",", ":")).encode()


def get(params: dict, *, key: str, secret: str) -> bytes:
    token = base64.b64encode(f"{key}:{secret}".encode()).decode()
    return (
        f"GET /xapi/statements?{urlencode(params)} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic {token}\r\n"
        "X-Experience-API-Version: 1.0.3\r\n\r\n"
    ).encode()


def fire(port: int, requests: Iterable[bytes], *, clients: int, batch: int = 1, seconds: float = 0.0) -> Result:
    """Send requests, `clients` at a time, each on a connection it keeps; all, or as many as fit in `seconds`."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_fire(port, iter(requests), clients=clients, batch=batch, seconds=seconds))


async def _fire(port: int, waiting: Iterator[bytes], *, clients: int, batch: int, seconds: float) -> Result:
    result, loop = Result(), asyncio.get_running_loop()
    began = time.perf_counter()
    ends = [loop.create_future() for _ in range(clients)]
    for end in ends:
        await loop.create_connection(
            partial(_Line, waiting, result, end, batch, began + (seconds or 1e9)), "127.0.0.1", port
        )
    await asyncio.gather(*ends)
    result.seconds = time.perf_counter() - began
    return result


class _Line(asyncio.Protocol):
    """One client: it sends, waits for the whole answer, sends the next. Cheap, so that it is not what is measured."""

    def __init__(self, waiting: Iterator[bytes], result: Result, end: asyncio.Future, batch: int, until: float) -> None:
        self.waiting, self.result, self.end, self.batch, self.until = waiting, result, end, batch, until
        self.heard, self.wanted, self.status = bytearray(), -1, 0

    def connection_made(self, transport) -> None:
        self.transport = transport
        self.next()

    def next(self) -> None:
        self.began = time.perf_counter()
        one = next(self.waiting, None) if self.began < self.until else None
        if one is None:
            self.transport.close()
            self.end.set_result(None)
        else:
            self.transport.write(one)

    def data_received(self, news: bytes) -> None:
        heard = self.heard
        heard += news
        if self.wanted < 0:
            head = heard.find(b"\r\n\r\n")
            if head < 0:
                return
            self.status = int(heard[9:12])
            at = heard.find(b"content-length: ", 0, head)
            self.wanted = head + 4 + (int(heard[at + 16 : heard.find(b"\r\n", at)]) if at >= 0 else 0)
        if len(heard) < self.wanted:
            return
        result = self.result
        result.waits.append(time.perf_counter() - self.began)
        result.statuses[self.status] = result.statuses.get(self.status, 0) + 1
        if self.status in (200, 204):
            result.statements += self.batch
        heard.clear()
        self.wanted = -1
        self.next()

    def connection_lost(self, fault: Exception | None) -> None:
        if not self.end.done():
            self.end.set_exception(fault or ConnectionError("the server hung up"))
