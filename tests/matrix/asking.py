"""A browser without a wire: requests go straight into the ASGI app, so that thousands take seconds."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from anyio.from_thread import start_blocking_portal

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
        self.web, self.asked = web, 0
        self._portals = start_blocking_portal()  # a loop in a thread of its own: a browser's may run in this one
        self._portal = self._portals.__enter__()
        self._life = self._portal.wrap_async_context_manager(web.inner.lifespan())
        self._life.__enter__()

    def close(self) -> None:
        self.web.closing()
        self._life.__exit__(None, None, None)
        self._portals.__exit__(None, None, None)

    def ask(self, method: str, address: str, headers: Mapping[str, str], body: bytes = b"") -> Said:
        self.asked += 1
        return self._portal.call(self._within, method, address, headers, body)

    async def _within(self, *asked: Any) -> Said:
        return await asyncio.wait_for(self._ask(*asked), 30)

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
