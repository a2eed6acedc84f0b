"""Paths followed on a real house whose clock is set by hand: who gets what, once, by when, and what is withdrawn."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cabochon.directory.path_rows import Followed
from cabochon.duties.assigning import assigning as duty
from cabochon.measures.question import Question
from cabochon.refusals import Conflict, NotAllowed, Refused
from cabochon.retail.master import Person
from path_place import DAY, MODULE, MONDAY, Place, advisors


@pytest.fixture
def place(tmp_path):
    one = Place(tmp_path / "data")
    yield one
    one.house.close()


def test_everybody_it_is_for_gets_a_step_once(place):
    place.on(place.path())
    assert {one.associate.name for one in place.given()} == advisors(place)
    assert {one.due for one in place.given()} == {MONDAY.date() + 7 * DAY}
    assert all(one.by is None for one in place.given())
    assert place.given(place.other) == []
    before = place.house.log.position()
    assert place.follow() == place.follow() == 0
    assert place.house.log.position() == before


def test_nothing_is_assigned_before_it_is_on(place):
    place.path()
    assert place.follow() == 0
    assert place.given() == []


def test_a_process_that_died_before_it_spoke_is_made_up_for(place):
    row = place.on(place.path())
    (lost,) = [one for one in place.house.directory.find(Followed, path=row.id) if one.person == place.team[0].id]
    place.house.directory.put(replace(lost, id=f"{lost.id}2", boutique=lost.boutique))
    gone = place.house.directory.find(Followed, path=row.id)
    assert len(gone) == len(advisors(place)) + 1
    assert place.follow() >= 1  # the row nobody spoke of is spoken of (and withdrawn, for it is nobody's step)
    assert place.follow() == 0


def test_the_due_day_is_a_rostered_one(place):
    who, free = place.team[0], place.team[1]
    place.roster(who, MONDAY.date() + 2 * DAY, MONDAY.date() + 5 * DAY, MONDAY.date() + 9 * DAY)
    place.on(place.path())
    due = {one.associate.name: one.due for one in place.given()}
    assert due[who.id] == MONDAY.date() + 5 * DAY
    assert due[free.id] == MONDAY.date() + 7 * DAY


def test_a_roster_that_comes_later_moves_the_day(place):
    who = place.team[0]
    place.on(place.path())
    place.roster(who, MONDAY.date() + 3 * DAY, MONDAY.date() + 6 * DAY)
    assert place.follow() == 1
    assert {one.due for one in place.given() if one.associate.name == who.id} == {MONDAY.date() + 6 * DAY}
    assert place.follow() == 0


def test_a_step_is_assigned_two_weeks_before_its_day(place):
    place.on(place.path(steps=((MODULE, 20),)))
    assert place.given() == []
    place.go(6)
    assert place.follow() == len(advisors(place))


def test_who_completed_it_already_is_not_asked_again(place):
    place.complete(place.team[0])
    place.on(place.path())
    assert {one.associate.name for one in place.given()} == advisors(place) - {place.team[0].id}


def test_switched_off_what_is_open_is_withdrawn_and_what_is_done_stays(place):
    row = place.on(place.path())
    place.complete(place.team[0])
    row = place.on(row, on=False)
    assert {one.associate.name for one in place.given()} == {place.team[0].id}
    place.on(row)
    assert {one.associate.name for one in place.given()} == advisors(place)


def test_who_leaves_or_moves_is_asked_no_more_there(place):
    leaver, mover = place.team[0], place.team[1]
    place.on(place.path(boutiques=()))
    place.go(1)
    place.employed(leaver, "left", place.today)
    place.employed(mover, "moved", place.today, door=place.other)
    place.follow()
    here = {one.associate.name for one in place.given()}
    assert not here & {leaver.id, mover.id}
    assert mover.id in {one.associate.name for one in place.given(place.other)}


def test_who_is_on_leave_is_asked_when_they_are_back(place):
    who = place.team[0]
    place.employed(who, "on_leave", MONDAY.date() - DAY, until=MONDAY.date() + 3 * DAY)
    place.house.catch_up()
    place.on(place.path())
    assert who.id not in {one.associate.name for one in place.given()}
    place.go(4)
    place.follow()
    (mine,) = [one for one in place.given() if one.associate.name == who.id]
    assert mine.due == MONDAY.date() + 7 * DAY


def test_a_late_joiner_starts_on_their_first_day(place):
    place.on(place.path(hired_since=MONDAY.date()))
    assert place.given() == []
    place.house.directory.keep([Person(id="new-one", name="Nour Blanc", boutique=place.door,
                                       hired=MONDAY.date() + 3 * DAY)])  # fmt: skip
    place.go(3)
    place.follow()
    (mine,) = place.given()
    assert (mine.associate.name, mine.due) == ("new-one", MONDAY.date() + 10 * DAY)


def test_a_refresher_comes_after_its_days_and_is_short(place):
    who = place.team[0]
    place.on(place.path(refresh=(30,)))
    place.complete(who)
    place.go(29)
    place.follow()
    assert [one.picked for one in place.given() if one.associate.name == who.id] == ["path"]
    place.go(30)
    place.follow()
    again = [one for one in place.given() if one.associate.name == who.id and one.picked == "refresher"]
    assert [one.due for one in again] == [place.today + 7 * DAY]
    assert place.follow() == 0


def test_a_refresher_counts_as_done_when_it_is_done_again(place):
    who, see = place.team[0], place.house.see_as(place.viewer("manager"))
    place.on(place.path(refresh=(30,)))
    place.complete(who)
    place.go(30)
    place.follow()
    place.house.catch_up()
    since = place.today + DAY
    asked = Question("module_completion", (), since, since + 30 * DAY, {"boutique": (place.door,)})
    assert see.ask(asked).whole.top == 0
    place.go(32)
    place.complete(who)
    assert see.ask(asked).whole.top == 1


def test_a_path_that_ships_may_be_taken_with_the_modules_there_are(place):
    for one in place.house.paths.starters():
        assert {step.module for step in one.path.steps} <= set(place.house.paths.modules())


def test_the_dry_run_tells_of_nobody_what_they_have_done(place):
    row, author = place.path(), place.viewer("ld_author")
    before = place.house.paths.preview(author, row)
    place.complete(place.team[0])
    assert place.house.paths.preview(author, row) == before


def test_the_dry_run_says_by_count_what_would_be_assigned(place):
    row = place.path()
    seen = place.house.paths.preview(place.viewer("ld_author"), row)
    assert (seen.people, seen.asked, [one.boutique for one in seen.doors]) == (
        len(advisors(place)), len(advisors(place)), [place.door],
    )  # fmt: skip
    assert place.given() == []
    place.on(row)
    assert len(place.given()) == seen.asked
    assert {one.due for one in place.given()} == {seen.doors[0].first}


def test_two_who_write_at_once_do_not_undo_each_other(place):
    row, author = place.path(), place.viewer("ld_author")
    place.house.paths.save(author, replace(row, title="Mine"), row.turn)
    with pytest.raises(Conflict):
        place.house.paths.save(author, replace(row, title="Yours"), row.turn)
    assert place.house.paths.one(row.id).title == "Mine"


def test_a_change_is_undone_and_done_again(place):
    row, author = place.path(), place.viewer("ld_author")
    row = place.house.paths.save(author, replace(row, title="Other"), row.turn)
    row = place.house.paths.undo(author, row.id, row.turn)
    assert row.title == "First days"
    assert place.house.paths.undo(author, row.id, row.turn).title == "Other"


def test_only_learning_and_headquarters_write_paths(place):
    with pytest.raises(NotAllowed):
        place.house.paths.save(place.viewer("manager"), place.path(), 1)


def test_two_paths_of_one_title_have_addresses_of_their_own(place):
    assert [place.path().id, place.path().id, place.path().id] == ["first-days", "first-days-2", "first-days-3"]


def test_a_title_that_tells_of_a_client_is_refused(place):
    with pytest.raises(Refused):
        place.path(title="For Mrs Keller, +41 79 555 12 12")


def test_the_duty_follows_at_start_and_after_a_change(place):
    row = place.path()
    place.house.directory.put(replace(row, on=True))
    work = duty(place.house)
    work.work()
    assert len(place.given()) == len(advisors(place))
    place.house.directory.put(replace(row, on=False, turn=row.turn + 1))
    place.house.catch_up()
    work.work()
    assert place.given() == []


def test_the_duty_follows_each_morning(place):
    place.on(place.path(steps=((MODULE, 15),)))
    work = duty(place.house)
    work.work()
    assert place.given() == []
    place.at = MONDAY + DAY - timedelta(hours=2)  # four in the morning
    work.work()
    assert place.given() == []
    place.at = MONDAY + DAY
    work.work()
    assert len(place.given()) == len(advisors(place))
