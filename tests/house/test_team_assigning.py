"""What a manager assigns themselves, how a team is counted, and what somebody sees of their own learning."""

from datetime import timedelta

import pytest

from cabochon.refusals import NotAllowed, Refused, Unknown
from cabochon.retail.events import Learning
from cabochon.retail.who import person
from path_place import DAY, MODULE, MONDAY, Place, advisors, give


@pytest.fixture
def place(tmp_path):
    one = Place(tmp_path / "data")
    yield one
    one.house.close()


def test_a_manager_assigns_to_a_rostered_day_alone(place):
    who = place.team[0]
    place.roster(who, *(MONDAY.date() + n * DAY for n in (2, 4, 8)))
    with pytest.raises(Refused, match="not rostered on Thu 2 Apr; possible: Wed 1 Apr, Fri 3 Apr, Tue 7 Apr"):
        give(place, due=MONDAY.date() + 3 * DAY)
    with pytest.raises(Refused, match="the roster is known until Tue 7 Apr"):
        give(place, due=MONDAY.date() + 12 * DAY)
    entry = give(place)
    assert give(place) == entry
    assert [one.associate.name for one in place.given()] == [who.id]


def test_what_was_assigned_is_taken_back_and_that_is_undone(place):
    place.roster(place.team[0], MONDAY.date() + 2 * DAY)
    entry, boss = give(place), place.viewer("manager")
    place.go(0)
    place.house.paths.team.take_back(boss, place.door, entry)
    assert place.given() == []
    place.at += timedelta(minutes=1)
    place.house.paths.team.take_back(boss, place.door, entry, again=True)
    assert len(place.given()) == 1
    place.at += timedelta(minutes=1)
    place.house.paths.team.take_back(boss, place.door, entry)
    assert place.given() == []


def test_a_team_is_counted_and_nobody_ranked(place):
    for who in place.team:
        place.roster(who, MONDAY.date() + 2 * DAY)
    give(place, associate="", job_role="advisor")
    place.complete(place.team[0])
    place.go(4)
    floor, people = place.house.paths.team.floor(place.door)
    (line,) = place.house.paths.team.lines(place.house.paths.team.dues(floor, people), floor.day)
    assert (line.assigned, line.done, line.in_time) == (len(advisors(place)), 1, 1)
    assert line.open == line.overdue == len(advisors(place)) - 1


def test_nobody_assigns_elsewhere_or_above(place):
    with pytest.raises(NotAllowed):
        place.house.paths.team.take_back(place.viewer("area_coach"), place.door, "x")
    with pytest.raises(Unknown):
        place.house.paths.team.take_back(place.viewer("manager"), place.other, "x")
    with pytest.raises(Refused):
        give(place, associate="nobody")
    with pytest.raises(Refused):
        give(place, module="no-such")


def test_ones_own_streak_counts_scheduled_days_alone(place):
    who = place.team[0]
    place.roster(who, *(MONDAY.date() - n * DAY for n in (0, 1, 3, 6)))
    for back in (1, 3, 4):
        place.at = MONDAY - back * DAY + timedelta(hours=6)
        place.house.keep_as().events([Learning(
            at=place.at, boutique=place.door, source="floor", key=f"p{back}", revision="1",
            associate=person(who.id), what="practised", module=MODULE, item="a", success=True,
        )])  # fmt: skip
    place.go(0)
    place.house.catch_up()
    assert place.house.paths.streak(place.viewer("associate")) == (2, 4)


def test_good_moments_lie_within_ones_shifts(place):
    who = place.team[0]
    place.roster(who, MONDAY.date(), MONDAY.date() + 2 * DAY)
    found = place.house.paths.moments(place.viewer("associate"))
    assert [one.starts.date() for one in found] == [MONDAY.date(), MONDAY.date() + 2 * DAY]
    assert all(one.starts.hour >= 10 and one.ends - one.starts == timedelta(hours=1) for one in found)
    assert place.house.paths.moments(place.viewer("manager")) == ()
