"""What the programme costs and who keeps it; and a ramp that is not told without numbers."""

from datetime import timedelta

import pytest

from cabochon.house.ramping import ramp
from cabochon.house.worth_template import COACHING, LEARNING
from cabochon.refusals import NotAllowed, Refused
from piloted import NOW, opened, reader


@pytest.fixture
def place(tmp_path):
    house, one = opened(tmp_path / "data")
    yield house, one
    house.close()


def test_the_templates_come_to_what_the_studies_print():
    assert COACHING.total == pytest.approx(207_060)
    assert LEARNING.total == pytest.approx(217_925)


def test_a_study_is_filled_in_once_and_changed_lines_stay(place):
    house, one = place
    worth, viewer = house.effects.worth, reader(one)
    assert worth.fill(viewer, "coaching") == 27
    costs = worth.costs()
    assert costs.once + 12 * costs.month == pytest.approx(207_060_00, abs=100)
    worth.put(viewer, "coaching-lrs", "Record store", "1’200.50", "month")
    assert worth.fill(viewer, "coaching") == 0
    assert next(c for c in worth.costs().lines if c.id == "coaching-lrs").amount == 120_050
    with pytest.raises(Refused):
        worth.fill(viewer, "nothing")


@pytest.mark.parametrize(("typed_in", "minor"), [("6720", 672_000), ("6,720", 672_000), ("6,720.50", 672_050),
                                                  ("6720,5", 672_050), ("6 720", 672_000)])  # fmt: skip
def test_amounts_are_read_as_they_are_written(place, typed_in, minor):
    house, one = place
    house.effects.worth.put(reader(one), "a", "Rent", typed_in, "once")
    assert house.effects.worth.costs().once == minor


@pytest.mark.parametrize(("title", "amount", "every", "field"), [
    ("", "5", "once", "title"), ("x" * 81, "5", "once", "title"), ("Rent", "0", "once", "amount"),
    ("Rent", "-5", "once", "amount"), ("Rent", "1e9", "once", "amount"), ("Rent", "5", "daily", "every"),
    ("Rent for +41 79 123 45 67", "5", "once", "title"),
])  # fmt: skip
def test_a_line_that_is_none_is_refused(place, title, amount, every, field):
    house, one = place
    with pytest.raises(Refused) as told:
        house.effects.worth.put(reader(one), "a", title, amount, every)
    assert told.value.pointer == f"/{field}"
    assert house.effects.worth.costs().lines == ()


def test_a_removed_line_comes_back_as_it_was(place):
    house, one = place
    worth, viewer = house.effects.worth, reader(one)
    worth.put(viewer, "a", "Rent", "500", "month")
    worth.remove(viewer, "a")
    assert (worth.costs().lines, worth.costs().month) == ((), 0)
    assert [c.id for c in worth.costs().removed] == ["a"]
    worth.restore(viewer, "a")
    assert worth.costs().month == 50_000
    worth.remove(viewer, "a")
    house.clock = lambda: NOW + timedelta(days=31)
    assert worth.costs().removed == ()


def test_only_leaders_keep_the_costs_and_who_sees_no_sales_sees_no_worth(place):
    house, one = place
    worth, viewer = house.effects.worth, reader(one, "ld_author")
    for deed in (lambda: worth.put(viewer, "a", "Rent", "5", "once"), lambda: worth.fill(viewer, "coaching"),
                 lambda: worth.remove(viewer, "a")):  # fmt: skip
        with pytest.raises(NotAllowed):
            deed()
    assert worth.of(viewer) == (None, None)


def test_no_ramp_is_told_without_numbers_or_a_right(place):
    house, one = place
    assert ramp(house, reader(one)).why
    assert "not shown" in ramp(house, reader(one, "ld_author")).why
