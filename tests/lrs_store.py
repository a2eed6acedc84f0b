"""The record store behind a real server, and a client of it that takes nothing for granted."""

import socket
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from threading import Thread
from time import sleep
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import msgspec

from cabochon.house import House
from cabochon.privacy.keys import make
from cabochon.web import Limits, app, server
from cabochon.web.lrs import ahead

VERB = "http://adlnet.gov/expapi/verbs/experienced"
VOIDED = "http://adlnet.gov/expapi/verbs/voided"
LIMITS = Limits(body_bytes=2_000_000, body_seconds=5)


@contextmanager
def opened(house: House) -> Iterator[int]:
    """The port of a server, put together as `cabochon serve` does."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        web = ahead(app(house, limits=LIMITS), house, limits=LIMITS)
        one = server(web, host="127.0.0.1", port=0, limits=LIMITS)
        thread = Thread(target=one.run, kwargs={"sockets": [place]})
        thread.start()
        while not one.started and thread.is_alive():
            sleep(0.01)
        try:
            yield place.getsockname()[1]
        finally:
            one.should_exit = True
            thread.join(15)


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.body)

    @property
    def statements(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.json["statements"]
        return found

    @property
    def ids(self) -> list[str]:
        return [one["id"] for one in self.statements]


@dataclass
class Client:
    """One key. `ask` adds the headers a good client sends; give one as "" to leave it out."""

    port: int
    header: str
    version: str = "1.0.3"

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        said = {"authorization": self.header, "x-experience-api-version": self.version}
        if body is not None:
            said["content-type"] = "application/json"
        said |= {name.replace("_", "-"): value for name, value in headers.items()}
        line = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request(method, path, body, {name: value for name, value in said.items() if value})
            heard = line.getresponse()
            return Answer(heard.status, {k.lower(): v for k, v in heard.getheaders()}, heard.read())
        finally:
            line.close()

    def too_large(self, length: int, path: str = "/xapi/statements") -> Answer:
        """What a head that announces a body of that many bytes is answered; the body is not sent."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.putrequest("POST", path)
            said = {
                "authorization": self.header,
                "x-experience-api-version": self.version,
                "content-length": str(length),
            }
            for name, value in {**said, "content-type": "application/json"}.items():
                line.putheader(name, value)
            line.endheaders()
            heard = line.getresponse()
            return Answer(heard.status, {k.lower(): v for k, v in heard.getheaders()}, heard.read())
        finally:
            line.close()

    def post(self, sent: Any, **headers: str) -> Answer:
        body = sent if isinstance(sent, bytes) else msgspec.json.encode(sent)
        return self.ask("POST", "/xapi/statements", body, **headers)

    def put(self, sent: Any, one: str, **headers: str) -> Answer:
        body = sent if isinstance(sent, bytes) else msgspec.json.encode(sent)
        return self.ask("PUT", f"/xapi/statements?statementId={one}", body, **headers)

    def get(self, *, headers: Mapping[str, str] | None = None, **params: Any) -> Answer:
        given = {k: v if isinstance(v, str) else msgspec.json.encode(v).decode() for k, v in params.items()}
        query = f"?{urlencode(given)}" if given else ""
        return self.ask("GET", f"/xapi/statements{query}", **(headers or {}))

    def keep(self, *sent: Any) -> list[str]:
        answer = self.post(list(sent))
        assert answer.status == 200, answer.body
        ids: list[str] = answer.json
        return ids


def client(
    house: House, port: int, *scopes: str, boutiques: tuple[str, ...] = ("*",), version: str = "1.0.3"
) -> Client:
    key, secret = make(house.directory, "a source", scopes=scopes or ("all",), boutiques=boutiques, clock=house.clock)
    return Client(port, basic(key, secret), version)


def basic(key: str, secret: str) -> str:
    return "Basic " + b64encode(f"{key}:{secret}".encode()).decode()


def said(**members: Any) -> dict[str, Any]:
    """A small foreign statement with an actor of its own; keywords replace or add members, None leaves one out."""
    one = {
        "id": str(uuid4()),
        "actor": {"mbox": f"mailto:{uuid4().hex}@example.com"},
        "verb": {"id": VERB, "display": {"en": "experienced"}},
        "object": {"id": f"https://example.com/things/{uuid4().hex}"},
        **members,
    }
    return {name: value for name, value in one.items() if value is not None}


def voiding(one: str, **members: Any) -> dict[str, Any]:
    return said(verb={"id": VOIDED}, object={"objectType": "StatementRef", "id": one}, **members)


def about(one: str, **members: Any) -> dict[str, Any]:
    return said(object={"objectType": "StatementRef", "id": one}, **members)
