"""Pages of other addresses: closed unless the setting names them, and then told what the standard's clients need."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from cabochon.house import House
from cabochon.refusals import Refused
from cabochon.settings import load
from cabochon.web import app
from cabochon.web.lrs import ahead
from cabochon.web.lrs_cors import SHOWN, Doors, origins
from lrs_store import LIMITS, Client, basic, client, opened, said

LMS, OTHER = "https://lms.example", "https://evil.example"
ALLOW = "access-control-allow-origin"
STANDARD = {"authorization", "content-type", "x-experience-api-version", "if-match", "if-none-match",
            "accept-language"}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("cors") / "data"
    values = {"xapi_origins": f"{LMS}  http://localhost:8080\n", "xapi_rate": 20}
    house = House.open(folder, load(folder, {}) | values)
    yield house
    house.close()


@pytest.fixture(scope="module")
def port(home: House) -> Iterator[int]:
    with opened(home) as one:
        yield one


@pytest.fixture
def reader(home: House, port: int) -> Client:
    return client(home, port)


def preflight(port, path, origin=LMS, method="PUT"):
    sent = {"origin": origin, "access_control_request_method": method,
            "access_control_request_headers": "authorization,x-experience-api-version"}  # fmt: skip
    return Client(port, "", "").ask("OPTIONS", path, **sent)


def words(header):
    return {word.strip().lower() for word in header.split(",")}


@pytest.mark.parametrize(
    "path",
    ["/xapi/statements", "/xapi/about", "/xapi/activities/state", "/xapi/agents", "/xapi/unknown", "/oauth/token"],
)
def test_a_preflight_is_answered_without_a_key(port, path):
    answer = preflight(port, path)
    assert (answer.status, answer.body, answer.headers[ALLOW]) == (204, b"", LMS)
    assert words(answer.headers["access-control-allow-headers"]) >= STANDARD
    assert words(answer.headers["access-control-allow-methods"]) == {"get", "head", "post", "put", "delete"}
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers["vary"] == "Origin"
    assert int(answer.headers["access-control-max-age"]) > 0


@pytest.mark.parametrize("origin", [OTHER, "null", "https://lms.example.evil", "https://LMS.example", "http://lms.example",
                                    "https://lms.example:8443", ""])  # fmt: skip
def test_another_origin_gets_none(port, reader, origin):
    asked = preflight(port, "/xapi/statements", origin)
    assert asked.status != 204
    for answer in (asked, reader.get(headers={"origin": origin}, limit=1)):
        assert not [name for name in answer.headers if name.startswith("access-control-")]
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert answer.headers["vary"] == "Origin"


def test_what_the_standard_answers_with_may_be_read_by_the_page(reader):
    (one,) = reader.keep(said())
    answer = reader.get(headers={"origin": LMS}, statementId=one)
    assert answer.headers[ALLOW] == LMS
    assert words(answer.headers["access-control-expose-headers"]) == {
        "etag", "last-modified", "x-experience-api-version", "x-experience-api-consistent-through",
        "x-experience-api-hash", "location", "www-authenticate", "retry-after"}  # fmt: skip
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert SHOWN.decode() == answer.headers["access-control-expose-headers"]


def test_errors_may_be_read_too(home, port):
    page = {"origin": LMS}
    one = client(home, port)
    (kept,) = one.keep(said())
    answers = {
        400: one.post(b"{", **page),
        401: Client(port, "Basic x").get(headers=page),
        403: client(home, port, "state").get(headers=page),
        404: one.get(headers=page, statementId=str(uuid4())),
        405: one.ask("DELETE", "/xapi/statements", **page),
        409: one.post(said(id=kept), **page),
        413: one.ask("POST", "/xapi/statements", b"", content_length=str(LIMITS.body_bytes + 1), **page),
        415: one.post(said(), content_encoding="gzip", **page),
    }
    for status, answer in answers.items():
        assert (answer.status, answer.headers[ALLOW]) == (status, LMS)
    slow = one.get(headers=page, limit=1)
    for _ in range(500):  # a slow machine earns itself new ones meanwhile
        if slow.status == 429:
            break
        slow = one.get(headers=page, limit=1)
    assert (slow.status, slow.headers[ALLOW]) == (429, LMS)
    assert "retry-after" in words(slow.headers["access-control-expose-headers"])


def test_a_bug_may_be_read_too(home, port, reader, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(home.statements, "page", broken)
    answer = reader.get(headers={"origin": LMS})
    assert (answer.status, answer.headers[ALLOW]) == (500, LMS)


def test_a_token_may_be_asked_for_by_a_page(home, port):
    from cabochon.privacy.keys import make

    key = make(home.directory, "page", scopes=["all"], clock=home.clock)
    form = {"content_type": "application/x-www-form-urlencoded", "origin": LMS}
    for header, status in ((basic(*key), 200), ("", 401)):
        answer = Client(port, header, "").ask("POST", "/oauth/token", b"grant_type=client_credentials", **form)
        assert (answer.status, answer.headers[ALLOW]) == (status, LMS)


def test_the_published_profile_may_be_read_by_any_page(port):
    for origin in (LMS, OTHER):
        answer = Client(port, "", "").ask("GET", "/xapi/profile", origin=origin)
        assert (answer.status, answer.headers[ALLOW]) == (200, "*")


def test_pages_of_the_house_are_no_part_of_it(port):
    one = Client(port, "", "")
    for path in ("/signin", "/health", "/keys"):
        assert ALLOW not in one.ask("GET", path, origin=LMS).headers
        assert preflight(port, path).status == 405


def test_closed_by_default(tmp_path):
    house = House.open(tmp_path / "data", load(tmp_path, {}))
    try:
        with opened(house) as port:
            assert preflight(port, "/xapi/statements").status == 403
            answer = client(house, port).get(headers={"origin": LMS})
            assert (answer.status, answer.headers.get(ALLOW), answer.headers.get("vary")) == (200, None, None)
    finally:
        house.close()


def test_options_that_is_no_preflight_is_405(reader):
    answer = reader.ask("OPTIONS", "/xapi/statements")
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD, POST, PUT")


@pytest.mark.parametrize(("setting", "expected"), [
    ("", ()),
    ("  ", ()),
    ("https://lms.example https://lms.example", (b"https://lms.example",)),
    ("HTTPS://LMS.example", (b"https://lms.example",)),
    ("https://lms.example:443 http://a:80 http://b:8080", (b"https://lms.example", b"http://a", b"http://b:8080")),
    ("http://[::1]:8000", (b"http://[::1]:8000",)),
    ("https://xn--mnchen-3ya.example", (b"https://xn--mnchen-3ya.example",)),
])  # fmt: skip
def test_the_setting_names_origins_as_browsers_do(setting, expected):
    assert origins(setting) == expected


@pytest.mark.parametrize("setting", ["*", "https://a.example *", "null", "https://*.example", "lms.example",
                                     "https://lms.example/", "https://lms.example/path", "ftp://lms.example", "https://",
                                     "https://u:p@lms.example", "https://lms.example:x", "https://münchen.example",
                                     "https://lms.example?x", "https://[::1"])  # fmt: skip
def test_what_is_no_origin_stops_the_start_in_a_sentence(setting):
    with pytest.raises(Refused) as refusal:
        origins(setting)
    assert refusal.value.pointer == "the setting xapi_origins"
    assert "https://lms.example" in refusal.value.reason


def test_everybody_is_refused_where_the_server_is_put_together(house):
    house.values = {**house.values, "xapi_origins": "*"}
    with pytest.raises(Refused, match="every page of the web"):
        ahead(app(house, limits=LIMITS), house, limits=LIMITS)


def test_without_an_origin_the_headers_are_made_once():
    doors = Doors(LMS, ((b"x", b"y"),))
    assert doors.headers({}) is doors.headers({b"accept": b"*/*"})
