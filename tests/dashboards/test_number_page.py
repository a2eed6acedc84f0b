"""The page of a number: what it says, what it means, its parts and the rows behind."""

import pytest
from deep import deep
from handmade import NOW

from cabochon.dashboards.breakdown import sorted_by
from cabochon.dashboards.filters import Filters
from cabochon.dashboards.number_files import table
from cabochon.dashboards.number_page import known, number_page
from cabochon.dashboards.reach import FLOOR, Reach
from cabochon.dashboards.view import view
from cabochon.refusals import NotAllowed, Unknown

ABOVE = Reach(above=True, moments=False, comments=False)


def page(key="attach_rate", by="", see=None, reach=FLOOR, **filters):
    see = see or deep()
    return number_page(see, view(see, Filters(**filters), NOW, reach=reach), key, by)


def test_it_says_the_number_and_what_it_counts():
    made = page(line="watch")
    assert made.number.value == "42%"
    assert made.meaning.bottom == "qualifying receipts"
    assert "Later returns" in made.meaning.says
    assert made.meaning.better == "More is better"


def test_its_sentence_stands_alone():
    assert page(line="watch").sentence == (
        "Secondary sales rate, Geneva, Rue du Rhône, Watch, 24 Oct to 20 Nov: 42% (95% interval 36 to 49%; 91 of 216 "
        "qualifying receipts), up 10 points on the four weeks before (since 32%; between +1 and +19 points)."
    )


def test_a_rest_of_nothing_says_so_in_its_sentence():
    assert page(see=deep(factor=0)).sentence.endswith("Nothing in this view yet.")
    assert page(see=deep(held=frozenset({"attach_rate"}))).sentence.endswith("Too few to show.")


def test_parts_stand_on_one_scale_in_the_trades_order():
    made = page(by="product_line").by
    assert [part.names for part in made.parts] == [("Watch",), ("Jewelry",)]
    assert all(0 <= part.low < part.at < part.high <= 1 for part in made.parts)
    assert made.scale == ("0%", "50%")
    assert made.parts[0].address == "/numbers/attach_rate?line=watch"


def test_a_part_held_back_says_so_and_nothing_else():
    made = page(by="weekday").by
    assert [part.held for part in made.parts] == [False, False, True, False, False, False, False]
    assert made.parts[2].value == ""
    assert made.held.startswith("One part is not shown")


def test_people_come_by_name_for_the_boutiques_manager_alone():
    made = page(by="associate").by
    assert [part.names for part in made.parts] == [("A. Keller",), ("M. Rossi",)]
    assert made.people
    assert "associate" not in [tab.cut for tab in page(see=deep(), reach=ABOVE).tabs]
    assert "associate" not in [tab.cut for tab in page(reach=Reach(own=True)).tabs]


def test_what_cannot_be_asked_says_why():
    see = deep(shut=frozenset({"hour"}))
    assert ("Hour", "cannot be asked by hour; by boutique it can") in page(see=see).refusals
    assert page(see=see, by="hour").by.said == "cannot be asked by hour; by boutique it can"


def test_rows_behind_it_say_what_counts():
    ((name, rows),) = page().rows.groups
    assert name == "Receipts"
    assert [(row.when, row.says, row.adds) for row in rows] == [
        ("20 Nov, 14:05", "Counts", "yes"), ("20 Nov, 14:05", "Does not count", "no"),
    ]  # fmt: skip
    assert page(reach=ABOVE).rows.said.startswith("The rows behind a number stay in the boutique")


def test_nothing_about_one_person_leaves():
    assert page().leaves
    assert not page(associate="p1").leaves


def test_an_unknown_number_and_an_unseen_family_are_refused():
    with pytest.raises(Unknown):
        known("nothing")
    with pytest.raises(NotAllowed):
        page(see=deep(unseen=frozenset({"attach_rate"})))


def test_a_file_has_the_whole_and_its_parts():
    see = deep()
    rows = list(table(see, view(see, Filters(line="watch"), NOW), known("attach_rate"), ("weekday",)))
    assert rows[0][:4] == ("measure", "weekday", "value", "top")
    assert rows[1][1:3] == ("", 91 / 216)
    assert rows[1][-1] == "total"
    held = [row for row in rows if row[-1] == "too few to show"]
    assert [(row[1], row[2], row[5]) for row in held] == [("3", None, None)]


def test_sorting_leaves_what_is_held_back_at_the_end():
    parts = page(by="weekday").by.parts
    assert [part.key[0] for part in sorted_by(parts, "-value")] == ["7", "6", "5", "4", "2", "1", "3"]
    assert [part.key[0] for part in sorted_by(parts, "")] == [str(day) for day in range(1, 8)]
