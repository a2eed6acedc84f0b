"""LRS keys: shown once, known by their header, gone at the next request, changed without a gap."""

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cabochon.directory.rows import Key
from cabochon.directory.sqlite import SQLiteDirectory
from cabochon.privacy.keyring import Keyring
from cabochon.privacy.keys import authority, make, mark, reaches, speaks_for
from cabochon.privacy.scopes import MEANINGS, NARROW, PRESETS, SCOPES, allows
from cabochon.refusals import Conflict, Refused, Unknown

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
    [None, "", "Basic", "Basic ", "Basic:xyz", "Basic a:b", "Basic YWJj", "Basic YTpi=", "Basic YT\npi", "Basic é",
     "Basic " + b64encode(b"\xff:\xff").decode(), "Basic " + b64encode(b":x").decode(), "Basic \ud800", "YTpi",
     "Basic  YTpi extra", "Basic\tYTpi", "Digest abc", "Bearer", "Bearer ", "Bearer a b", "Bearer é", "Bearer \ud800"],
)  # fmt: skip
def test_a_malformed_header_is_told_the_form(ring, sent):
    assert "send Authorization: Basic base64(key:secret)" in refusal(ring, sent)


@given(st.text(max_size=60), st.sampled_from(["", "Basic ", "Bearer "]))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sent_is_401_and_no_fault_of_ours(ring, text, scheme):
    refusal(ring, scheme + text)
    refusal(ring, scheme + b64encode(text.encode("utf-8", "surrogatepass")).decode())


@pytest.mark.parametrize("name", ["\0", "a" * 10_000, "'; drop table row_key; --", "É" * 20, "0" * 20, "0" * 21])
def test_a_name_of_any_shape_is_nobodys(ring, name):
    assert "no key of ours" in refusal(ring, header(name, "x"))


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
    assert ring.revoke(key[0], by="anna")
    refusal(ring, header(*key))
    assert not ring.revoke("nobody")
    assert ("anna", "revoked a key", key[0], "till") in {note[1:] for note in directory.notes()}


def test_what_was_looked_up_before_a_revocation_is_not_remembered_after_it(directory, clock, ring):
    """The slow request that found the key good, and finishes when it no longer is."""
    key, found = made(directory, clock), directory.get

    def slow(kind, name):
        row = found(kind, name)
        if kind is Key:
            directory.get = found
            ring.revoke(key[0])
        return row

    directory.get = slow
    ring.check(header(*key))
    refusal(ring, header(*key))


def test_last_use_is_written_at_most_once_a_minute_and_beside_the_key(directory, clock, ring):
    key_id, secret = made(directory, clock)
    kept = directory.get(Key, key_id)
    assert ring.uses() == {}
    started = clock.now
    for _ in range(7):
        ring.check(header(key_id, secret))
        assert ring.uses() == {key_id: started}
        clock.on(seconds=8)
    clock.on(seconds=8)
    ring.check(header(key_id, secret))
    assert ring.uses() == {key_id: clock.now}
    assert directory.get(Key, key_id) == kept


# Rotation


def test_after_a_rotation_both_secrets_fit_and_then_the_new_one_alone(directory, clock, ring):
    key, old = made(directory, clock)
    new = ring.rotate(key, by="anna")
    assert new != old
    for secret in (old, new):
        assert ring.check(header(key, secret)).id == key
    clock.on(days=1)
    refusal(ring, header(key, old))
    assert ring.check(header(key, new)).id == key
    assert ("anna", "rotated a key", key, "till") in {note[1:] for note in directory.notes()}


def test_a_remembered_old_secret_ends_on_the_second(directory, clock, ring):
    key, old = made(directory, clock)
    ring.rotate(key, grace=timedelta(seconds=3))
    assert ring.check(header(key, old))
    clock.on(seconds=3)
    refusal(ring, header(key, old))


def test_the_grace_time_can_be_none_or_another_or_ended(directory, clock, ring):
    key, first = made(directory, clock)
    second = ring.rotate(key, grace=timedelta())
    refusal(ring, header(key, first))
    third = ring.rotate(key, grace=timedelta(days=7))
    clock.on(days=6)
    assert ring.check(header(key, second))
    ring.end_old(key)
    refusal(ring, header(key, second))
    assert ring.check(header(key, third))
    assert Keyring(directory, clock, grace=timedelta(hours=2)).grace == timedelta(hours=2)


def test_only_the_secret_before_the_present_one_has_a_grace_time(directory, clock, ring):
    key, first = made(directory, clock)
    second = ring.rotate(key)
    third = ring.rotate(key)
    refusal(ring, header(key, first))
    assert ring.check(header(key, second))
    assert ring.check(header(key, third))


def test_an_empty_secret_never_fits(directory, clock, ring):
    key, _ = made(directory, clock)
    refusal(ring, header(key, ""))
    ring.rotate(key)
    refusal(ring, header(key, ""))


def test_an_old_secret_does_not_outlive_its_key(directory, clock, ring):
    key, old = made(directory, clock, expires=clock.now + timedelta(hours=1))
    ring.rotate(key)
    clock.on(hours=1)
    refusal(ring, header(key, old))


def test_a_form_sent_twice_rotates_once(directory, clock, ring):
    key, _ = made(directory, clock)
    seen = mark(ring.key(key))
    new = ring.rotate(key, instead_of=seen)
    with pytest.raises(Conflict):
        ring.rotate(key, instead_of=seen)
    assert ring.check(header(key, new))


def test_a_revoked_an_expired_and_an_unknown_key_are_not_rotated(directory, clock, ring):
    revoked, expired = made(directory, clock)[0], made(directory, clock, expires=clock.now)[0]
    ring.revoke(revoked)
    for key in (revoked, expired):
        with pytest.raises(Refused):
            ring.rotate(key)
    with pytest.raises(Unknown):
        ring.rotate("nobody")


# Making


@pytest.mark.parametrize(
    ("name", "more"),
    [("", {}), (" ", {}), ("a\nb", {}), ("x" * 201, {}), ("till", {"scopes": []}), ("till", {"scopes": ["everything"]}),
     ("till", {"source": "two words"}), ("till", {"source": "a\0b"}), ("till", {"key_id": "short"})],
)  # fmt: skip
def test_a_key_needs_a_name_and_scopes_of_the_standard(directory, clock, name, more):
    with pytest.raises(Refused):
        make(directory, name, **{"scopes": ["all"], "clock": clock, **more})
    assert directory.find(Key) == []


def test_a_form_sent_twice_makes_one_key(directory, clock, ring):
    key, secret = made(directory, clock, key_id="0" * 20, by="anna")
    with pytest.raises(Conflict):
        made(directory, clock, key_id="0" * 20)
    assert [one.id for one in ring.all()] == [key]
    assert ring.check(header(key, secret)).made_by == "anna"
    assert ("anna", "made a key", key, "till: all") in {note[1:] for note in directory.notes()}


def test_scopes_are_kept_once_and_in_the_standards_order(directory, clock, ring):
    key, _ = made(directory, clock, scopes=["all", "state", "statements/write", "state"])
    assert ring.key(key).scopes == ("statements/write", "state", "all")


# How far it reaches

ALLOWED = {  # scope held -> what it opens besides itself
    "statements/read": {"statements/read/mine"},
    "all/read": {"statements/read", "statements/read/mine"},
    "all": {*SCOPES} - NARROW,
}


@pytest.mark.parametrize("held", SCOPES)
@pytest.mark.parametrize("asked", SCOPES)
def test_a_scope_opens_what_the_standard_says(directory, clock, held, asked):
    key_id, _ = made(directory, clock, scopes=[held])
    key = directory.get(Key, key_id)
    assert allows(key, asked) == (asked == held or asked in ALLOWED.get(held, ()))
    assert allows(key, asked, reading=True) == (allows(key, asked) or (held == "all/read" and asked not in NARROW))


def test_every_scope_has_a_meaning_and_every_preset_scopes_of_the_standard():
    assert all(MEANINGS.values())
    assert [one.name for one in PRESETS] == ["till", "lms", "bi", "own", "scim", "group"]
    assert all(one.says.endswith(".") and set(one.scopes) <= set(SCOPES) for one in PRESETS)


def test_a_key_speaks_of_its_boutiques(directory, clock):
    every, one, none = (
        directory.get(Key, made(directory, clock, **which)[0])
        for which in ({}, {"boutiques": ["GVA01"]}, {"boutiques": []})
    )
    assert [reaches(key, "GVA01") for key in (every, one, none)] == [True, True, False]
    assert [reaches(key, "ZRH01") for key in (every, one, none)] == [True, False, False]


def test_a_key_bound_to_a_source_speaks_for_that_one(directory, clock):
    bound, free = (directory.get(Key, made(directory, clock, source=source)[0]) for source in ("till:csv", ""))
    own, other, none = {"context": {"platform": "till:csv"}}, {"context": {"platform": "floor"}}, {}
    assert [speaks_for(bound, one) for one in (own, other, none)] == [True, False, False]
    assert all(speaks_for(free, one) for one in (own, other, none))


def test_authority_is_the_credentials_own_agent(directory, clock, ring):
    key_id, secret = made(directory, clock)
    assert json.loads(authority(ring.check(header(key_id, secret)), HOME)) == {
        "objectType": "Agent", "name": "till", "account": {"homePage": f"{HOME}/keys", "name": key_id}}  # fmt: skip
