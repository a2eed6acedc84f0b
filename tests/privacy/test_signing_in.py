"""Signing in: links used once, passwords that are slow to guess, sessions that end."""

import re
import threading
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from cabochon.directory.rows import Account, Failure, Link, Session
from cabochon.directory.sqlite import SQLiteDirectory
from cabochon.privacy import passwords
from cabochon.privacy.signing_in import Doorman, TooMany
from cabochon.refusals import Refused, Unknown

GOOD = "violet ladder tuesday"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)

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
    made.put(Account(id="a1", login="anna@example.com", name="Anna Keller", role="manager", boutiques=("GVA01",)))
    made.put(Account(id="a2", login="ben", name="Ben", role="associate"))
    yield made
    made.close()


@pytest.fixture
def door(directory, clock):
    numbers = count()
    return Doorman(directory, clock=clock, random_token=lambda: f"token-{next(numbers)}")


@pytest.fixture
def signed_in(door):
    return door.redeem(door.link("a1"), agent="phone")


def known(directory, kind):
    return [row.id for row in directory.find(kind)]


def refusal(call, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        call(*args, **kwargs)
    return refused.value


def test_a_link_opens_a_session_once(door, directory):
    token = door.link("a1")
    account, session = door.session(door.redeem(token, agent="phone"))
    assert (account.id, session.agent, session.kind) == ("a1", "phone", "browser")
    assert refusal(door.redeem, token, agent="phone").status == 401
    assert directory.notes()[0][1:4] == ("a1", "signed in by link", "a1")


def test_of_many_who_redeem_one_link_one_gets_in(door, directory):
    token, opened = door.link("a1"), []

    def redeem() -> None:
        with suppress(Refused):
            opened.append(door.redeem(token, agent=""))

    threads = [threading.Thread(target=redeem) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 1
    assert len(known(directory, Session)) == 1


def test_every_link_that_does_not_open_says_the_same(door, directory, clock):
    used, late = door.link("a1"), door.link("a1")
    door.redeem(used, agent="")
    said = {refusal(door.redeem, token, agent="").reason for token in (used, "made-up", "", "\ud800")}
    clock.on(hours=1)
    said.add(refusal(door.redeem, late, agent="").reason)
    disabled = door.link("a2")
    directory.put(replace(directory.get(Account, "a2"), disabled=True))
    said.add(refusal(door.redeem, disabled, agent="").reason)
    assert len(said) == 1
    assert "ask your manager or administrator for a new one" in said.pop()


def test_no_link_for_nobody(door, directory):
    directory.put(replace(directory.get(Account, "a2"), disabled=True))
    for account in ("a2", "a9"):
        with pytest.raises(Unknown):
            door.link(account)


def test_tokens_are_kept_as_hashes_only(door, directory, signed_in):
    link, outbox = door.link("a1"), door.outbox_token("a1")
    kept = str([*directory.find(Link), *directory.find(Session)])
    assert not any(f"'{token}'" in kept for token in (signed_in, link, outbox))
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key in known(directory, Link) + known(directory, Session))


def test_a_session_sleeps_after_30_minutes_unused(door, directory, clock, signed_in):
    for _ in range(4):
        clock.on(minutes=29)
        assert door.session(signed_in)
    clock.on(minutes=30)
    assert door.session(signed_in) is None
    assert known(directory, Session) == []


def test_a_session_ends_after_12_hours_however_busy(door, clock, signed_in):
    for _ in range(35):
        clock.on(minutes=20)
        assert door.session(signed_in)
    clock.on(minutes=20)
    assert door.session(signed_in) is None


def test_a_live_request_keeps_no_session_awake(door, clock, signed_in):
    for _ in range(29):
        clock.on(minutes=1)
        assert door.session(signed_in, passive=True)
    clock.on(minutes=1)
    assert door.session(signed_in, passive=True) is None


def test_seen_is_written_at_most_once_a_minute(door, clock, signed_in):
    started = clock.now
    clock.on(seconds=59)
    assert door.session(signed_in)[1].seen == started
    clock.on(seconds=1)
    assert door.session(signed_in)[1].seen == clock.now


def test_no_session_without_a_token_of_ours(door, directory, signed_in):
    for token in ("", "token-99", known(directory, Session)[0], "\ud800"):
        assert door.session(token) is None


def test_a_disabled_account_is_out_at_the_next_request(door, directory, signed_in):
    outbox = door.outbox_token("a1")
    directory.put(replace(directory.get(Account, "a1"), disabled=True))
    assert door.session(signed_in) is None
    assert door.outbox_account(outbox) is None


def test_sessions_are_listed_and_ended_one_by_one_or_all(door, clock, signed_in):
    second = door.redeem(door.link("a1"), agent="tablet")
    stranger = door.redeem(door.link("a2"), agent="")
    assert [session.agent for session in door.sessions("a1")] == ["phone", "tablet"]
    tablet = door.sessions("a1")[1].id
    assert not door.end_one("a2", tablet)
    assert door.end_one("a1", tablet)
    assert door.session(second) is None
    door.end(signed_in)
    assert door.session(signed_in) is None
    third = door.redeem(door.link("a1"), agent="")
    open_link = door.link("a1")
    door.end_all("a1")
    assert door.session(third) is None
    assert refusal(door.redeem, open_link, agent="").status == 401
    assert door.session(stranger)
    clock.on(hours=1)
    assert door.sessions("a2") == []


def test_a_form_needs_its_own_sessions_value(door, signed_in):
    session = door.session(signed_in)[1]
    other = door.session(door.redeem(door.link("a1"), agent=""))[1]
    assert door.csrf_ok(session, door.csrf(session))
    for sent in ("", door.csrf(other), "ü", "\ud800", door.csrf(session) + "x"):
        assert not door.csrf_ok(session, sent)


def test_a_password_signs_in_whatever_the_case_of_the_name(door, directory):
    door.set_password("a1", GOOD)
    token = door.sign_in(" Anna@Example.com ", GOOD, address="10.0.0.1", agent="phone")
    assert door.session(token)[0].id == "a1"
    assert known(directory, Failure) == []
    assert directory.get(Account, "a1").password.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_wrong_password_an_unknown_name_and_a_disabled_account_sound_alike(door, directory):
    door.set_password("a1", GOOD)
    door.set_password("a2", GOOD)
    directory.put(replace(directory.get(Account, "a2"), disabled=True))
    directory.put(Account(id="a3", login="cleo", name="Cleo", role="associate"))
    tries = (("anna@example.com", GOOD + "!"), ("nobody", GOOD), ("ben", GOOD), ("cleo", ""), ("anna@example.com", ""),
             ("anna@example.com", "x" * 100_000), ("anna@example.com", "\ud800"), ("\ud800", GOOD))  # fmt: skip
    said = {str(refusal(door.sign_in, login, word, address="", agent="")) for login, word in tries}
    assert len(said) == 1
    assert len(known(directory, Failure)) == len(tries)
    assert known(directory, Session) == []


def test_the_eleventh_try_at_a_name_waits_even_with_the_right_password(door, clock):
    door.set_password("a1", GOOD)
    for number in range(10):
        assert refusal(door.sign_in, "anna@example.com", "wrong", address=f"10.0.0.{number}", agent="").status == 401
        clock.on(seconds=10)
    late = refusal(door.sign_in, "anna@example.com", GOOD, address="10.0.1.1", agent="")
    assert isinstance(late, TooMany)
    assert (late.status, late.seconds) == (429, 800)
    assert "800 seconds" in late.reason
    clock.on(seconds=800)
    assert door.sign_in("anna@example.com", GOOD, address="10.0.1.1", agent="")


def test_names_are_counted_whether_they_exist_or_not(door, monkeypatch):
    monkeypatch.setattr(passwords, "verify", lambda kept, sent: False)  # 10 real hashes more would prove nothing
    for _ in range(10):
        refusal(door.sign_in, "nobody", "wrong", address="10.0.0.1", agent="")
    assert refusal(door.sign_in, "nobody", "wrong", address="10.0.0.2", agent="").status == 429
    assert refusal(door.sign_in, "nobody else", "wrong", address="10.0.0.1", agent="").status == 401


def test_the_fifty_first_try_from_an_address_waits(door, monkeypatch):
    monkeypatch.setattr(passwords, "verify", lambda kept, sent: False)
    for number in range(50):
        assert refusal(door.sign_in, f"name{number}", "wrong", address="10.0.0.1", agent="").status == 401
    assert refusal(door.sign_in, "another", "wrong", address="10.0.0.1", agent="").status == 429
    assert refusal(door.sign_in, "another", "wrong", address="10.0.0.2", agent="").status == 401


def test_old_failures_are_forgotten(door, directory, clock):
    refusal(door.sign_in, "nobody", "wrong", address="10.0.0.1", agent="")
    clock.on(minutes=15)
    refusal(door.sign_in, "nobody", "wrong", address="10.0.0.1", agent="")
    assert len(known(directory, Failure)) == 1


def test_a_new_password_ends_the_other_sessions(door, signed_in):
    other = door.redeem(door.link("a1"), agent="")
    door.set_password("a1", GOOD, but=signed_in)
    assert door.session(signed_in)
    assert door.session(other) is None


@pytest.mark.parametrize(
    "word",
    ["short", "password", "Password1!", "P@ssw0rd", "12345678", "987654321", "aaaaaaaa", "abcabcabc", "Qwertz123",
     "cartier2026", "anna@example.com", "Keller99", "motdepasse", "x" * 1025, "é" * 600],
)  # fmt: skip
def test_a_password_that_would_be_guessed_is_refused(door, directory, word):
    assert refusal(door.set_password, "a1", word).pointer == "/password"
    assert directory.get(Account, "a1").password == ""


@pytest.mark.parametrize("word", ["tr4verse", "violet ladder", "x1" + "y" * 1022, "时计与珠宝很漂亮啊", "nine lives"])
def test_a_long_or_plain_password_needs_no_strange_characters(word):
    passwords.check(word, own=("anna@example.com", "Anna Keller"))


def test_an_outbox_token_opens_nothing_but_the_outbox(door, clock, signed_in):
    token = door.outbox_token("a1")
    assert door.outbox_account(token).id == "a1"
    assert door.session(token) is None
    assert door.outbox_account(signed_in) is None
    assert door.outbox_account("") is None
    clock.on(days=6, hours=23)
    assert door.outbox_account(token).id == "a1"
    clock.on(hours=1)
    assert door.outbox_account(token) is None


def test_an_outbox_token_lives_on_when_the_browser_signs_out(door, signed_in):
    token = door.outbox_token("a1")
    door.end(signed_in)
    assert door.outbox_account(token)
    door.end_all("a1")
    assert door.outbox_account(token) is None
