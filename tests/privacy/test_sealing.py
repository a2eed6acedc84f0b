"""Sealing: opened by two keys together, bound to its statement, gone with either key."""

from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from cryptography.exceptions import InvalidTag

from cabochon.directory.sqlite import SQLiteDirectory
from cabochon.privacy.sealing import TextKeys, locked, month_key, seal, unlocked, unseal

PERSON, MONTH = "person:p1", "month:observation:2026-03"


@pytest.fixture
def directory():
    one = SQLiteDirectory(None, clock=lambda: datetime(2026, 3, 20, tzinfo=UTC))
    yield one
    one.close()


def sealed(directory, body=b"a note"):
    return seal(directory, body, "s1", person=PERSON, month=MONTH)


def test_what_is_sealed_is_opened_by_its_two_keys(directory):
    one = sealed(directory)
    assert b"note" not in one
    assert unseal(directory, one, "s1", person=PERSON, month=MONTH) == b"a note"


@pytest.mark.parametrize("gone", [PERSON, MONTH])
def test_either_key_destroyed_is_enough(directory, gone):
    one = sealed(directory)
    directory.forget_text_key(gone)
    assert unseal(directory, one, "s1", person=PERSON, month=MONTH) is None


def test_a_key_made_again_after_it_was_destroyed_opens_nothing_old(directory):
    one = sealed(directory)
    directory.forget_text_key(PERSON)
    sealed(directory)
    with pytest.raises(ValueError, match="altered"):
        unseal(directory, one, "s1", person=PERSON, month=MONTH)


def test_it_belongs_to_its_statement_and_is_not_to_be_altered(directory):
    one = sealed(directory)
    with pytest.raises(ValueError, match="s2"):
        unseal(directory, one, "s2", person=PERSON, month=MONTH)
    with pytest.raises(ValueError, match="s1"):
        unseal(directory, one[:-1] + bytes([one[-1] ^ 1]), "s1", person=PERSON, month=MONTH)


def test_no_two_are_sealed_with_one_nonce(directory):
    assert len({sealed(directory)[:12] for _ in range(2000)}) == 2000


def test_month_keys_are_by_kind_and_month():
    at = datetime(2026, 3, 31, 23, tzinfo=UTC)
    assert month_key("observation", at) == "month:observation:2026-03"
    assert month_key("", at) == "month:other:2026-03"


def test_keys_wanted_by_many_at_once_are_all_made(directory):
    keys, start = TextKeys(directory), Barrier(16)
    missing = []

    def want(n):
        start.wait()
        names = (f"person:{n}", MONTH)
        keys.make(names)
        missing.extend(name for name in names if directory.text_key(name, make=False) is None)

    threads = [Thread(target=want, args=(n,)) for n in range(16)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert missing == []
    assert keys.known([MONTH, "person:3"])
    assert not keys.known(["person:none"])


class Flaky:
    """A directory whose disk is full at first."""

    def __init__(self, directory):
        self.directory, self.full = directory, True

    def text_keys(self, names):
        if self.full:
            raise OSError("no room")
        self.directory.text_keys(names)


def test_keys_that_could_not_be_made_are_not_believed_to_be_there(directory):
    flaky = Flaky(directory)
    keys = TextKeys(flaky)
    with pytest.raises(OSError, match="no room"):
        keys.make([PERSON])
    assert not keys.known([PERSON])
    flaky.full = False
    keys.make([PERSON])
    assert directory.text_key(PERSON, make=False) is not None


def test_a_secret_at_rest_belongs_to_its_place(directory):
    one = locked(directory, "hunter2", "hook:typeform")
    assert unlocked(directory, one, "hook:typeform") == "hunter2"
    with pytest.raises(InvalidTag):
        unlocked(directory, one, "hook:shopify")
