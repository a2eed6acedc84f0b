"""With names off staff are shown to others under a number; each sees their own name, and nobody another's."""

import re
from dataclasses import replace

import pytest

from cabochon.directory.rows import Account
from cabochon.directory.trust_rows import Pseudonym
from cabochon.privacy.viewer import ROLES
from cabochon.retail.master import Person
from page_walk import answers, observed_by, sent_in

WALKED = [role for role in ROLES if role not in ("key", "admin")]
NUMBER = re.compile(r"(Associate|Manager) \d{2,}")


@pytest.fixture(scope="module")
def hidden(place):
    """The place with names off: something observed, praised, planned and lent."""
    manager = place.signed_in()
    observed_by(place, manager, note="Offered the strap late")
    sent_in(manager, "praise", boutique=place.door, associate=place.team[1], behaviour="welcome", text="Very calm")
    for role, name in (("manager", "Ottoline Karr"), ("area_coach", "Bertrand Quill"), ("associate", "Wilma Zorn")):
        account = place.house.directory.get(Account, role)
        place.house.directory.put(replace(account, name=name))
    place.house.demos.mentors.ask(place.house.viewer("manager"), place.team[1], place.door)
    place.house.catch_up()
    place.house.values["names_off"] = True
    yield place
    place.house.values["names_off"] = False


def real_names(place):
    """Whole names of staff and of accounts that belong to people of the floor."""
    people = {one.id: one.name for one in place.house.called.named().people(place.house.today)}
    return people, ("Ottoline Karr", "Bertrand Quill", "Wilma Zorn")


@pytest.mark.parametrize("role", WALKED)
def test_no_page_file_or_answer_shows_a_name_but_ones_own(hidden, role):
    browser, viewer = hidden.signed_in(role), hidden.house.viewer(role)
    people, accounts = real_names(hidden)
    others = [name for one, name in people.items() if one != viewer.person]
    others += [name for name in accounts if name != viewer.name]
    more = (f"/floor/coach?associate={hidden.team[0]}", f"/today?associate={hidden.team[0]}", "/today?by=associate",
            f"/floor/kept?day={hidden.house.today}", "/floor/data")  # fmt: skip
    for where, text in answers(hidden, browser, role, more=more):
        found = [name for name in others if name in text]
        assert not found, (where, found)


def test_an_admin_sees_names_of_accounts_where_they_are_looked_after_and_nowhere_else(hidden):
    browser = hidden.signed_in("admin")
    people, accounts = real_names(hidden)
    owned = {one.person for one in hidden.house.people.accounts() if one.person}
    others = [name for one, name in people.items() if one not in owned]
    for where, text in answers(hidden, browser, "admin"):
        found = [name for name in others if name in text]
        assert not found or where.startswith("/forgetting"), (where, found)
        found = [name for name in accounts if name in text]
        assert not found or where.startswith(("/accounts", "/forgetting")), (where, found)
    assert "Ottoline Karr" in browser.get("/accounts").text


def test_a_manager_works_with_the_numbers_and_sees_their_own_name(hidden):
    manager = hidden.signed_in()
    team = manager.get("/floor/data", accept="application/json").json
    assert team["name"] == "Ottoline Karr"
    names = [one["name"] for door in team["boutiques"] for one in door["team"]]
    assert len(names) == len(set(names)) > 3
    assert all(NUMBER.fullmatch(name) for name in names)
    page = manager.get("/floor/coach").text
    assert all(name in page for name in names if name.startswith("Associate"))


def test_a_number_stays_and_tells_nothing_of_the_name(hidden):
    house, day = hidden.house, hidden.house.today
    people = {one.id: one for one in house.called.named().people(day)}
    before = {one.id: one.name for one in house.snapshot.people(day)}
    house.called._told = (-1, house.called._told[1])  # as after a restart
    house.directory.keep([Person(id="aaaa", name="Aaron Aardvark", boutique=hidden.door)])
    after = {one.id: one.name for one in house.snapshot.people(day)}
    assert {one: after[one] for one in before} == before
    assert NUMBER.fullmatch(after["aaaa"])
    rows = house.directory.find(Pseudonym)
    assert {row.person for row in rows} >= people.keys()
    here = sorted((row for row in rows if row.id.startswith(f"{hidden.door}/")), key=lambda row: row.id)
    kept = " ".join(row.id + row.person for row in rows)
    assert not any(one.name in kept for one in people.values())
    assert len({row.id for row in rows}) == len(rows)
    assert all(row.id.rpartition("/")[2].isdigit() for row in here)


def test_numbers_are_drawn_and_not_given_in_the_order_of_names(hidden):
    """Of two boutiques and two draws not all are in order; with nine people each by chance once in 10^20."""
    house, day, orders = hidden.house, hidden.house.today, []
    for _ in range(3):
        for row in house.directory.find(Pseudonym):
            house.directory.delete(Pseudonym, row.id)
        house.called._told = (-1, house.called._told[1])
        shown = {one.id: one.name for one in house.snapshot.people(day)}
        for door in (hidden.door, hidden.other):
            real = sorted((p.name, shown[p.id]) for p in house.called.named().people(day) if p.boutique == door)
            orders.append([number for _, number in real])
    assert any(order != sorted(order) for order in orders)


def test_imports_and_erasure_go_on_with_the_names(hidden):
    house = hidden.house
    known = {one.id: one.name for one in house.called.named().people(house.today)}
    house.people.reach.moved(house.directory.get(Account, "associate"))
    assert {one.id: one.name for one in house.called.named().people(house.today)} == known
    assert house.entrance.staff() >= {part for name in known.values() for part in name.split()}


def test_names_come_back_when_the_setting_is_taken_off(hidden):
    house = hidden.house
    house.values["names_off"] = False
    try:
        assert house.snapshot.people(house.today) == house.called.named().people(house.today)
    finally:
        house.values["names_off"] = True
