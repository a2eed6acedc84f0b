"""/xapi/statements on a real server: headers, keys, what is kept and what is refused."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Thread
from time import monotonic
from uuid import uuid4

import msgspec
import pytest

from cabochon.house import House
from cabochon.privacy.keys import make
from cabochon.settings import load
from lrs_store import LIMITS, Client, about, basic, client, opened, said, voiding

VERSION, THROUGH = "x-experience-api-version", "x-experience-api-consistent-through"
JSON = "application/json"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("lrs") / "data"
    house = House.open(folder, load(folder, {}) | {"page_limit": 50})
    yield house
    house.close()


@pytest.fixture(scope="module")
def port(home: House) -> Iterator[int]:
    with opened(home) as one:
        yield one


@pytest.fixture(scope="module")
def admin(home: House, port: int) -> Client:
    return client(home, port)


@pytest.fixture
def registration() -> str:
    return str(uuid4())


# Versions and headers


def test_every_answer_says_the_version_and_how_far_the_log_is_consistent(admin, home, port):
    reader = client(home, port, "statements/read")
    answers = {
        200: admin.get(),
        204: admin.put(one := said(), one["id"]),
        400: admin.post(b"{"),
        401: admin.get(headers={"authorization": ""}),
        403: reader.post(said()),
        404: admin.get(statementId=str(uuid4())),
        405: admin.ask("DELETE", "/xapi/statements"),
        409: admin.post(said(id=one["id"])),
        413: admin.too_large(LIMITS.body_bytes + 1),
    }
    for status, answer in answers.items():
        assert answer.status == status
        assert answer.headers[VERSION] == "1.0.3"
        assert datetime.fromisoformat(answer.headers[THROUGH]).tzinfo is not None
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_an_unknown_resource_is_a_404_with_the_version(admin):
    answer = admin.ask("GET", "/xapi/activities/nothing?activityId=x")
    assert (answer.status, answer.headers[VERSION]) == (404, "1.0.3")


@pytest.mark.parametrize(("asked", "spoken"), [
    ("1.0", "1.0.3"), ("1.0.0", "1.0.3"), ("1.0.3", "1.0.3"), ("1.0.9", "1.0.3"), ("2.0", "2.0.0"), ("2.0.1", "2.0.0"),
])  # fmt: skip
def test_a_version_is_answered_by_the_latest_of_its_family(admin, asked, spoken):
    answer = admin.get(headers={VERSION: asked}, limit=1)
    assert (answer.status, answer.headers[VERSION]) == (200, spoken)


@pytest.mark.parametrize("asked", ["", "0.95", "1.1.0", "2.1.0", "3", "one"])
def test_another_version_or_none_is_refused(admin, asked):
    answer = admin.get(headers={VERSION: asked})
    assert answer.status == 400
    assert "1.0.3 or 2.0.0" in answer.json["error"]


def test_about_names_both_versions_and_asks_for_nothing(port):
    answer = Client(port, "", "").ask("GET", "/xapi/about")
    assert (answer.status, answer.json["version"]) == (200, ["1.0.3", "2.0.0"])


def test_last_modified_is_said_in_2_0_only(admin):
    (one,) = admin.keep(said())
    assert "last-modified" in admin.get(headers={VERSION: "2.0.0"}, statementId=one).headers
    assert "last-modified" not in admin.get(statementId=one).headers


def test_head_has_the_headers_of_get_and_not_one_byte(admin, port):
    (one,) = admin.keep(said())
    path = f"/xapi/statements?statementId={one}"
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(
            f"HEAD {path} HTTP/1.1\r\nHost: x\r\nAuthorization: {admin.header}\r\n"
            "X-Experience-API-Version: 1.0.3\r\nConnection: close\r\n\r\n".encode()
        )
        heard = b""
        while piece := line.recv(65536):
            heard += piece
    head, _, rest = heard.partition(b"\r\n\r\n")
    assert rest == b""
    got = admin.ask("GET", path)
    assert f"content-length: {len(got.body)}".encode() in head.lower()
    assert b"200 OK" in head


def test_what_was_stored_before_consistent_through_is_found(admin, registration):
    """A reader that goes on from what was announced misses nothing that others post meanwhile."""
    found, since, done = set(), datetime(2000, 1, 1, tzinfo=UTC).isoformat(), []

    def write() -> None:
        for _ in range(25):
            done.extend(admin.keep(said(context={"registration": registration})))

    writers = [Thread(target=write) for _ in range(3)]
    for one in writers:
        one.start()
    while any(one.is_alive() for one in writers) or len(found) < len(done):
        over = not any(one.is_alive() for one in writers)
        answer = admin.get(registration=registration, since=since, ascending="true")
        found |= set(answer.ids)
        if not answer.json["more"]:
            since = answer.headers[THROUGH]
        assert admin.get(registration=registration, until=since).status == 200
        if over and not answer.ids:
            break
    for one in writers:
        one.join()
    assert found == set(done)
    assert len(found) == 75


# Keys


@pytest.mark.parametrize("header", ["", "Basic", "Basic:xyz", "Basic !!!", "Basic eDp5", "Bearer x", "Basic eHl6"])
def test_without_a_key_of_ours_it_is_401(admin, header):
    answer = admin.get(headers={"authorization": header})
    assert answer.status == 401
    assert answer.headers["www-authenticate"].startswith("Basic")


def test_an_expired_key_and_a_revoked_one_are_401(home, port):
    key, secret = make(
        home.directory, "old", scopes=("all",), clock=home.clock, expires=home.clock() - timedelta(seconds=1)
    )
    assert Client(port, basic(key, secret)).get().status == 401
    key, secret = make(home.directory, "gone", scopes=("all",), clock=home.clock)
    one = Client(port, basic(key, secret))
    assert one.get(limit=1).status == 200
    home.keyring.revoke(key)
    assert one.get(limit=1).status == 401


def test_a_writer_cannot_read_and_a_reader_cannot_write(home, port):
    writer, reader = client(home, port, "statements/write"), client(home, port, "statements/read")
    (one,) = writer.keep(said())
    assert writer.get().status == 403
    assert writer.get(statementId=one).status == 403
    assert writer.get(statementId=str(uuid4())).status == 403
    assert reader.post(said()).status == 403
    assert reader.get(statementId=one).status == 200


def test_read_mine_shows_what_this_key_sent_and_not_who_refers_to_it(home, port, admin, registration):
    mine = client(home, port, "statements/write", "statements/read/mine")
    context = {"registration": registration}
    (own,) = mine.keep(said(context=context))
    (other,) = admin.keep(about(own, context=context))
    assert mine.get(registration=registration).ids == [own]
    assert mine.get(statementId=other).status == 404
    assert set(admin.get(registration=registration).ids) == {own, other}


def test_a_key_of_one_boutique_writes_and_reads_that_one(home, port, admin):
    def at(door: str, **members: object) -> dict[str, object]:
        return said(context={"contextActivities": {"grouping": [{"id": f"{home.home}/doors/{door}"}]}}, **members)

    bound = client(home, port, boutiques=("GVA 01",))
    own, there = at("GVA%2001"), at("ZRH01")
    assert bound.post(own).status == 200
    refused = bound.post([own, there])
    assert (refused.status, refused.json["pointer"]) == (403, "/1/context/contextActivities/grouping")
    assert bound.post(said()).status == 403
    assert bound.post(said(context={"contextActivities": {"grouping": 5}})).status == 400
    admin.keep(there, about(own["id"]))
    assert bound.get().ids == [own["id"]]
    assert bound.get(statementId=there["id"]).status == 404
    assert client(home, port, boutiques=()).get().ids == []


# Parameters


@pytest.mark.parametrize("query", [
    "foo=1", "StatementId=x", "verb=a%3Ab&verb=a%3Ac", "limit=-1", "limit=ten", "since=yesterday", "agent=%7B%7D",
    "agent=x", "registration=1", "ascending=1", "format=full", "verb=notaniri", "statementId=1", "cursor=zzz",
    "cursor=OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTkuMQ", "verb=%ff", "attachments=maybe", "agent=%7B%22mbox%22%3A1%7D",
    "statementId=5f1d8f6e-0000-4000-8000-000000000000&voidedStatementId=5f1d8f6e-0000-4000-8000-000000000000",
    "statementId=5f1d8f6e-0000-4000-8000-000000000000&limit=1", "method=GET",
])  # fmt: skip
def test_a_parameter_that_is_unknown_or_malformed_is_named(admin, query):
    answer = admin.ask("GET", f"/xapi/statements?{query}")
    assert answer.status == 400
    assert answer.json["error"]


# In


def test_put_keeps_one_under_the_id_of_its_address(admin):
    one = str(uuid4())
    sent = said(id=None)
    assert (admin.put(sent, one).status, admin.put(sent, one).status) == (204, 204)
    assert admin.get(statementId=one).json["id"] == one
    assert admin.put(said(), str(uuid4())).json["pointer"] == "/id"
    assert admin.put([said(id=None)], str(uuid4())).status == 400
    assert admin.ask("PUT", "/xapi/statements", b"{}").status == 400


def test_post_gives_the_ids_in_order_and_makes_those_that_are_missing(admin):
    known = str(uuid4())
    ids = admin.keep(said(id=None), said(id=known), said(id=None))
    assert ids[1] == known
    assert len(set(ids)) == 3


def test_one_bad_statement_refuses_the_batch_and_leaves_no_trace(admin, registration):
    good = said(context={"registration": registration})
    answer = admin.post([good, said(verb={"id": "nothing"})])
    assert (answer.status, answer.json["pointer"]) == (400, "/1/verb/id")
    assert admin.get(registration=registration).ids == []


def test_a_repeat_is_kept_once_and_a_conflict_changes_nothing(admin, registration):
    one = said(context={"registration": registration})
    assert [admin.post(one).status for _ in range(2)] == [200, 200]
    assert admin.post([said(context={"registration": registration}), one | {"verb": {"id": "a:b"}}]).status == 409
    assert admin.get(registration=registration).ids == [one["id"]]
    assert admin.get(statementId=one["id"]).json["verb"] == one["verb"]


def test_the_same_delivery_twenty_times_at_once_is_one_statement(admin, registration):
    one, statuses = said(context={"registration": registration}), []
    senders = [Thread(target=lambda: statuses.append(admin.post(one).status)) for _ in range(20)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert statuses == [200] * 20
    assert admin.get(registration=registration).ids == [one["id"]]


def test_twin_ids_in_a_batch_are_refused(admin):
    one = said()
    assert admin.post([one, one]).json["pointer"] == "/1/id"


def test_bytes_come_back_as_they_were_sent(admin):
    one = str(uuid4())
    inner = (
        '"verb" : {"id":"a:b", "display":{}},\n\t"actor":{"mbox":"mailto:zo\\u00eb@x.org","name":"Zoë \\ud83d\\ude00"}'
        ',"object":{"id":"a:\\u002Fx"},"result":{"score":{"raw":1.10,"max":1e2,"min":-0.0},"extensions":'
        '{"a:n":12345678901234567890123,"a:z":null,"a:e":""}},"timestamp":"2026-03-01T10:00:00.120+01:00"'
        f',"id":"{one}","version":"1.0.0"'
    ).encode()
    assert admin.post(b" {" + inner + b"} ").status == 200
    body = admin.get(statementId=one).body
    assert body.startswith(b"{" + inner + b',"stored":')


def test_the_credential_vouches_and_not_the_sender(admin):
    claimed = {"mbox": f"mailto:{uuid4().hex}@example.com"}
    (one,) = admin.keep(said(authority=claimed, stored="2001-01-01T00:00:00Z"))
    kept = admin.get(statementId=one).json
    assert kept["authority"]["account"]["homePage"].endswith("/keys")
    assert kept["stored"] > "2020"
    assert admin.get(agent=claimed, related_agents="true").ids == []
    assert one in admin.get(agent=kept["authority"], related_agents="true").ids


def test_a_group_may_act_and_is_found_by_its_members(admin):
    members = [{"mbox": f"mailto:{uuid4().hex}@example.com"} for _ in range(2)]
    (one,) = admin.keep(said(actor={"objectType": "Group", "member": members}))
    assert admin.get(agent=members[1]).ids == [one]
    assert admin.get(statementId=one).json["actor"]["member"] == members


@pytest.mark.parametrize(("body", "kind"), [
    (b"", JSON), (b"null", JSON), (b"[1]", JSON), (b"\xff\xfe", JSON), (b'{"a":NaN}', JSON), (b'{"a":"\\ud800"}', JSON),
    (b'{"a":"\\u0000"}', JSON), (b'{"a":1,"a":1}', JSON), (b"[" * 10_000, JSON), (b'{"a":' * 9_000, JSON),
    (b'{"a":' + b"9" * 20_000 + b"}", JSON), (b"\x1f\x8b\x08", JSON), (b"{}", "text/plain"), (b"{}", ""),
    (b"{}", "multipart/mixed; boundary=x"), (b"{}", "application/jsonx"),
])  # fmt: skip
def test_what_is_no_statement_is_a_400(admin, body, kind):
    assert admin.post(body, content_type=kind).status == 400


@pytest.mark.parametrize("body", [
    b'{"id":"' + b"x" * 1_900_000 + b'"}',
    b"{" + b",".join(b'"k%d":1' % n for n in range(140_000)) + b"}",
    b"[" + b",".join([b"{}"] * 400_000) + b"]",
    b"[[" + b"],[".join([b""] * 300_000) + b"]]",
])  # fmt: skip
def test_a_bomb_is_refused_soon(admin, body):
    began = monotonic()
    assert 400 <= admin.post(body).status < 500
    assert monotonic() - began < 5


def test_a_body_over_the_limit_is_413_with_or_without_a_length(admin, port):
    assert admin.too_large(LIMITS.body_bytes + 1).status == 413
    head = (
        f"POST /xapi/statements HTTP/1.1\r\nHost: x\r\nAuthorization: {admin.header}\r\nTransfer-Encoding: chunked\r\n"
        "X-Experience-API-Version: 1.0.3\r\nContent-Type: application/json\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(head.encode())
        heard, piece = b"", b"10000\r\n" + b" " * 65536 + b"\r\n"
        try:
            for _ in range(40):
                line.sendall(piece)
            heard = line.recv(65536)
        except OSError:
            heard = heard or line.recv(65536)
    assert heard.startswith(b"HTTP/1.1 413")
    assert b"x-experience-api-version: 1.0.3" in heard


def test_a_compressed_body_is_named(admin):
    assert admin.post(b"\x1f\x8b", content_encoding="gzip").status == 415


# Voiding


def test_voiding_takes_a_statement_back(admin, registration):
    (one,) = admin.keep(said(context={"registration": registration}))
    admin.keep(voiding(one), voiding(one))
    assert admin.get(statementId=one).status == 404
    assert admin.get(voidedStatementId=one).json["id"] == one
    assert one not in admin.get(registration=registration).ids


def test_a_statement_that_comes_after_its_voiding_is_voided(admin):
    late = said()
    admin.keep(voiding(late["id"]))
    admin.keep(late)
    assert admin.get(statementId=late["id"]).status == 404
    assert admin.get(voidedStatementId=late["id"]).status == 200


def test_a_voiding_statement_cannot_be_voided(admin):
    (one,) = admin.keep(said())
    (by,) = admin.keep(voiding(one))
    admin.keep(voiding(by))
    assert admin.get(statementId=by).status == 200
    assert admin.get(statementId=one).status == 404


def test_voiding_something_else_than_a_statement_is_refused(admin):
    assert admin.post(said(verb={"id": "http://adlnet.gov/expapi/verbs/voided"})).json["pointer"] == "/object"


def test_a_key_takes_back_only_what_it_sent_itself(home, port, admin):
    writer = client(home, port, "statements/write")
    (foreign,) = admin.keep(said())
    refused = writer.post(voiding(foreign))
    assert (refused.status, refused.json["pointer"]) == (403, "/object/id")
    assert admin.get(statementId=foreign).status == 200
    (own,) = writer.keep(said())
    writer.keep(voiding(own), both := said(), voiding(both["id"]))
    assert admin.get(statementId=own).status == 404
    assert admin.get(statementId=both["id"]).status == 404
    (own,) = writer.keep(said())
    admin.keep(voiding(own))
    assert admin.get(statementId=own).status == 404


def test_a_key_without_all_cannot_void_what_somebody_will_send_later(home, port, admin):
    writer, late = client(home, port, "statements/write"), said()
    (by,) = writer.keep(voiding(late["id"]))
    admin.keep(late)
    assert admin.get(statementId=late["id"]).status == 200
    assert admin.get(statementId=by).status == 200


# Beside the framework


def test_the_store_and_the_frameworks_pages_answer_side_by_side(home, registration):
    with opened(home) as port:
        one = client(home, port)
        (kept,) = one.keep(said(context={"registration": registration}))
        assert one.get(registration=registration).ids == [kept]
        assert one.ask("HEAD", f"/xapi/statements?statementId={kept}").body == b""
        assert one.ask("DELETE", "/xapi/statements").headers[VERSION] == "1.0.3"
        assert one.ask("GET", "/xapi/profile", accept="application/json").status == 200
        assert msgspec.json.decode(one.ask("GET", "/xapi/about").body)["version"]
