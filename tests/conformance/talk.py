"""A client that keeps its line open, speaks one version and writes down what it heard."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode

from lrs_store import Answer

LOST = (HTTPException, ConnectionError)


@dataclass
class Talk:
    """One key, one version. Paths stand under /xapi unless they start with it. heard: of the test that runs."""

    port: int
    header: str
    version: str
    heard: list[tuple[Any, ...]] = field(default_factory=list)
    _line: HTTPConnection | None = None

    def ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: bytes | str | None = None,
        json_body: Any = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> Answer:
        """params: values that are no strings are sent as JSON. headers: None leaves out what is sent otherwise."""
        said: dict[str, str | None] = {"Authorization": self.header, "X-Experience-API-Version": self.version}
        if json_body is not None:
            body = json.dumps(json_body)
        if body is not None:
            said["Content-Type"] = "application/json"
        said |= headers or {}
        where = path if path.startswith("/xapi") else f"/xapi{path}"
        if params:
            where += "?" + query(params)
        sent = body.encode() if isinstance(body, str) else body
        answer = self._heard(method, where, sent, {name: value for name, value in said.items() if value is not None})
        kind = answer.headers.get("content-type", "").partition(";")[0]
        self.heard.append((method, where.partition("?")[0], answer.status, kind))
        return answer

    def _heard(self, method: str, where: str, sent: bytes | None, said: Mapping[str, str]) -> Answer:
        for again in (True, False):
            line = self._line = self._line or HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                line.request(method, where, sent, dict(said))
                found = line.getresponse()
                return Answer(found.status, {k.lower(): v for k, v in found.getheaders()}, found.read())
            except LOST:  # an idle line was closed
                self.close()
                if not again:
                    raise
        raise AssertionError

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None

    def post(self, sent: Any, **more: Any) -> Answer:
        return self.ask("POST", "/statements", json_body=sent, **more)

    def put(self, sent: Any, one: str, **more: Any) -> Answer:
        return self.ask("PUT", "/statements", params={"statementId": one}, json_body=sent, **more)

    def keep(self, *sent: Any) -> list[str]:
        """Posts statements that must be taken; their ids."""
        answer = self.post(list(sent))
        assert answer.status == 200, answer.body
        ids: list[str] = answer.json
        return ids

    def find(self, **params: Any) -> Answer:
        return self.ask("GET", "/statements", params=params)

    def one(self, sid: str, **params: Any) -> dict[str, Any]:
        """A statement that must be there."""
        answer = self.find(statementId=sid, **params)
        assert answer.status == 200, answer.body
        found: dict[str, Any] = answer.json
        return found


def query(params: Mapping[str, Any]) -> str:
    return urlencode({k: v if isinstance(v, str) else json.dumps(v) for k, v in params.items()})
