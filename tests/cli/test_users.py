"""Accounts by command: made, changed, closed, signed out, handed over; each with --json."""

import json

import pytest


@pytest.fixture
def user(opened, cabochon):
    def run(*words, stdin=b""):
        return cabochon("user", *words, "--data", opened, stdin=stdin)

    run("add", "boss", "--role", "admin")
    run("add", "anna@maison.example", "--role", "associate", "--boutique", "GVA01", "--name", "Anna")
    return run


def test_an_account_is_changed_and_says_so(user):
    said = user("change", "anna@maison.example", "--role", "hq_leader", "--region", "*", "--json")
    assert said.code == 0
    assert (said.json["role"], said.json["regions"], said.json["boutiques"]) == ("hq_leader", ["*"], [])
    said = user("change", "anna@maison.example", "--name", "Anna B", "--login", "anna")
    assert said.out == "anna is changed.\n"
    said = user("change", "anna", "--role", "analyst")
    assert said.out == "anna is changed; every sign-in has ended.\n"


@pytest.mark.parametrize(("words", "says"), [
    (("--role", "manager", "--boutique", "XXX"), "--boutique: there is no boutique 'XXX'"),
    (("--brand", "Nobody"), "--brand: is for brand partners alone"), ((), "say what to change"),
    (("--role", "brand_partner", "--brand", "Nobody"), "--brand: there is no brand 'Nobody'"),
    (("--login", "boss"), "LOGIN: boss has an account already"),
], ids=str)  # fmt: skip
def test_a_wrong_change_says_where(user, words, says):
    said = user("change", "anna@maison.example", *words)
    assert said.code == 1
    assert says in said.err


def test_a_brand_partner_is_made_with_a_brand_of_the_catalogue(user):
    said = user("add", "partner", "--role", "brand_partner").err
    assert "needs a brand of the catalogue" in said
    brand = said.partition("catalogue: ")[2].strip(" .\n").split(", ")[0]
    assert user("add", "partner", "--role", "brand_partner", "--brand", brand).code == 0
    assert [one["brand"] for one in user("list", "--json").json if one["login"] == "partner"] == [brand]


def test_sign_ins_are_ended_and_second_factors_taken_away(user):
    assert "signed out everywhere (0 sign-ins)" in user("sessions-end", "anna@maison.example").out
    assert "sets up a new one" in user("reset-factors", "anna@maison.example").out
    assert user("reset-factors", "anna@maison.example", "--json").json["second_factor"] == []


def test_the_owner_of_the_folder_may_close_and_open_any_account(user):
    assert user("disable", "boss").out == "boss is disabled.\n"
    assert user("enable", "boss", "--json").json["disabled"] is False


def test_accounts_are_handed_over_to_a_key_and_all_of_them_to_the_next(user, opened, cabochon):
    for name in ("Okta", "Entra"):
        assert cabochon("key", "add", name, "--scopes", "scim", "--data", opened).code == 0
    assert "is looked after by Okta" in user("hand-over", "anna@maison.example", "--key", "Okta").out
    assert user("hand-over", "--from", "Okta", "--key", "Entra", "--json").json == {"moved": 1, "left": []}
    assert {one["login"]: one["looked_after_by"] for one in user("list", "--json").json} == {
        "boss": "", "anna@maison.example": "Entra"}  # fmt: skip
    assert "given by hand" in user("hand-over", "boss", "--key", "Entra").err
    assert user("hand-over", "--from", "Entra").out == "1 account handed over.\n"


def test_a_new_house_has_no_account_at_all(tmp_path, cabochon):
    said = cabochon("user", "list", "--json", "--data", tmp_path / "new")
    assert json.loads(said.out) == []
