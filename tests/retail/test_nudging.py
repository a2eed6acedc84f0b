"""Nudges: few, apart, inside the shift, and never about what they must not be about."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cabochon.refusals import Refused
from cabochon.retail import nudging
from cabochon.retail.nudging import KINDS, Hours, Nudge, Said

ZONE = ZoneInfo("Asia/Tokyo")
OPENS = datetime(2026, 3, 31, 10, tzinfo=ZONE)  # a Tuesday
SHIFT = Hours(OPENS, OPENS + timedelta(hours=9))
DUE = [Nudge("action", "Two actions", "Due today", "b"), Nudge("window", "At 11", "Blocked", "a")]


def said(hours, kind="huddle", about="x", shift=SHIFT):
    return Said(kind, about, OPENS + timedelta(hours=hours), shift.starts)


def chosen(hours, before=(), **other):
    return nudging.chosen(DUE, now=OPENS + timedelta(hours=hours), hours=SHIFT, said=list(before), **other)


def test_the_first_of_the_order_is_said_first():
    assert chosen(1).kind == "window"


@pytest.mark.parametrize("hours", [-0.1, 9, 14])
def test_nothing_is_said_outside_the_shift(hours):
    assert chosen(hours) is None


def test_nothing_is_said_to_somebody_without_rostered_hours():
    assert nudging.chosen(DUE, now=OPENS, hours=None, said=[]) is None


def test_there_are_at_most_two_a_shift():
    assert chosen(8, [said(0), said(3)]) is None


def test_the_next_waits_an_hour_and_a_half():
    assert chosen(2.4, [said(1)]) is None
    assert chosen(2.5, [said(1)]) is not None


def test_the_last_of_the_shift_before_counts_for_the_wait():
    yesterday = Hours(SHIFT.starts - timedelta(days=1), SHIFT.starts)
    assert chosen(0.5, [said(-0.1, shift=yesterday)]) is None
    assert chosen(2, [said(-3, shift=yesterday), said(-6, shift=yesterday)]) is not None


def test_the_same_is_not_said_twice_in_a_shift():
    assert chosen(3, [said(0, "window", "a")]).kind == "action"


def test_what_is_switched_off_is_not_said():
    assert chosen(1, off=("window",)).kind == "action"
    assert chosen(1, off=("window", "action")) is None


@pytest.mark.parametrize("day", ["2", "2026-03-31"])
def test_a_quiet_day_is_the_shifts_own_day(day):
    assert chosen(1, days=(day,)) is None
    assert chosen(1, days=("1", "2026-03-30")) is not None


def test_the_letter_of_a_shift_goes_in_its_first_half_hour_alone():
    assert nudging.digest_due(OPENS + timedelta(minutes=30), SHIFT, [], ())
    assert not nudging.digest_due(OPENS + timedelta(minutes=31), SHIFT, [], ())
    assert not nudging.digest_due(OPENS + timedelta(minutes=5), SHIFT, [said(0, "digest")], ())


def test_what_was_said_stands_until_it_is_done():
    before = [said(0, "window", "a")]
    assert [one.kind for one in nudging.standing(DUE, SHIFT, before)] == ["window"]
    assert nudging.standing(DUE[:1], SHIFT, before) == []


def test_no_kind_compares_people_or_speaks_to_a_client():
    words = " ".join(f"{kind.title} {kind.plain}" for kind in KINDS).lower()
    assert not any(word in words for word in ("rank", "best", "top", "behind", "leader", "better than", "near you"))
    assert {role for kind in KINDS for role in kind.roles} == {"manager", "associate", "area_coach"}


def test_wishes_that_are_none_are_refused():
    for wrong in (lambda: nudging.check_off(["shout"]), lambda: nudging.check_days(["8"])):
        with pytest.raises(Refused):
            wrong()
    assert nudging.check_days(["7", "", "2026-12-24", "7"]) == ("7", "2026-12-24")
