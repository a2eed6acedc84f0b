"""A load generator: HTTP/1.1 over raw asyncio sockets, requests built before the clock starts."""

import asyncio
import base64
import json
import random
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

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


async def fire(port: int, requests: list[bytes], *, clients: int, batch: int) -> Result:
    """Send every request, `clients` at a time, each on a connection it keeps."""
    result, waiting = Result(), iter(requests)

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for one in waiting:
            began = time.perf_counter()
            writer.write(one)
            status = await answer(reader)
            result.waits.append(time.perf_counter() - began)
            result.statuses[status] = result.statuses.get(status, 0) + 1
            if status in (200, 204):
                result.statements += batch
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    result.seconds = time.perf_counter() - began
    return result


async def answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    if length:
        await reader.readexactly(length)
    return int(head[9:12])
