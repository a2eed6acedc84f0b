"""Explore as data: what may be chosen, what is drawn, what is said instead."""

import struct

import pytest
from deep import deep, two_doors
from handmade import NOW, rate_cell

from cabochon.dashboards.breakdown import Breakdown, breakdown
from cabochon.dashboards.explore import Chosen, explore, found, measures
from cabochon.dashboards.explore_drawn import spec
from cabochon.dashboards.filters import Filters
from cabochon.dashboards.look import parts, pictures, tokens
from cabochon.dashboards.number_page import known
from cabochon.dashboards.view import view
from cabochon.refusals import Refused, Unknown
from cabochon.web.pages.number_files import SHEET

ATTACH = known("attach_rate")
LIGHT = tokens.palettes(SHEET.read_text("utf-8"))["light"]


def told(see=None, **chosen):
    see = see or deep()
    return explore(see, view(see, Filters(), NOW), Chosen(**chosen))


def by(*cuts, see=None):
    see = see or deep()
    return breakdown(see, view(see, Filters(), NOW), ATTACH, *cuts)


def test_it_begins_with_six_questions_at_most():
    page = told()
    assert page.state == "first"
    assert 1 <= len(page.worth) <= 6
    assert not any("by=boutique" in address for address, _ in page.worth)  # there is but one
    assert any("by=boutique" in address for address, _ in told(deep(labels=two_doors())).worth)


def test_a_number_is_found_by_its_words():
    able = measures(deep())
    assert found("secondary SALES rate", able).key == "attach_rate"
    assert found("csat_top2", able).key == "csat_top2"
    assert found("rate", able) is None
    assert found("", able) is None


def test_what_is_not_there_is_refused():
    with pytest.raises(Unknown):
        told(measure="nothing")
    for chosen in ({"by": "shoe"}, {"by": "weekday", "sort": "shoe"}):
        with pytest.raises(Refused):
            told(measure="attach_rate", **chosen)


def test_what_may_not_be_asked_says_what_may():
    page = told(deep(shut=frozenset({"hour"})), measure="attach_rate", by="hour")
    assert page.by.said == "cannot be asked by hour; by boutique it can"
    assert page.drawing is None
    assert not page.leaves


def test_two_cuts_are_drawn_together_time_from_left_to_right():
    drawn, rest = spec(by("product_line", "weekday"), ATTACH, width=700, columns=3)
    assert rest == ""
    assert [layer["mark"]["type"] for layer in drawn["layer"]] == ["line", "point"]
    assert {value["s"] for value in drawn["data"]["values"]} == {"Watch", "Jewelry"}


def test_many_series_are_drawn_apart_and_no_more_than_twelve():
    cells = {(f"b{n:02}", str(day)): rate_cell(5, 20 + n) for n in range(15) for day in (1, 2)}
    see = deep()
    see.parts[("brand", "weekday")] = cells
    drawn, rest = spec(by("brand", "weekday", see=see), ATTACH, width=700, columns=3)
    assert drawn["columns"] == 3
    assert len({value["s"] for value in drawn["data"]["values"]}) == 12
    assert rest == "6 parts are not drawn; the table has them."


def test_people_are_sorted_by_nothing():
    page = told(measure="attach_rate", by="associate", sort="-value")
    assert [part.names for part in page.by.parts] == [("A. Keller",), ("M. Rossi",)]
    assert all(head.address == "" for head in page.heads)
    assert not page.leaves


def test_a_column_leads_to_its_order_and_back():
    heads = {head.title: head for head in told(measure="attach_rate", by="weekday", sort="-value").heads}
    assert heads["Secondary sales rate"].order == "descending"
    assert heads["Secondary sales rate"].address.endswith("sort=value")


@pytest.mark.parametrize("cuts", [("product_line",), ("weekday",), ("product_line", "weekday")])
def test_a_picture_has_its_text_drawn(cuts):
    drawn, _ = spec(by(*cuts), ATTACH, width=900, columns=3)
    blank = pictures.png(drawn, LIGHT)
    headed = pictures.png(pictures.entitled(drawn, "Secondary sales rate", "Geneva; 24 Oct to 20 Nov"), LIGHT)
    nameless = pictures.png(pictures.entitled(drawn, " ", " "), LIGHT)
    assert struct.unpack(">I", headed[20:24])[0] > struct.unpack(">I", blank[20:24])[0]
    assert len(headed) > len(nameless) + 1_500  # the same room, with letters in it


def test_the_letters_of_an_unregistered_face_would_be_missed():
    drawn = {**parts.drawn([parts.Dot("a", "", 0.4, 0.3, 0.5, "a")], _axis(), width=300, over_time=False, columns=1)}
    said = pictures.svg(pictures.entitled(drawn, "Title"), LIGHT)
    assert "Hanken Grotesk, sans-serif" in said
    assert "var(" not in said


def test_nothing_is_drawn_of_nothing():
    assert spec(Breakdown(cuts=("weekday",), heads=("Weekday",)), ATTACH, width=700, columns=3) == (None, "")


def _axis():
    from cabochon.dashboards.look.charts import Axis

    return Axis((0.0, 0.5, 1.0), ".0%", ".0%")
