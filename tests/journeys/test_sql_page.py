"""SQL for analysts: readable for everybody in both themes, asked by keyboard, copied as a spreadsheet takes it."""

import pytest
from axed import faults

from cabochon.directory.rows import Account

PHONE = {"viewport": {"width": 390, "height": 844}, "reduced_motion": "reduce", "bypass_csp": True}


@pytest.fixture
def analyst(shop):
    doors = tuple(door.code for door in shop.house.snapshot.doors(shop.house.today))
    shop.house.directory.put(Account(id="analyst", login="analyst", name="analyst", role="analyst", boutiques=doors))
    return "analyst"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault_empty_answered_or_refused(shop, desk_of, analyst, scheme):
    page = desk_of(analyst, **PHONE, color_scheme=scheme)
    page.goto(f"{shop.base}/sql")
    box = page.get_by_label("Your SELECT")
    assert faults(page) == []
    for sql, place in (("select * from doors, measures", "#rows"), ("select * from '/etc/passwd'", "#fault")):
        box.fill(sql)
        page.get_by_role("button", name="Ask").click()
        page.locator(place).wait_for()
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_an_example_is_asked_with_the_keyboard_alone(shop, desk_of, analyst):
    page = desk_of(analyst)
    page.goto(f"{shop.base}/sql")
    page.get_by_role("link", name="How much is held back").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**example=4")
    page.get_by_label("Your SELECT").focus()
    page.keyboard.press("Control+Enter")
    page.locator("#rows").wait_for(timeout=60_000)
    assert page.get_by_role("columnheader").all_inner_texts() == ["title", "cells", "share_held_back"]


def test_rows_are_copied_and_no_formula_with_them(shop, desk_of, analyst):
    page = desk_of(analyst, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{shop.base}/sql")
    page.get_by_label("Your SELECT").fill("select '=1+1' as a, -2 as b, null as c")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Copy").click()
    page.get_by_text("The rows are copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "a\tb\tc\n'=1+1\t-2\t"


def test_a_file_comes_and_the_page_stays(shop, desk_of, analyst):
    page = desk_of(analyst)
    page.goto(f"{shop.base}/sql")
    page.get_by_label("Your SELECT").fill("select boutique from doors order by 1")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download CSV").click()
    assert coming.value.suggested_filename == "cells.csv"
    assert page.get_by_label("Your SELECT").input_value() == "select boutique from doors order by 1"
