"""Days out of the ordinary: who marks them where, what they may say, withdrawn and brought back, who reads them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from cabochon.directory.rows import Account
from cabochon.facts.tables_beside import TAG
from cabochon.house.annotating import annotations_for
from cabochon.privacy.viewer import Viewer
from cabochon.refusals import NotAllowed, Refused, Unknown
from cabochon.retail.programme import Annotation
from cabochon.retail.who import person

NOW = datetime(2026, 3, 31, 10, tzinfo=UTC)
TODAY = date(2026, 3, 31)
DAY = timedelta(days=1)
SPAN = TODAY - 60 * DAY, TODAY + 60 * DAY


@pytest.fixture
def place(furnished):
    """Two boutiques of two regions; a manager of the first."""
    house, one = furnished
    house.clock = lambda: NOW
    regions = ("North", "South")
    house.directory.keep([replace(door, region=region) for door, region in zip(one.doors, regions, strict=True)])
    here = one.doors[0].code
    for role in ("area_coach", "hq_leader", "manager", "associate"):
        doors = (here,) if role in ("manager", "associate") else tuple(d.code for d in one.doors)
        who = one.managers[here][0].id if role == "manager" else ""
        house.directory.put(
            Account(id=role, login=role, name=role.title(), role=role, boutiques=doors, person=who)
        )  # fmt: skip
    return house, one


def viewer(place, role="manager", doors=(0,)):
    codes = frozenset(place[1].doors[n].code for n in doors)
    who = place[1].managers[place[1].doors[0].code][0].id if role == "manager" else ""
    return Viewer(account=role, role=role, boutiques=codes, name=role.title(), person=who)


def leader(place):
    return viewer(place, "hq_leader", (0, 1))


def add(place, who=None, *, tag="launch", title="Traverse in rose gold", since=TODAY, until=None, form=None, **where):
    who = who or viewer(place)
    if not where:
        where = {"boutique": place[1].doors[0].code}
    return place[0].boards.annotations.add(who, tag, title, since, until, form=form or uuid4(), **where)


def listed(place, who=None):
    return place[0].boards.annotations.listed(who or viewer(place), *SPAN)


def days_in_facts(place):
    place[0].catch_up()
    return {(row[2], row[3]) for row in place[0].warehouse.fetch(TAG.name, {})}


def test_a_manager_marks_days_of_their_boutique_and_the_facts_know_it(place):
    name = add(place, until=TODAY + DAY)
    (one,) = listed(place)
    assert (one.id, one.tag, one.title, one.since, one.until) == (
        name, "launch", "Traverse in rose gold", TODAY, TODAY + DAY,
    )  # fmt: skip
    assert (one.boutique, one.mine, one.may_withdraw) == (place[1].doors[0].code, True, True)
    assert days_in_facts(place) == {(place[1].doors[0].code, TODAY + n * DAY) for n in range(2)}


def test_a_form_sent_twice_is_kept_once(place):
    form = uuid4()
    assert add(place, form=form) == add(place, form=form)
    assert len(listed(place)) == 1


def test_withdrawn_it_is_gone_from_list_and_facts_and_undo_brings_it_back_as_it_was(place):
    house, _ = place
    before = add(place)
    (was,) = listed(place)
    days = days_in_facts(place)
    annotations = house.boards.annotations
    annotations.withdraw(viewer(place), before)
    annotations.withdraw(viewer(place), before)
    assert listed(place) == ()
    assert days_in_facts(place) == set()
    assert annotations.withdrawn(viewer(place), before).title == was.title
    again = annotations.restore(viewer(place), before)
    assert annotations.restore(viewer(place), before) == again
    (now,) = listed(place)
    assert replace(now, id=was.id) == was
    assert days_in_facts(place) == days
    assert annotations.withdrawn(viewer(place), before) is None
    annotations.withdraw(viewer(place), again)
    annotations.restore(viewer(place), again)
    assert len(listed(place)) == 1


def test_a_region_and_all_touch_the_boutiques_in_them(place):
    here, there = viewer(place, "associate"), viewer(place, "associate", (1,))
    add(place, leader(place), title="Travel season", region="South")
    add(place, leader(place), title="New collection", everywhere=True)
    assert [one.title for one in listed(place, here)] == ["New collection"]
    assert {one.title for one in listed(place, there)} == {"Travel season", "New collection"}
    assert {one.place for one in listed(place, there)} == {"South", "All boutiques"}
    assert len(days_in_facts(place)) == 2


def test_a_region_is_marked_by_who_leads_all_of_it(place):
    coach = viewer(place, "area_coach")
    assert place[0].boards.annotations.places(coach).regions == {"North": "North"}
    add(place, coach, region="North")
    for where in ({"region": "South"}, {"everywhere": True}, {"boutique": place[1].doors[1].code},
                  {"region": "Nowhere"}, {"boutique": ""}):  # fmt: skip
        with pytest.raises(Refused) as told:
            add(place, coach, **where)
        assert told.value.pointer == "/place"


def test_a_manager_marks_no_region_though_its_only_boutique_is_theirs(place):
    assert place[0].boards.annotations.places(viewer(place)).regions == {}
    with pytest.raises(Refused):
        add(place, region="North")


@pytest.mark.parametrize("role", ["associate", "ld_author", "analyst", "lp_lead", "admin", "brand_partner"])
def test_nobody_else_marks_days(place, role):
    name = add(place)
    other = viewer(place, role, (0, 1))
    for act in (lambda: add(place, other, everywhere=True),
                lambda: place[0].boards.annotations.withdraw(other, name),
                lambda: place[0].boards.annotations.restore(other, name)):  # fmt: skip
        with pytest.raises(NotAllowed):
            act()
    assert not any(one.may_withdraw for one in listed(place, other))


def test_what_touches_no_boutique_of_theirs_is_not_there_for_them(place):
    name = add(place, leader(place), boutique=place[1].doors[1].code)
    assert listed(place) == ()
    with pytest.raises(Unknown):
        place[0].boards.annotations.withdraw(viewer(place), name)
    for wrong in (str(uuid4()), "nothing", ""):
        with pytest.raises(Unknown):
            place[0].boards.annotations.withdraw(viewer(place), wrong)


def test_a_manager_reads_what_was_marked_for_all_and_cannot_withdraw_it(place):
    name = add(place, leader(place), everywhere=True)
    (one,) = listed(place)
    assert (one.may_withdraw, one.mine) == (False, False)
    with pytest.raises(NotAllowed):
        place[0].boards.annotations.withdraw(viewer(place), name)


def test_a_leader_withdraws_what_a_manager_marked_and_it_stays_the_managers_when_brought_back(place):
    name = add(place)
    annotations = place[0].boards.annotations
    annotations.withdraw(leader(place), name)
    annotations.restore(leader(place), name)
    (one,) = listed(place)
    assert one.mine


def test_names_are_told_where_names_are_seen(place):
    add(place)
    assert [one.by for one in listed(place)] == ["Manager"]
    assert [one.by for one in listed(place, viewer(place, "area_coach"))] == ["Manager"]
    for role in ("hq_leader", "analyst", "associate"):
        assert [(one.by, one.role) for one in listed(place, viewer(place, role))] == [("", "manager")]


@pytest.mark.parametrize(("field", "wrong"), [
    ("tag", {"tag": "party"}), ("title", {"title": "  "}), ("title", {"title": "x" * 61}),
    ("title", {"title": "Mr Dupont came for his watch"}), ("title", {"title": "Call +41 79 123 45 67"}),
    ("title", {"title": "Write to anna@example.com"}),
    ("since", {"since": None}), ("until", {"until": TODAY - DAY}), ("until", {"until": TODAY + 92 * DAY}),
    ("since", {"since": date(2038, 1, 1)}), ("since", {"since": date(2006, 1, 1)}),
])  # fmt: skip
def test_what_cannot_be_meant_is_refused_at_its_field(place, field, wrong):
    with pytest.raises(Refused) as told:
        add(place, **wrong)
    assert told.value.pointer == f"/{field}"
    assert told.value.reason.endswith((".", "?")) or field == "title"
    assert listed(place) == ()


def test_a_colleague_is_not_named_either(place):
    name = place[1].sellers[place[1].doors[0].code][0].person.name
    with pytest.raises(Refused) as told:
        add(place, tag="staffing", title=f"{name} on leave")
    assert "naming nobody" in told.value.reason


@pytest.mark.parametrize("title", [
    "Ramadan", "Lunar New Year", "Valentine’s Day", "Diwali", "Christmas market next door", "Easter", "Qixi",
    "Traverse in rose gold", "Street closed, city marathon", "Two advisors at the training centre", "Fête nationale",
    "Golden Week", "Karneval", "Ferragosto", "春节", "Black Friday", "Strike of the trams",
])  # fmt: skip
def test_titles_people_write_are_taken(place, title):
    add(place, title=title)
    assert [one.title for one in listed(place)] == [title]


def test_92_days_are_taken(place):
    add(place, until=TODAY + 91 * DAY)
    assert len(listed(place)) == 1


def test_a_chart_gets_each_once_and_only_of_the_viewers_boutiques(place):
    house, one = place
    codes = [door.code for door in one.doors]
    add(place, leader(place), title="New collection", everywhere=True)
    add(place, title="Street closed", since=TODAY - 5 * DAY, tag="other")
    add(place, leader(place), title="Elsewhere", boutique=codes[1])
    add(place, title="Long ago", since=TODAY - 50 * DAY)
    found = annotations_for(house, leader(place), codes, TODAY - 7 * DAY, TODAY)
    assert found[0] == (TODAY - 5 * DAY, TODAY - 5 * DAY, "other", "Street closed")
    assert {n.title for n in found} == {"Street closed", "New collection", "Elsewhere"}
    assert [n.title for n in annotations_for(house, viewer(place), codes, TODAY, TODAY)] == ["New collection"]
    assert annotations_for(house, viewer(place), codes[1:], TODAY - 7 * DAY, TODAY) == ()
    assert annotations_for(house, viewer(place, "brand_partner", (0, 1)), codes, TODAY, TODAY) == ()


def test_a_later_version_of_one_from_a_feed_stands_in_place_of_the_first(place):
    house, one = place
    door = one.doors[0]
    first = Annotation(
        at=door.local(NOW), boutique=door.code, source="calendar", key="x1", revision="1", tag="holiday",
        title="City holiday", since=TODAY, until=TODAY, by=person("manager"),
    )  # fmt: skip
    assert house.keep_as().events([first]).new == 1
    assert [n.title for n in listed(place)] == ["City holiday"]
    assert house.keep_as().events([replace(first, title="Public holiday", revision="2")]).new == 1
    assert [n.title for n in listed(place)] == ["Public holiday"]
    house.catch_up()
    assert days_in_facts(place) == {(door.code, TODAY)}


def test_a_house_opened_again_lists_the_same(place):
    house, _ = place
    add(place)
    gone = add(place, title="Not after all")
    house.boards.annotations.withdraw(viewer(place), gone)
    told = listed(place)
    house.boards.__init__(house)
    assert listed(place) == told
    assert len(told) == 1
