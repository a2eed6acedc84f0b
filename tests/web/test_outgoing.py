"""Outgoing: targets and webhooks on their page, and statements as a file."""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from answering import answering, say, sent
from cabochon.demo.weeks import history
from cabochon.directory.rows import Key
from cabochon.house import House
from cabochon.privacy.keys import make
from cabochon.xapi.versions import V103
from lrs_store import Client, client, opened, said
from served import Browser


@pytest.fixture(scope="module")
def admin(place) -> Browser:
    place.house.values["allow_private_targets"] = True
    return place.signed_in("admin")


@pytest.fixture
def store() -> Iterator[Any]:
    """Another store that refuses what is in `bad`, answers `status` to the rest."""
    with ExitStack() as stack:

        class Store:
            def __init__(self) -> None:
                self.bad, self.status, self.url = set[str](), 200, ""

            def __call__(self, handler: Any) -> None:
                body = sent(handler)
                ids = {one["id"] for one in msgspec.json.decode(body)} if body.startswith(b"[") else set()
                say(handler, 400 if self.bad & ids else self.status, b"<script>alert(1)</script>")

        one = Store()
        one.url = f"http://127.0.0.1:{stack.enter_context(answering(one))}/xapi"
        yield one


def keep(house: House, *statements: dict[str, Any]) -> list[str]:
    key, _ = make(house.directory, "a till", scopes=("all",), clock=house.clock)
    members = [(msgspec.json.encode(one), one) for one in statements]
    return list(house.statements.keep(house.directory.get(Key, key), members, V103).result().ids)


def add(admin: Browser, way: str, name: str, url: str, **more: Any) -> Any:
    csrf = admin.get(f"/outgoing/new?way={way}").csrf
    given = {"key": "k", "secret": "hush-hush", "version": "1.0.3", "from": "now"} if way == "store" else {}
    return admin.post("/outgoing", {"csrf": csrf, "way": way, "name": name, "url": url, **given, **more})


def do(admin: Browser, name: str, deed: str, **more: Any) -> Any:
    return admin.post(f"/outgoing/{name}", {"csrf": admin.get(f"/outgoing/{name}").csrf, "do": deed, **more})


def test_an_empty_page_says_what_could_be_here(admin):
    text = admin.get("/outgoing").text
    assert text.count("None yet.") == 2
    assert "/xapi-feed" in text


def test_a_store_is_added_sent_to_paused_and_removed(admin, place, store):
    assert add(admin, "store", "group", store.url).status == 303
    [sid] = keep(place.house, said())
    place.house.forwarding.step("group")
    page = admin.get("/outgoing").text
    assert "Up to date" in page
    assert "hush-hush" not in page + admin.get("/outgoing/group").text
    assert do(admin, "group", "pause").status == 303
    assert "Paused" in admin.get("/outgoing/group").text
    assert do(admin, "group", "resume").status == 303
    assert "It answers" in do(admin, "group", "test").text or "it answers" in do(admin, "group", "test").text
    assert do(admin, "group", "remove").status == 400
    assert do(admin, "group", "remove", sure="yes").status == 303
    assert admin.get("/outgoing/group").status == 404
    assert sid


def test_what_is_refused_over_there_is_listed_sent_again_and_discarded(admin, place, store):
    add(admin, "store", "second", store.url)
    ids = keep(place.house, *(said() for _ in range(4)))
    store.bad = set(ids[:3])
    place.house.forwarding.step("second")
    page = admin.get("/outgoing/second").text
    assert all((one in page) == (one in store.bad) for one in ids)
    assert "<script>" not in page
    letters = re.findall(r'name="letter" value="([^"]+)"', page)
    store.bad = {ids[1]}
    assert "1 of 1 taken" in do(admin, "second", "retry", letter=letters[0]).text
    assert "1 of 2 taken" in do(admin, "second", "retry").text
    assert do(admin, "second", "retry", letter=letters[0]).status == 409
    assert do(admin, "second", "discard").status == 303
    assert "Nothing. A statement" in admin.get("/outgoing/second").text


def test_why_a_store_fails_is_said(admin, place, store):
    add(admin, "store", "third", store.url)
    store.status = 401
    keep(place.house, said())
    place.house.forwarding.step("third")
    page = admin.get("/outgoing").text
    assert "Failing since" in page
    assert "does not know this key and secret" in page


def test_a_webhooks_secret_is_shown_once(admin, store):
    shown = add(admin, "webhook", "bi", store.url, kind="observation")
    assert shown.status == 200
    [secret] = re.findall(r"whsec_[A-Za-z0-9+/=]+", shown.text)
    again = admin.get("/outgoing/bi").text
    assert "whsec_" not in again + admin.get("/outgoing").text
    assert "observation" in again
    fresh = do(admin, "bi", "rotate").text
    assert re.findall(r"whsec_[A-Za-z0-9+/=]+", fresh) != [secret]
    assert "it answered 200" in do(admin, "bi", "test").text


@pytest.mark.parametrize(
    ("way", "more", "words"),
    [
        ("store", {"url": "http://10.0.0.1/xapi"}, "use https"), ("store", {"name": "No Name"}, "lower-case"),
        ("store", {"key": " "}, "The key is missing"), ("store", {"verbs": "won"}, "The verb"),
        ("store", {"from": "day", "since": "soon"}, "The day"), ("webhook", {"url": "https://"}, "names no host"),
        ("store", {"where": "some"}, "at least one boutique"), ("store", {"where": "some", "boutique": "XXX"}, "XXX"),
        ("webhook", {"kind": "nonsense"}, "is no kind"),
    ],
)  # fmt: skip
def test_a_form_with_a_fault_comes_back_filled_in(admin, way, more, words):
    answer = add(admin, way, **{"name": "fourth", "url": "https://lrs.example/xapi"} | more)
    assert answer.status == 400
    assert words in answer.text
    assert "Nothing was added" in answer.text
    assert "hush-hush" not in answer.text
    assert admin.get("/outgoing/fourth").status == 404


def test_what_is_no_deed_is_refused(admin, store):
    add(admin, "webhook", "fifth", store.url)
    assert do(admin, "fifth", "dance").status == 400
    assert admin.post("/outgoing/fifth", {"do": "remove", "sure": "yes"}).status == 403


# As a file


@pytest.fixture(scope="module")
def events(home, place) -> list[Any]:
    one = home[1]
    found = list(history(one, now=datetime(2026, 3, 31, 20, tzinfo=UTC), weeks=1))
    place.house.keep_as().events(found, fresh=True)
    assert one.doors[0].code == place.door
    assert date(2026, 3, 1) < found[0].at.date()
    return found


def test_an_administrator_takes_statements_as_a_file_without_text(admin, place, events):
    answer = admin.get("/export/statements?format=jsonl&kind=survey&since=&until=")
    assert answer.status == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="statements.jsonl"'
    rows = [json.loads(line) for line in answer.body.splitlines()]
    texts = {text for one in events if (text := getattr(one, "comment", ""))}
    assert rows
    assert texts
    assert not [text for text in texts if text in answer.text]
    assert place.house.directory.notes(actor="admin", limit=1)[0][2] == "exported statements"


@pytest.mark.parametrize("shape", ["csv", "parquet", "jsonl"])
def test_every_format_comes(admin, shape):
    answer = admin.get(f"/export/statements?format={shape}")
    assert answer.status == 200
    assert answer.body


@pytest.mark.parametrize(
    "query", ["format=xml", "agent=mailto:a@b.example", "colour=red", "since=2026-99-99", "after=x"]
)
def test_a_file_that_cannot_be_is_refused(admin, query):
    assert admin.get(f"/export/statements?{query}").status == 400


def test_days_are_taken_from_their_beginning_to_their_end(admin):
    today, rows = datetime.now(UTC).date(), admin.get("/export/statements").body.count(b"\n")
    assert rows
    assert admin.get(f"/export/statements?since={today}&until={today}").body.count(b"\n") in range(rows + 1)
    assert admin.get("/export/statements?until=2020-01-01").body == b""


@pytest.fixture(scope="module")
def records(place) -> Iterator[int]:
    with opened(place.house) as port:
        yield port


def test_a_key_takes_what_it_may_read_as_a_file(place, records, events):
    whole = client(place.house, records).ask("GET", "/xapi-export?format=jsonl")
    assert whole.status == 200
    assert int(whole.headers["x-cabochon-position"]) == place.house.log.position()
    texts = {text for one in events if (text := getattr(one, "comment", ""))}
    assert [text for text in texts if text in whole.body.decode()]
    mine = client(place.house, records, "statements/read", boutiques=(place.door,))
    part = [json.loads(line) for line in mine.ask("GET", "/xapi-export").body.splitlines()]
    assert 0 < len(part) < whole.body.count(b"\n")
    assert all(place.other not in json.dumps(one["context"]["contextActivities"]["grouping"]) for one in part)


@pytest.mark.parametrize(
    ("scopes", "method", "path", "status"),
    [
        (("statements/write",), "GET", "/xapi-export", 403), (("all/read",), "GET", "/xapi-export?format=csv", 200),
        (("all",), "POST", "/xapi-export", 405), (("all",), "HEAD", "/xapi-export", 200),
        (("all",), "GET", "/xapi-export?format=xml", 400), (("statements/read/mine",), "GET", "/xapi-export", 200),
    ],
)  # fmt: skip
def test_an_export_for_keys_keeps_to_their_scopes(place, records, scopes, method, path, status):
    assert client(place.house, records, *scopes).ask(method, path).status == status


def test_an_export_needs_a_key(records):
    assert Client(records, "").ask("GET", "/xapi-export").status == 401
