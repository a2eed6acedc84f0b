"""Passwords: slow to guess, never many at once, and the usual ones are not taken."""

from threading import Lock, Thread
from time import sleep

import pytest

from cabochon.directory.rows import Account
from cabochon.directory.sqlite import SQLiteDirectory
from cabochon.house import utc_now
from cabochon.privacy import passwords
from cabochon.privacy.signing_in import Doorman
from cabochon.refusals import Refused

USUAL = ("1234qwer", "samantha", "q1w2e3r4t5", "COCACOLA", "startrek", "11223344", "password", "Geheim123")


class Hasher:
    """Counts how often it works and how many work at once."""

    def __init__(self):
        self.door, self.now, self.most, self.asked = Lock(), 0, 0, []

    def verify(self, kept, sent):
        with self.door:
            self.now += 1
            self.most = max(self.most, self.now)
            self.asked.append(kept)
        sleep(0.01)
        with self.door:
            self.now -= 1
        return True


@pytest.fixture
def hasher(monkeypatch):
    made = Hasher()
    monkeypatch.setattr(passwords, "_hasher", made)
    return made


def test_it_is_argon2id_with_19_mib_two_passes_and_one_lane():
    assert passwords.hashed("violet ladder tuesday").startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.NOBODY.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_at_most_two_are_worked_on_at_once(hasher):
    threads = [Thread(target=passwords.verify, args=("kept", "sent")) for _ in range(12)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (len(hasher.asked), hasher.most) == (12, passwords.AT_ONCE)


def test_an_unknown_name_costs_the_same_work_and_is_never_let_in(hasher):
    directory = SQLiteDirectory(None, clock=utc_now)
    directory.put(Account(id="a", login="ben", name="Ben", role="manager"))  # has no password
    door = Doorman(directory, clock=utc_now, random_token=lambda: "token")
    for login in ("ben", "nobody"):
        with pytest.raises(Refused):
            door.sign_in(login, "x" * 9, address="", agent="")
    assert hasher.asked == [passwords.NOBODY] * 2
    directory.close()


@pytest.mark.parametrize("word", USUAL)
def test_the_usual_ones_are_not_taken(word):
    with pytest.raises(Refused, match="first anybody would guess"):
        passwords.check(word)


@pytest.mark.parametrize("word", ["samantha", "STARTREK", "gandalf1", "trustno1"])
def test_what_leaks_hold_is_not_taken(word):
    with pytest.raises(Refused, match="first anybody would guess"):
        passwords.check(word)


def test_the_list_is_whole():
    assert len(passwords._listed()) > 10_000


def test_a_short_secret_is_found_by_a_hash_as_slow_as_a_passwords():
    one, two = passwords.drawn("k3f9", b"0" * 16), passwords.drawn("k3f9", b"1" * 16)
    assert len(one) == 64
    assert one != two
    assert one == passwords.drawn("k3f9", b"0" * 16)
