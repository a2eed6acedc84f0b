"""The record store called as a function: the ASGI app of /xapi over a house of its own, no socket between."""

import asyncio
import json
import shutil
import tempfile
from base64 import b64encode
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from cabochon.directory.sqlite import SQLiteDirectory
from cabochon.house import House, utc_now
from cabochon.privacy.keys import make
from cabochon.settings import load
from cabochon.stream.documents_sqlite import SQLiteDocuments
from cabochon.stream.sqlite import SQLiteLog
from cabochon.warehouse.duckdb import DuckDBWarehouse
from cabochon.web.lrs import records
from cabochon.web.lrs_cors import Doors
from cabochon.web.lrs_limits import Gate

MOST = 60  # statements of a page


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Facts:
    """The facts store of all houses here, which is never asked: opening one takes longer than all the rest."""

    open: DuckDBWarehouse | None = None
    folder: Path | None = None

    @classmethod
    def shared(cls) -> DuckDBWarehouse:
        if cls.open is None:
            cls.folder = Path(tempfile.mkdtemp(prefix="cabochon-model-"))
            cls.open = DuckDBWarehouse(cls.folder / "facts.duckdb", memory="100MB", threads=1)
        return cls.open

    @classmethod
    def close(cls) -> None:
        if cls.open is not None and cls.folder is not None:
            cls.open.close()
            shutil.rmtree(cls.folder)
        cls.open = cls.folder = None


class Direct:
    """A house on disk, a key that may do all, and what a client would ask. block: index rows written together."""

    def __init__(self, *, block: int) -> None:
        self._folder, self._block = Path(tempfile.mkdtemp(prefix="cabochon-model-")), block
        # In a thread of its own: where a browser was tested before, a loop is running in this one.
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._open()
        key, secret = make(self.house.directory, "the model", scopes=("all",), clock=utc_now)
        self._login = "Basic " + b64encode(f"{key}:{secret}".encode()).decode()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def _open(self) -> None:
        folder = self._folder
        values = load(folder, {}) | {"xapi_rate": 0, "xapi_rate_all": 0, "page_limit": MOST}
        self._directory = SQLiteDirectory(folder, clock=utc_now)
        self._documents = SQLiteDocuments(folder / "documents.db", clock=utc_now)
        self._log = SQLiteLog(folder / "log.db", block=self._block)
        self.house = House(
            log=self._log, warehouse=Facts.shared(), directory=self._directory, values=values, documents=self._documents
        )
        self._app = records(self.house, doors=Doors("", ()), gate=Gate.of(values))

    def _shut(self) -> None:
        for store in (self._log, self._documents, self._directory):
            store.close()

    def restart(self) -> None:
        self._shut()
        self._open()

    def close(self) -> None:
        self._shut()
        self._run(self._loop.shutdown_default_executor())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        shutil.rmtree(self._folder)

    def faults(self) -> list[str]:
        return [*self._log.check(), *self._documents.check(), *self._directory.check()]

    def ask(
        self, method: str, path: str, params: Mapping[str, str] | None = None, *, body: bytes = b"",
        version: str = "1.0.3", **headers: str,
    ) -> Answer:  # fmt: skip
        return self.follow(
            method, f"{path}?{urlencode(params)}" if params else path, body=body, version=version, **headers
        )

    def follow(self, method: str, address: str, *, body: bytes = b"", version: str = "1.0.3", **headers: str) -> Answer:
        parts = urlsplit(address)
        said = {"authorization": self._login, "x-experience-api-version": version, "content-type": "application/json"}
        said |= {name.replace("_", "-"): value for name, value in headers.items()}
        scope = {
            "type": "http", "method": method, "path": parts.path, "raw_path": quote(parts.path).encode(),
            "query_string": parts.query.encode(), "client": ("127.0.0.1", 1),
            "headers": [(name.encode(), value.encode()) for name, value in said.items()],
        }  # fmt: skip
        came: list[dict[str, Any]] = []
        sent = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def receive() -> dict[str, Any]:
            return next(sent, {"type": "http.disconnect"})

        async def send(message: dict[str, Any]) -> None:
            came.append(message)

        self._run(self._app(scope, receive, send))
        start, *rest = came
        found = {name.decode().lower(): value.decode() for name, value in start["headers"]}
        return Answer(start["status"], found, b"".join(one.get("body", b"") for one in rest))
