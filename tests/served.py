"""A house behind a real server on a free port, and a browser small enough to read."""

import re
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from threading import Thread
from time import sleep
from urllib.parse import urlencode

import msgspec

from cabochon.duties import Duties
from cabochon.duties.project import project
from cabochon.duties.rolling import rolling
from cabochon.house import House
from cabochon.web import Limits, app, server
from cabochon.web.lrs import ahead

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@contextmanager
def served(
    house: House, *, port: int = 0, limits: Limits | None = None, public_url: str = "", packages: bool = False,
    second_factor: frozenset[str] = frozenset(),
) -> Iterator[int]:  # fmt: skip
    """The port of a running server; facts follow the stream as in `cabochon serve`.

    packages: with the record store and a second port that packages run at, `house.values["content_port"]`.
    """
    with socket.socket() as place, socket.socket() as apart:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.bind(("127.0.0.1", port))
        limits = limits or Limits()
        web, beside = app(house, limits=limits, public_url=public_url, second_factor=second_factor), None
        if packages:
            apart.bind(("127.0.0.1", 0))
            house.values["content_port"], beside = str(apart.getsockname()[1]), apart  # type: ignore[index]
            web = ahead(web, house, limits=limits)
        one = server(web, host="127.0.0.1", port=0, limits=limits, apart=beside)
        duties = Duties([project(house), *([rolling(house)] if packages else [])])
        thread = Thread(target=one.run, kwargs={"sockets": [place]}, name="server")
        thread.start()
        while not one.started and thread.is_alive():
            sleep(0.01)
        try:
            yield place.getsockname()[1]
        finally:
            one.should_exit = True
            thread.join(15)
            duties.stop()


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> object:
        return msgspec.json.decode(self.body)

    @property
    def csrf(self) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.text)
        return found[1] if found else ""


@dataclass
class Browser:
    """Keeps cookies, follows nothing, asks for pages as a browser does."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        line = HTTPConnection("127.0.0.1", self.port, timeout=60)
        said = {"accept": "text/html", **(headers or {})}
        if self.cookies:
            said["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        line.request(method, path, body or None, {k: v for k, v in said.items() if v})
        heard = line.getresponse()
        answer = Answer(heard.status, {k.lower(): v for k, v in heard.getheaders()}, heard.read())
        for given in heard.headers.get_all("set-cookie") or ():
            name, _, rest = given.partition("=")
            value = rest.partition(";")[0]
            self.cookies[name] = value
            if not value:
                del self.cookies[name]
        line.close()
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, form: Mapping[str, object], headers: Mapping[str, str] | None = None) -> Answer:
        body = urlencode(form, doseq=True).encode()
        return self.ask("POST", path, body, {"content-type": FORM, **(headers or {})})

    def send(self, path: str, value: object, headers: Mapping[str, str] | None = None) -> Answer:
        return self.ask(
            "POST", path, msgspec.json.encode(value), {"content-type": JSON, "accept": JSON, **(headers or {})}
        )

    def sign_in(self, token: str) -> Answer:
        """By a one-use link, as a person does it: open it, press the button."""
        return self.post(f"/link/{token}", {"csrf": self.get(f"/link/{token}").csrf})
