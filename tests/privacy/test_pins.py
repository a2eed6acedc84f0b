"""PINs and tablets: what may be one, how often one may guess, and what ends a session on a shared device."""

from datetime import UTC, datetime, timedelta

import pytest

from cabochon.directory.rows import Account, Failure, Pin
from cabochon.directory.sqlite import SQLiteDirectory
from cabochon.privacy import passwords
from cabochon.privacy.failures import Failures, TooMany
from cabochon.privacy.pins import Pins, check
from cabochon.privacy.signing_in import Doorman
from cabochon.privacy.tablets import Tablets
from cabochon.refusals import Refused, Unknown

GOOD = "938471"
ANNA = Account(id="a1", login="anna739264@example.com", name="Anna", role="associate")
BEN = Account(id="a2", login="ben", name="Ben", role="associate")
HERE = frozenset({"GVA01"})


class Clock:
    now = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def directory(clock):
    made = SQLiteDirectory(None, clock=clock)
    made.put(ANNA, BEN)
    yield made
    made.close()


@pytest.fixture
def pins(directory, clock):
    return Pins(directory, clock=clock, failures=Failures(directory, clock))


@pytest.fixture
def tablets(directory, clock):
    return Tablets(directory, clock=clock, random_token=iter([f"t{n}" for n in range(9)]).__next__)


@pytest.fixture
def door(directory, clock):
    return Doorman(directory, clock=clock, random_token=iter([f"s{n}" for n in range(99)]).__next__)


@pytest.mark.parametrize(
    "pin",
    ["123456", "654321", "890123", "000000", "111123", "121212", "123123", "112233", "123321", "147258", "240387",
     "032487", "870324", "198703", "031987", "739264"],
)  # fmt: skip
def test_what_anybody_would_guess_first_is_not_taken(pins, pin):
    with pytest.raises(Refused, match="first anybody would guess"):
        pins.set(ANNA, pin)


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "93847a", "٩٣٨٤٧١", "93847\n", " 93847", "-93847"])
def test_a_pin_is_six_digits(pin):
    with pytest.raises(Refused, match="should be 6 digits"):
        check(pin)


def test_a_pin_is_kept_as_argon2id_only_and_opens_nothing_of_another(pins, directory):
    pins.set(ANNA, GOOD)
    assert directory.get(Pin, "a1").hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert pins.fits(ANNA, GOOD, tablet="t", named="a1")
    assert not pins.fits(BEN, GOOD, tablet="t", named="a2")
    assert not pins.fits(None, GOOD, tablet="t", named="nobody")
    assert directory.find(Failure, login="pin:a1") == []


def test_the_fifth_wrong_try_locks_that_person_on_that_device_for_15_minutes(pins, clock):
    pins.set(ANNA, GOOD)
    pins.set(BEN, GOOD)
    for _ in range(5):
        assert not pins.fits(ANNA, "938472", tablet="t", named="a1")
    with pytest.raises(TooMany, match="too many wrong PINs"):
        pins.fits(ANNA, GOOD, tablet="t", named="a1")
    assert pins.fits(ANNA, GOOD, tablet="other", named="a1")
    assert pins.fits(BEN, GOOD, tablet="t", named="a2")
    clock.now += timedelta(minutes=15)
    assert pins.fits(ANNA, GOOD, tablet="t", named="a1")


def test_ten_wrong_tries_lock_a_person_on_every_device(pins):
    pins.set(ANNA, GOOD)
    for n in range(10):
        assert not pins.fits(ANNA, "938472", tablet=f"t{n // 5}", named="a1")
    with pytest.raises(TooMany):
        pins.fits(ANNA, GOOD, tablet="t9", named="a1")


def test_somebody_without_a_pin_or_account_is_locked_alike_and_costs_the_same_work(pins, monkeypatch):
    done, verify = [], passwords.verify
    monkeypatch.setattr(passwords, "verify", lambda kept, sent: done.append(sent) or verify(kept, sent))
    pins.set(ANNA, GOOD)
    for account, named in ((ANNA, "a1"), (BEN, "a2"), (None, "nobody")):
        done.clear()
        for _ in range(5):
            assert not pins.fits(account, "938472", tablet="t", named=named)
        with pytest.raises(TooMany):
            pins.fits(account, "938472", tablet="t", named=named)
        assert len(done) == 5


def test_a_tablets_session_ends_after_5_idle_minutes_and_4_hours(door, tablets, clock):
    tablet, _ = tablets.share("Till", boutique="GVA01", by="m")
    token = door.at_tablet("a1", tablet.id, agent="")
    for _ in range(59):
        clock.now += timedelta(minutes=4)
        assert door.session(token)[1].kind == "shared"
    clock.now += timedelta(minutes=4)
    assert door.session(token) is None
    token = door.at_tablet("a1", tablet.id, agent="")
    clock.now += timedelta(minutes=5)
    assert door.session(token) is None


def test_a_revoked_tablet_is_a_strangers_and_ends_its_sessions_and_outbox_tokens(door, tablets):
    tablet, cookie = tablets.share("  Till   counter ", boutique="GVA01", by="m")
    assert tablets.known(cookie).name == "Till counter"
    session, outbox = door.at_tablet("a1", tablet.id, agent=""), door.outbox_token("a1", device=tablet.id)
    own = door.outbox_token("a1")
    with pytest.raises(Unknown):
        tablets.revoke(tablet.id, boutiques=frozenset({"ZRH01"}), by="x")
    assert door.session(session)
    tablets.revoke(tablet.id, boutiques=HERE, by="m")
    assert tablets.known(cookie) is None
    assert door.session(session) is None
    assert door.outbox_account(outbox) is None
    assert door.outbox_account(own).id == "a1"


def test_any_session_seen_on_a_tablet_is_a_shared_one_from_then_on(door, tablets):
    tablet, _ = tablets.share("Till", boutique="GVA01", by="m")
    token = door.redeem(door.link("a1"), agent="")
    assert door.session(token)[1].kind == "browser"
    assert door.session(token, device=tablet.id)[1].kind == "shared"
    assert door.session(token)[1].device == tablet.id
