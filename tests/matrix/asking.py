"""A browser without a wire: requests go straight into the ASGI app, so that thousands take seconds."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from cabochon.web.asgi import Web

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
HOST = "house.example"


@dataclass(frozen=True, slots=True)
class Said:
    """headers: as one text, for what a redirect or a cookie may give away."""

    status: int
    headers: str
    body: bytes


class Asking:
    """One app on one loop, for as long as it is open."""

    def __init__(self, web: Web) -> None:
        self.web, self.loop, self.asked = web, asyncio.new_event_loop(), 0
        self._over, begun = asyncio.Event(), asyncio.Event()

        async def live() -> None:
            async with web.inner.lifespan():
                begun.set()
                await self._over.wait()

        self._life = self.loop.create_task(live())
        self.loop.run_until_complete(begun.wait())

    def close(self) -> None:
        self.web.closing()
        self._over.set()
        self.loop.run_until_complete(self._life)
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()

    def ask(self, method: str, address: str, headers: Mapping[str, str], body: bytes = b"") -> Said:
        self.asked += 1
        return self.loop.run_until_complete(asyncio.wait_for(self._ask(method, address, headers, body), 30))

    async def _ask(self, method: str, address: str, headers: Mapping[str, str], body: bytes) -> Said:
        path, _, query = address.partition("?")
        listed = [(b"host", HOST.encode()), *((k.encode(), v.encode()) for k, v in headers.items())]
        listed.append((b"content-length", str(len(body)).encode()))
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": unquote(path), "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
            "headers": listed, "client": ("192.0.2.1", 5), "server": (HOST, 80), "state": {},
        }  # fmt: skip
        asked, gone, heard = False, asyncio.Event(), []

        async def receive() -> dict[str, object]:
            nonlocal asked
            if not asked:
                asked = True
                return {"type": "http.request", "body": body, "more_body": False}
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, object]) -> None:
            heard.append(message)
            begun = message["type"] == "http.response.body"
            if begun and (address.startswith("/live") or not message.get("more_body")):
                gone.set()  # a stream is listened to until its first event
            elif address.startswith("/xapi-feed"):
                gone.set()

        await self.web(scope, receive, send)
        start = heard[0]
        said = "\n".join(f"{k.decode('latin-1')}: {v.decode('latin-1')}" for k, v in start["headers"])
        return Said(start["status"], said, b"".join(m.get("body", b"") for m in heard[1:]))
