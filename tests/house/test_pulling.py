"""Moving in by another store's own API: from a second house, and from stores with habits of their own."""

import hashlib
import json
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

import pytest

from cabochon.directory.rows import Pull
from cabochon.house import House
from cabochon.house.pulling import Pulling
from cabochon.outside.http import Heard, Outward, Unreachable
from cabochon.outside.pulling import Remote
from cabochon.refusals import Refused
from cabochon.settings import load
from lrs_store import Client, about, client, opened, said, voiding

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def other(tmp_path) -> Iterator[tuple[House, Client]]:
    """A second house behind a server, with a client that may do all there."""
    one = House.open(tmp_path / "other", load(tmp_path / "other", {}))
    with opened(one) as port:
        yield one, client(one, port)
    one.close()


@pytest.fixture
def outward() -> Iterator[Outward]:
    one = Outward(private=True)
    yield one
    one.close()


@pytest.fixture
def remote(outward) -> Callable[[Client], Remote]:
    def of(to: Client) -> Remote:
        key, secret = b64decode(to.header[6:]).decode().split(":")
        return Remote(outward, f"http://127.0.0.1:{to.port}/xapi/", page=4, **{**WAYS, "key": key, "secret": secret})

    return of


def pulled(house: House, there: Remote, **more):
    return Pulling(house, there, random=Random(1), **more).run(lambda row: None)


def ids(house: House) -> set[str]:
    return {one.entry.id for one in house.log.after(0, 10_000)}


def test_everything_comes_over_the_voided_too_and_the_words_are_the_same(house, other, remote):
    there, admin = other
    sent = admin.keep(*(said() for _ in range(11)))
    admin.keep(voiding(sent[3]), about(sent[3]))
    pulling = Pulling(house, remote(admin), random=Random(1))
    done = pulling.run(lambda row: None)
    assert (done.read, done.new, done.refused, pulling.row.voided) == (13, 13, 0, 1)
    assert ids(house) == ids(there)
    assert {k.entry.id for k in house.log.by_id(sent) if k.voided} == {sent[3]}
    assert pulling.verify(50) == []


def test_a_pull_that_was_killed_goes_on_where_it_was(house, other, remote):
    there, admin = other
    admin.keep(*(said() for _ in range(20)))
    seen = []

    def killed(row):
        seen.append(row.read)
        if len(seen) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Pulling(house, remote(admin), random=Random(1)).run(killed)
    again = Pulling(house, remote(admin), random=Random(1))
    assert (again.resumed, again.row.read) == (True, 8)
    done = again.run(lambda row: None)
    assert (done.read, done.new, done.repeated) == (20, 20, 0)
    assert ids(house) == ids(there)


def test_the_next_pull_brings_what_has_been_added_since(house, other, remote):
    _, admin = other
    admin.keep(*(said() for _ in range(5)))
    pulled(house, remote(admin))
    new = admin.keep(said(), said())
    done = pulled(house, remote(admin))
    assert done.new == 2
    assert set(new) <= ids(house)
    assert pulled(house, remote(admin)).new == 0
    assert pulled(house, remote(admin), restart=True).repeated == 7


def test_contents_of_attachments_come_along(house, other, remote):
    _, admin = other
    content = b"\x00\xff--x\r\nbytes"
    sha2 = hashlib.sha256(content).hexdigest()
    one = said(attachments=[{"usageType": "https://x.example/u", "display": {"en": "a"}, "contentType": "text/plain",
                             "length": len(content), "sha2": sha2}])  # fmt: skip
    body = (
        b"--b\r\nContent-Type: application/json\r\n\r\n" + json.dumps(one).encode() + b"\r\n--b\r\n"
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\n"
        b"X-Experience-API-Hash: " + sha2.encode() + b"\r\n\r\n" + content + b"\r\n--b--\r\n"
    )
    assert admin.ask("POST", "/xapi/statements", body, content_type="multipart/mixed; boundary=b").status == 200
    admin.keep(said())
    done = pulled(house, remote(admin))
    assert (done.new, done.bare) == (2, 0)
    with opened(house) as port:
        found = client(house, port).get(statementId=one["id"], attachments="true")
    assert content in found.body


def test_what_was_changed_over_there_is_found_by_comparing(house, other, remote):
    _, admin = other
    (one,) = admin.keep(said())
    pulling = Pulling(house, remote(admin), random=Random(1))
    pulling.run(lambda row: None)
    _, changed = fake({}, Heard(200, {}, json.dumps(said(id=one)).encode()))
    _, gone = fake({})

    def again(there: Remote) -> Pulling:
        house.directory.put(replace(pulling.row, id=there.url))
        return Pulling(house, there, random=Random(1))

    assert "says something else there now" in again(changed).verify(5)[0]
    assert "no longer in the other store" in again(gone).verify(5)[0]


# Stores with habits of their own

WAYS = {"key": "k", "secret": "s", "pause": lambda seconds: None, "now": lambda: NOW}


class Fake:
    """A store whose pages are given: what `more` leads to -> (statements, more), or an answer of its own."""

    def __init__(self, pages, *troubles: object) -> None:
        self.pages, self.troubles, self.asked = pages, list(troubles), []

    def ask(self, method, url, *, headers, most, seconds):
        self.asked.append(url)
        if self.troubles and (trouble := self.troubles.pop(0)) is not None:
            if isinstance(trouble, Exception):
                raise trouble
            return trouble
        page = self.pages.get(url) or next((p for k, p in self.pages.items() if k and url.endswith(k)), None)
        if page is None and "/statements?ascending" in url:
            page = self.pages[""]
        if page is None:
            return Heard(404, {}, b"")
        said_ = {"statements": page[0], **({"more": page[1]} if len(page) > 1 else {})}
        return Heard(200, {"content-type": "application/json"}, json.dumps(said_).encode())


def fake(pages, *troubles, **ways):
    asked = Fake(pages, *troubles)
    return asked, Remote(asked, "https://lrs.example/data/xapi/statements", **{**WAYS, **ways})


@pytest.mark.parametrize(
    "more",
    ["/data/xapi/statements?cursor=2", "https://lrs.example/data/xapi/statements?cursor=2", "statements?cursor=2",
     "?cursor=2", "/xapi/statements?cursor=2", "http://lrs.example/data/xapi/statements?cursor=2"],
)  # fmt: skip
def test_a_next_page_may_be_relative_absolute_or_without_the_prefix(house, more):
    pages = {"": ([said()], more), "https://lrs.example/data/xapi/statements?cursor=2": ([said()], "")}
    asked, there = fake(pages)
    assert pulled(house, there).new == 2
    assert all(one.startswith("https://lrs.example/") for one in asked.asked)


@pytest.mark.parametrize(
    "more", ["https://evil.example/x", "//evil.example/x", "http://lrs.example:8080/x", "file:///x"]
)
def test_a_next_page_of_another_origin_is_not_followed_and_what_came_is_kept(house, more):
    asked, there = fake({"": ([said()], more)})
    with pytest.raises(Refused, match="away from the store"):
        pulled(house, there)
    assert len(asked.asked) == 1
    assert len(ids(house)) == 1


def test_a_store_that_fails_now_and_then_is_waited_for(house):
    waited = []
    late = (NOW + timedelta(seconds=30)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    troubles = (Heard(500, {}, b"oops"), Heard(429, {"retry-after": "7"}, b""), Unreachable("no answer"),
                Heard(503, {"retry-after": late}, b""))  # fmt: skip
    _, there = fake({"": ([said()], None)}, *troubles, pause=waited.append)
    assert pulled(house, there).new == 1
    assert waited == [1.0, 7.0, 4.0, 30.0]


@pytest.mark.parametrize(
    ("status", "why"), [(401, "does not know this key"), (403, "does not let it"), (500, "answers 500")]
)
def test_a_store_that_will_not_is_said_to(house, status, why):
    _, there = fake({}, *[Heard(status, {}, b"sorry")] * 9)
    with pytest.raises(Refused, match=why):
        pulled(house, there)


def test_a_page_that_comes_twice_is_counted_and_kept_once(house):
    page = [said(), said()]
    _, there = fake({"": (page, "/a"), "/a": (page, "/b"), "/b": ([said()],)})
    done = pulled(house, there)
    assert (done.new, done.repeated) == (3, 2)


def test_a_store_that_gives_no_contents_is_asked_without(house):
    one = said(attachments=[{"usageType": "https://x.example/u", "display": {"en": "a"}, "contentType": "text/plain",
                             "length": 3, "sha2": "a" * 64}])  # fmt: skip
    asked, there = fake({"": ([one], "")}, Heard(400, {}, b"attachments?"))
    assert pulled(house, there).bare == 1
    assert ["attachments=true" in one for one in asked.asked] == [True, False]


def test_a_place_the_store_has_forgotten_is_found_again_by_its_time(house):
    one, two = said(stored="2026-01-01T00:00:00Z"), said(stored="2026-01-02T00:00:00Z")
    house.directory.put(
        Pull(id="https://lrs.example/data/xapi", more="/gone", mark=one["stored"], began=NOW, read=1, new=1)
    )
    asked, there = fake({"": ([one, two], "")})
    assert pulled(house, there).read == 3
    assert "since=2025-12-31T23%3A59%3A59.000000Z" in asked.asked[-1]


def test_a_bad_statement_waits_and_the_rest_comes(house):
    _, there = fake({"": ([said(), {"id": str(uuid4()), "verb": 1}, said()], "")})
    done = pulled(house, there)
    assert (done.new, done.refused) == (2, 1)
    (row,) = house.quarantined.waiting()
    assert (row.source, "https://lrs.example/data/xapi" in row.place) == ("pull:lrs.example", True)


def test_what_is_no_record_store_is_said_to_be_none(house):
    _, there = fake({}, Heard(200, {"content-type": "text/html"}, b"<html>hello"))
    with pytest.raises(Refused, match="no page of statements"):
        pulled(house, there)
