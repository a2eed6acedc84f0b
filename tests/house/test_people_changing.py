"""Changing accounts: what ends with a right, who may not be shut out, what two at once do not undo."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cabochon.directory.rows import Account, Deputyship, Session
from cabochon.house.people_changing import marked
from cabochon.refusals import Conflict, NotAllowed, Refused
from cabochon.retail.master import Identifier


@pytest.fixture
def people(furnished):
    return furnished[0].people


def add(people, login, role="admin", **how):
    return people.add(login, role=role, **how)


def notes(people, account):
    return [(actor, deed, detail) for _, actor, deed, _, detail in people._directory.notes(about=account.id)]


def test_a_change_of_rights_ends_every_sign_in_and_holds_at_once(furnished, people):
    house = furnished[0]
    account = add(people, "a@maison.example", "hq_leader")
    token = house.doorman.redeem(house.doorman.link(account.id), agent="x")
    outbox, link = house.doorman.outbox_token(account.id), house.doorman.link(account.id)
    people.changing.change(account.id, by="boss", role="analyst")
    assert house.doorman.session(token) is None
    assert house.doorman.outbox_account(outbox) is None
    with pytest.raises(Refused):
        house.doorman.redeem(link, agent="x")
    assert house.viewer(account.id).role == "analyst"


def test_a_change_of_name_or_language_ends_nothing(furnished, people):
    house = furnished[0]
    account = add(people, "a@maison.example", "hq_leader")
    token = house.doorman.redeem(house.doorman.link(account.id), agent="x")
    people.changing.change(account.id, by="boss", name="Anna", language="fr", login="anna@maison.example")
    assert house.doorman.session(token)[0].name == "Anna"
    assert notes(people, account)[0] == ("boss", "changed an account", "login, name, language")


def test_the_audit_says_rights_by_value_and_names_nobody(people):
    account = add(people, "anna@maison.example", "associate", name="Anna Secret", boutiques=["GVA01"])
    people.changing.change(account.id, by="boss", role="manager", boutiques=("ZRH01",), name="Anna Hidden")
    people.changing.change(account.id, by=account.id, role="hq_leader", boutiques=(), regions=("Europe",))
    found = notes(people, account)
    assert ("boss", "changed rights", "role: associate to manager; boutiques: GVA01 to ZRH01") in found
    assert (account.id, "changed their own rights", "role: manager to hq_leader; boutiques: ZRH01 to none; "
            "regions: none to Europe") in found  # fmt: skip
    said = " ".join(" ".join(one) for one in found)
    for word in ("anna", "Anna", "Secret", "Hidden", "maison.example"):
        assert word not in said


def test_the_last_administrator_is_neither_demoted_nor_disabled(people):
    one = add(people, "one")
    for deed in (
        lambda: people.disable(one.id, True, by=one.id),
        lambda: people.changing.change(one.id, by=one.id, role="analyst"),
        lambda: people.changing.change(one.id, by="somebody", role="analyst"),
    ):
        with pytest.raises(NotAllowed, match="last administrator"):
            deed()
    assert people.account("one") == one
    two = add(people, "two")
    people.disable(one.id, True, by=one.id)
    with pytest.raises(NotAllowed, match="last administrator"):
        people.disable(two.id, True, by=two.id)


def test_who_owns_the_data_folder_may_shut_out_even_the_last_administrator(people):
    one = add(people, "one")
    people.disable(one.id, True)
    assert people.account("one").disabled


def test_two_administrators_who_demote_each_other_at_once_do_not_both_succeed(furnished, people, monkeypatch):
    """As two processes would: each is judged before either has written."""
    house = furnished[0]
    one, two = add(people, "one"), add(people, "two")
    swap, done = house.directory.swap, []

    def between(old, new):
        if not done:
            done.append(swap(two, replace(two, role="analyst")))
        return swap(old, new)

    monkeypatch.setattr(house.directory, "swap", between)
    with pytest.raises(Conflict, match="last administrator"):
        people.changing.change(one.id, by=two.id, role="analyst")
    assert people.account("one").role == "admin"


def test_what_was_changed_meanwhile_is_not_overwritten(people):
    account = add(people, "a", "hq_leader")
    seen = marked(account)
    people.changing.change(account.id, by="first", mark=seen, regions=("Europe",))
    with pytest.raises(Conflict, match="somebody else changed"):
        people.changing.change(account.id, by="second", mark=seen, role="analyst")
    assert (people.account("a").role, people.account("a").regions) == ("hq_leader", ("Europe",))


def test_a_password_set_meanwhile_is_no_conflict(furnished, people):
    account = add(people, "a", "hq_leader")
    seen = marked(account)
    furnished[0].doorman.set_password(account.id, "a long enough wording")
    after = people.changing.change(account.id, by="x", mark=seen, role="analyst")
    assert after.password


@pytest.mark.parametrize(("how", "where", "says"), [
    ({"role": "boss"}, "--role", "no role"), ({"role": "key"}, "--role", "no role"),
    ({"boutiques": ("XXX",)}, "--boutique", "no boutique"), ({"regions": ("Mars",)}, "--region", "no region"),
    ({"brand": "Corvane"}, "--brand", "brand partners alone"), ({"role": "brand_partner"}, "--brand", "needs a brand"),
    ({"role": "brand_partner", "brand": "Nobody"}, "--brand", "no brand"), ({"login": "a b"}, "LOGIN", "spaces"),
    ({"login": "taken"}, "LOGIN", "has an account already"), ({"name": "x" * 201}, "--name", "at most 200"),
    ({"role": "manager", "regions": ()}, "--boutique", "needs a boutique"),
    ({"person": "??"}, "--person", "no one staff"),
    ({"role": "area_coach", "regions": ()}, "--region", "needs a region"),
], ids=lambda one: one if isinstance(one, str) else "")  # fmt: skip
def test_a_wrong_change_says_where_and_changes_nothing(people, how, where, says):
    add(people, "taken")
    account = add(people, "a", "hq_leader")
    with pytest.raises(Refused, match=says) as refused:
        people.changing.change(account.id, by="x", **how)
    assert refused.value.pointer == where
    assert people.account("a") == account


def test_a_brand_partner_has_a_brand_of_the_catalogue_and_loses_it_with_the_role(people):
    account = add(people, "p", "brand_partner", brand="Corvane")
    assert people.viewer("p").brand == "Corvane"
    people.changing.change(account.id, by="x", role="analyst", brand="")
    assert people.viewer("p").brand == ""


def test_who_was_made_with_the_account_moves_with_it_and_who_came_with_a_file_does_not(furnished, people):
    house, one = furnished
    made = add(people, "new", "associate", boutiques=["GVA01"])
    known = one.managers["GVA01"][0]
    filed = add(people, "filed", "manager", person=known.id)
    for account in (made, filed):
        people.changing.change(account.id, by="x", boutiques=("ZRH01",))
    where = [house.snapshot.person_on(a.person, house.today).boutique for a in (made, filed)]
    assert where == ["ZRH01", "GVA01"]


def test_a_leader_who_becomes_a_manager_is_a_member_of_staff(furnished, people):
    house = furnished[0]
    account = add(people, "a", "hq_leader", name="Nina New")
    after = people.changing.change(account.id, by="x", role="manager", boutiques=("GVA01",), regions=())
    assert house.snapshot.person_on(after.person, house.today).name == "Nina New"


def test_rights_that_were_lent_to_an_associate_end_when_they_become_something_else(furnished, people):
    house = furnished[0]
    account, now = add(people, "a", "associate", boutiques=["GVA01"]), house.clock()
    manager = add(people, "m", "manager", boutiques=["GVA01"])
    until = now + timedelta(days=3)
    lent = replace(account, deputy_for="manager", deputy_from=now, deputy_until=until, deputy_door="GVA01",
                   deputy_by=manager.id)  # fmt: skip
    house.directory.put(lent, Deputyship(id="d", lender=manager.id, account=account.id, boutique="GVA01", since=now,
                                         until=until, lent=now))  # fmt: skip
    assert house.viewer(account.id).deputy
    people.changing.change(account.id, by="x", role="analyst", boutiques=(), regions=("Europe",))
    assert (house.viewer(account.id).role, house.viewer(account.id).deputy) == ("analyst", False)
    assert house.directory.get(Deputyship, "d").ended


def test_a_name_that_was_given_up_is_not_the_next_ones_record(furnished, people):
    house = furnished[0]
    first = add(people, "anna@maison.example", "associate", boutiques=["GVA01"])
    people.changing.change(first.id, by="x", login="anna.old@maison.example")
    second = add(people, "anna@maison.example", "associate", boutiques=["ZRH01"])
    assert second.person != first.person
    assert not [one for one in house.snapshot.identifiers(house.today)
                if (one.code, one.person) == ("anna@maison.example", first.person)]  # fmt: skip


def test_ending_all_sign_ins_is_noted_and_leaves_the_account_open(furnished, people):
    house = furnished[0]
    account = add(people, "a", "hq_leader")
    for _ in range(2):
        house.doorman.redeem(house.doorman.link(account.id), agent="x")
    assert people.changing.end_sessions(account.id, by="boss") == 2
    assert house.directory.find(Session, account=account.id) == []
    assert notes(people, account)[0] == ("boss", "ended all sign-ins", "")


def test_the_list_finds_who_has_no_second_factor_who_never_came_and_by_words(furnished, people):
    house = furnished[0]
    add(people, "zoe@maison.example", "hq_leader", name="Zoë")
    seen = add(people, "adam@maison.example", "analyst", name="Adam")
    people.disable(add(people, "gone", "auditor").id, True)
    house.doorman.redeem(house.doorman.link(seen.id), agent="x")

    def named(**how):
        found = people.listing.lines(**how)
        assert found.count == len(found.lines)
        return [one.account.login.partition("@")[0] for one in found.lines]

    assert named() == ["adam", "gone", "zoe"]
    assert named(words="ZO") == ["zoe"]
    assert named(role="analyst") == ["adam"]
    assert named(state="disabled") == ["gone"]
    assert named(state="never") == ["zoe"]
    assert named(state="bare") == ["adam", "zoe"]
    second = people.listing.lines(first=1, most=1)
    assert ([one.account.login for one in second.lines], second.count) == (["gone"], 3)


def test_without_names_staff_are_listed_by_their_codes(furnished, people):
    house, one = furnished
    known = one.managers["GVA01"][0]
    house.directory.keep([Identifier(source="hr", code="4711", person=known.id)])
    said = str(people.listing.staff(names=False))
    assert "4711" in said
    assert known.name not in said
    assert known.name in str(people.listing.staff(names=True))


def test_history_says_who_in_words(furnished, people):
    house = furnished[0]
    boss, account = add(people, "boss", name="The Boss"), add(people, "a", "hq_leader")
    people.changing.change(account.id, by=boss.id, role="analyst")
    people.disable(account.id, True, by="key:none")
    found = [(one.who, one.deed) for one in people.listing.history(account.id)]
    assert found == [("A key that is gone", "disabled"), ("The Boss", "changed rights"),
                     ("The command line", "made an account")]  # fmt: skip
    assert house.directory.get(Account, account.id).disabled


def test_nobody_gets_the_sign_in_of_who_was_erased(house, furnished):
    account = house.people.add("gone@maison.example", role="hq_leader", by="admin")
    house.trust.erasing.erase(account.id, by="admin")
    with pytest.raises(Conflict, match="was erased on"):
        house.people.add("gone@maison.example", role="hq_leader", by="admin")
    other = house.people.add("other@maison.example", role="hq_leader", by="admin")
    with pytest.raises(Conflict, match="was erased on"):
        house.people.changing.change(other.id, by="admin", login="gone@maison.example")
