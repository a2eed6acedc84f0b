"""`cabochon key`: what is made, listed, rotated and revoked, and what is refused with the option to mend."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from cabochon.house import House
from cabochon.privacy.scopes import PRESETS
from cabochon.refusals import Refused
from cabochon.settings import load


@pytest.fixture
def key(cabochon, tmp_path):
    """`cabochon key` with these words, in a folder of the test's own."""
    return lambda *words: cabochon("key", *words, "--data", tmp_path / "data")


def fits(folder, key, secret):
    house = House.open(folder, load(folder, {}))
    try:
        house.keyring.check("Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode())
    except Refused:
        return False
    finally:
        house.close()
    return True


def listed(key):
    return {one["key"]: one for one in key("list", "--json").json}


@pytest.mark.parametrize("preset", PRESETS, ids=lambda p: p.name)
def test_a_set_of_scopes_has_a_name(key, preset):
    made = key("add", "x", "--scopes", preset.name, "--json").json
    assert listed(key)[made["key"]]["scopes"] == list(preset.scopes)
    assert preset.title in key("--help").out


def test_a_set_and_single_scopes_add_up(key):
    made = key("add", "x", "--scopes", "own", "--scope", "state", "--scope", "statements/write", "--json").json
    assert listed(key)[made["key"]]["scopes"] == ["statements/write", "statements/read/mine", "state"]


def test_a_key_is_bound_to_a_source_and_ends_with_a_day(key):
    made = key("add", "till", "--source", "till:csv", "--expires", "2099-01-31", "--json").json
    one = listed(key)[made["key"]]
    assert (one["source"], one["made_by"], one["expires"]) == ("till:csv", "operator", "2099-01-31 23:59:59+00:00")
    said = key("list")
    assert "till:csv" in said.out
    assert "until 2099-01-31" in said.out


def test_so_many_days_still_say_when_it_ends(key):
    made = key("add", "till", "--days", "30", "--json").json
    ends = datetime.fromisoformat(listed(key)[made["key"]]["expires"])
    assert timedelta(days=29) < ends - datetime.now(UTC) < timedelta(days=31)


def test_a_rotated_key_has_two_secrets_until_the_grace_is_over(key, tmp_path):
    name, old = key("add", "till", "--scope", "all").last.split(" ")
    said = key("rotate", "till")
    assert "the old one fits until" in said.err
    same, new = said.last.split(" ")
    assert same == name
    assert all(fits(tmp_path / "data", name, secret) for secret in (old, new))
    said = key("rotate", name, "--grace", "0", "--json").json
    assert said["old_until"] is None
    assert [fits(tmp_path / "data", name, one) for one in (old, new, said["secret"])] == [False, False, True]
    assert listed(key)[name]["rotated"]


def test_a_revoked_key_is_listed_as_such_and_not_rotated(key, tmp_path):
    name, secret = key("add", "till").last.split(" ")
    assert key("revoke", name, "--json").json == {"key": name, "revoked": True}
    assert not fits(tmp_path / "data", name, secret)
    assert "revoked" in key("list").out
    said = key("rotate", name)
    assert said.code == 1
    assert "make a new key" in said.err


@pytest.mark.parametrize(("words", "code", "said"), [
    (("add", "x", "--scopes", "everything"), 1, "--scopes: there is no set 'everything'; there are till, lms, bi, own"),
    (("add", "x", "--scope", "root"), 1, "--scope: there is no scope 'root'"),
    (("add", "x", "--expires", "soon"), 1, "--expires: should be a date like 2027-01-31"),
    (("add", "x", "--expires", "2020-01-01"), 1, "--expires: is over already"),
    (("add", "x", "--expires", "2099-01-01", "--days", "3"), 1, "--expires: says when already"),
    (("add", "x", "--days", "-3"), 1, "--days: should be a number of days"),
    (("add", "x", "--source", "a b"), 1, "should be the name of one source"),
    (("rotate",), 2, "say which"),
    (("rotate", "x"), 1, "there is no key 'x'"),
    (("rotate", "x", "--grace", "-1"), 1, "--grace: should be a number of hours"),
    (("rotate", "x", "--grace", "inf"), 1, "--grace: should be a number of hours"),
    (("rotate", "x", "--grace", "nan"), 1, "--grace: should be a number of hours"),
    (("open", "x"), 2, "invalid choice"),
])  # fmt: skip
def test_what_is_wrong_is_said_with_the_option_to_mend(key, words, code, said):
    answer = key(*words)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err


def test_an_empty_house_has_no_key(cabochon, tmp_path):
    assert cabochon("key", "list", "--data", tmp_path).out.strip() == "There is no key yet."
