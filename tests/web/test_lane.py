"""Single statements in the lane: answered as anywhere else, whatever comes before, behind or beside them."""

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from uuid import uuid4

import pytest

from cabochon.house import House
from cabochon.settings import load
from cabochon.web import app
from cabochon.web.lane import Lane
from cabochon.web.lrs import ahead
from cabochon.web.lrs_limits import Gate
from lrs_store import LIMITS, client, opened, said


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lane") / "data"
    with closing(House.open(folder, load(folder, {}))) as one:
        yield one


@pytest.fixture(scope="module")
def store(house):
    with opened(house) as port:
        yield client(house, port)


def head(store, body: bytes, *more: str, version: str = "1.0.3", length: int | None = None, line: str = "") -> bytes:
    lines = [
        line or "POST /xapi/statements HTTP/1.1", "Host: here", f"Authorization: {store.header}",
        f"X-Experience-API-Version: {version}", "Content-Type: application/json",
        f"Content-Length: {len(body) if length is None else length}", *more,
    ]  # fmt: skip
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class Line:
    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.rest = self.socket.makefile("rb")

    def send(self, *pieces: bytes) -> None:
        self.socket.sendall(b"".join(pieces))

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        status = int(self.rest.readline().split()[1])
        headers = {}
        while line := self.rest.readline().strip():
            name, _, value = line.decode().partition(":")
            headers[name.lower()] = value.strip()
        return status, headers, self.rest.read(int(headers.get("content-length", 0)))

    def close(self) -> None:
        self.rest.close()
        self.socket.close()


@pytest.fixture
def line(store):
    with closing(Line(store.port)) as one:
        yield one


def body(**members) -> bytes:
    return json.dumps(said(**members), separators=(",", ":")).encode()


def warm(store) -> dict:
    """An actor whose text key is made: their statements go the short way from then on."""
    actor = {"mbox": f"mailto:{uuid4().hex}@example.com"}
    store.keep(said(actor=actor))
    return actor


def test_an_answer_is_the_same_in_the_lane_and_beside_it(store, line):
    one = body(actor=warm(store))
    line.send(head(store, one), one)
    status, headers, answer = line.answer()
    usual = store.ask("POST", "/xapi/statements", one, x_forwarded_for="10.0.0.1")
    assert (status, answer) == (usual.status, usual.body) == (200, usual.body)
    assert headers.keys() == usual.headers.keys()
    alike = {name for name in headers if name not in ("date", "x-experience-api-consistent-through")}
    assert {name: headers[name] for name in alike} == {name: usual.headers[name] for name in alike}


def test_posts_one_behind_the_other_are_answered_in_their_order(store, line):
    bodies = [body(actor=warm(store)) for _ in range(5)]
    wrong, get = b'{"actor":{}}', f"GET /xapi/statements?statementId={json.loads(bodies[0])['id']} HTTP/1.1"
    pieces = [part for one in bodies for part in (head(store, one), one)]
    line.send(*pieces, head(store, b"", line=get), head(store, wrong), wrong, head(store, bodies[0]), bodies[0])
    answers = [line.answer() for _ in range(8)]
    assert [status for status, _, _ in answers] == [200, 200, 200, 200, 200, 200, 400, 200]
    assert [json.loads(answer) for _, _, answer in answers[:5]] == [[json.loads(one)["id"]] for one in bodies]
    assert json.loads(answers[5][2])["id"] == json.loads(bodies[0])["id"]
    assert json.loads(answers[6][2])["pointer"]


def test_a_body_that_comes_in_pieces_is_taken(store, line):
    one = body(actor=warm(store))
    line.send(head(store, one)[:40])
    line.send(head(store, one)[40:], one[:10])
    line.send(one[10:30])
    line.send(one[30:])
    assert line.answer()[0] == 200
    line.send(head(store, one), one)
    assert line.answer()[0] == 200


def test_a_sender_that_goes_away_harms_nobody(store):
    one, two = body(actor=warm(store)), body(actor=warm(store))
    for cut in (10, len(one)):
        with closing(Line(store.port)) as gone:
            gone.send(head(store, one), one[:cut])
    with closing(Line(store.port)) as line:
        line.send(head(store, two), two)
        assert line.answer()[0] == 200


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"version": "1.1.0"}, 400),
        ({"version": "2.0.0"}, 200),
        ({"more": ("Connection: close",)}, 200),
        ({"more": ("Expect: 100-continue",)}, 200),
        ({"more": ("Content-Type: text/plain",)}, 400),
        ({"line": "POST /xapi/statements?x=1 HTTP/1.1"}, 400),
        ({"line": "POST /xapi/statements HTTP/1.0"}, 200),
        ({"line": "PUT /xapi/statements HTTP/1.1"}, 400),
    ],
)
def test_what_is_not_plain_goes_the_usual_way(store, line, change, status):
    one = body(actor=warm(store))
    line.send(head(store, one, *change.pop("more", ()), **change), one)
    found = line.answer()
    while found[0] == 100:
        found = line.answer()
    assert found[0] == status
    assert found[1]["x-experience-api-version"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [(b"{}", 400), (b"[]", 200), (b"{", 400), (b"nothing", 400), (b'{"id":1}', 400), (b'{"a":1,"a":2}', 400)],
)
def test_what_is_unusual_is_told_as_anywhere(store, line, sent, status):
    line.send(head(store, sent), sent)
    found = line.answer()
    usual = store.ask("POST", "/xapi/statements", sent, x_forwarded_for="10.0.0.1")
    assert (found[0], found[2]) == (usual.status, usual.body)
    assert found[0] == status


def test_the_same_id_with_other_words_is_a_conflict(store, line):
    actor, one = warm(store), str(uuid4())
    first, second = body(id=one, actor=actor), body(id=one, actor=actor)
    line.send(head(store, first), first)
    assert line.answer()[0] == 200
    line.send(head(store, second), second)
    status, _, answer = line.answer()
    assert status == 409
    assert one in json.loads(answer)["error"]


def test_many_at_once_are_each_kept_once(store):
    actor = warm(store)
    bodies = [body(actor=actor) for _ in range(40)]

    def post(one: bytes) -> int:
        with closing(Line(store.port)) as line:
            line.send(*[part for _ in range(3) for part in (head(store, one), one)])
            return sum(line.answer()[0] == 200 for _ in range(3))

    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(post, bodies)) == [3] * 40
    found = store.get(agent=actor, limit=100)
    assert len(found.ids) == 41
    assert set(found.ids) > {json.loads(one)["id"] for one in bodies}


def test_a_key_without_the_scope_is_refused(house, store):
    reader = client(house, store.port, "statements/read")
    one = body(actor=warm(store))
    with closing(Line(store.port)) as line:
        line.send(head(reader, one), one)
        assert line.answer()[0] == 403
        line.send(head(store, one).replace(store.header.encode(), b"Basic eDp5"), one)
        assert line.answer()[0] == 401


PLAIN = {b"authorization": b"Basic eDp5", b"x-experience-api-version": b"1.0.3", b"content-type": b"application/json",
         b"content-length": b"100"}  # fmt: skip


@pytest.mark.parametrize(
    ("other", "taken"),
    [
        ({}, True),
        ({b"user-agent": b"till"}, True),
        ({b"content-length": b"16001"}, False),
        ({b"content-length": b"-1"}, False),
        ({b"content-type": b"multipart/mixed"}, False),
        ({b"origin": b"https://lms.example"}, False),
        ({b"transfer-encoding": b"chunked"}, False),
        ({b"x-experience-api-version": b"0.9"}, False),
    ],
)
def test_only_the_plain_is_taken_into_the_lane(house, other, taken):
    lane = Lane(house.statements, address=b"/xapi/statements", gate=Gate(), always=())
    headers = [*(PLAIN | other).items()]
    assert bool(lane.post(None, b"POST", b"/xapi/statements", headers, scope={}, keep_alive=True)) == taken
    assert not lane.post(None, b"POST", b"/xapi/statements", [*headers, headers[0]], scope={}, keep_alive=True)
    assert not lane.post(None, b"POST", b"/xapi/statements", headers, scope={}, keep_alive=False)


def test_the_front_has_the_lane(house):
    assert ahead(app(house), house, limits=LIMITS).lane
