"""Explore: any number by two breakdowns, what may not be asked with what may, and its files."""

import csv
import io

import pytest
from numbered import numbered

from cabochon.directory.rows import Account


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with numbered(tmp_path_factory.mktemp("explore") / "data") as one:
        yield one


@pytest.mark.parametrize("role", ["manager", "area_coach", "hq_leader", "analyst", "ld_author", "lp_lead"])
def test_it_begins_with_questions_worth_asking_that_can_be_asked(place, role):
    browser = place.signed_in(role)
    page = browser.get("/explore")
    assert page.status == 200
    links = [part.split('"')[0] for part in page.text.split('<a href="/explore?')[1:]]
    assert len(links) <= 6
    assert links or role == "lp_lead"
    for link in links:
        answer = browser.get(f"/explore?{link.replace('&amp;', '&')}")
        assert answer.status == 200
        assert "cannot be asked" not in answer.text.partition("What cannot be asked here")[0]


@pytest.mark.parametrize("role", ["associate", "brand_partner", "auditor", "admin"])
def test_nobody_else_finds_it(place, role):
    assert place.signed_in(role).get("/explore").status == 404


def test_two_cuts_are_a_table_and_a_drawing(place):
    page = place.signed_in("manager").get("/explore?measure=attach_rate&by=daypart&then=product_line").text
    assert page.count('<svg role="group"') == 2
    assert "All together" in page
    assert "Morning" in page
    assert "/explore.csv?measure=attach_rate&amp;by=daypart&amp;then=product_line" in page


def test_a_column_is_sorted_by_a_link_and_back(place):
    browser, ask = place.signed_in("manager"), "/explore?measure=attach_rate&by=weekday"
    assert "sort=-value" in browser.get(ask).text
    page = browser.get(f"{ask}&sort=-value").text
    assert 'aria-sort="descending"' in page
    assert "sort=value" in page
    assert browser.get(f"{ask}&sort=shoe").status == 400


def test_people_are_never_sorted_nor_exported(place):
    browser = place.signed_in("manager")
    for sort in ("", "&sort=-value"):
        page = browser.get(f"/explore?measure=attach_rate&by=associate{sort}").text
        at = [page.index(f">GivenGVA01{i} FamilyGVA01{i}<") for i in range(6)]
        assert at == sorted(at)
        assert "sort=" not in page[page.index("<table") : page.index("</table>")]
        assert "/explore.csv" not in page
        assert "Make the link" not in page
    for kind in ("csv", "png", "svg"):
        assert browser.get(f"/explore.{kind}?measure=attach_rate&by=associate").status == 403
        assert browser.get(f"/explore.{kind}?measure=attach_rate&by=weekday&then=associate").status == 403
        assert browser.get(f"/explore.{kind}?measure=attach_rate&by=weekday&associate=GVA01-0").status == 403


@pytest.mark.parametrize("role", ["area_coach", "hq_leader", "analyst"])
def test_nobody_above_is_offered_people(place, role):
    browser = place.signed_in(role)
    assert 'value="associate"' not in browser.get("/explore?measure=attach_rate&by=week").text
    answer = browser.get("/explore?measure=attach_rate&by=associate")
    assert "GivenGVA01" not in answer.text
    assert "stay in their boutique" in answer.text


def test_what_may_not_be_asked_says_what_may(place):
    page = place.signed_in("hq_leader").get("/explore?measure=csat&by=hour").text
    assert "Above the boutique nothing finer than a week is told" in page


def test_small_groups_are_held_back(place):
    page = place.signed_in("hq_leader").get("/explore?measure=csat&by=boutique&period=w1").text
    assert "Too few to show" in page


def test_a_number_is_found_by_its_name(place):
    browser = place.signed_in("manager")
    answer = browser.get("/explore?find=secondary+sales+rate")
    assert (answer.status, answer.headers["location"][:29]) == (303, "/explore?measure=attach_rate")
    assert "is in several" in browser.get("/explore?find=return").text
    assert "&lt;b&gt;" in browser.get("/explore?find=%3Cb%3E").text


def test_the_file_has_both_cuts_as_columns(place):
    answer = place.signed_in("analyst").get("/explore.csv?measure=conversion&by=boutique&then=weekday&period=w1")
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert answer.status == 200
    assert {"boutique", "weekday", "value", "low", "high", "since", "until", "filters"} <= set(rows[0])
    assert {row["boutique"] for row in rows} >= {"GVA01", "PAR01", "SML01"}


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_drawing_is_a_file_too(place, kind):
    answer = place.signed_in("manager").get(f"/explore.{kind}?measure=attach_rate&by=weekday")
    assert answer.status == 200
    assert len(answer.body) > 5_000


@pytest.mark.parametrize("query", ["", "measure=csat", "measure=nothing&by=day", "measure=csat&by=shoe"])
def test_a_file_of_nothing_is_not_there(place, query):
    assert place.signed_in("manager").get(f"/explore.csv?{query}").status in (400, 404)


def test_a_manager_of_another_boutique_sees_their_own_alone(place):
    place.house.directory.put(Account(id="paris", login="paris", name="P", role="manager", boutiques=("PAR01",)))
    page = place.signed_in("paris").get("/explore?measure=attach_rate&by=associate").text
    assert "GivenPAR011" in page
    assert "GivenGVA011" not in page
