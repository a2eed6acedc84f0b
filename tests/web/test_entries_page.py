"""The door entries come in by: batches and plain forms under bad input; accounts that were closed meanwhile."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import msgspec
import pytest

from cabochon.retail.operations import Signal


def flush(browser, entries, sent_at="", **headers):
    """As an outbox sends it; entries are dicts."""
    if "x-outbox" not in headers:
        headers["x-csrf"] = browser.get("/floor/data", accept="application/json").json["csrf"]
    return browser.send("/floor/entries", {"sent_at": sent_at or now(), "entries": entries}, headers)


def now(**ago):
    return (datetime.now(UTC) - timedelta(**ago)).isoformat()


def tap(place, **fields):
    said = {
        "kind": "signal",
        "id": str(uuid4()),
        "boutique": place.door,
        "opened_at": now(),
        "signal": "add_on_prompted",
    }
    return said | fields


@pytest.fixture
def token(place):
    """Of the associate's outbox; their account is open again afterwards."""
    browser = place.signed_in("associate")
    csrf = browser.get("/floor/data", accept="application/json").json["csrf"]
    yield browser.ask("POST", "/floor/token", headers={"x-csrf": csrf, "accept": "application/json"}).json["token"]
    place.house.people.disable("associate", False)


def test_one_bad_entry_holds_up_none_of_the_others(place):
    bad = [tap(place, signal=["x"]), tap(place, kind="song"), tap(place, id=7), tap(place, note="a\x00b")]
    results = flush(place.signed_in("associate"), [tap(place), *bad, tap(place)]).json["results"]
    assert [one["status"] for one in results] == ["kept", *["refused"] * len(bad), "kept"]
    assert [one["pointer"] for one in results[1:-1]] == ["/signal", "/kind", "/id", "/note"]
    assert all(one["reason"] for one in results[1:-1])


def test_a_correction_comes_in_like_any_entry_even_before_what_it_corrects(place):
    first = tap(place, signal="follow_up_agreed")
    better = {**first, "id": str(uuid4()), "corrects": first["id"], "signal": "follow_up_done"}
    associate = place.signed_in("associate")
    assert [one["status"] for one in flush(associate, [better, first]).json["results"]] == ["kept", "kept"]
    manager = place.house.see_as(place.house.viewer("manager"))
    told = {one.entry: one.event.signal for one in manager.record((Signal,))}
    assert told[first["id"]] == "follow_up_done"
    assert better["id"] not in told


def test_what_was_written_before_an_account_was_closed_waits_and_the_coach_keeps_it(place, token):
    before, stranger = tap(place, opened_at=now(minutes=1)), place.browser()
    place.house.people.disable("associate", True)
    after = tap(place, opened_at=(datetime.now(UTC) + timedelta(seconds=1)).isoformat())
    answer = flush(stranger, [before, after], **{"x-outbox": token})
    kept, refused = answer.json["results"]
    assert (kept["status"], refused["status"], refused["pointer"]) == ("kept", "refused", "/opened_at")
    assert "area coach" in kept["waits"]
    assert flush(stranger, [after], **{"x-outbox": token}).status == 401
    assert not place.house.log.by_id([before["id"]])
    coach = place.signed_in("area_coach")
    page = coach.get("/floor/kept")
    assert "Signal by an associate" in page.text
    name = f"floor:associate:{before['id']}"
    assert coach.post("/floor/kept", {"csrf": page.csrf, "do": "keep", "entry": name}).status == 303
    assert place.house.log.by_id([before["id"]])
    assert "Waits for you" not in coach.get("/floor/kept").text


def test_the_token_of_a_closed_account_opens_nothing_and_ends_when_it_is_opened_again(place, token):
    stranger = place.browser()
    place.house.people.disable("associate", True)
    for path in ("/floor/data", "/floor/kept", "/today"):
        assert stranger.ask("GET", path, headers={"accept": "", "x-outbox": token}).status == 401
    place.house.people.disable("associate", False)
    assert flush(stranger, [tap(place)], **{"x-outbox": token}).status == 401


def test_the_token_sends_after_the_session_has_ended_and_the_day_is_the_one_it_was_used_on(place, token):
    old = tap(place, opened_at=now(days=3), signal="appointment_missed")
    assert flush(place.browser(), [old], **{"x-outbox": token}).json["results"][0]["status"] == "kept"
    kept = place.house.log.by_id([old["id"]])[0]
    told = msgspec.json.decode(kept.entry.clear)["timestamp"]
    assert datetime.fromisoformat(told) == datetime.fromisoformat(old["opened_at"])


def test_where_a_plain_form_goes_on_to_is_a_page_of_ours(place):
    associate = place.signed_in("associate")
    for after, to in (("https://evil.example", "/floor"), ("//evil.example", "/floor"), ("/floor/log", "/floor/log")):
        said = tap(place) | {"csrf": associate.get("/floor/log").csrf, "after": after}
        assert associate.post("/floor/entries", said).headers["location"] == to
