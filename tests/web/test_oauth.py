"""/oauth/token as a client of RFC 6749 meets it, and the token at /xapi as RFC 6750 has it."""

from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from cabochon.house import House
from cabochon.privacy.keys import make
from cabochon.settings import load
from cabochon.web.lrs_limits import MOST
from cabochon.web.oauth import METADATA, TOKEN
from lrs_store import Answer, Client, basic, opened, said

GRANT = {"grant_type": "client_credentials"}
SCOPES = ("statements/write", "statements/read/mine", "state")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("oauth") / "data"
    house = House.open(folder, load(folder, {}) | {"token_minutes": 30})
    yield house
    house.close()


@pytest.fixture(scope="module")
def port(home: House) -> Iterator[int]:
    with opened(home) as one:
        yield one


@pytest.fixture
def key(home: House) -> tuple[str, str]:
    return make(home.directory, "course tool", scopes=SCOPES, clock=home.clock)


def asked(port: int, form: object, header: str = "", **more: str) -> Answer:
    body = form if isinstance(form, bytes) else urlencode(form, doseq=True).encode()
    headers = {"content_type": "application/x-www-form-urlencoded", **more}
    return Client(port, header, "").ask("POST", TOKEN, body, **headers)


def error(answer: Answer) -> tuple[int, str]:
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json["error_description"].isascii()
    return answer.status, answer.json["error"]


def test_a_key_is_exchanged_for_a_token_by_header_or_by_fields(port, key):
    for answer in (
        asked(port, GRANT, basic(*key)),
        asked(port, {**GRANT, "client_id": key[0], "client_secret": key[1]}),
        asked(port, {**GRANT, "client_id": key[0]}, basic(*key)),
    ):
        assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
        assert (answer.headers["cache-control"], answer.headers["pragma"]) == ("no-store", "no-cache")
        said = dict(answer.json)
        assert len(said.pop("access_token")) >= 43
        assert said == {"token_type": "Bearer", "expires_in": 1800, "scope": " ".join(SCOPES)}


def test_a_token_opens_what_its_scopes_say_and_no_more(home, port, key):
    def bearer(scope):
        answer = asked(port, {**GRANT, "scope": scope}, basic(*key))
        assert answer.json["scope"] == scope
        return Client(port, f"Bearer {answer.json['access_token']}")

    writer, reader = bearer("statements/write"), bearer("statements/read/mine")
    (one,) = writer.keep(said())
    kept = reader.get(statementId=one).json
    assert kept["authority"]["account"]["name"] == key[0]  # the key's own, whatever the token
    refused = writer.get()
    assert refused.status == 403
    assert refused.headers["www-authenticate"] == 'Bearer realm="xAPI", error="insufficient_scope"'
    assert reader.post(said()).status == 403
    assert reader.ask("GET", "/xapi/about").status == 200


def test_both_ways_in_are_named_where_none_is_right(port):
    from http.client import HTTPConnection

    for header, bearer in (("", 'Bearer realm="xAPI"'), ("Bearer gone", 'Bearer realm="xAPI", error="invalid_token"')):
        line = HTTPConnection("127.0.0.1", port, timeout=20)
        sent = {"x-experience-api-version": "1.0.3", **({"authorization": header} if header else {})}
        line.request("GET", "/xapi/statements", headers=sent)
        answer = line.getresponse()
        assert answer.status == 401
        assert answer.headers.get_all("www-authenticate") == [bearer, 'Basic realm="xAPI", charset="UTF-8"']
        line.close()


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer a b", "Bearer <x>", "Bearer é", "bearer x", "Token x"])
def test_a_malformed_token_is_401_and_never_500(port, header):
    assert Client(port, header).get().status == 401


@pytest.mark.parametrize(("form", "expected"), [
    ({}, (400, "invalid_request")),
    ({"grant_type": ""}, (400, "invalid_request")),
    ({"grant_type": "authorization_code"}, (400, "unsupported_grant_type")),
    ({"grant_type": "password", "username": "x", "password": "y"}, (400, "unsupported_grant_type")),
    ({"grant_type": ["client_credentials", "client_credentials"]}, (400, "invalid_request")),
    ({**GRANT, "scope": "all"}, (400, "invalid_scope")),
    ({**GRANT, "scope": "statements/write email"}, (400, "invalid_scope")),
    ({**GRANT, "scope": '"é\\'}, (400, "invalid_scope")),
    ({**GRANT, "client_secret": "x"}, (400, "invalid_request")),
    ({**GRANT, "client_id": "another"}, (400, "invalid_request")),
    (b"grant_type=%ff", (400, "invalid_request")),
    (b"&".join(b"a%d=1" % n for n in range(50)), (400, "invalid_request")),
    (b"a=" + b"x" * 20_000, (400, "invalid_request")),
])  # fmt: skip
def test_what_is_wrong_has_the_standards_name(port, key, form, expected):
    assert error(asked(port, form, basic(*key))) == expected


def test_a_parameter_nobody_knows_is_passed_over(port, key):
    assert asked(port, {**GRANT, "audience": "x", "scope": ""}, basic(*key)).status == 200


@pytest.mark.parametrize("header", ["", "Basic", "Basic !!!", "Basic eDp5", "Bearer x", "Digest x"])
def test_who_is_no_client_of_ours_is_invalid_client(port, header):
    answer = asked(port, GRANT, header)
    assert error(answer) == (401, "invalid_client")
    assert answer.headers["www-authenticate"].startswith("Basic")


@pytest.mark.parametrize("fields", [
    {"client_id": "x"}, {"client_secret": "x"}, {"client_id": "x", "client_secret": "y"},
    {"client_id": "0" * 20, "client_secret": "\0"},
])  # fmt: skip
def test_fields_that_name_no_client_are_invalid_client(port, fields):
    assert error(asked(port, {**GRANT, **fields})) == (401, "invalid_client")


def test_a_secret_in_the_address_is_not_taken(port, key):
    query = urlencode({**GRANT, "client_id": key[0], "client_secret": key[1]})
    answer = Client(port, basic(*key), "").ask("POST", f"{TOKEN}?{query}", b"", content_type="x")
    assert error(answer) == (400, "invalid_request")


def test_names_and_secrets_may_come_escaped_as_the_standard_has_it(port, key):
    escaped = "".join(f"%{ord(letter):02X}" for letter in key[1])
    header = "Basic " + b64encode(f"{key[0]}:{escaped}".encode()).decode()
    assert asked(port, GRANT, header).status == 200


def test_only_a_form_by_post_is_taken(port, key):
    answer = asked(port, b'{"grant_type":"client_credentials"}', basic(*key), content_type="application/json")
    assert error(answer) == (400, "invalid_request")
    for method in ("GET", "PUT", "DELETE", "OPTIONS"):
        answer = Client(port, basic(*key), "").ask(method, TOKEN)
        assert (answer.status, answer.headers["allow"]) == (405, "POST")
    assert Client(port, basic(*key), "").too_large(3_000_000, TOKEN).status == 413


def test_a_cookie_opens_nothing(home, port):
    answer = asked(port, GRANT, cookie="cabochon=anything")
    assert error(answer) == (401, "invalid_client")


def test_a_revoked_key_gets_no_token_and_its_tokens_open_nothing(home, port, key):
    one = Client(port, f"Bearer {asked(port, GRANT, basic(*key)).json['access_token']}")
    assert one.get(limit=1).status == 200
    home.keyring.revoke(key[0])
    assert one.get(limit=1).status == 401
    assert error(asked(port, GRANT, basic(*key))) == (401, "invalid_client")


def test_a_rotated_key_gets_tokens_by_either_secret_until_the_grace_is_over(home, port, key):
    old = asked(port, GRANT, basic(*key)).json["access_token"]
    new = home.keyring.rotate(key[0])
    assert asked(port, GRANT, basic(*key)).status == asked(port, GRANT, basic(key[0], new)).status == 200
    home.keyring.end_old(key[0])
    assert asked(port, GRANT, basic(*key)).status == 401
    assert Client(port, f"Bearer {old}").get(limit=1).status == 401


def test_a_key_that_asks_for_tokens_too_often_waits(port, key):
    answers = [asked(port, GRANT, basic(*key)) for _ in range(70)]
    late = [one for one in answers if one.status != 200]
    assert 60 <= len(answers) - len(late) < 70
    for one in late:
        assert error(one) == (429, "temporarily_unavailable")
        assert int(one.headers["retry-after"]) >= 1


def test_a_wrong_secret_too_often_is_429(home, key):
    with opened(home) as port:  # an address that was never wrong
        answers = [asked(port, GRANT, basic(key[0], "guess")) for _ in range(MOST + 2)]
        assert [one.status for one in answers] == [401] * MOST + [429] * 2
        assert int(answers[-1].headers["retry-after"]) > 800
        assert asked(port, GRANT, basic(*key)).status == 200


def test_a_client_finds_the_address_by_itself(port):
    answer = Client(port, "", "").ask("GET", METADATA)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    known = answer.json
    assert known["token_endpoint"] == f"{known['issuer']}/oauth/token"
    assert known["grant_types_supported"] == ["client_credentials"]
    assert {"statements/write", "all/read"} <= set(known["scopes_supported"])
    head = Client(port, "", "").ask("HEAD", METADATA)
    assert (head.status, head.body) == (200, b"")
    assert Client(port, "", "").ask("POST", METADATA, b"").status == 405


def test_behind_a_path_the_metadata_stand_where_the_standard_looks(tmp_path):
    values = load(tmp_path, {}) | {"public_url": "https://coaching.maison.example/one"}
    house = House.open(tmp_path / "data", values)
    try:
        with opened(house) as port:
            for path in (METADATA, f"{METADATA}/one"):
                known = Client(port, "", "").ask("GET", path).json
                assert known["issuer"] == "https://coaching.maison.example/one"
                assert known["token_endpoint"] == "https://coaching.maison.example/one/oauth/token"
    finally:
        house.close()
