"""A manager's rights lent for some days: one boutique, one person, never further, and over when they are over."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cabochon.directory.rows import Account, Deputyship
from cabochon.house.deputies import Deputies
from cabochon.privacy.roles import may_observe
from cabochon.refusals import NotAllowed
from cabochon.web.viewer import masked


@pytest.fixture
def day(place):
    """Nobody is a deputy yet; the boutique's own today."""
    directory = place.house.directory
    for row in directory.find(Deputyship):
        directory.delete(Deputyship, row.id)
    found = directory.get(Account, "associate")
    directory.put(replace(found, boutiques=(place.door, place.other), disabled=False, deputy_for="", deputy_from=None,
                          deputy_until=None, deputy_door="", deputy_by=""))  # fmt: skip
    directory.put(replace(directory.get(Account, "manager"), disabled=False))
    return place.house.deputies.today(place.door)


def lend(place, day, *, first=0, last=3, who="associate", where="", by=None):
    manager = by or place.signed_in()
    csrf = manager.get("/team/deputy").csrf
    form = {
        "csrf": csrf, "do": "lend", "account": f"{who}@{where or place.door}",
        "first": (day + timedelta(days=first)).isoformat(), "last": (day + timedelta(days=last)).isoformat(),
    }  # fmt: skip
    return manager.post("/team/deputy", form)


def test_a_deputy_is_a_manager_of_that_boutique_alone_from_the_next_request(place, day):
    deputy = place.signed_in("associate")
    assert deputy.get("/team/mentors").status == 404
    assert lend(place, day).status == 303
    assert deputy.get("/team/mentors").status == 200
    assert "Deputy until" in deputy.get("/team/mentors").text
    viewer = place.house.viewer("associate")
    assert (viewer.role, viewer.boutiques, viewer.deputy) == ("manager", frozenset({place.door}), True)
    assert viewer.lent_until == day + timedelta(days=3)


def test_a_deputy_observes_the_team_but_not_themselves(place, day):
    lend(place, day)
    viewer = place.house.viewer("associate")
    may_observe(viewer, place.door, next(one for one in place.team if one != viewer.person))
    with pytest.raises(NotAllowed, match="nobody observes themselves"):
        may_observe(viewer, place.door, viewer.person)


def test_a_deputy_lends_nothing_on_and_ends_nothing(place, day):
    lend(place, day)
    deputy = place.signed_in("associate")
    assert deputy.get("/team/deputy").status == 403
    csrf = masked(place.house.doorman.session(deputy.cookies["cabochon"])[1].csrf)
    first = {"first": day.isoformat(), "last": day.isoformat()}
    form = {"csrf": csrf, "do": "lend", "account": f"associate@{place.door}", **first}
    assert deputy.post("/team/deputy", form).status == 403
    row = place.house.directory.find(Deputyship)[0]
    assert deputy.post("/team/deputy", {"csrf": csrf, "do": "end", "deputy": row.id}).status == 403


def test_rights_begin_and_end_with_the_boutiques_own_days(place, day):
    lend(place, day, first=2, last=3)
    house, row = place.house, place.house.directory.find(Deputyship)[0]
    assert house.viewer("associate").role == "associate"
    door = house.snapshot.door_on(place.door, house.today)
    assert door.local(row.since).isoformat()[11:19] == door.local(row.until).isoformat()[11:19] == "00:00:00"
    account, clock = house.directory.get(Account, "associate"), house.clock
    try:
        for moment, role in (
            (row.since, "manager"),
            (row.until - timedelta(seconds=1), "manager"),
            (row.until, "associate"),
        ):
            house.clock = lambda moment=moment: moment
            assert house.viewer(account.id).role == role
    finally:
        house.clock = clock


def test_ending_early_holds_at_the_next_request_and_stands_in_the_past(place, day):
    lend(place, day)
    deputy, manager = place.signed_in("associate"), place.signed_in()
    row, page = place.house.directory.find(Deputyship)[0], manager.get("/team/deputy")
    assert "deputy now" in page.text
    assert manager.post("/team/deputy", {"csrf": page.csrf, "do": "end", "deputy": row.id}).status == 303
    assert deputy.get("/team/mentors").status == 404
    assert "ended early" in manager.get("/team/deputy").text
    assert lend(place, day).status == 303, "and may be lent anew"
    deeds = [deed for _, _, deed, _, _ in place.house.directory.notes(about="associate")]
    assert deeds.count("lent rights") >= 2
    assert "ended lent rights" in deeds


def test_what_the_lender_has_no_more_the_deputy_has_not(place, day):
    lend(place, day)
    directory, lender = place.house.directory, place.house.directory.get(Account, "manager")
    for gone in (
        replace(lender, disabled=True),
        replace(lender, boutiques=(place.other,)),
        replace(lender, role="associate"),
    ):
        directory.put(gone)
        assert place.house.viewer("associate").role == "associate"
    directory.put(lender)
    assert place.house.viewer("associate").role == "manager"


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"first": -1}, 400),
        ({"first": 3, "last": 2}, 400),
        ({"last": 31}, 400),
        ({"who": "nobody"}, 404),
        ({"who": "manager"}, 404),
        ({"who": "hq_leader"}, 404),
        ({"where": "XXX99"}, 404),
    ],
)
def test_dates_persons_and_boutiques_that_will_not_do_lend_nothing(place, day, wrong, status):
    assert lend(place, day, **wrong).status == status
    assert place.house.directory.find(Deputyship) == []
    assert place.house.viewer("associate").role == "associate"


def test_thirty_one_days_are_lent_and_nobody_is_deputy_twice(place, day):
    assert lend(place, day, last=30).status == 303
    again = lend(place, day, first=5, last=6)
    assert (again.status, "deputy on other days already" in again.text) == (409, True)
    assert len(place.house.directory.find(Deputyship)) == 1


def test_a_broken_form_is_refused(place, day):
    manager = place.signed_in()
    csrf = manager.get("/team/deputy").csrf
    for form in ({"do": "lend", "first": "soon", "account": "x"}, {"do": "crown"}, {"do": "lend", "role": "admin"}):
        assert manager.post("/team/deputy", {"csrf": csrf, **form}).status in (400, 404)
    assert isinstance(place.house.deputies, Deputies)
