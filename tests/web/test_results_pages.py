"""What modules changed, as pages: counts, raw figures, questions, and the decision a person takes."""

import re

import pytest

from served import Browser

KEY = "natural-add-on"


def form(page, **other):
    made = re.search(r'name="id" value="([^"]+)"', page.text)
    return {"csrf": page.csrf, **({"id": made[1]} if made else {}), **other}


def decide(browser: Browser, decision="scale", reason="It moved at both doors"):
    page = browser.get(f"/results/{KEY}")
    return browser.post(f"/results/{KEY}", form(page, decision=decision, reason=reason))


def undo_all(place):
    for role in ("ld_author", "hq_leader"):
        viewer = place.house.viewer(role)
        for one in place.house.results.decisions(viewer, KEY):
            if one.undoable:
                place.house.results.undo(viewer, KEY, one.id)


@pytest.fixture
def clean(place):
    yield place
    undo_all(place)


@pytest.mark.parametrize("role", ["area_coach", "hq_leader", "ld_author"])
def test_whoever_sees_results_sees_every_module(place, role):
    browser = place.signed_in(role)
    assert f"/results/{KEY}" in browser.get("/results").text
    page = browser.get(f"/results/{KEY}")
    assert page.status == 200
    assert "Raw figures, not a verdict" in page.text
    assert "regression to the mean" in page.text
    assert ("What should become of it?" in page.text) == (role != "area_coach")


@pytest.mark.parametrize("role", ["associate", "manager", "analyst", "admin"])
def test_others_do_not(place, role):
    assert place.signed_in(role).get("/results").status == 404


def test_an_area_coach_does_not_decide(place):
    browser = place.signed_in("area_coach")
    page = browser.get("/results")
    assert browser.post(f"/results/{KEY}", form(page, decision="scale", reason="x")).status == 404


def test_a_decision_stands_with_role_day_and_reason(clean):
    assert decide(clean.signed_in("hq_leader")).status == 303
    page = clean.signed_in("ld_author").get(f"/results/{KEY}")
    assert "It moved at both doors" in page.text
    assert "HQ leader" in page.text
    assert "in force" in page.text
    assert "Take it back" not in page.text
    assert "Scale" in clean.signed_in("area_coach").get("/results").text


def test_a_reason_is_needed_and_screened_and_what_was_typed_stays(clean):
    browser = clean.signed_in("ld_author")
    assert decide(browser, reason=" ").status == 400
    answer = decide(browser, "tune", "Ask +41 79 123 45 67 why")
    assert answer.status == 400
    assert "Ask +41 79 123 45 67 why" in answer.text
    assert "Nothing was decided" in answer.text
    assert clean.house.results.decisions(clean.house.viewer("ld_author"), KEY) == []


def test_a_decision_of_today_is_taken_back_by_whoever_took_it(clean):
    browser = clean.signed_in("ld_author")
    assert decide(browser, "retire", "Nobody needs it").status == 303
    assert clean.house.library.state(KEY) == "retired"
    page = browser.get(f"/results/{KEY}")
    about = re.search(r'name="about" value="([^"]+)"', page.text)[1]
    assert browser.post(f"/results/{KEY}", {"csrf": page.csrf, "do": "undo", "about": about}).status == 303
    assert clean.house.library.state(KEY) == "published"
    assert "Nothing was decided yet" in browser.get(f"/results/{KEY}").text


def test_a_module_that_is_not_there(place):
    assert place.signed_in("ld_author").get("/results/nothing").status == 404
