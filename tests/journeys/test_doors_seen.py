"""Boutiques side by side and loss prevention in a real browser: what is drawn is said, changes come by themselves,
nothing axe can find, in both themes, in a narrow window, from right to left."""

from dataclasses import replace
from datetime import timedelta

import pytest
from axed import faults
from devices import DESKTOP
from playwright.sync_api import expect

from cabochon.directory.rows import Account
from cabochon.retail.operations import Counted, StockCount

PAGES = ["/doors", "/doors?measure=shrink_rate", "/loss"]


@pytest.fixture(scope="module")
def states(shop, chromium):
    """Signed-in storage of the manager and of a manager of both boutiques."""
    codes = tuple(door.code for door in shop.house.snapshot.doors(shop.house.today))
    own = shop.house.directory.account("manager") if hasattr(shop.house.directory, "account") else None
    both = Account(id="both", login="both", name="Both", role="manager", boutiques=codes)
    shop.house.directory.put(replace(own, id="both", login="both", boutiques=codes, person="") if own else both)
    found = {}
    for account in ("manager", "both"):
        context = chromium.new_context()
        page = context.new_page()
        page.goto(shop.link(account))
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/link/" not in url)
        found[account] = context.storage_state()
        context.close()
    return found


@pytest.fixture
def opened(shop, context, states):
    def make(address, account="both", **how):
        how = {**DESKTOP, "reduced_motion": "reduce", "bypass_csp": True, **how}
        page = context(storage_state=states[account], service_workers="block", **how).new_page()
        page.goto(f"{shop.base}{address}")
        page.wait_for_load_state("load")
        return page

    return make


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.mark.parametrize("path", PAGES)
def test_no_fault_for_axe_in_the_dark_and_nothing_out_of_a_narrow_window(opened, path):
    page = opened(path, viewport={"width": 390, "height": 844}, color_scheme="dark")
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
    assert faults(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert overflow(page) <= 0
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert overflow(page) <= 0


@pytest.mark.parametrize("path", PAGES)
def test_no_fault_for_axe_at_a_desk_in_the_light(opened, path):
    page = opened(path)
    assert faults(page) == []
    assert overflow(page) <= 0


def test_each_drawing_says_what_it_shows_and_leads_to_its_number(opened):
    page = opened("/doors")
    expect(page.get_by_role("heading", name="Who lies where chance does not reach")).to_be_visible()
    drawn = page.locator("[data-live=funnel] .chart.wide svg").first
    assert "by boutique against how many events" in drawn.get_attribute("aria-label")
    assert drawn.locator("[aria-label][role=graphics-symbol]").count() == 2
    small = page.locator(".small a").first
    assert small.get_attribute("href").startswith("/numbers/attach_rate?boutique=")


def test_a_choice_of_measure_is_kept_in_the_address(opened):
    page = opened("/doors")
    page.get_by_label("Measure").select_option("csat")
    page.wait_for_url("**/doors?*measure=csat*")
    expect(page.locator("#spread")).to_have_text("CSAT")


def test_a_count_that_comes_in_changes_the_page_by_itself(opened, shop):
    page = opened("/loss", "manager")
    zones = page.locator("[data-live=zones]")
    expect(zones).to_contain_text("vault")
    expect(page.locator("#live")).to_have_attribute("data-state", "on")
    at = shop.house.clock() - timedelta(minutes=5)
    shop.house.keep_as().events([StockCount(
        at=at, boutique=shop.door, source="stock:seen", key="seen", revision="1", zone="window", currency="CHF",
        lines=(Counted(sku="SEEN-1", expected=10, counted=9, cost=100),), reason="cycle",
    )], fresh=True)  # fmt: skip
    expect(zones).to_contain_text("window")


def test_on_paper_everything_is_there_but_the_buttons(opened):
    page = opened("/doors")
    page.emulate_media(media="print")
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator("[data-live=table] table")).to_be_visible()
