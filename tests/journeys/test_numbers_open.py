"""A tile opens, is broken down and taken along as a file; two breakdowns are explored; readable in both themes."""

import csv
import io

import pytest
from axed import faults

from cabochon.directory.rows import Account

PHONE = {"viewport": {"width": 390, "height": 844}, "reduced_motion": "reduce", "bypass_csp": True}
PAGES = ("/numbers/attach_rate?by=associate", "/explore", "/explore?measure=attach_rate&by=daypart&then=product_line",
         "/embeds")  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault(shop, desk_of, scheme):
    page = desk_of("manager", **PHONE, color_scheme=scheme)
    for address in PAGES:
        page.goto(f"{shop.base}{address}")
        assert (address, faults(page)) == (address, [])
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_tile_opens_is_broken_down_by_shift_and_leaves_as_a_file(shop, desk_of):
    page = desk_of("manager")
    page.goto(f"{shop.base}/today")
    page.get_by_role("link", name="Client satisfaction").or_(page.locator(".tile h2 a")).first.click()
    page.wait_for_url("**/numbers/**")
    page.get_by_role("navigation", name="Broken down by").get_by_role("link", name="Shift").click()
    page.wait_for_url("**by=daypart**")
    with page.expect_download() as coming:
        page.get_by_role("link", name="CSV", exact=True).click()
    rows = list(csv.DictReader(io.StringIO(coming.value.path().read_text("utf-8"), newline="")))
    assert {"daypart", "value", "n"} <= set(rows[0])
    assert any(row["daypart"] for row in rows)


def test_two_breakdowns_are_chosen_one_after_the_other(shop, desk_of):
    page = desk_of("manager")
    page.goto(f"{shop.base}/explore")
    page.locator("select[name=measure]").select_option("attach_rate")
    page.wait_for_url("**measure=attach_rate**")
    page.locator("select[name=by]").select_option("daypart")
    page.wait_for_url("**by=daypart**")
    page.locator("select[name=then]").select_option("product_line")
    page.wait_for_url("**then=product_line**")
    assert page.get_by_role("columnheader").count() >= 5
    assert page.locator(".chart.wide svg").first.is_visible()


def test_from_right_to_left_nothing_runs_out_of_the_window(shop, desk_of):
    manager = shop.house.directory.get(Account, "manager")
    shop.house.directory.put(Account(id="rtl", login="rtl", name="Rtl", role="manager", boutiques=manager.boutiques,
                                     person=manager.person, language="ar"))  # fmt: skip
    page = desk_of_arabic(shop, desk_of)
    for address in PAGES[:3]:
        page.goto(f"{shop.base}{address}")
        assert page.evaluate("document.documentElement.dir") == "rtl"
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def desk_of_arabic(shop, desk_of):
    """The button of the link's page is in the stranger's language; from then on it is the account's."""
    return desk_of("rtl", viewport={"width": 390, "height": 844})
