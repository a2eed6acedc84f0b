"""Documents on a real server: state and the two profiles, in both versions."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha1
from pathlib import Path
from random import Random
from threading import Barrier
from urllib.parse import urlencode
from uuid import uuid4

import msgspec
import pytest

from cabochon.house import House
from cabochon.settings import load
from documents_named import ACTIVITY, AGENT, ID, NEW, STATE, at, named, put
from lrs_store import Client, client, opened

PATHS = pytest.mark.parametrize("path", [STATE, ACTIVITY, AGENT])
VERSIONS = pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("documents") / "data"
    house = House.open(folder, load(folder, {}) | {"body_limit": 2_000_000})
    yield house
    house.close()


@pytest.fixture(scope="module")
def port(home: House) -> Iterator[int]:
    with opened(home) as one:
        yield one


@pytest.fixture(scope="module")
def old(home: House, port: int) -> Client:
    return client(home, port)


@pytest.fixture(scope="module")
def new(home: House, port: int) -> Client:
    return client(home, port, version="2.0.0")


@PATHS
@VERSIONS
def test_a_document_comes_back_to_the_byte(home: House, port: int, path: str, version: str) -> None:
    one, given = client(home, port, version=version), named(path)
    body = bytes(range(256)) * 3
    put(one, path, given, body, content_type='text/x-odd; charset=latin-1; q="é"')
    found = one.ask("GET", at(path, given))
    assert (found.status, found.body) == (200, body)
    assert found.headers["content-type"] == 'text/x-odd; charset=latin-1; q="é"'
    assert found.headers["etag"] == f'"{sha1(body).hexdigest()}"'
    assert abs((parsedate_to_datetime(found.headers["last-modified"]) - datetime.now(UTC)).total_seconds()) < 60
    assert found.headers["x-experience-api-version"] == version


@PATHS
def test_head_says_what_get_says_without_the_body(old: Client, path: str) -> None:
    given = named(path)
    put(old, path, given, b"12345", content_type="text/plain")
    got, head = old.ask("GET", at(path, given)), old.ask("HEAD", at(path, given))
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", "5")
    assert {n: v for n, v in got.headers.items() if n != "date"} == {
        n: v for n, v in head.headers.items() if n != "date"
    }
    assert old.ask("HEAD", at(path, named(path))).status == 404


def test_two_megabytes_of_any_bytes_come_back(old: Client) -> None:
    given, body = named(STATE), Random(1).randbytes(2_000_000)
    put(old, STATE, given, body, content_type="application/octet-stream")
    assert old.ask("GET", at(STATE, given)).body == body


def test_a_body_over_the_limit_is_too_large(old: Client) -> None:
    assert old.too_large(2_000_001, at(STATE, named(STATE))).status == 413


@PATHS
def test_what_comes_back_is_never_run_by_a_browser(old: Client, path: str) -> None:
    given = named(path)
    put(old, path, given, b"<script>alert(1)</script>", content_type="text/html")
    headers = old.ask("GET", at(path, given)).headers
    assert headers["content-type"] == "text/html"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("sandbox;")


def test_bytes_of_no_type_are_an_octet_stream(old: Client) -> None:
    given = named(STATE)
    assert old.ask("PUT", at(STATE, given), b"x", content_type="").status == 204
    assert old.ask("GET", at(STATE, given)).headers["content-type"] == "application/octet-stream"


@PATHS
def test_what_is_not_there_is_not_found(old: Client, path: str) -> None:
    assert old.ask("GET", at(path, named(path))).status == 404


def test_no_registration_is_a_registration_of_its_own(old: Client) -> None:
    given = named(STATE)
    other = given | {"registration": str(uuid4())}
    put(old, STATE, given, b"none")
    assert old.ask("GET", at(STATE, other)).status == 404
    put(old, STATE, other, b"some")
    assert old.ask("GET", at(STATE, given)).body == b"none"
    assert old.ask("GET", at(STATE, other | {"registration": other["registration"].upper()})).body == b"some"


def test_an_agent_is_its_identifier(old: Client) -> None:
    given = named(AGENT)
    put(old, AGENT, given, b"x")
    who = msgspec.json.decode(given["agent"])
    named_so = msgspec.json.encode({"objectType": "Agent", "name": "A. B.", **who}).decode()
    assert old.ask("GET", at(AGENT, given | {"agent": named_so})).body == b"x"


@PATHS
def test_a_context_lists_its_ids_and_since_is_exclusive(old: Client, path: str) -> None:
    given = named(path)
    bare = {name: value for name, value in given.items() if name != ID[path]}
    assert old.ask("GET", at(path, bare)).json == []
    for name in ("one", "zwei ü"):
        put(old, path, given | {ID[path]: name}, b"x")
    listed = old.ask("GET", at(path, bare))
    assert (listed.status, listed.headers["content-type"], listed.json) == (200, "application/json", ["one", "zwei ü"])
    assert old.ask("GET", at(path, bare | {"since": "2020-01-01T00:00:00Z"})).json == ["one", "zwei ü"]
    assert old.ask("GET", at(path, bare | {"since": "2999-01-01T00:00:00+01:00"})).json == []


@PATHS
@VERSIONS
def test_a_deleted_document_is_gone_and_deleting_again_is_no_fault(
    home: House, port: int, path: str, version: str
) -> None:
    one, given = client(home, port, version=version), named(path)
    put(one, path, given)
    assert [one.ask("DELETE", at(path, given)).status for _ in range(2)] == [204, 204]
    assert one.ask("GET", at(path, given)).status == 404


def test_deleting_state_without_an_id_clears_its_context_only(old: Client) -> None:
    given = named(STATE)
    elsewhere = given | {"registration": str(uuid4())}
    for one in (given, given | {"stateId": "two"}, elsewhere):
        put(old, STATE, one)
    bare = {name: value for name, value in given.items() if name != "stateId"}
    assert old.ask("DELETE", at(STATE, bare), if_match='"x"').status == 400
    assert old.ask("DELETE", at(STATE, bare)).status == 204
    assert old.ask("GET", at(STATE, bare)).json == []
    assert old.ask("GET", at(STATE, elsewhere)).status == 200


# fmt: off
BARE = [
    ("1.0.3", STATE, 204, 204), ("1.0.3", ACTIVITY, 400, 409), ("1.0.3", AGENT, 400, 409),
    ("2.0.0", STATE, 204, 409), ("2.0.0", ACTIVITY, 204, 409), ("2.0.0", AGENT, 204, 409),
]
# fmt: on


@pytest.mark.parametrize(("version", "path", "absent", "present"), BARE)
def test_a_put_without_conditions_differs_by_version(
    home: House, port: int, *, version: str, path: str, absent: int, present: int
) -> None:
    one, given = client(home, port, version=version), named(path)
    assert one.ask("PUT", at(path, given), b"{}").status == absent
    if absent != 204:
        assert one.ask("GET", at(path, given)).status == 404
        put(one, path, given)
    answer = one.ask("PUT", at(path, given), b'{"second":1}')
    assert answer.status == present
    assert one.ask("GET", at(path, given)).body == (b"{}" if present == 409 else b'{"second":1}')
    if present == 409:
        assert answer.headers["content-type"].startswith("text/plain")
        assert b"If-Match" in answer.body


@PATHS
@VERSIONS
def test_a_stale_tag_changes_nothing_and_a_right_one_does(home: House, port: int, path: str, version: str) -> None:
    one, given = client(home, port, version=version), named(path)
    put(one, path, given, b'{"a":1}')
    for method in ("PUT", "POST", "DELETE"):
        answer = one.ask(method, at(path, given), b'{"a":2}', if_match='"0000"')
        assert (answer.status, "ETag" in answer.json["error"]) == (412, True)
        assert one.ask("GET", at(path, given)).body == b'{"a":1}'
    assert one.ask("PUT", at(path, given), b'{"a":2}', **NEW).status == 412
    for method, body in (("PUT", b'{"a":3}'), ("POST", b'{"b":4}'), ("DELETE", None)):
        tag = one.ask("GET", at(path, given)).headers["etag"]
        assert one.ask(method, at(path, given), body, if_match=f"W/{tag}").status == 204
    assert one.ask("GET", at(path, given)).status == 404


@PATHS
def test_a_post_merges_and_what_cannot_be_merged_is_unchanged(new: Client, path: str) -> None:
    given = named(path)
    assert new.ask("POST", at(path, given), b'{"a":1,"b":{"x":1}}').status == 204
    assert new.ask("POST", at(path, given), b'{"b":{"y":2},"c":null}').status == 204
    merged = new.ask("GET", at(path, given))
    assert merged.json == {"a": 1, "b": {"y": 2}, "c": None}
    assert merged.headers["content-type"] == "application/json"
    for body, kind in ((b"{}", "text/plain"), (b"[]", "application/json"), (b"{", "application/json")):
        assert new.ask("POST", at(path, given), body, content_type=kind).status == 400
    assert new.ask("GET", at(path, given)).body == merged.body


def test_a_post_of_broken_json_makes_nothing(old: Client) -> None:
    given = named(STATE)
    assert old.ask("POST", at(STATE, given), b'{"a":').status == 400
    assert old.ask("GET", at(STATE, given)).status == 404
    assert old.ask("POST", at(STATE, given), b"\xff\xfe", content_type="image/png").status == 204
    assert old.ask("GET", at(STATE, given)).body == b"\xff\xfe"


def test_merging_never_grows_over_the_limit(old: Client) -> None:
    given = named(STATE)
    for name, status in (("a", 204), ("b", 413)):
        assert old.ask("POST", at(STATE, given), msgspec.json.encode({name: "x" * 1_200_000})).status == status
    assert list(old.ask("GET", at(STATE, given)).json) == ["a"]


@PATHS
def test_last_modified_changes_whenever_the_document_does(new: Client, path: str) -> None:
    given, seen = named(path), []
    for number in range(3):
        assert new.ask("POST", at(path, given), b'{"n":%d}' % number).status == 204
        seen.append(parsedate_to_datetime(new.ask("GET", at(path, given)).headers["last-modified"]))
    assert seen[0] < seen[1] < seen[2]


def test_what_has_not_changed_is_not_sent_again(new: Client) -> None:
    given = named(STATE)
    tag = put(new, STATE, given, b"x").headers["etag"]
    same = new.ask("GET", at(STATE, given), if_none_match=f'"other", {tag}')
    assert (same.status, same.body, same.headers["etag"]) == (304, b"", tag)
    assert new.ask("GET", at(STATE, given), if_none_match='"other"').status == 200


@PATHS
def test_of_two_that_make_a_document_at_once_one_does(home: House, port: int, path: str) -> None:
    both = client(home, port), client(home, port, version="2.0.0")
    for _ in range(10):
        given, start = named(path), Barrier(2)

        def make(one: Client, given: dict[str, str] = given, start: Barrier = start) -> int:
            start.wait()
            return one.ask("PUT", at(path, given), one.version.encode(), **NEW).status

        with ThreadPoolExecutor(2) as threads:
            found = dict(zip(("1.0.3", "2.0.0"), threads.map(make, both), strict=True))
        assert sorted(found.values()) == [204, 412]
        assert found[both[0].ask("GET", at(path, given)).body.decode()] == 204


@PATHS
def test_parameters_are_judged_strictly(old: Client, path: str) -> None:
    given = named(path)
    for more in ({"foo": "1"}, {"Agent": "{}"}, {"ActivityId": "https://a.example"}, {"since": "2020-01-01T00:00:00Z"}):
        for method in ("GET", "PUT", "POST", "DELETE"):
            answer = old.ask(method, at(path, given | more), b"{}", **NEW)
            assert (answer.status, answer.json["pointer"]) == (400, next(iter(more)))
    twice = f"{at(path, given)}&{urlencode({ID[path]: 'b'})}"
    assert old.ask("GET", twice).status == 400


def test_other_methods_are_not_allowed(old: Client) -> None:
    answer = old.ask("PATCH", at(STATE, named(STATE)), b"{}")
    assert (answer.status, answer.headers["allow"]) == (405, "DELETE, GET, HEAD, POST, PUT")


def test_documents_outlive_a_restart(tmp_path: Path) -> None:
    given, folder = named(STATE), tmp_path / "data"
    for made in (True, False):
        house = House.open(folder, load(folder, {}))
        with opened(house) as port:
            one = client(house, port)
            if made:
                put(one, STATE, given, b"where I was", content_type="text/plain")
            found = one.ask("GET", at(STATE, given))
            assert (found.body, found.headers["content-type"]) == (b"where I was", "text/plain")
        assert house.doctor() == []
        house.close()
