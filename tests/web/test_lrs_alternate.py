"""Requests inside a form, as browsers sent them that could send nothing else (1.0.x)."""

from collections.abc import Iterator
from http.client import HTTPConnection
from random import Random
from urllib.parse import quote_from_bytes, urlencode
from uuid import uuid4

import msgspec
import pytest

from cabochon.house import House
from cabochon.settings import load
from lrs_store import Answer, Client, client, opened, said

STATE, PROFILE, STATEMENTS = "/xapi/activities/state", "/xapi/activities/profile", "/xapi/statements"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("alternate") / "data"
    house = House.open(folder, load(folder, {}))
    yield house
    house.close()


@pytest.fixture(scope="module")
def port(home: House) -> Iterator[int]:
    with opened(home) as one:
        yield one


@pytest.fixture(scope="module")
def one(home: House, port: int) -> Client:
    return client(home, port)


def send(port: int, path: str, body: bytes, headers: dict[str, str]) -> Answer:
    """A POST with just these headers."""
    line = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        line.request("POST", path, body, headers)
        heard = line.getresponse()
        return Answer(heard.status, {k.lower(): v for k, v in heard.getheaders()}, heard.read())
    finally:
        line.close()


def form(asker: Client, path: str, method: str, fields: dict[str, str | bytes], **headers: str) -> Answer:
    """A form with key and version inside; an empty field is left out."""
    whole: dict[str, str | bytes] = {
        "Authorization": asker.header, "X-Experience-API-Version": "1.0.3", **fields,
    }  # fmt: skip
    body = urlencode({name: value for name, value in whole.items() if value != ""}).encode()
    said = {"content-type": FORM, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return send(asker.port, f"{path}?method={method}", body, said)


def named() -> dict[str, str | bytes]:
    return {
        "activityId": f"https://example.com/{uuid4().hex}",
        "agent": '{"mbox":"mailto:a@example.com"}',
        "stateId": "s",
    }


def test_a_document_is_put_read_merged_and_deleted(one: Client) -> None:
    given = named()
    sent = {"content": '{"a":1}', "Content-Type": "application/json"}
    assert form(one, STATE, "PUT", given | sent).status == 204
    found = form(one, STATE, "GET", given)
    assert (found.status, found.body, found.headers["content-type"]) == (200, b'{"a":1}', "application/json")
    assert form(one, STATE, "POST", given | sent | {"content": '{"b":2}'}).status == 204
    assert form(one, STATE, "GET", given).json == {"a": 1, "b": 2}
    assert form(one, STATE, "DELETE", given).status == 204
    assert form(one, STATE, "GET", given).status == 404


def test_content_of_any_bytes_and_size_is_kept(one: Client) -> None:
    given, body = named(), Random(1).randbytes(500_000)
    assert form(one, STATE, "PUT", given | {"content": body, "Content-Type": "image/jpeg"}).status == 204
    found = form(one, STATE, "GET", given)
    assert (found.body, found.headers["content-type"]) == (body, "image/jpeg")


@pytest.mark.parametrize("piece", range(65_530, 65_540))
def test_an_escape_at_the_edge_of_a_piece_is_whole(one: Client, piece: int) -> None:
    given, body = named(), b"x" * piece + b"\xe9%+ &=" * 3
    raw = urlencode(given | {"Authorization": one.header, "X-Experience-API-Version": "1.0.3"}).encode()
    raw += b"&content=" + quote_from_bytes(body).encode()
    assert send(one.port, f"{STATE}?method=PUT", raw, {"content-type": FORM}).status == 204
    assert form(one, STATE, "GET", given).body == body


def test_statements_are_put_posted_and_read(one: Client) -> None:
    first, second = said(), said()
    sent = {"content": msgspec.json.encode(first), "Content-Type": "application/json"}
    assert form(one, STATEMENTS, "PUT", {"statementId": first["id"], **sent}).status == 204
    assert form(one, STATEMENTS, "POST", {"content": msgspec.json.encode([second])}).json == [second["id"]]
    found = form(one, STATEMENTS, "GET", {"statementId": first["id"]})
    assert (found.status, found.json["id"]) == (200, first["id"])
    assert "x-experience-api-consistent-through" in found.headers
    page = form(one, STATEMENTS, "GET", {"limit": "1", "verb": first["verb"]["id"]})
    assert page.json["more"].startswith(f"{STATEMENTS}?")


def test_every_resource_answers(one: Client) -> None:
    assert form(one, "/xapi/about", "GET", {"Authorization": ""}).json["version"] == ["1.0.3", "2.0.0"]
    person = form(one, "/xapi/agents", "GET", {"agent": '{"mbox":"mailto:a@example.com"}'})
    assert person.json["mbox"] == ["mailto:a@example.com"]
    assert form(one, "/xapi/nowhere", "GET", {}).status == 404
    assert form(one, "/xapi/agents", "DELETE", {}).status == 405


def test_head_has_no_body(one: Client) -> None:
    given = named()
    form(one, STATE, "PUT", given | {"content": "12345"})
    head = form(one, STATE, "HEAD", given)
    assert (head.status, head.body) == (200, b"")


def test_what_the_form_says_wins_over_the_headers(one: Client) -> None:
    given = {"activityId": f"https://example.com/{uuid4().hex}", "profileId": "p"}
    made = form(
        one, PROFILE, "PUT", given | {"content": "x", "content-type": "text/plain", "if-none-match": "*"},
        authorization="Basic nonsense", x_experience_api_version="0.9", if_match='"stale"',
    )  # fmt: skip
    assert made.status == 412  # a header the form says nothing of still holds
    sent = given | {"content": "x", "Content-Type": "text/plain", "If-None-Match": "*"}
    made = form(one, PROFILE, "PUT", sent, authorization="Basic nonsense", x_experience_api_version="0.9")
    assert made.status == 204
    found = form(one, PROFILE, "GET", given)
    assert found.headers["content-type"] == "text/plain"
    again = given | {"content": "y", "If-Match": found.headers["etag"]}
    assert form(one, PROFILE, "PUT", again, if_match='"stale"').status == 204


def test_the_real_headers_hold_where_the_form_says_nothing(one: Client) -> None:
    given = named() | {"Authorization": "", "X-Experience-API-Version": "", "content": "x"}
    answer = form(one, STATE, "PUT", given, authorization=one.header, x_experience_api_version="1.0.3")
    assert answer.status == 204


def test_old_browsers_name_no_type(one: Client) -> None:
    assert form(one, STATE, "PUT", named() | {"content": "x"}, content_type="text/plain").status == 204


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_content_must_be_there_to_be_kept(one: Client, method: str) -> None:
    answer = form(one, STATE, method, named())
    assert (answer.status, answer.json["pointer"]) == (400, "content")


def test_only_method_stands_in_the_query(one: Client) -> None:
    answer = form(one, f"{STATE}?stateId=s&x=", "PUT", named() | {"content": "x"})
    assert answer.status == 400
    answer = send(one.port, f"{STATE}?method=GET&stateId=s", b"", {"content-type": FORM})
    assert (answer.status, answer.json["pointer"]) == (400, "stateId")


@pytest.mark.parametrize("version", ["0.8", "1.1", "x", "2.0.0", "2.0"])
def test_only_1_0_speaks_so(one: Client, version: str) -> None:
    assert form(one, STATE, "GET", named() | {"X-Experience-API-Version": version}).status == 400


def test_2_0_in_the_header_is_refused_and_1_0_in_the_form_wins(one: Client) -> None:
    given = named() | {"content": "x"}
    none = form(one, STATE, "PUT", given | {"X-Experience-API-Version": ""}, x_experience_api_version="2.0.0")
    assert (none.status, none.headers["x-experience-api-version"]) == (400, "2.0.0")
    both = form(one, STATE, "PUT", given, x_experience_api_version="2.0.0")
    assert (both.status, both.headers["x-experience-api-version"]) == (204, "1.0.3")


def test_no_version_at_all_is_refused(one: Client) -> None:
    assert form(one, STATE, "GET", named() | {"X-Experience-API-Version": ""}).status == 400


@pytest.mark.parametrize("authorization", ["", "Basic bm86Ym9keQ==", "Basic:xyz"])
def test_keys_are_judged_as_ever(one: Client, authorization: str) -> None:
    assert form(one, STATE, "GET", named() | {"Authorization": authorization}).status == 401


@pytest.mark.parametrize("method", ["get", "PATCH", "", "GET&method=PUT", "OPTIONS"])
def test_another_method_is_refused(one: Client, method: str) -> None:
    answer = form(one, STATE, method, named())
    assert (answer.status, answer.json["pointer"]) == (400, "method")


def test_a_put_is_no_form(one: Client) -> None:
    for method in ("PUT", "GET", "DELETE"):
        body = None if method == "GET" else urlencode(named() | {"content": "x"}).encode()
        answer = one.ask(method, f"{STATE}?method=PUT", body, content_type=FORM)
        assert (answer.status, answer.json["pointer"]) == (400, "method")


def test_only_a_form_is_taken_apart(one: Client) -> None:
    for kind in ("application/json", "multipart/form-data; boundary=x"):
        assert form(one, STATE, "PUT", named() | {"content": "x"}, content_type=kind).status == 400


def test_parameters_in_a_form_are_judged_as_in_a_query(one: Client) -> None:
    assert form(one, STATE, "GET", named() | {"foo": "1"}).json["pointer"] == "foo"
    assert form(one, STATE, "GET", named() | {"StateId": "1"}).json["pointer"] == "StateId"
    assert form(one, STATE, "GET", named() | {"method": "PUT"}).json["pointer"] == "method"


@pytest.mark.parametrize(
    "more",
    [
        b"content=b", b"Content-Type=a&content-type=b", b"stateId=%FF", b"If-Match=%0D%0AX-Evil%3A%201",
        b"Content-Type=%E2%82%AC", b"&".join(b"f%d=1" % n for n in range(100)), b"stateId=a&stateId=b",
    ],
)  # fmt: skip
def test_a_strange_form_is_refused(one: Client, more: bytes) -> None:
    fields = named() | {"Authorization": one.header, "X-Experience-API-Version": "1.0.3", "content": "x"}
    del fields["stateId"]
    answer = send(one.port, f"{STATE}?method=PUT", urlencode(fields).encode() + b"&" + more, {"content-type": FORM})
    assert answer.status == 400


def test_a_form_over_the_limit_is_too_large(one: Client) -> None:
    line = HTTPConnection("127.0.0.1", one.port, timeout=30)
    line.putrequest("POST", f"{STATE}?method=PUT")
    line.putheader("content-type", FORM)
    line.putheader("content-length", "2000001")
    line.endheaders()
    assert line.getresponse().status == 413
    line.close()
