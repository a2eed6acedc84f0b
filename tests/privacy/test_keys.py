"""LRS keys: shown once, known by their header, gone at the next request."""

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest

from cabochon.directory.rows import Key
from cabochon.directory.sqlite import SQLiteDirectory
from cabochon.privacy.keys import SCOPES, Keyring, allows, authority, make, reaches
from cabochon.refusals import Refused

HOME = "https://3f9a.cabochon.invalid"


class Clock:
    now = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def on(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def directory(clock):
    made = SQLiteDirectory(None, clock=clock)
    yield made
    made.close()


@pytest.fixture
def ring(directory, clock):
    return Keyring(directory, clock)


def header(key_id, secret):
    return "Basic " + b64encode(f"{key_id}:{secret}".encode()).decode()


def made(directory, clock, **more):
    return make(directory, "till", **{"scopes": ["all"], "clock": clock, **more})


def refusal(ring, sent):
    with pytest.raises(Refused) as refused:
        ring.check(sent)
    assert refused.value.status == 401
    return refused.value.reason


def test_a_key_is_known_by_its_header_and_its_secret_kept_nowhere(directory, clock, ring):
    key_id, secret = made(directory, clock)
    for _ in range(2):
        key = ring.check(header(key_id, secret))
        assert (key.id, key.name, key.scopes) == (key_id, "till", ("all",))
    assert secret not in str(directory.find(Key))
    assert len(secret) >= 43


def test_the_scheme_is_basic_in_any_case(directory, clock, ring):
    sent = header(*made(directory, clock)).removeprefix("Basic ")
    assert ring.check("basic " + sent)
    assert ring.check("BASIC " + sent)


@pytest.mark.parametrize(
    "sent",
    [None, "", "Basic", "Basic ", "Bearer abc", "Basic a:b", "Basic YWJj", "Basic YTpi=", "Basic YT\npi", "Basic é",
     "Basic " + b64encode(b"\xff:\xff").decode(), "Basic \ud800", "YTpi", "Basic  YTpi extra"],
)  # fmt: skip
def test_a_malformed_header_is_told_the_form(ring, sent):
    assert "send Authorization: Basic base64(key:secret)" in refusal(ring, sent)


def test_an_unknown_key_a_wrong_secret_a_revoked_and_an_expired_one_sound_alike(directory, clock, ring):
    good, revoked, expired = (made(directory, clock, expires=clock.now + timedelta(days=days)) for days in (9, 9, 1))
    assert ring.check(header(*expired))
    assert ring.check(header(*revoked))
    assert ring.revoke(revoked[0])
    clock.on(days=1)
    sent = [header("nobody", "x"), header(good[0], "x"), header(good[0], ""), header(*revoked), header(*expired)]
    assert len({refusal(ring, one) for one in sent}) == 1
    assert ring.check(header(*good))


def test_a_remembered_header_does_not_outlive_its_key(directory, clock, ring):
    key = made(directory, clock, expires=clock.now + timedelta(seconds=2))
    assert ring.check(header(*key))
    clock.on(seconds=2)
    refusal(ring, header(*key))


def test_a_header_is_remembered_for_seconds_and_until_forgotten(directory, clock, ring):
    key = made(directory, clock)
    assert ring.check(header(*key))
    directory.delete(Key, key[0])
    assert ring.check(header(*key))  # from memory
    clock.on(seconds=5)
    refusal(ring, header(*key))
    key = made(directory, clock)
    assert ring.check(header(*key))
    directory.delete(Key, key[0])
    ring.forget()
    refusal(ring, header(*key))


def test_revoking_holds_at_the_next_request(directory, clock, ring):
    key = made(directory, clock)
    ring.check(header(*key))
    assert ring.revoke(key[0])
    refusal(ring, header(*key))
    assert not ring.revoke("nobody")


def test_last_use_is_written_at_most_once_a_minute(directory, clock, ring):
    key_id, secret = made(directory, clock)
    assert directory.get(Key, key_id).last_use is None
    started = clock.now
    for _ in range(7):
        ring.check(header(key_id, secret))
        assert directory.get(Key, key_id).last_use == started
        clock.on(seconds=8)
    clock.on(seconds=8)
    ring.check(header(key_id, secret))
    assert directory.get(Key, key_id).last_use == clock.now


@pytest.mark.parametrize(("name", "scopes"), [("", ["all"]), (" ", ["all"]), ("till", []), ("till", ["everything"])])
def test_a_key_needs_a_name_and_scopes_of_the_standard(directory, clock, name, scopes):
    with pytest.raises(Refused):
        make(directory, name, scopes=scopes, clock=clock)
    assert directory.find(Key) == []


ALLOWED = {  # scope held -> what it opens besides itself
    "statements/read": {"statements/read/mine"},
    "all/read": {"statements/read", "statements/read/mine"},
    "all": {*SCOPES},
}


@pytest.mark.parametrize("held", SCOPES)
@pytest.mark.parametrize("asked", SCOPES)
def test_a_scope_opens_what_the_standard_says(directory, clock, held, asked):
    key_id, _ = made(directory, clock, scopes=[held])
    key = directory.get(Key, key_id)
    assert allows(key, asked) == (asked == held or asked in ALLOWED.get(held, ()))
    assert allows(key, asked, reading=True) == (allows(key, asked) or held == "all/read")


def test_a_key_speaks_of_its_boutiques(directory, clock):
    every, one, none = (
        directory.get(Key, made(directory, clock, **which)[0])
        for which in ({}, {"boutiques": ["GVA01"]}, {"boutiques": []})
    )
    assert [reaches(key, "GVA01") for key in (every, one, none)] == [True, True, False]
    assert [reaches(key, "ZRH01") for key in (every, one, none)] == [True, False, False]


def test_authority_is_the_credentials_own_agent(directory, clock, ring):
    key_id, secret = made(directory, clock)
    assert json.loads(authority(ring.check(header(key_id, secret)), HOME)) == {
        "objectType": "Agent", "name": "till", "account": {"homePage": f"{HOME}/keys", "name": key_id}}  # fmt: skip
