"""A boutique's focus as it stands, folded from what was said about it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cabochon.retail.coaching import Focus, Huddle
from cabochon.retail.event import Sealed
from cabochon.retail.focusing import REPLACED, course, rotation
from cabochon.retail.who import person

FIRST = date(2026, 3, 2)


def said(what, day, behaviour="accessory", hour=9, **more):
    at = datetime(2026, 3, 2, hour, tzinfo=UTC) + timedelta(days=day)
    return Focus(at=at, boutique="GVA01", source="floor", by=person("m1"), what=what, behaviour=behaviour, **more)


def huddle(day):
    at = datetime(2026, 3, 2, 9, 30, tzinfo=UTC) + timedelta(days=day)
    return Huddle(at=at, boutique="GVA01", source="floor", leader=person("m1"), focus="accessory")


def on(number):
    return FIRST + timedelta(days=number)


def test_a_focus_is_planned_for_two_weeks_and_lasts_until_a_person_closes_it():
    past = course([said("set", 0)])
    held = past.on(on(5))
    assert (held.number(on(5)), held.length) == (6, 14)
    assert past.on(on(20)) is held
    closed = course([said("set", 0), said("closed", 20, outcome="kept", phrase="Where will you wear it?")])
    assert (closed.on(on(20)), closed.over(on(21))[0].phrase) == (None, "Where will you wear it?")


def test_nothing_stands_before_the_first_day():
    assert course([said("set", 0, since=on(3))]).on(on(2)) is None


def test_one_focus_at_a_time_the_next_ends_the_one_before():
    past = course([said("set", 0), said("set", 6, "welcome")])
    assert past.on(on(5)).behaviour == "accessory"
    assert past.on(on(6)).behaviour == "welcome"
    assert [(one.behaviour, one.outcome, one.ended) for one in past.over(on(6))] == [("accessory", REPLACED, on(5))]


def test_closing_what_gave_way_that_moment_says_how_it_ended():
    past = course([said("set", 0), said("set", 6, "welcome"), said("closed", 6, outcome="tuned")])
    assert [(one.outcome, one.ended) for one in past.over(on(6))] == [("tuned", on(5))]
    assert past.on(on(6)).behaviour == "welcome"


def test_setting_another_for_the_same_day_mends_the_first():
    past = course([said("set", 0), said("set", 0, "welcome", hour=10)])
    assert [one.behaviour for one in past.periods] == ["welcome"]


def test_the_tip_of_a_day_is_the_latest_given_for_it():
    past = course([
        said("set", 0, tip="Name the need"),
        said("tip", 2, tip="At the mirror"),
        said("tip", 2, hour=13, tip="During the try-on"),
        said("tip", 2, hour=18, tip="Two, each with its need", since=on(3), reason="Asked for the trip first"),
    ])  # fmt: skip
    held = past.on(on(2))
    assert [held.tip(on(n)) for n in range(5)] == [
        "Name the need", "Name the need", "During the try-on", "Two, each with its need", "Two, each with its need",
    ]  # fmt: skip
    assert (held.repeat(on(3)), held.repeat(on(4))) == ("Asked for the trip first", "")


def test_a_tip_never_holds_for_a_day_that_was_over_when_it_was_given():
    held = course([said("set", 0, tip="First"), said("tip", 7, tip="Second", since=on(0))]).on(on(7))
    assert (held.tip(on(6)), held.tip(on(7))) == ("First", "Second")


def test_a_tip_or_a_close_of_another_behaviour_changes_nothing():
    past = course([said("set", 0), said("tip", 1, "welcome", tip="x"), said("closed", 1, "welcome", outcome="kept")])
    assert past.on(on(1)).tips == ()


def test_the_baseline_stays_as_it_was_locked_else_eight_weeks():
    locked = course([said("set", 0, baseline_since=on(-28), baseline_until=on(-1))]).on(on(0))
    assert locked.baseline == (on(-28), on(-1))
    assert course([said("set", 0)]).on(on(0)).baseline == (on(-56), on(-1))


def test_a_text_whose_key_is_gone_is_none():
    held = course([said("set", 0, tip=Sealed("s", "/tip"))]).on(on(0))
    assert held.tip(on(0)) == ""


def test_huddles_go_by_their_day():
    past = course([huddle(0), huddle(2)])
    assert (on(0) in past.huddles, on(1) in past.huddles) == (True, False)


@pytest.mark.parametrize(
    ("day", "first"), [(6, ["reasons", "welcome", "accessory"]), (12, ["reasons", "accessory", "welcome"])]
)
def test_the_rotation_begins_with_what_was_never_then_longest_ago_in_focus(day, first):
    past = course([
        said("set", -20, "welcome"), said("closed", -8, "welcome", outcome="kept"), said("set", 0),
        said("closed", 3, outcome="kept"), *([said("set", 9, "welcome")] if day > 9 else []),
    ])  # fmt: skip
    assert list(rotation(("welcome", "accessory", "reasons"), past, on(day))) == first
