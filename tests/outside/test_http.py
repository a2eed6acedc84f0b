"""Speaking outward: what is never spoken to, and what an answer may be."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from threading import Event, Thread
from time import sleep

import pytest

from answering import say, sent
from cabochon.outside.http import Outward, Unreachable
from cabochon.refusals import Refused

PUBLIC = "93.184.216.34"


@pytest.fixture
def outward() -> Iterator[Outward]:
    """May speak to this machine."""
    one = Outward(private=True, seconds=10)
    yield one
    one.close()


def to(*numbers: str) -> Outward:
    """As in the world outside: private addresses shut; every name leads to these numbers."""
    return Outward(lookup=lambda host, port: numbers)


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1",
        "169.254.169.254", "169.254.1.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.0.2.1",
        "198.18.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192", "::", "::1", "fe80::1", "fe80::1%eth0",
        "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1",
        "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a9fe:a9fe::", "2001:db8::1",
    ],
)  # fmt: skip
def test_a_name_that_leads_to_no_public_number_is_not_spoken_to(number):
    with pytest.raises(Refused) as refusal:
        to(number).ask("GET", "https://lrs.example/xapi")
    assert refusal.value.pointer == "url"


def test_one_bad_number_among_good_ones_shuts_a_name():
    with pytest.raises(Refused, match=r"127\.0\.0\.1"):
        to(PUBLIC, "127.0.0.1").ask("GET", "https://lrs.example/")


@pytest.mark.parametrize(
    "url",
    [
        "http://lrs.example/", "ftp://lrs.example/", "file:///etc/passwd", "gopher://lrs.example/", "//lrs.example/",
        "lrs.example", "", "https://", "https:///xapi", "https://user:word@lrs.example/", "https://a@127.0.0.1/",
        "https://lrs.example\\@127.0.0.1/", "https://lrs.example/#@127.0.0.1", "https://lrs.example#x",
        "https://lrs.example/ x", "https://lrs.example/\r\nHost: other", "https://lrs.example\t/", "https://-bad-/",
        "https://lrs..example/", "https://①②⑦.⓪.⓪.①/", "https://ｌrs.example/", "https://lrs.example:0/",
        "https://lrs.example:99999/", "https://lrs.example:x/", "https://[::1", "https://[fe80::1%25eth0]/",
        "https://[v1.x]/", "https://" + "a" * 300 + "/", "https://lrs.example/" + "a" * 3000,
    ],
)  # fmt: skip
def test_what_is_no_plain_https_address_is_refused_before_any_look_up(url):
    def never(host, port):
        raise AssertionError(host)

    one = Outward(lookup=never)
    with pytest.raises(Refused):
        one.ask("GET", url)
        one.check(url)


@pytest.mark.parametrize(
    "url", ["https://0x7f.1/", "https://2130706433/", "https://017700000001/", "https://127.1/", "https://localhost./",
            "https://[::ffff:7f00:1]/", "https://[::]/", "https://0/"]
)  # fmt: skip
def test_strange_ways_to_write_this_machine_lead_nowhere(url):
    with pytest.raises((Refused, Unreachable)):
        Outward().ask("GET", url)


@pytest.mark.parametrize("number", ["169.254.169.254", "224.0.0.1", "0.0.0.0", "168.63.129.16", "fe80::1", "240.0.0.1"])
def test_some_numbers_stay_shut_even_where_private_ones_are_open(number):
    with pytest.raises(Refused):
        Outward(private=True, lookup=lambda host, port: (number,)).ask("GET", "https://lrs.example/")


def test_http_is_spoken_to_this_machine_alone():
    with pytest.raises(Refused, match="use https"):
        Outward(private=True, lookup=lambda host, port: ("10.0.0.1",)).ask("GET", "http://lrs.example/")


def test_an_answer_comes_back_whole(outward, serving):
    port = serving(lambda h: say(h, 201, sent(h), X_Said=h.headers["x-asked"]))
    heard = outward.ask("POST", f"http://localhost:{port}/a?b=c", headers={"x-asked": "yes"}, body=b"words")
    assert (heard.status, heard.body, heard.headers["x-said"]) == (201, b"words", "yes")


def test_a_redirect_is_not_followed(outward, serving):
    port = serving(lambda h: say(h, 302, location="https://elsewhere.example/"))
    assert outward.ask("GET", f"http://127.0.0.1:{port}/").status == 302


def test_no_proxy_of_the_environment_is_used(outward, serving, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    port = serving(lambda h: say(h, 200, b"direct"))
    assert outward.ask("GET", f"http://127.0.0.1:{port}/").body == b"direct"


def test_connections_are_used_again_and_one_closed_meanwhile_is_opened_anew(outward, serving):
    seen = []

    def answer(handler):
        seen.append(handler.client_address)
        handler.close_connection = len(seen) == 2  # without a word of it
        say(handler)

    port = serving(answer)
    for _ in range(4):
        assert outward.ask("GET", f"http://127.0.0.1:{port}/").status == 200
        sleep(0.05)
    assert len(set(seen)) == 2
    assert seen[0] == seen[1]
    assert seen[2] == seen[3]


def test_a_name_is_looked_up_once_for_all_connections(serving):
    asked = []

    def lookup(host, port):
        asked.append(host)
        return ("127.0.0.1",)

    one = Outward(private=True, lookup=lookup)
    port = serving(lambda h: say(h, 200, h.headers["host"].encode(), connection="close"))
    assert [one.ask("GET", f"http://lrs.example:{port}/").body for _ in range(3)] == [
        f"lrs.example:{port}".encode()
    ] * 3
    assert asked == ["lrs.example"]
    one.close()


def test_an_answer_too_long_is_cut(outward, serving):
    port = serving(lambda h: say(h, 200, b"x" * 5_000))
    with pytest.raises(Unreachable, match="longer than 4,000"):
        outward.ask("GET", f"http://127.0.0.1:{port}/", most=4_000)


@pytest.mark.parametrize("part", ["silence", "head", "body"])
def test_an_answer_that_drips_is_cut_in_time(outward, serving, part):
    def answer(handler):
        if part == "body":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")
        for _ in range(100):
            if part != "silence":
                handler.wfile.write(b"x" if part == "body" else b"H")
                handler.wfile.flush()
            sleep(0.1)

    port = serving(answer)
    with pytest.raises(Unreachable, match="did not answer within"):
        outward.ask("GET", f"http://127.0.0.1:{port}/", seconds=0.5)


def test_closing_ends_what_is_under_way(outward, serving):
    asked, found = Event(), []

    def answer(handler):
        asked.set()
        sleep(5)

    def ask():
        try:
            outward.ask("GET", f"http://127.0.0.1:{port}/")
        except Unreachable as fault:
            found.append(str(fault))

    port = serving(answer)
    thread = Thread(target=ask)
    thread.start()
    asked.wait(5)
    outward.close()
    thread.join(3)
    assert found == ["the house is closing"]


def test_nobody_there_is_said_plainly(outward):
    with pytest.raises(Unreachable, match="nobody listens there"):
        outward.ask("GET", "http://127.0.0.1:9/")
    with pytest.raises(Unreachable, match="no name anybody knows"):
        to().ask("GET", "https://lrs.example/")


def test_what_is_no_http_is_said_plainly(outward, serving):
    port = serving(lambda h: h.wfile.write(b"hello\r\n\r\n"))
    with pytest.raises(Unreachable, match="HTTP"):
        outward.ask("GET", f"http://127.0.0.1:{port}/")


@pytest.fixture
def local() -> Iterator[Callable[..., Outward]]:
    """Every name leads to this machine; given a file, its authorities are believed."""
    with ExitStack() as stack:

        def make(authorities: object = "") -> Outward:
            one = Outward(private=True, authorities=str(authorities), lookup=lambda host, port: ("127.0.0.1",))
            stack.callback(one.close)
            return one

        yield make


def test_a_certificate_is_checked_for_the_name_though_the_number_is_called(local, serving, certificate):
    port = serving(lambda h: say(h, 200, b"secret"), tls=certificate)
    assert local(certificate).ask("GET", f"https://lrs.example:{port}/").body == b"secret"
    with pytest.raises(Unreachable, match="certificate"):
        local(certificate).ask("GET", f"https://other.example:{port}/")


def test_a_certificate_nobody_vouches_for_is_refused(local, serving, certificate):
    port = serving(lambda h: say(h), tls=certificate)
    with pytest.raises(Unreachable, match="certificate does not hold"):
        local().ask("GET", f"https://lrs.example:{port}/")


def test_a_file_of_authorities_that_cannot_be_read_is_named(local, tmp_path):
    with pytest.raises(Refused, match="trusted_certificates"):
        local(tmp_path / "absent.pem").ask("GET", "https://lrs.example/")
