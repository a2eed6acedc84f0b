"""Accounts and keys: who reaches what, from the moment they are made."""

from base64 import b64encode
from dataclasses import replace

import pytest

from cabochon.privacy import keys
from cabochon.refusals import Conflict, Refused, Unknown
from cabochon.retail.master import Identifier


@pytest.mark.parametrize("role", ["hq_leader", "analyst", "ld_author", "lp_lead", "brand_partner"])
def test_a_role_of_headquarters_reaches_every_door_also_one_that_opens_later(furnished, role):
    house, one = furnished
    house.people.add("leader", role=role, brand="Corvane" if role == "brand_partner" else "")
    house.directory.keep([replace(one.doors[0], code="ROM01", region="South")])
    assert house.people.viewer("leader").boutiques == {"GVA01", "ZRH01", "ROM01"}


def test_a_region_or_boutiques_bind_a_role_of_headquarters(furnished):
    house, _ = furnished
    house.people.add("a", role="hq_leader", boutiques=["GVA01"])
    house.people.add("b", role="area_coach", regions=["Europe"])
    house.people.add("c", role="area_coach", regions=["*"])
    found = [sorted(house.people.viewer(login).boutiques) for login in "abc"]
    assert found == [["GVA01"], ["GVA01", "ZRH01"], ["GVA01", "ZRH01"]]


def test_an_auditor_and_an_administrator_reach_no_boutique(furnished):
    house, _ = furnished
    for role in ("auditor", "admin"):
        assert house.people.add(role, role=role).boutiques == ()
        assert house.people.viewer(role).boutiques == frozenset()


def test_a_manager_of_the_people_file_reaches_their_own_boutique(furnished):
    house, one = furnished
    manager = one.managers["ZRH01"][0]
    house.directory.keep([Identifier(source="login", code="m@maison.example", person=manager.id)])
    account = house.people.add("M@Maison.example", role="manager")
    assert (account.person, account.boutiques) == (manager.id, ("ZRH01",))


def test_a_manager_nobody_knows_becomes_a_person_of_their_boutique(furnished):
    house, _ = furnished
    account = house.people.add("new", role="manager", name="Nina New", boutiques=["GVA01"])
    person = house.snapshot.person_on(account.person, house.today)
    assert (person.name, person.boutique, person.job_role) == ("Nina New", "GVA01", "manager")


@pytest.mark.parametrize(
    ("login", "how", "says"),
    [
        ("x", {"role": "manager"}, "needs a boutique"),
        ("x", {"role": "area_coach"}, "needs a region"),
        ("x", {"role": "boss"}, "no role 'boss'"),
        ("x", {"role": "key"}, "no role 'key'"),
        ("x", {"role": "manager", "boutiques": ["XXX"]}, "no boutique 'XXX'"),
        ("x", {"role": "hq_leader", "regions": ["Mars"]}, "there are Europe"),
        ("x", {"role": "manager", "boutiques": ["GVA01"], "person": "??"}, "no one staff member"),
        ("a b", {"role": "admin"}, "without spaces"),
        ("", {"role": "admin"}, "without spaces"),
    ],
)
def test_a_wrong_account_is_refused_and_leaves_nothing(furnished, login, how, says):
    house, _ = furnished
    before = house.directory.change()
    with pytest.raises(Refused, match=says):
        house.people.add(login, **how)
    assert house.people.accounts() == []
    assert house.directory.change() == before


def test_a_login_is_taken_once_whatever_its_case(furnished):
    house, _ = furnished
    house.people.add("anna", role="admin")
    with pytest.raises(Conflict):
        house.people.add("ANNA", role="admin")


def test_a_revoked_key_opens_nothing_at_the_next_request(house):
    made, secret = keys.make(house.directory, "till", scopes=["all"], clock=house.clock)
    header = "Basic " + b64encode(f"{made}:{secret}".encode()).decode()
    assert house.keyring.check(header).id == made
    assert house.people.revoke("till") == made
    with pytest.raises(Refused):
        house.keyring.check(header)


def test_of_two_keys_with_one_name_the_key_itself_must_be_said(house):
    first, second = (keys.make(house.directory, "till", scopes=["all"], clock=house.clock)[0] for _ in range(2))
    with pytest.raises(Conflict, match=first):
        house.people.revoke("till")
    house.people.revoke(first)
    assert house.people.revoke("till") == second
    with pytest.raises(Unknown):
        house.people.revoke("till")


def test_a_disabled_account_is_nobody_at_once(furnished):
    house, _ = furnished
    account = house.people.add("anna", role="hq_leader")
    house.people.disable(account.id, True)
    assert house.people.viewer("anna") is None
    house.people.disable(account.id, False)
    assert house.people.viewer("anna") is not None


def test_every_change_of_who_may_come_in_is_audited(furnished):
    house, _ = furnished
    account = house.people.add("anna", role="hq_leader")
    house.people.link(account.id)
    house.people.disable(account.id, True)
    assert [note[2] for note in house.directory.notes(about=account.id)] == [
        "disabled", "made a sign-in link", "made an account",
    ]  # fmt: skip
