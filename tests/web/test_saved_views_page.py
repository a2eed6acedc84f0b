"""Saving a dashboard's view: back to where one was, with what was chosen; only to pages one has."""

from pathlib import Path
from uuid import uuid4

import pytest

from cabochon import web
from cabochon.directory.board_rows import SavedView
from cabochon.house.saved_views import address
from cabochon.web.page import environment
from cabochon.web.pages.saved_views import read


@pytest.fixture
def bare(place):
    yield place
    for row in place.house.directory.find(SavedView):
        place.house.directory.delete(SavedView, row.id)


def post(browser, **sent):
    return browser.post("/views", {"csrf": browser.get("/annotations").csrf, "page": "/today", **sent})


def of(place, role="area_coach"):
    return place.house.boards.views.of(place.house.viewer(role), "/today")


def test_a_view_is_kept_and_one_is_back_where_one_was(bare):
    browser, view = bare.signed_in("area_coach"), str(uuid4())
    answer = post(browser, do="keep", id=view, name="Watches", query="line=watch&period=&shift=evening")
    assert (answer.status, answer.headers["location"]) == (303, "/today?line=watch&shift=evening")
    (row,) = of(bare)
    assert (row.name, address(row)) == ("Watches", "/today?line=watch&shift=evening")
    assert browser.get(address(row)).status == 200


def test_it_is_renamed_begun_with_removed_and_brought_back(bare):
    browser, view = bare.signed_in("area_coach"), str(uuid4())
    post(browser, do="keep", id=view, name="Watches", query="line=watch")
    assert post(browser, do="rename", id=view, name="Time pieces", query="line=watch").status == 303
    assert post(browser, do="default", id=view, query="line=watch").status == 303
    assert [(row.name, row.default) for row in of(bare)] == [("Time pieces", True)]
    assert post(browser, do="plain", id=view).headers["location"] == "/today"
    assert post(browser, do="remove", id=view).status == 303
    assert of(bare) == ()
    assert post(browser, do="restore", id=view).status == 303
    assert [(row.name, row.default) for row in of(bare)] == [("Time pieces", False)]


@pytest.mark.parametrize("page", [
    "", "today", "//evil.example", "https://evil.example", "/today/../keys", "/today?x", "/keys", "/nowhere",
    "/today//",
])  # fmt: skip
def test_it_never_goes_back_to_a_page_one_does_not_have(bare, page):
    answer = post(bare.signed_in("area_coach"), do="keep", id=str(uuid4()), name="A", query="", page=page)
    assert answer.status == 400
    assert of(bare) == ()


@pytest.mark.parametrize("sent", [
    {"name": ""}, {"name": "x" * 41}, {"id": "7"}, {"query": "line=watch&line=jewelry"}, {"do": "paint"},
    {"query": "&".join(f"a{n}=1" for n in range(31))}, {"query": f"line={'x' * 81}"},
])  # fmt: skip
def test_what_is_no_view_is_refused(bare, sent):
    answer = post(bare.signed_in("area_coach"), **{"do": "keep", "id": str(uuid4()), "name": "A", "query": "", **sent})
    assert answer.status == 400
    assert of(bare) == ()


@pytest.mark.parametrize("role", ["associate", "manager", "hq_leader", "ld_author", "analyst"])
def test_everybody_with_a_dashboard_keeps_views(bare, role):
    assert post(bare.signed_in(role), do="keep", id=str(uuid4()), name="A", query="").status == 303
    assert len(of(bare, role)) == 1


def test_anothers_view_is_not_there(bare):
    view = str(uuid4())
    post(bare.signed_in("area_coach"), do="keep", id=view, name="A", query="")
    for do in ("rename", "remove", "restore", "default", "plain"):
        assert post(bare.signed_in("hq_leader"), do=do, id=view, name="B").status == 404


def test_a_query_is_kept_as_the_filters_understand_it():
    assert read("line=watch&period=&measure=csat") == "line=watch&measure=csat"
    assert read("") == ""


def test_the_menu_says_what_is_there_and_what_can_be_done(bare):
    rows = [
        SavedView(id=str(n), account="a", name=name, page="/today", query=query, at=bare.house.clock(), default=n == 0)
        for n, (name, query) in enumerate([("<Watches>", "line=watch"), ("Evenings", "shift=evening")])
    ]  # fmt: skip
    look = environment(Path(web.__file__).parent / "templates", lambda name: name)
    menu = look.from_string('{% from "partials/saved_views.html" import saved %}{{ saved(views, "token") }}')
    shown = {"page": "/today", "query": "line=watch", "own": [(row, address(row), row.id == "0", "") for row in rows],
             "removed": rows[1:], "anew": "new", "here": rows[0]}  # fmt: skip
    page = menu.render(views=shown)
    assert "&lt;Watches&gt;" in page
    assert 'href="/today?line=watch" aria-current="page"' in page
    assert "Not my start" in page
    assert "Undo" in page
    assert "Save this view as" not in page
    assert "Save this view as" in menu.render(views={**shown, "here": None})
    assert "No view of this page is saved yet" in menu.render(views={**shown, "own": [], "here": None})
    assert menu.render(views=None).strip() == ""


def test_a_start_one_lost_the_right_to_is_left_out_and_said(bare):
    browser, view = bare.signed_in("area_coach"), str(uuid4())
    post(browser, do="keep", id=view, name="Elsewhere", query="boutique=XXX99")
    post(browser, do="default", id=view, query="boutique=XXX99")
    assert browser.get("/").headers["location"] == "/today"
    page = browser.get("/today").text
    assert "Your start “Elsewhere” was left out." in page
    assert page.count("It no longer fits: its boutique, region or person is not within your reach any more.") == 2
    assert "/today?boutique=XXX99" not in page


def test_a_view_of_days_that_are_not_offered_any_more_says_so_in_the_list(bare):
    browser = bare.signed_in("area_coach")
    post(browser, do="keep", id=str(uuid4()), name="Yesterday", query="period=99")
    page = browser.get("/today").text
    assert "It no longer fits: its filters or its days are not offered any more." in page
    assert "was left out" not in page
