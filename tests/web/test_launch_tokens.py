"""A launch's key at the record store, over HTTP: fetched once, from a sandboxed frame, for this person and attempt."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote, urlsplit
from uuid import uuid4

import msgspec
import pytest

from cabochon.demo.maison import Maison
from cabochon.directory.rows import Key
from cabochon.house import House
from cabochon.programme import cmi5
from launched import Learner, hosted
from lrs_store import Client, client, said
from served import Browser, served

ALLOW = "access-control-allow-origin"


@pytest.fixture(scope="module")
def learner(home: tuple[House, Maison]) -> Learner:
    return hosted(*home)


@pytest.fixture(scope="module")
def port(home: tuple[House, Maison], learner: Learner) -> Iterator[int]:
    with served(home[0], packages=True) as one:
        yield one


@pytest.fixture
def unit(learner: Learner, port: int) -> Client:
    """The key of a fresh launch, as its unit uses it."""
    learner.launch()
    return Client(port, "Basic " + b64encode(learner.fetched().encode()).decode())


def preflight(port, path, origin="null"):
    return Client(port, "", "").ask("OPTIONS", path, origin=origin, access_control_request_method="POST")


def test_a_fetch_address_answers_a_sandboxed_frame_once(learner, port):
    learner.launch()
    path = urlsplit(learner.address()["fetch"]).path
    first = Browser(port).ask("POST", path, headers={"origin": "null"})
    assert (first.status, first.headers[ALLOW]) == (200, "null")
    assert "auth-token" in first.json
    again = Browser(port).ask("POST", path, headers={"origin": "null"})
    assert (again.status, again.json["error-code"]) == (200, "1")


def test_a_fetch_address_tells_no_other_page(learner, port):
    learner.launch()
    path = urlsplit(learner.address()["fetch"]).path
    assert ALLOW not in Browser(port).ask("POST", path, headers={"origin": "https://evil.example"}).headers
    assert preflight(port, path).status == 204
    assert preflight(port, path, "https://evil.example").status == 403


def test_a_frame_may_ask_before_it_sends(port):
    answer = preflight(port, "/xapi/statements")
    assert (answer.status, answer.headers[ALLOW]) == (204, "null")
    assert preflight(port, "/oauth/token").status in (403, 404, 405)
    assert preflight(port, "/xapi/statements", "https://evil.example").status == 403


def test_only_a_launchs_key_is_answered_there(learner, port, unit):
    ours = unit.post(learner.made("initialized"), origin="null")
    assert (ours.status, ours.headers[ALLOW]) == (200, "null")
    other = client(learner.house, port)
    assert ALLOW not in other.post(said(), origin="null").headers
    assert ALLOW not in other.get(headers={"origin": "null"}).headers


def test_a_refusal_reaches_the_frame_with_its_words(learner, unit):
    answer = unit.post(learner.made("completed"), origin="null")
    assert (answer.status, answer.headers[ALLOW]) == (403, "null")
    assert "initialized first" in answer.json["error"]


def test_a_put_is_judged_as_a_post_is(learner, unit):
    one = learner.made("initialized")
    assert unit.put(one, one["id"]).status == 204
    two = learner.made("initialized")
    assert unit.put(two, two["id"]).status == 403


def test_it_reads_what_it_sent_itself_and_nothing_else(learner, port, unit):
    (own,) = unit.keep(learner.made("initialized"))
    (other,) = client(learner.house, port).keep(said())
    assert unit.get(statementId=own).status == 200
    assert unit.get(statementId=other).status == 404
    assert unit.get().ids == [own]


def test_its_state_is_its_own_and_no_profile_is_written(learner, unit):
    row, actor = learner.row(), msgspec.json.encode(learner.session().actor).decode()
    base = f"/xapi/activities/state?activityId={quote(row.unit)}&stateId=page"
    own = f"{base}&agent={quote(actor)}&registration={row.registration}"
    assert unit.ask("PUT", own, b"3", content_type="text/plain").status == 204
    assert unit.ask("GET", own).body == b"3"
    assert unit.ask("PUT", f"{base}&agent={quote(actor)}&registration={uuid4()}", b"3").status == 403
    profile = f"/xapi/agents/profile?agent={quote(actor)}&profileId={cmi5.PREFERENCES}"
    assert unit.ask("GET", profile).status == 200
    assert unit.ask("PUT", profile, b"{}", if_match="*").status == 403
    assert unit.ask("PUT", f"/xapi/activities/profile?activityId={quote(row.unit)}&profileId=x", b"{}").status == 403


def test_no_bulk_and_no_feed_come_by_it(unit):
    for path in ("/xapi/statements/export", "/xapi/feed", "/export/statements"):
        assert unit.ask("GET", path).status in (401, 403, 404), path


def test_after_its_time_it_is_unknown(learner, unit):
    key = learner.house.directory.get(Key, learner.row().key)
    learner.house.directory.put(replace(key, expires=learner.house.clock() - timedelta(seconds=1)))
    learner.house.keyring.forget()
    assert unit.post(learner.made("initialized")).status == 401


def test_a_token_lives_eight_hours_at_most(learner, unit):
    key = learner.house.directory.get(Key, learner.row().key)
    assert key.expires - key.created <= timedelta(hours=8)
    assert unit.header


def test_a_launch_check_offers_a_cmi5_line_too(learner, port):
    author = learner.house.viewer("lina")
    check = learner.house.launches.start(author)
    token = learner.house.launches.fetch_token(author, check)
    first = Browser(port).ask("POST", f"/cmi5/fetch/{token}")
    assert "auth-token" in first.json
    assert Browser(port).ask("POST", f"/cmi5/fetch/{token}").json["error-code"] == "1"
    one = Client(port, f"Basic {first.json['auth-token']}")
    data = f"/xapi/activities/state?activityId={quote(learner.house.launches.activity(check))}" \
           f"&agent={quote(check.actor)}&registration={check.registration}&stateId={cmi5.LAUNCH_DATA}"  # fmt: skip
    assert one.ask("GET", data).json["launchMode"] == "Normal"
