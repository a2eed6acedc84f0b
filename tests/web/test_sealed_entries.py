"""Entries that waited sealed on a phone: whoever holds the device sends them, in their writer's name alone."""

from datetime import UTC, datetime, timedelta
from json import dumps

import pytest

from cabochon.privacy.envelopes import public
from cabochon.web.viewer import masked
from phone_seal import seal

JSON = {"content-type": "application/json", "accept": "application/json"}


@pytest.fixture
def jwk(place):
    return public(place.house.directory)


@pytest.fixture
def token(place):
    return place.house.doorman.outbox_token("manager")


def sent(place, sealed, to="/floor/sealed", by=None, **headers):
    browser = by or place.browser()
    if by:
        session = place.house.doorman.session(by.cookies["cabochon"], passive=True)[1]
        headers["x-csrf"] = masked(session.csrf)
    body = {"sent_at": datetime.now(UTC).isoformat(), "entries": sealed}
    return browser.ask("POST", to, body=dumps(body).encode(), headers=JSON | headers)


def results(answer):
    assert answer.status == 200, answer.text
    return answer.json["results"]


def wrapped(jwk, entry, writer="manager", token=""):
    return {"id": entry["id"], "seal": seal(jwk, {"entry": entry, "writer": writer, "token": token})}


def test_nobody_is_signed_in_and_the_entry_is_its_writers(place, jwk, entry, token):
    one, before = entry(), place.house.log.position()
    assert results(sent(place, [wrapped(jwk, one, token=token)])) == [{"id": one["id"], "status": "kept"}]
    assert results(sent(place, [wrapped(jwk, one, token=token)]))[0]["status"] == "repeated"
    assert place.house.log.position() == before + 1
    clear = place.house.log.after(before)[0].entry.clear.decode()
    assert place.house.viewer("manager").person in clear


def test_another_persons_session_sends_it_in_its_writers_name(place, jwk, entry, token):
    one, before = entry(), place.house.log.position()
    other = place.signed_in("associate")
    assert results(sent(place, [wrapped(jwk, one, token=token)], by=other))[0]["status"] == "kept"
    assert (
        place.house.viewer("associate").person
        not in place.house.log.after(before)[0].entry.clear.decode().split("actor")[0]
    )


@pytest.mark.parametrize("forged", ["", "nonsense", "associates"])
def test_who_only_says_to_be_the_writer_is_not_believed(place, jwk, entry, forged):
    token = place.house.doorman.outbox_token("associate") if forged == "associates" else forged
    one, before = entry(), place.house.log.position()
    assert results(sent(place, [wrapped(jwk, one, token=token)])) == [{"id": one["id"], "status": "signin"}]
    assert place.house.log.position() == before


def test_a_session_takes_only_what_its_own_person_wrote(place, jwk, entry):
    own, others = entry(), entry()
    manager = place.signed_in()
    batch = [wrapped(jwk, own), wrapped(jwk, others, writer="area_coach")]
    first, second = results(sent(place, batch, to="/floor/entries", by=manager))
    assert first["status"] == "kept"
    assert (second["status"], second["pointer"]) == ("refused", "/writer")


def test_after_a_password_change_the_token_inside_opens_nothing(place, jwk, entry, token):
    place.house.doorman.end_all("manager")
    assert results(sent(place, [wrapped(jwk, entry(), token=token)]))[0]["status"] == "signin"


def test_what_a_closed_account_wrote_before_waits_for_the_area_coach(place, jwk, entry):
    place.house.people.add("leaving", role="manager", boutiques=[place.door])
    account = place.house.people.account("leaving")
    token = place.house.doorman.outbox_token(account.id)
    early = (datetime.now(UTC) - timedelta(minutes=9)).isoformat()
    before, one = place.house.log.position(), entry(opened_at=early, ended_at=early)
    place.house.people.disable(account.id, True)
    told = results(sent(place, [wrapped(jwk, one, writer=account.id, token=token)]))[0]
    assert told["status"] == "kept"
    assert "area coach" in told["waits"]
    assert place.house.log.position() == before
    late = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
    after = entry(opened_at=late, ended_at=late)
    assert results(sent(place, [wrapped(jwk, after, writer=account.id, token=token)]))[0]["status"] == "refused"


def test_a_refused_note_says_where_and_is_opened_again_for_its_writer_alone(place, jwk, entry, token):
    one = wrapped(jwk, bad := entry(note="Mrs Dupont called about the strap"), token=token)
    told = results(sent(place, [one]))[0]
    assert (told["status"], told["pointer"]) == ("refused", "/note")
    mine = sent(place, [one], to="/floor/opened", by=place.signed_in()).json
    assert mine["entries"] == [{"id": bad["id"], "entry": bad}]
    assert sent(place, [one], to="/floor/opened", by=place.signed_in("associate")).json["entries"] == []
    assert sent(place, [one], to="/floor/opened").status == 401


def test_an_altered_one_is_refused_and_holds_up_nothing(place, jwk, entry, token):
    good, bad = wrapped(jwk, entry(), token=token), wrapped(jwk, entry(), token=token)
    broken, swapped = (
        {**bad, "seal": bad["seal"][:-3] + "AAA"},
        {**wrapped(jwk, entry(), token=token), "id": good["id"]},
    )
    told = results(sent(place, [broken, swapped, {"id": "x"}, {"id": "y", "seal": 7}, good]))
    assert [one["status"] for one in told] == ["refused"] * 4 + ["kept"]


def test_more_than_a_batch_and_what_is_no_batch_is_refused(place, jwk, entry, token):
    one = wrapped(jwk, entry(), token=token)
    assert sent(place, [one] * 26).status == 400
    for body in (b"", b"[]", b'{"sent_at": 1, "entries": []}', b'{"sent_at": "x", "entries": [1]}', b"[" * 5000):
        assert place.browser().ask("POST", "/floor/sealed", body=body, headers=JSON).status == 400


def test_the_phone_learns_the_key_with_its_names(place, jwk):
    assert place.signed_in().get("/floor/data", accept="application/json").json["seal"] == jwk
