"""Passkeys against who would cheat: each question is answered once, by its own browser, from our own page."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from keyholder import Keyholder

from cabochon.directory.factor_rows import Challenge, Passkey
from cabochon.directory.rows import Account
from cabochon.directory.sqlite import SQLiteDirectory
from cabochon.privacy.passkeys import AGAIN, MOST, OPEN, SECOND, SIGN_IN, Asked, Passkeys
from cabochon.refusals import Refused, Unknown

HOME = "https://house.example"
VERA = Account(id="a1", login="vera@example.com", name="Vera Keller", role="manager")
BEN = Account(id="a2", login="ben", name="Ben", role="associate")
STRANGER = Asked(HOME, "form-token", "", "10.0.0.1")


@pytest.fixture
def world():
    now = [datetime(2026, 11, 20, 9, 30, tzinfo=UTC)]
    directory = SQLiteDirectory(None, clock=lambda: now[0])
    directory.put(VERA, BEN)
    yield directory, Passkeys(directory, clock=lambda: now[0]), now
    directory.close()


@pytest.fixture
def keys(world):
    return world[1]


def asked(account, **other):
    return Asked(HOME, f"csrf of {account.id}", account.id, **other)


def made(keys, account=VERA, **how):
    holder = Keyholder(**how)
    keys.make(asked(account), account, holder.make(keys.to_make(asked(account), account)), name="Phone")
    return holder


def refused(call, *args, **kwargs):
    with pytest.raises(Refused) as fault:
        call(*args, **kwargs)
    return fault.value


def test_a_passkey_made_here_signs_in_alone_and_remembers_when(world, keys):
    holder = made(keys)
    options = keys.to_show(STRANGER, what=SIGN_IN)
    assert options["publicKey"]["userVerification"] == "required"
    assert "allowCredentials" not in options["publicKey"]
    assert keys.shown(STRANGER, holder.show(options), what=SIGN_IN) == "a1"
    assert (keys.of("a1")[0].count, keys.of("a1")[0].used) == (1, world[2][0])
    assert world[0].find(Challenge) == []


def test_an_answer_is_good_once(keys):
    holder = made(keys)
    answer = holder.show(keys.to_show(STRANGER, what=SIGN_IN))
    keys.shown(STRANGER, answer, what=SIGN_IN)
    assert refused(keys.shown, STRANGER, answer, what=SIGN_IN).status == 401


def test_a_wrong_answer_uses_the_question_up(keys):
    holder = made(keys)
    options = keys.to_show(STRANGER, what=SIGN_IN)
    assert refused(keys.shown, STRANGER, holder.show(options, origin="https://evil.example"), what=SIGN_IN)
    assert refused(keys.shown, STRANGER, holder.show(options), what=SIGN_IN)


@pytest.mark.parametrize(
    ("how", "other"),
    [
        ({}, {"origin": "https://evil.example"}),
        ({}, {"origin": "https://sub.house.example"}),
        ({}, {"origin": "http://house.example"}),
        ({}, {"origin": "https://house.example:8443"}),
        ({"host": "evil.example"}, {}),
        ({"verified": False}, {}),
        ({}, {"owner": b"a2"}),
        ({}, {"challenge": b"a challenge of their own, long enough"}),
    ],
    ids=["evil origin", "sub-domain", "no TLS", "other port", "other host", "owner unknown", "other owner", "own"],
)
def test_what_does_not_fit_signs_nobody_in(keys, how, other):
    holder = made(keys)
    for name, value in how.items():
        setattr(holder, name, value)
    said = refused(keys.shown, STRANGER, holder.show(keys.to_show(STRANGER, what=SIGN_IN), **other), what=SIGN_IN)
    assert (said.status, said.reason) == (401, "this passkey does not fit; try again, or sign in another way")


def test_a_question_belongs_to_a_browser_an_account_a_purpose_and_five_minutes(world, keys):
    holder = made(keys)
    for asks, answers, what, later in (
        (STRANGER, replace(STRANGER, bound="another"), (SIGN_IN, SIGN_IN), 0),
        (asked(VERA), asked(BEN), (SECOND, SECOND), 0),
        (asked(VERA), asked(VERA), (SECOND, AGAIN), 0),
        (STRANGER, asked(VERA), (SIGN_IN, SECOND), 0),
        (STRANGER, STRANGER, (SIGN_IN, SIGN_IN), 300),
    ):
        options = keys.to_show(asks, what=what[0])
        world[2][0] += timedelta(seconds=later)
        assert refused(keys.shown, answers, holder.show(options), what=what[1]).status == 401


def test_another_accounts_passkey_is_no_second_step_of_mine(keys):
    made(keys)
    bens = made(keys, BEN)
    assert refused(keys.shown, asked(VERA), bens.show(keys.to_show(asked(VERA), what=SECOND)), what=SECOND)


def test_a_count_that_goes_back_is_a_copy(world, keys):
    holder = made(keys)
    holder.count = 41
    keys.shown(STRANGER, holder.show(keys.to_show(STRANGER, what=SIGN_IN)), what=SIGN_IN)
    holder.count = 40  # the copy was made a while ago
    said = refused(keys.shown, STRANGER, holder.show(keys.to_show(STRANGER, what=SIGN_IN)), what=SIGN_IN)
    assert "copy" in said.reason
    assert keys.of("a1")[0].count == 42
    assert world[0].notes()[0][2] == "a passkey's count went back"


def test_a_passkey_that_never_counts_is_taken_each_time(world, keys):
    holder = made(keys)
    for _ in range(2):
        holder.count = -1
        assert keys.shown(STRANGER, holder.show(keys.to_show(STRANGER, what=SIGN_IN)), what=SIGN_IN) == "a1"
        world[2][0] += timedelta(seconds=1)


def test_a_forged_signature_or_rubbish_is_a_plain_no(keys):
    holder, thief = made(keys), Keyholder()
    thief.id, thief.owner = holder.id, holder.owner
    answers = [thief.show(keys.to_show(STRANGER, what=SIGN_IN)), {}, {"id": 1}, {"rawId": "é", "response": []},
               {"id": "x", "rawId": "x", "response": {"clientDataJSON": "e30", "signature": ""}},
               {**holder.show(keys.to_show(STRANGER, what=SIGN_IN)), "rawId": "AAAA"}]  # fmt: skip
    assert {refused(keys.shown, STRANGER, one, what=SIGN_IN).status for one in answers} == {401}


def test_one_credential_is_not_kept_twice_nor_for_two(keys):
    holder = made(keys)
    answer = holder.make(keys.to_make(asked(BEN), BEN))
    assert "known already" in refused(keys.make, asked(BEN), BEN, answer, name="mine").reason
    options = keys.to_make(asked(VERA), VERA)
    assert [one["id"] for one in options["publicKey"]["excludeCredentials"]] == [keys.of("a1")[0].id]
    assert keys.of("a2") == []


def test_making_one_needs_our_own_question(keys):
    options = keys.to_make(asked(VERA), VERA)
    assert refused(keys.make, asked(BEN), BEN, Keyholder().make(options), name="")
    options = keys.to_make(asked(VERA), VERA)
    assert refused(keys.make, asked(VERA), VERA, Keyholder().make(options, origin="https://evil.example"), name="")
    assert keys.of("a1") == keys.of("a2") == []


def test_there_are_ends_to_how_many(world, keys):
    for _ in range(MOST):
        made(keys)
    assert refused(keys.to_make, asked(VERA), VERA).pointer == "/passkey"
    for _ in range(OPEN):
        keys.to_show(STRANGER, what=SIGN_IN)
    assert refused(keys.to_show, STRANGER, what=SIGN_IN).status == 429
    keys.to_show(replace(STRANGER, address="10.0.0.2"), what=SIGN_IN)
    world[2][0] += timedelta(minutes=5)
    keys.to_show(STRANGER, what=SIGN_IN)
    assert len(world[0].find(Challenge)) == 1


def test_only_its_owner_removes_it(world, keys):
    made(keys)
    key = keys.of("a1")[0].id
    with pytest.raises(Unknown):
        keys.remove("a2", key)
    keys.remove("a1", key)
    assert world[0].find(Passkey) == []


def test_what_is_kept_open_says_nothing_to_who_reads_the_store(world, keys):
    options = keys.to_show(STRANGER, what=SIGN_IN)
    kept = repr(world[0].find(Challenge))
    assert options["publicKey"]["challenge"] not in kept
    assert "form-token" not in kept
    assert "10.0.0.1" not in kept
