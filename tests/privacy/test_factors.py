"""Authenticator apps and recovery codes: each code once, ten wrong ones, and nothing readable in the store."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pyotp
import pytest

from cabochon.directory.factor_rows import Challenge, Passkey, Recovery, Totp
from cabochon.directory.rows import Account, Session
from cabochon.directory.sqlite import SQLiteDirectory
from cabochon.privacy.factors import Factors
from cabochon.privacy.signing_in import Doorman, TooMany
from cabochon.refusals import Refused

VERA = Account(id="a1", login="vera@example.com", name="Vera Keller", role="manager")
GOOD = "violet ladder tuesday"


class World:
    def __init__(self):
        self.now, numbers = datetime(2026, 11, 20, 9, 30, tzinfo=UTC), count()
        self.directory = SQLiteDirectory(None, clock=self.clock)
        self.directory.put(VERA)
        self.doorman = Doorman(self.directory, clock=self.clock, random_token=lambda: f"token-{next(numbers)}")
        self.factors = Factors(self.directory, self.doorman, clock=self.clock)

    def clock(self):
        return self.now

    def on(self, **by):
        self.now += timedelta(**by)

    def app(self):
        """An authenticator app that is set up."""
        app = pyotp.TOTP(self.factors.begin_app(VERA).secret.replace(" ", ""))
        self.factors.confirm_app(VERA, self.code(app), address="")
        self.on(seconds=60)
        return app

    def code(self, app, steps=0):
        return app.generate_otp(int(self.now.timestamp()) // 30 + steps)

    def fits(self, code, **how):
        return self.factors.fits(VERA, code, address="10.0.0.1", **how)


@pytest.fixture
def world():
    made = World()
    yield made
    made.directory.close()


def test_an_app_counts_only_once_it_is_confirmed(world):
    shown = world.factors.begin_app(VERA)
    app = pyotp.TOTP(shown.secret.replace(" ", ""))
    assert shown.picture.startswith("data:image/svg+xml")
    assert len(app.byte_secret()) == 20  # bytes, RFC 4226
    assert not world.factors.of("a1").totp
    assert world.fits(world.code(app)) == ""
    with pytest.raises(Refused, match="does not fit"):
        world.factors.confirm_app(VERA, "000000" if world.code(app) != "000000" else "111111", address="")
    world.factors.confirm_app(VERA, world.code(app), address="")
    assert world.factors.of("a1").totp
    assert world.factors.enrolment(VERA) is None
    with pytest.raises(Refused, match="already"):
        world.factors.begin_app(VERA)


def test_the_secret_is_sealed_and_the_codes_are_hashes(world):
    app = world.app()
    codes = world.factors.make_codes("a1")
    kept = repr([*world.directory.find(Totp), *world.directory.find(Recovery)])
    assert app.secret not in kept
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_off(world, steps, good):
    app = world.app()
    world.on(minutes=5)
    assert bool(world.fits(world.code(app, steps))) is good


def test_a_step_is_good_once_and_an_earlier_one_not_after_it(world):
    app = world.app()
    early, code = world.code(app, -1), world.code(app)
    assert world.fits(f" {code[:3]} {code[3:]} ") == "an authenticator app"
    assert world.fits(code) == ""
    assert world.fits(early) == ""
    world.on(seconds=30)
    assert world.fits(world.code(app))


def test_the_code_that_confirmed_it_does_not_sign_in(world):
    app = pyotp.TOTP(world.factors.begin_app(VERA).secret.replace(" ", ""))
    code = world.code(app)
    world.factors.confirm_app(VERA, code, address="")
    assert world.fits(code) == ""


NO_CODES = {"none": "", "five": "12345", "wide": "１２３４５６", "surrogate": "\ud800", "long": "0" * 5000,
            "letters": "abcdef", "minus": "-12345"}  # fmt: skip


def test_what_is_no_code_is_a_plain_no(world):
    world.app()
    world.factors.make_codes("a1")
    assert {name: world.fits(code, recovery=True) for name, code in NO_CODES.items()} == dict.fromkeys(NO_CODES, "")


def test_the_eleventh_try_waits_even_with_the_right_code(world):
    app = world.app()
    for _ in range(10):
        assert world.fits("no") == ""
    with pytest.raises(TooMany):
        world.fits(world.code(app))
    world.on(minutes=15)
    assert world.fits(world.code(app))
    assert len([one for one in world.directory.notes() if one[2] == "failed the second step"]) == 10


def test_a_recovery_code_is_good_once_and_new_ones_void_the_old(world):
    world.app()
    old = world.factors.make_codes("a1")
    assert len(set(old)) == 10
    assert world.fits(old[0], recovery=False) == ""
    assert world.fits(f" {old[0].upper()} ", recovery=True) == "a recovery code"
    assert world.fits(old[0], recovery=True) == ""
    assert world.factors.of("a1").codes == 9
    new = world.factors.make_codes("a1")
    assert world.fits(old[1], recovery=True) == ""
    assert world.fits(new[1].replace("-", ""), recovery=True) == "a recovery code"


def test_another_persons_recovery_code_is_nothing(world):
    world.app()
    codes = world.factors.make_codes("a1")
    ben = Account(id="a2", login="ben", name="Ben", role="associate")
    world.directory.put(ben, Recovery(id="x", account="a2", made=world.now))
    assert world.factors.fits(ben, codes[0], address="", recovery=True) == ""
    assert world.factors.of("a1").codes == 10


def test_codes_stand_in_for_something(world):
    with pytest.raises(Refused, match="first"):
        world.factors.make_codes("a1")
    world.app()
    world.factors.make_codes("a1")
    world.factors.remove_app("a1", needed=False)
    assert world.factors.of("a1").codes == 0


def test_the_last_factor_of_a_role_that_needs_one_stays(world):
    world.app()
    with pytest.raises(Refused, match="last one"):
        world.factors.remove_app("a1", needed=True)
    world.directory.put(Passkey(id="k", account="a1", public=b"", name="Phone", made=world.now))
    world.factors.remove_app("a1", needed=True)
    with pytest.raises(Refused, match="last one"):
        world.factors.remove_passkey("a1", "k", needed=True)
    assert world.factors.of("a1").passkeys == 1


def test_resetting_takes_all_and_ends_every_session(world):
    session = world.doorman.by_passkey("a1", agent="")
    world.app()
    world.factors.make_codes("a1")
    world.directory.put(Passkey(id="k", account="a1", public=b"", name="Phone", made=world.now))
    world.directory.put(Challenge(id="c", kind="passkey again", account="a1", expires=world.now))
    world.factors.reset("a1", by="admin")
    assert [world.directory.find(kind) for kind in (Totp, Passkey, Recovery, Challenge, Session)] == [
        [],
        [],
        [],
        [],
        [],
    ]
    assert world.doorman.session(session) is None
    assert world.directory.notes()[0][1:4] == ("admin", "took every second factor away", "a1")


def test_with_a_second_factor_a_link_or_a_password_opens_half_a_session(world):
    world.app()
    world.doorman.set_password("a1", GOOD)
    for half in (
        world.doorman.redeem(world.doorman.link("a1"), agent="phone"),
        world.doorman.sign_in("vera@example.com", GOOD, address="", agent="phone"),
    ):
        assert world.doorman.session(half) is None
        assert world.doorman.outbox_account(half) is None
        assert world.doorman.shut_account(half) is None
        assert world.doorman.half(half).id == "a1"
        assert world.doorman.sessions("a1") == []
        whole = world.doorman.completed(half, by="an authenticator app")
        assert whole != half
        assert world.doorman.session(whole)[1].second
        with pytest.raises(Refused):
            world.doorman.completed(half, by="an authenticator app")
        with pytest.raises(Refused):
            world.doorman.completed(whole, by="an authenticator app")
        world.doorman.end(whole)


@pytest.mark.parametrize("ends", ["time", "password", "disabled", "rights"])
def test_half_a_session_ends_like_a_whole_one_and_sooner(world, ends):
    world.app()
    half = world.doorman.redeem(world.doorman.link("a1"), agent="")
    if ends == "time":
        world.on(minutes=10)
    elif ends == "password":
        world.doorman.set_password("a1", GOOD)
    elif ends == "disabled":
        world.doorman.shut("a1")
    else:
        world.doorman.end_all("a1")
    assert world.doorman.half(half) is None
    with pytest.raises(Refused):
        world.doorman.completed(half, by="a passkey")


def test_proving_anew_gives_a_new_token_and_no_more_time(world):
    token = world.doorman.redeem(world.doorman.link("a1"), agent="phone")
    before = world.doorman.session(token)[1]
    world.on(minutes=20)
    renewed = world.doorman.renew(token, by="the password")
    after = world.doorman.session(renewed)[1]
    assert world.doorman.session(token) is None
    assert (after.created, after.proved, after.csrf, after.agent) == (before.created, world.now, before.csrf, "phone")
    for _ in range(11):
        world.doorman.session(renewed)
        world.on(minutes=29)
    for _ in range(14):
        world.doorman.session(renewed)
        world.on(minutes=28)
    assert world.doorman.session(renewed) is None
    for gone in (token, renewed, "", "never"):
        with pytest.raises(Refused):
            world.doorman.renew(gone)


def test_what_a_page_carries_is_sealed_bound_and_short_lived(world):
    kept = world.factors.carry({"address": "/keys", "fields": [["name", "Till"]]}, "session one")
    assert "keys" not in kept
    assert world.factors.carried(kept, "session one") == {"address": "/keys", "fields": [["name", "Till"]]}
    for sealed, place in (
        (kept, "session two"),
        (kept[:-8] + "AAAAAAA=", "session one"),
        ("é", "session one"),
        ("", ""),
    ):
        assert world.factors.carried(sealed, place) is None
    world.on(minutes=15)
    assert world.factors.carried(kept, "session one") is None
