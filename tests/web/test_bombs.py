"""What is sent to harm, at a served house: refused soon with a 4xx, nothing kept, and the memory comes back."""

import gzip
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from urllib.parse import quote

import pytest

from cabochon.house import House
from cabochon.privacy.keys import make
from cabochon.settings import load
from lrs_store import Client, basic, said

GROWTH = 150_000_000  # bytes
CALM = b"GET /xapi/about HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"


@dataclass
class Served:
    port: int
    header: str
    pid: int

    @property
    def one(self) -> Client:
        return Client(self.port, self.header)

    @property
    def memory(self) -> int:
        found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{self.pid}/status").read_text())
        return int(found[1]) * 1000 if found else 0

    def head(self, *lines: str, method: str = "POST", path: str = "/xapi/statements") -> bytes:
        whole = (f"{method} {path} HTTP/1.1", "host: x", f"authorization: {self.header}",
                 "x-experience-api-version: 1.0.3", "content-type: application/json", *lines)  # fmt: skip
        return "\r\n".join(whole).encode("latin-1") + b"\r\n\r\n"

    def heard(self, *sent: bytes, timeout: float = 8) -> bytes:
        """All that comes until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as line:
            got = b""
            with suppress(ConnectionResetError, BrokenPipeError):  # the answer may come before all has been sent
                for piece in sent:
                    line.sendall(piece)
            try:
                while part := line.recv(65_536):
                    got += part
            except ConnectionResetError:
                pass
            return got


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[Served]:
    """A house as `cabochon serve` opens it, in a process of its own whose memory can be looked at."""
    data = tmp_path_factory.mktemp("bombs") / "data"
    house = House.open(data, load(data, {}))
    key, secret = make(house.directory, "a source", scopes=("all",), clock=house.clock)
    house.close()
    with closing(socket.socket()) as place:
        place.bind(("127.0.0.1", 0))
        port = place.getsockname()[1]
    words = [sys.executable, "-m", "cabochon", "serve", "--data", str(data), "--port", str(port)]
    quick = os.environ | {"CABOCHON_HEAD_SECONDS": "2", "CABOCHON_BODY_SECONDS": "2", "CABOCHON_CONTENT_PORT": "0"}
    one = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=quick)
    while "is open at" not in (line := one.stdout.readline()):
        assert line, one.stderr.read()
    yield Served(port, basic(key, secret), one.pid)
    one.send_signal(signal.SIGTERM)
    _, err = one.communicate(timeout=20)
    assert (one.returncode, '"level": "error"' in err) == (0, False)


@pytest.fixture(autouse=True)
def nothing_is_kept_and_the_rest_goes_on(served) -> Iterator[None]:
    before = kept(served)
    yield
    assert kept(served) == before
    assert served.heard(CALM).startswith(b"HTTP/1.1 200")


def kept(served: Served) -> set[str]:
    answer = served.one.get()
    assert answer.status == 200, answer.body
    return set(answer.ids)


def status(answer: bytes) -> int:
    found = re.match(rb"HTTP/1\.1 (\d{3}) ", answer)
    assert found, answer[:200]
    return int(found[1])


def holding(value: str | bytes) -> bytes:
    """A statement that would be kept, but for an extension with that JSON."""
    text = json.dumps(said(result={"extensions": {"https://example.com/x": "HERE"}}))
    return text.encode().replace(
        b'"HERE"', value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
    )


KEYS = "{" + ",".join(f'"k{i}":0' for i in range(800_000)) + "}"
BOMBS = {
    "a string of 10 MB": '"' + "x" * 10_000_000 + '"',
    "a million keys": KEYS,
    "a million empty arrays": "[" + ",".join(["[]"] * 1_000_000) + "]",
    "10,000 deep": "[" * 10_000 + "]" * 10_000,
    "1,000,000 deep and open": "[" * 1_000_000,
    "10,000 objects deep": '{"a":' * 10_000 + "1" + "}" * 10_000,
    "a number of 20,000 digits": "1" * 20_000,
    "a fraction of 20,000 digits": "0." + "1" * 20_000,
    "an exponent beyond all numbers": "1e999999999",
    "a million escapes": '"' + "\\u0041" * 1_000_000 + '" ,',
    "NaN": "NaN",
    "Infinity": "-Infinity",
    "a key twice": '{"a":1,"a":2}',
    "a lone surrogate": '"\\ud800"',
    "a lone surrogate in bytes": '"\ud800"',
    "U+0000": '"a\\u0000b"',
    "NUL itself": b'"a\0b"',
    "no UTF-8": b'"\xff\xfe"',
    "overlong UTF-8": b'"\xc0\xaf"',
    "a line's end in a string": '"a\nb"',
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_in_a_statement_is_refused(served, name):
    body = holding(BOMBS[name])
    answer = served.heard(served.head(f"content-length: {len(body)}", "connection: close"), body)
    assert status(answer) in (400, 413)
    assert b"x-experience-api-version: 1.0.3" in answer
    assert len(answer) < 3_000


@pytest.mark.parametrize("name", ["10,000 deep", "a number of 20,000 digits", "U+0000", "no UTF-8", "NaN"])
def test_a_bomb_in_a_parameter_is_refused(served, name):
    bomb = BOMBS[name] if isinstance(BOMBS[name], bytes) else BOMBS[name].encode()
    for parameter in ("agent", "since", "limit", "registration", "statementId", "related_agents"):
        answer = served.one.ask("GET", f"/xapi/statements?{parameter}={quote(bomb[:6_000])}")
        assert answer.status in (400, 414, 431), parameter


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b"\xff\xfe", b"\0"])
def test_a_byte_order_mark_is_refused_in_words(served, start):
    answer = served.one.post(start + json.dumps(said()).encode())
    assert answer.status == 400
    assert "byte order mark" in answer.json["error"] or start != b"\xef\xbb\xbf"


@pytest.mark.parametrize("packing", ["gzip", "deflate", "br", "gzip, gzip", "x" * 200])
def test_a_packed_bomb_is_never_unpacked(served, packing):
    bomb = gzip.compress(b"0" * 100_000_000, 1)
    assert served.one.post(bomb, content_encoding=packing).status == 415


@pytest.mark.parametrize("path", ["/xapi/activities/state", "/xapi/activities/profile", "/xapi/agents/profile"])
def test_a_document_that_says_it_is_json_is_judged_as_strictly(served, path):
    query = "activityId=https%3A%2F%2Fx.example%2Fa&agent=%7B%22mbox%22%3A%22mailto%3Aa%40b.example%22%7D"
    activity, agent = query.split("&")
    named = {"/xapi/activities/state": f"{query}&stateId=s", "/xapi/activities/profile": f"{activity}&profileId=p",
             "/xapi/agents/profile": f"{agent}&profileId=p"}[path]  # fmt: skip
    for bomb in ("[" * 10_000 + "]" * 10_000, '{"a":NaN}', '{"a":1,"a":2}', '{"a":"\\ud800"}', "1" * 20_000):
        assert served.one.ask("POST", f"{path}?{named}", bomb.encode()).status == 400
    assert served.one.ask("GET", f"{path}?{named}").status == 404


@pytest.mark.parametrize(
    "query",
    ["limit=1&limit=2", "statementId=a&statementId=a", "verb=https%3A%2F%2Fx%2Fa&verb=https%3A%2F%2Fx%2Fb",
     "&".join(f"a{i}=1" for i in range(200)), "Limit=1", "limit=%00", "limit=%ff", "limit=1%0d%0a"],
)  # fmt: skip
def test_a_parameter_twice_or_strange_is_refused(served, query):
    assert served.one.ask("GET", f"/xapi/statements?{query}").status == 400


@pytest.mark.parametrize(
    "lines",
    [
        ("content-length: 3", "content-length: 4"),
        ("content-length: 3", "content-length: 3"),
        ("content-length: 3", "transfer-encoding: chunked"),
        ("transfer-encoding: chunked", "content-length: 3"),
        ("transfer-encoding: gzip, chunked",),
        ("transfer-encoding: chunked, chunked",),
        ("transfer-encoding: xchunked",),
        ("content-length: +3",),
        ("content-length: 0x3",),
        ("content-length: 3, 3",),
        ("content-length: 99999999999999999999999999",),
        ("x: a\rb", "content-length: 3"),
        ("x : a", "content-length: 3"),
        ("x: a\0b", "content-length: 3"),
        (" folded: a", "content-length: 3"),
    ],
)
def test_a_head_two_programs_could_read_differently_is_never_answered_with_success(served, lines):
    answer = served.heard(served.head(*lines), b"abc", timeout=8)
    assert 400 <= status(answer) < 500
    assert answer.count(b"HTTP/1.1 ") == 1, "what follows such a head is no request"


@pytest.mark.parametrize(
    "chunks",
    [
        b"zz\r\nabc\r\n0\r\n\r\n",
        b"-1\r\na\r\n",
        b"3\r\nabcdef\r\n0\r\n\r\n",
        b"f" * 40 + b"\r\n",
        b"3;" + b"x" * 40_000,
    ],
)
def test_bad_chunks_are_cut_off(served, chunks):
    answer = served.heard(served.head("transfer-encoding: chunked"), chunks)
    assert 400 <= status(answer) < 500


def test_a_chunked_body_is_judged_as_any_other(served):
    body = b'{"not":"a statement"}'
    pieces = b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n"
    answer = served.heard(served.head("transfer-encoding: chunked", "connection: close"), pieces)
    assert (status(answer), b"/not" in answer) == (400, True)


def test_a_body_that_dawdles_is_cut_off(served):
    answer = served.heard(served.head("content-length: 1000"), b"[")
    assert status(answer) == 408
    assert b"x-experience-api-version" in answer.lower()


def test_a_head_that_is_huge_is_cut_off(served):
    assert status(served.heard(served.head("x: " + "y" * 200_000))) == 431
    assert status(served.heard(served.head(*(f"x{i}: y" for i in range(4_000))))) == 431
    assert status(served.heard(served.head(path="/xapi/statements?agent=" + "y" * 100_000, method="GET"))) in (414, 431)


def test_head_has_not_one_byte_of_body_whatever_the_answer(served):
    for path in ("/xapi/statements", "/xapi/about", "/xapi/nothing", "/xapi/statements?limit=x", "/xapi/agents"):
        answer = served.heard(served.head("connection: close", method="HEAD", path=path))
        assert answer.partition(b"\r\n\r\n")[2] == b"", path


def test_requests_in_one_breath_are_answered_each_and_in_order(served):
    bad = served.head("content-length: 2") + b"{}"
    last = served.head("connection: close", method="GET", path="/xapi/about")
    answer = served.heard(bad * 5 + last)
    assert [int(one) for one in re.findall(rb"HTTP/1\.1 (\d{3})", answer)] == [400] * 5 + [200]


def test_who_waits_to_be_told_to_go_on_is_told(served):
    with socket.create_connection(("127.0.0.1", served.port), timeout=8) as line:
        line.sendall(served.head("content-length: 2", "expect: 100-continue", "connection: close"))
        assert line.recv(1000).startswith(b"HTTP/1.1 100")
        line.sendall(b"{}")
        assert b"HTTP/1.1 400" in line.recv(4000)


def test_who_announces_too_much_is_told_before_it_is_sent(served):
    answer = served.heard(served.head("content-length: 10000001", "expect: 100-continue"))
    assert status(answer) == 413


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "TRACE", "CONNECT", "OPTIONS", "PROPFIND", "get", "FOO"])
@pytest.mark.parametrize("path", ["/xapi/statements", "/xapi/about", "/health", "/"])
def test_a_method_that_is_not_declared_is_refused(served, method, path):
    answer = served.heard(served.head("connection: close", method=method, path=path))
    assert 400 <= status(answer) < 500 or (method == "OPTIONS" and status(answer) == 204)


@pytest.mark.parametrize("path", ["/xapi/statements", "/xapi/nothing", "/xapi/activities/state?x=y", "/nothing"])
def test_every_refusal_names_its_type_and_forbids_guessing(served, path):
    head = served.heard(served.head("connection: close", method="GET", path=path)).partition(b"\r\n\r\n")[0].lower()
    assert b"x-content-type-options: nosniff" in head
    assert b"content-security-policy:" in head
    assert b"content-type:" in head
    assert b"server:" not in head


def test_after_all_of_it_the_memory_has_come_back(served):
    before = served.memory
    for _ in range(2):
        for bomb in BOMBS.values():
            body = holding(bomb)
            served.heard(served.head(f"content-length: {len(body)}", "connection: close"), body)
    for _ in range(30):
        if served.memory - before < GROWTH:
            break
        sleep(0.2)
    assert served.memory - before < GROWTH
