"""Modules in what people are reminded of: few words, once each, outside busy hours, to a manager by count."""

from datetime import timedelta

import pytest

from cabochon.retail.events import Traffic
from cabochon.retail.learning_time import busy_hours, quiet_hours
from path_place import DAY, MONDAY, Place, give


@pytest.fixture
def place(tmp_path):
    one = Place(tmp_path / "data")
    for who in (one.team[0], one.boss):
        one.roster(who, *(MONDAY.date() + n * DAY for n in range(5)))
    one.at = MONDAY + timedelta(hours=5)
    yield one
    one.house.close()


def now(place, role="associate"):
    return [one.says for one in place.house.nudges.now(place.viewer(role)) if one.kind in ("module", "modules")]


def standing(place, role="associate"):
    found = place.house.nudges.all(place.viewer(role))
    return {one.kind: one for one in found if one.kind in ("module", "modules", "refresher")}


def at(place, day, hour=11):
    place.at = MONDAY.replace(hour=hour) + day * DAY


def test_a_module_is_told_of_two_days_ahead_on_its_day_and_once_after(place):
    give(place, due=MONDAY.date() + 3 * DAY)
    told = {}
    for day in range(5):
        at(place, day)
        told[day] = standing(place).get("module")
        now(place)
    assert told[0] is None
    assert [told[n].about.rpartition("/")[2] for n in (1, 3, 4)] == ["soon", "today", "late"]
    assert told[2] is None  # said once already
    assert "due on Thursday" in told[1].says
    assert told[1].address == "/floor/learn"


def test_what_is_done_is_told_no_more(place):
    give(place, due=MONDAY.date() + DAY)
    assert "module" in standing(place)
    place.complete(place.team[0])
    assert "module" not in standing(place)


def test_a_kind_that_was_switched_off_is_not_said(place):
    give(place, due=MONDAY.date() + DAY)
    viewer = place.viewer("associate")
    place.house.nudges.wish(viewer, off=["module"], quiet=[], email=False, push=False, address="")
    assert standing(place) == {}
    assert now(place) == []


def test_a_refresher_is_called_one(place):
    who = place.team[0]
    place.on(place.path(refresh=(30,)))
    place.complete(who)
    place.go(30)
    place.roster(who, *(place.today + n * DAY for n in range(9)))
    place.follow()
    place.at = MONDAY + 35 * DAY + timedelta(hours=5)
    assert standing(place)["refresher"].says.startswith("The refresher of “")


def test_a_manager_hears_a_number_once_a_week(place):
    give(place, due=MONDAY.date() + DAY)
    told = standing(place, "manager")["modules"]
    assert told.says == "1 module open in your team."
    assert place.team[0].name not in told.says + told.why + told.plain
    assert told.address == "/floor/team-learning"
    shown = False
    for hour in (11, 13, 15, 17):
        at(place, 0, hour)
        shown = shown or bool(now(place, "manager"))
    at(place, 1)
    assert ("modules" in standing(place, "manager")) is not shown


def test_in_the_busiest_hours_nothing_is_said_of_modules(place):
    give(place, due=MONDAY.date() + DAY)
    for week in range(1, 4):
        for hour, entries in ((10, 2), (11, 40), (12, 8), (13, 8), (14, 3), (15, 9), (16, 9), (17, 8), (18, 6)):
            start = MONDAY.replace(hour=hour) - 7 * week * DAY
            place.house.keep_as().events([Traffic(
                at=start, boutique=place.door, source="door:x", key=f"{start:%Y%m%d%H}",
                revision="1", minutes=60, entries=entries,
            )])  # fmt: skip
    place.house.catch_up()
    at(place, 0, 11)
    assert "module" not in standing(place)
    at(place, 0, 14)
    assert "module" in standing(place)


def test_quiet_and_busy_hours_never_meet():
    door = (MONDAY.replace(hour=10).time(), MONDAY.replace(hour=19).time())
    traffic = {hour: float(hour % 5) for hour in range(10, 19)}
    quiet, busy = quiet_hours(*door, traffic), busy_hours(*door, traffic)
    assert quiet
    assert busy
    assert not set(quiet) & busy
    assert busy_hours(*door, {}) == frozenset()
    assert set(quiet_hours(*door, {})) <= set(range(10, 19))
