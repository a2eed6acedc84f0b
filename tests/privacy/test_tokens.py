"""Bearer tokens: narrower than their key at most, and gone with the secret they were asked with."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest

from cabochon.directory.rows import Token
from cabochon.directory.sqlite import SQLiteDirectory
from cabochon.privacy.credentials import Credential
from cabochon.privacy.keyring import Keyring
from cabochon.privacy.keys import authority, make
from cabochon.refusals import Refused


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


@pytest.fixture
def own(directory, clock):
    return Credential(*make(directory, "course tool", scopes=["statements/write", "statements/read"], clock=clock))


def bearer(lent):
    return f"Bearer {lent.token}"


def refused(ring, header):
    with pytest.raises(Refused) as refusal:
        ring.check(header)
    return refusal.value.status == 401


def test_a_token_stands_for_its_key_for_an_hour_and_is_kept_nowhere(directory, clock, ring, own):
    lent = ring.lend(own)
    assert (lent.seconds, lent.scopes) == (3600, ("statements/write", "statements/read"))
    assert len(lent.token) >= 43
    assert lent.token not in str(directory.find(Token))
    key = ring.check(bearer(lent))
    assert (key.id, key.scopes) == (own.key, lent.scopes)
    clock.on(minutes=59, seconds=59)
    assert ring.check(bearer(lent))
    clock.on(seconds=1)
    assert refused(ring, bearer(lent))


def test_what_it_sends_has_the_authority_of_the_key(ring, own):
    token, home = bearer(ring.lend(own, "statements/write")), "https://x.invalid"
    basic = "Basic " + b64encode(f"{own.key}:{own.secret}".encode()).decode()
    assert authority(ring.check(token), home) == authority(ring.check(basic), home)


@pytest.mark.parametrize(("asked", "given"), [
    ("", ("statements/write", "statements/read")),
    ("  ", ("statements/write", "statements/read")),
    ("statements/write", ("statements/write",)),
    ("statements/read/mine", ("statements/read/mine",)),  # less than statements/read, so it is held
    ("statements/read statements/write statements/read", ("statements/read", "statements/write")),
])  # fmt: skip
def test_it_has_the_scopes_that_were_asked_for(ring, own, asked, given):
    assert ring.check(bearer(ring.lend(own, asked))).scopes == given


@pytest.mark.parametrize("asked", ["all", "all/read", "state", "statements", "Statements/Write", "statements/write all",
                                   "statements/write,statements/read", "\0"])  # fmt: skip
def test_a_wider_or_unknown_scope_lends_nothing(directory, ring, own, asked):
    with pytest.raises(Refused) as refusal:
        ring.lend(own, asked)
    assert refusal.value.status == 400
    assert directory.find(Token) == []


@pytest.mark.parametrize("wrong", [("secret", ""), ("secret", "x"), ("key", "0" * 20), ("key", "nobody")])
def test_who_holds_no_key_is_lent_nothing(ring, own, wrong):
    from dataclasses import replace

    with pytest.raises(Refused) as refusal:
        ring.lend(replace(own, **dict([wrong])))
    assert refusal.value.status == 401


def test_revoking_the_key_ends_its_tokens_at_once(directory, ring, own):
    lent = ring.lend(own)
    assert ring.check(bearer(lent))
    ring.revoke(own.key)
    assert refused(ring, bearer(lent))
    assert directory.find(Token) == []


def test_a_token_ends_with_the_secret_it_was_asked_with(clock, directory, own):
    ring = Keyring(directory, clock, token_life=timedelta(days=30))
    before = ring.lend(own)
    new = ring.rotate(own.key)
    after = ring.lend(Credential(own.key, new))
    during = ring.lend(own)
    assert ring.check(bearer(before)).id == ring.check(bearer(after)).id == own.key
    clock.on(hours=24)
    assert refused(ring, bearer(before))
    assert refused(ring, bearer(during))
    assert ring.check(bearer(after))
    ring.rotate(own.key, grace=timedelta())
    assert refused(ring, bearer(after))


def test_a_token_does_not_outlive_its_key(directory, clock, ring):
    key = Credential(*make(directory, "x", scopes=["all"], expires=clock.now + timedelta(minutes=10), clock=clock))
    lent = ring.lend(key)
    assert lent.seconds == 600
    clock.on(minutes=10)
    assert refused(ring, bearer(lent))


def test_a_remembered_token_ends_on_the_second(directory, clock, own):
    ring = Keyring(directory, clock, token_life=timedelta(seconds=3))
    lent = ring.lend(own)
    assert ring.check(bearer(lent))
    clock.on(seconds=3)
    assert refused(ring, bearer(lent))


@pytest.mark.parametrize("sent", ["Bearer x", "Bearer " + "a" * 200, "bearer abc", "Bearer abc=="])
def test_an_unknown_token_is_told_where_to_get_one(ring, sent):
    with pytest.raises(Refused, match="/oauth/token"):
        ring.check(sent)


def test_a_token_lends_no_other_and_is_no_key(ring, own):
    lent = ring.lend(own)
    with pytest.raises(Refused):
        ring.lend(Credential(own.key, lent.token))
    assert refused(ring, "Basic " + b64encode(f"{own.key}:{lent.token}".encode()).decode())
    assert refused(ring, f"Bearer {own.secret}")


def test_ended_tokens_are_tidied_away(directory, clock, ring, own):
    ring.lend(own)
    clock.on(minutes=30)
    ring.lend(own)
    clock.on(minutes=30)
    ring.tidy()
    assert [one.expires for one in directory.find(Token)] == [clock.now + timedelta(minutes=30)]
