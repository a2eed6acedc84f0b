"""/xapi-feed: a program hears what is kept, once each, in order, within its rights."""

import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from time import sleep
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import msgspec
import pytest

from cabochon.directory.rows import Key
from cabochon.house import House
from cabochon.house.exporting_choice import Choice
from cabochon.house.feeding import Feed
from cabochon.privacy.keys import make
from cabochon.settings import load
from cabochon.web import feed
from lrs_store import Client, basic, client, opened, said, voiding


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("feed") / "data"
    one = House.open(folder, load(folder, {}))
    yield one
    one.close()


@pytest.fixture(scope="module")
def port(house: House) -> Iterator[int]:
    with opened(house) as one:
        yield one


@pytest.fixture(scope="module")
def admin(house: House, port: int) -> Client:
    return client(house, port)


@dataclass
class Ear:
    """One listener. `hear(n)` reads the next n statements."""

    line: HTTPConnection
    answer: HTTPResponse
    last: str = ""
    lines: list[str] = field(default_factory=list)

    def hear(self, count: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        data: list[str] = []
        while len(found) < count:
            text = self.answer.readline().decode().rstrip("\n")
            self.lines.append(text)
            if text.startswith("id: "):
                self.last = text[4:]
            elif text.startswith("data: "):
                data.append(text[6:])
            elif not text and data:
                found.append(msgspec.json.decode("\n".join(data)))
                data = []
        return found

    def ids(self, count: int) -> list[str]:
        return [one["id"] for one in self.hear(count)]


@pytest.fixture
def listen(port: int, admin: Client) -> Iterator[Any]:
    lines: list[HTTPConnection] = []

    def start(header: str = "", last: str = "", **params: Any) -> Ear:
        line = HTTPConnection("127.0.0.1", port, timeout=20)
        lines.append(line)
        headers = {"authorization": header or admin.header, **({"last-event-id": last} if last else {})}
        line.request("GET", f"/xapi-feed?{urlencode(params, doseq=True)}", headers=headers)
        answer = line.getresponse()
        return Ear(line, answer)

    yield start
    for line in lines:
        line.close()


def test_what_is_kept_is_heard_at_once_as_it_is_given_out(admin, listen):
    ear = listen()
    assert ear.answer.getheader("content-type") == "text/event-stream; charset=utf-8"
    assert ear.answer.getheader("cache-control") == "no-store"
    [sid] = admin.keep(said())
    [heard] = ear.hear(1)
    assert heard == admin.get(statementId=sid).json


def test_last_event_id_goes_on_without_gap_or_repeat(admin, listen):
    ear = listen()
    first = admin.keep(*(said() for _ in range(5)))
    assert ear.ids(3) == first[:3]
    ear.line.close()
    later = admin.keep(*(said() for _ in range(300)))
    again = listen(last=ear.last)
    assert again.ids(302) == [*first[3:], *later]


def test_everything_from_the_beginning_can_be_heard(admin, listen, house):
    admin.keep(*(said() for _ in range(700)))
    kept = [one.entry.id for one in house.log.after(0, 100_000) if not one.voided]
    assert listen(after=0).ids(len(kept)) == kept


def test_a_position_is_told_even_while_nothing_fits(admin, listen, monkeypatch):
    monkeypatch.setattr(feed, "HEART", 0.2)
    ear = listen(verb="https://example.com/verbs/never")
    before = ear.last
    admin.keep(said())
    while ear.last in ("", before):
        text = ear.answer.readline().decode()
        ear.last = text[4:].strip() if text.startswith("id: ") else ear.last
    assert int(ear.last) > 0


def test_filters_narrow_what_is_heard(admin, listen, house):
    verb = f"https://example.com/verbs/{uuid4().hex}"
    place = {"contextActivities": {"grouping": [{"id": f"{house.home}/doors/GVA01"}]}}
    by_verb, by_place = listen(verb=verb), listen(boutique=["GVA01", "ZRH02"], kind="other")
    admin.keep(said(), one := said(verb={"id": verb}), other := said(context=place))
    assert by_verb.ids(1) == [one["id"]]
    assert by_place.ids(1) == [other["id"]]


def test_a_key_hears_its_own_boutiques_alone(admin, listen, house):
    key, secret = make(house.directory, "bi", scopes=("statements/read",), boutiques=("GVA01",), clock=house.clock)
    place = {"contextActivities": {"grouping": [{"id": f"{house.home}/doors/GVA01"}]}}
    ear = listen(basic(key, secret))
    admin.keep(said(), one := said(context=place))
    assert ear.ids(1) == [one["id"]]


def test_a_statement_taken_back_is_no_longer_told(admin, listen):
    start = listen()
    one = said()
    admin.keep(one)
    start.hear(1)
    admin.keep(taking := voiding(one["id"]), last := said())
    assert start.ids(2) == [taking["id"], last["id"]]
    after = str(int(start.last) - 3)
    assert listen(last=after).ids(2) == [taking["id"], last["id"]]


def test_it_ends_when_the_key_is_revoked(admin, listen, house, monkeypatch):
    monkeypatch.setattr(feed, "HEART", 0.2)
    key, secret = make(house.directory, "bi", scopes=("statements/read",), clock=house.clock)
    ear = listen(basic(key, secret))
    house.keyring.revoke(key, by="test")
    text = ear.answer.read().decode()
    assert "event: end" in text
    assert "revoked" in text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/xapi-feed?verb=x", 400), ("GET", "/xapi-feed?since=2026-01-01T00:00:00Z", 400),
        ("GET", "/xapi-feed?after=-1", 400), ("GET", "/xapi-feed?after=99999999", 400), ("POST", "/xapi-feed", 405),
        ("GET", "/xapi-feed?Verb=https://a.example/", 400), ("HEAD", "/xapi-feed", 200),
    ],
)  # fmt: skip
def test_what_is_asked_wrongly_is_refused(admin, method, path, status):
    assert admin.ask(method, path).status == status


def test_only_keys_that_read_are_let_in(house, port, admin):
    assert admin.ask("GET", "/xapi-feed", authorization="").status == 401
    assert client(house, port, "statements/write").ask("GET", "/xapi-feed").status == 403


def test_a_statement_written_over_several_lines_is_one_event(admin, listen):
    ear = listen()
    one = said()
    body = msgspec.json.format(msgspec.json.encode(one), indent=2).replace(b"\n", b"\r\n")
    assert admin.post(body).status == 200
    assert ear.hear(1)[0]["id"] == one["id"]


def test_a_listener_that_does_not_read_holds_up_nobody_and_fills_nothing(house, port, admin, listen):
    big = "x" * 20_000
    with closing(socket.create_connection(("127.0.0.1", port))) as lazy:
        lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        lazy.sendall(f"GET /xapi-feed HTTP/1.1\r\nhost: a\r\nauthorization: {admin.header}\r\n\r\n".encode())
        lazy.recv(100)
        ear = listen()
        for _ in range(12):
            sent = admin.keep(*(said(result={"response": big}) for _ in range(40)))
            assert ear.ids(40) == sent


def test_many_listeners_read_the_log_once(house, monkeypatch):
    one = Feed(house)
    reads: list[int] = []
    after = house.log.after
    monkeypatch.setattr(house.log, "after", lambda *given: reads.append(1) or after(*given))
    start = one.position()
    with opened(house) as port:
        client(house, port).keep(*(said() for _ in range(10)))
    assert one.position() == start + 10
    reads.clear()
    name, _ = make(house.directory, "a", scopes=("all/read",), clock=house.clock)
    key = house.directory.get(Key, name)
    fits = one.fits(key, Choice())
    assert all(len(one.read(start, fits)[0]) == 10 for _ in range(50))
    assert reads == []


def test_the_server_stops_while_somebody_listens(tmp_path):
    own = House.open(tmp_path / "data", load(tmp_path / "data", {}))
    with opened(own) as port:
        line = HTTPConnection("127.0.0.1", port, timeout=20)
        line.request("GET", "/xapi-feed", headers={"authorization": client(own, port).header})
        answer = line.getresponse()
        sleep(0.1)
    assert answer.read().startswith(b"retry")
    line.close()
    own.close()
