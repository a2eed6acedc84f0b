"""Due days, refreshers and audiences, over any roster."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon.programme import paths
from cabochon.programme.paths import Path, Step, due_on, meant_for, refresh_on, refresher, starts_on
from cabochon.refusals import Refused

DAY = timedelta(days=1)
MONDAY = date(2026, 3, 30)
DAYS = st.integers(-20, 60).map(lambda n: MONDAY + n * DAY)
ROSTERS = st.sets(DAYS, max_size=40)


def sundays(day):
    return day.isoweekday() == 7


@settings(max_examples=150, deadline=None)
@given(days=st.integers(0, 40), shifts=ROSTERS)
def test_with_a_roster_the_due_day_is_rostered_and_the_last_before_the_target(days, shifts):
    due, target = due_on(MONDAY, days, shifts), MONDAY + max(days, 1) * DAY
    ahead = {day for day in shifts if day > MONDAY}
    assert due > MONDAY
    if ahead:
        assert due in ahead
        assert not any(due < day <= target for day in ahead)
        assert due <= target or not any(day <= target for day in ahead)
    else:
        assert due == target


@settings(max_examples=100, deadline=None)
@given(days=st.integers(0, 40), shut=st.sets(st.integers(1, 7), max_size=6))
def test_without_a_roster_it_is_moved_off_closed_days(days, shut):
    due = due_on(MONDAY, days, (), lambda day: day.isoweekday() in shut)
    assert due.isoweekday() not in shut
    assert due > MONDAY
    assert abs((due - MONDAY).days - max(days, 1)) <= 7


def test_a_rostered_day_on_which_the_door_is_closed_is_none():
    saturday, sunday = MONDAY + 5 * DAY, MONDAY + 6 * DAY
    assert due_on(MONDAY, 6, [saturday, sunday], sundays) == saturday


def test_a_step_falls_due_after_the_target_where_nobody_is_rostered_before():
    assert due_on(MONDAY, 3, [MONDAY, MONDAY + 9 * DAY, MONDAY + 12 * DAY]) == MONDAY + 9 * DAY


def test_refreshers_count_from_the_first_completion():
    assert [refresh_on(MONDAY, (30, 90), n) for n in (0, 1, 2, 3)] == [
        None, MONDAY + 30 * DAY, MONDAY + 90 * DAY, None,
    ]  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(done=st.lists(DAYS, max_size=4), spacing=st.sets(st.integers(1, 50), max_size=3), today=DAYS)
def test_a_refresher_is_asked_for_when_its_day_has_come_and_nothing_came_after(done, spacing, today):
    found = refresher(done, sorted(spacing), today)
    if found is not None:
        round_, day = found
        assert day <= today
        assert max(done) < day
        assert day == refresh_on(min(done), sorted(spacing), round_)


def test_who_joins_later_starts_on_their_first_day():
    assert starts_on(MONDAY, MONDAY + 4 * DAY) == MONDAY + 4 * DAY
    assert starts_on(MONDAY, MONDAY - 400 * DAY) == starts_on(MONDAY, None) == MONDAY


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ({}, True),
        ({"roles": ("stock",)}, False),
        ({"roles": ("advisor", "stock")}, True),
        ({"boutiques": ("GVA01",)}, True),
        ({"boutiques": ("ZRH01",)}, False),
        ({"boutiques": ("ZRH01",), "regions": ("Europe",)}, True),
        ({"regions": ("Asia",)}, False),
        ({"hired_since": MONDAY}, True),
        ({"hired_since": MONDAY + 2 * DAY}, False),
    ],
)
def test_an_audience_is_job_role_place_and_hire_together(path, meant):
    one = Path(title="x", steps=(), **path)
    told = {"job_role": "advisor", "boutique": "GVA01", "region": "Europe"}
    assert meant_for(one, **told, hired=MONDAY + DAY) is meant


def test_where_only_newcomers_are_meant_somebody_without_a_known_hire_is_none():
    one = Path(title="x", steps=(), hired_since=MONDAY)
    assert not meant_for(one, job_role="advisor", boutique="GVA01", region="", hired=None)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"title": " "}, "/title"),
        ({"title": "x" * 81}, "/title"),
        ({"steps": ()}, "/steps"),
        ({"steps": (Step("b", 3),)}, "/module-0"),
        ({"steps": (Step("a", 3), Step("a", 5))}, "/module-1"),
        ({"steps": (Step("a", 0),)}, "/days-0"),
        ({"roles": ("florist",)}, "/roles"),
        ({"refresh": (90, 30)}, "/refresh"),
        ({"refresh": (0,)}, "/refresh"),
    ],
)
def test_what_is_wrong_with_a_path_is_said_with_its_field(wrong, where):
    with pytest.raises(Refused) as refused:
        paths.check(Path(**({"title": "First weeks", "steps": (Step("a", 3),)} | wrong)), {"a"})
    assert refused.value.pointer == where


def test_the_paths_that_ship_are_sound_whatever_modules_there_are():
    found = paths.starters()
    assert len({one.key for one in found}) == len(found) == 4
    for one in found:
        paths.check(one.path, {step.module for step in one.path.steps})
        assert [s.days for s in one.path.steps] == sorted(s.days for s in one.path.steps)
