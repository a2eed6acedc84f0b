"""Deadlines and caps, with short settings: what dawdles or is too much is cut off with a sentence, the rest goes on."""

import socket
from contextlib import contextmanager

import pytest

from cabochon.web import Limits
from served import Browser, served

SHORT = Limits(head_seconds=0.6, body_seconds=0.6, head_bytes=2_000, body_bytes=20_000, connections=8)


@pytest.fixture(scope="module")
def port(home):
    with served(home[0], limits=SHORT) as one:
        yield one


@contextmanager
def line(port):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as one:
        yield one


def heard(one):
    """All that comes until the other side closes or says no more for a while."""
    got = b""
    try:
        while part := one.recv(65536):
            got += part
    except ConnectionResetError:
        pass
    return got


def test_a_head_that_never_ends_gets_408_and_is_closed(port):
    with line(port) as one:
        one.sendall(b"GET /health HTTP/1.1\r\nhost: x\r\n")
        assert heard(one).startswith(b"HTTP/1.1 408")


def test_a_connection_that_says_nothing_is_closed(port):
    with line(port) as one:
        assert heard(one).startswith(b"HTTP/1.1 408")


@pytest.mark.parametrize("name", [b"x-one", b"x" * 3000])
def test_a_head_that_is_too_long_gets_431(port, name):
    with line(port) as one:
        one.sendall(b"GET /health HTTP/1.1\r\nhost: x\r\n" + name + b": " + b"y" * 3000 + b"\r\n\r\n")
        assert heard(one).startswith(b"HTTP/1.1 431")


def test_a_head_that_is_too_long_in_small_pieces_gets_431(port):
    with line(port) as one:
        one.sendall(b"GET /health HTTP/1.1\r\n")
        with pytest.raises(OSError):
            for i in range(100):
                one.sendall(b"x-%d: " % i + b"y" * 100 + b"\r\n")
            if heard(one).startswith(b"HTTP/1.1 431"):
                raise OSError


def test_a_body_that_never_ends_gets_408(port):
    with line(port) as one:
        one.sendall(b"POST /hooks/x HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nabc")
        assert heard(one).startswith(b"HTTP/1.1 408")


def test_a_body_that_says_it_is_too_large_gets_413(port):
    with line(port) as one:
        one.sendall(b"POST /hooks/x HTTP/1.1\r\nhost: x\r\ncontent-length: 20001\r\n\r\n")
        assert heard(one).startswith(b"HTTP/1.1 413")


def test_a_body_that_turns_out_too_large_gets_413(port):
    with line(port) as one:
        one.sendall(b"POST /hooks/x HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n")
        one.sendall(b"".join(b"3e8\r\n" + b"z" * 1000 + b"\r\n" for _ in range(21)))
        assert heard(one).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize(
    "head",
    [
        b"content-length: 3\r\ncontent-length: 4",
        b"content-length: 3\r\ntransfer-encoding: chunked",
        b"x: a\rb",
        b"content-length: -1",
    ],
)
def test_a_head_that_contradicts_itself_gets_400_and_is_closed(port, head):
    with line(port) as one:
        one.sendall(b"POST /health HTTP/1.1\r\nhost: x\r\n" + head + b"\r\n\r\nabc")
        answer = heard(one)
        assert answer.startswith(b"HTTP/1.1 400")


def test_several_requests_on_one_line_go_on_working(port):
    with line(port) as one:
        asked = b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n"
        one.sendall(asked * 2 + b"GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        assert heard(one).count(b"HTTP/1.1 200") == 3


def test_above_the_cap_a_new_connection_gets_503_and_a_freed_place_is_taken_again(port):
    held = [socket.create_connection(("127.0.0.1", port)) for _ in range(8)]
    with line(port) as one:
        assert heard(one).startswith(b"HTTP/1.1 503")
    for one in held:
        heard(one)  # the deadline for heads frees them
        one.close()
    assert Browser(port).get("/health").status == 200
