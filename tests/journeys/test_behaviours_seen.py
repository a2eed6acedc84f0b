"""Behaviours in a real browser: what it tells, a change that arrives by itself, nothing axe can find, on a phone, from
right to left, on paper; and filters that send themselves only when they make sense."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from axed import faults
from devices import DESKTOP
from playwright.sync_api import expect

from cabochon.directory.rows import Account
from cabochon.retail.events import Observation
from cabochon.retail.who import person

PHONE_SIZE = {"width": 390, "height": 844}
ARABIC = "amira"


@pytest.fixture(scope="module")
def states(shop, chromium):
    """Signed-in storage by account: one sign-in each serves all the tests of this file."""
    boss = shop.house.viewer("manager")
    shop.house.directory.put(Account(id=ARABIC, login=ARABIC, name="Amira", role="manager", boutiques=(shop.door,),
                                     person=boss.person, language="ar"))  # fmt: skip
    found = {}
    for account in ("manager", ARABIC, "ld_author"):
        context = chromium.new_context()
        page = context.new_page()
        page.goto(shop.link(account))
        page.locator("form button[type=submit], form button:not([type])").first.click()
        page.wait_for_url(lambda url: "/link/" not in url)
        found[account] = context.storage_state()
        context.close()
    return found


@pytest.fixture
def opened(shop, context, states):
    def make(address="/behaviours", account="manager", **how):
        how = {**DESKTOP, "reduced_motion": "reduce", "bypass_csp": True, **how}
        page = context(storage_state=states[account], service_workers="block", **how).new_page()
        page.goto(f"{shop.base}{address}")
        page.wait_for_load_state("load")
        return page

    return make


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def watched(shop, **marks):
    """One more visit is observed, now."""
    now = datetime.now(UTC)
    shop.house.keep_as().events([Observation(
        id=uuid4(), at=now, boutique=shop.door, source="floor", associate=person(next(iter(shop.team.values()))),
        observer=person(shop.house.viewer("manager").person), started=now - timedelta(minutes=15), marks=marks,
    )])  # fmt: skip
    shop.house.catch_up()


def test_the_parts_of_the_page_are_one_tap_away(opened):
    page = opened()
    expect(page.get_by_role("heading", name="How often each step happened")).to_be_visible()
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Watch and jewelry").click()
    expect(page.get_by_role("heading", name="Which line needs other talking points")).to_be_in_viewport()
    page.get_by_role("navigation", name="Steps by").get_by_role("link", name="Associate").click()
    page.wait_for_url("**by=associate**")
    heads = page.locator("#cut tbody th").all_inner_texts()
    assert heads[1:] == sorted(heads[1:], key=str.casefold)


def test_a_cell_says_its_interval_on_tap(opened):
    page = opened("/behaviours?by=line")
    cell = page.locator("#cut td details:has(small)").first
    cell.locator("summary").click()
    expect(cell.locator("p")).to_contain_text("95% interval")
    page.keyboard.press("Escape")
    expect(cell.locator("p")).to_be_hidden()


def test_an_observation_arrives_by_itself(opened, shop):
    page = opened()
    counted = page.locator("#step-welcome .drawn .fine")
    before = int(counted.inner_text().split(" of ")[1].split()[0])
    page.locator("#when > summary").click()  # a part that is folded stays so
    watched(shop, welcome="yes")
    expect(counted).to_contain_text(f"of {before + 1} observations")
    assert page.locator("#when").evaluate("(one) => one.open") is False


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/behaviours?by=associate", "/today"])
def test_nothing_for_axe_at_a_desk_and_on_a_phone_with_all_open(opened, address, scheme):
    page = opened(address, color_scheme=scheme)
    assert faults(page) == []
    page.set_viewport_size(PHONE_SIZE)
    page.evaluate("document.querySelectorAll('details.fold').forEach((one) => { one.open = true; })")
    assert faults(page) == []
    assert overflow(page) <= 0
    page.set_viewport_size({"width": 320, "height": 640})
    assert overflow(page) <= 0


def test_on_a_phone_all_but_the_first_are_folded_and_a_link_opens_one(opened):
    page = opened(viewport=PHONE_SIZE)
    state = "document.querySelectorAll('details.fold[open]').length"
    assert page.evaluate(state) == 1
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="When add-ons sell").click()
    expect(page.locator("#when .when").or_(page.locator("#when .held")).first).to_be_visible()
    page = opened("/behaviours#lines", viewport=PHONE_SIZE)
    assert page.locator("#lines").evaluate("(one) => one.open") is True


@pytest.mark.parametrize("how", [{}, {"viewport": PHONE_SIZE}])
def test_from_right_to_left_nothing_runs_out_of_the_window(opened, how):
    page = opened(account=ARABIC, **how)
    assert page.evaluate("document.documentElement.dir") == "rtl"
    page.evaluate("document.querySelectorAll('details.fold').forEach((one) => { one.open = true; })")
    assert overflow(page) <= 0
    assert faults(page) == []


def test_paper_shows_every_part_and_folds_them_again(opened):
    page = opened(viewport=PHONE_SIZE)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("document.querySelectorAll('details.fold:not([open])').length") == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.querySelectorAll('details.fold[open]').length") == 1


def test_a_view_without_anything_leads_on(opened):
    page = opened(account="ld_author")  # the house is two weeks old, the last lot of four closed before
    expect(page.get_by_role("heading", name="Nothing was observed in this view")).to_be_visible()
    expect(page.get_by_role("link", name="Look further back")).to_be_visible()


def test_chosen_days_are_sent_when_both_stand_and_not_while_they_are_typed(opened):
    page = opened("/today")
    page.locator("#filters [name=period]").select_option("custom")
    page.wait_for_url("**period=custom**")
    page.wait_for_load_state("load")
    since = page.locator("#filters [name=since]")
    since.focus()
    address = page.url
    page.keyboard.type("0")  # half a date
    page.keyboard.press("Backspace")
    assert page.url == address
    until = page.locator("#filters [name=until]").input_value()
    day = str(datetime.fromisoformat(until).date() - timedelta(days=3))
    since.fill(day)
    page.locator("#filters [name=until]").focus()
    page.wait_for_url(f"**since={day}**")


def test_days_in_the_wrong_order_wait(opened):
    page = opened("/today?period=custom")
    address, until = page.url, page.locator("#filters [name=until]").input_value()
    page.locator("#filters [name=since]").fill(str(datetime.fromisoformat(until).date() + timedelta(days=1)))
    page.locator("#filters [name=line]").focus()
    assert page.url == address
    expect(page.locator("#filters")).not_to_have_attribute("aria-busy", "true")


def test_another_period_leaves_the_chosen_days_behind(opened):
    page = opened("/today?period=custom")
    page.locator("#filters [name=period]").select_option("7")
    page.wait_for_url("**period=7")
    assert "since" not in page.url


def test_like_for_like_and_more_filters_send_themselves(opened):
    page = opened("/behaviours?by=weekday")
    page.get_by_text("More filters").click()
    page.locator("#filters [name=role]").select_option("advisor")
    page.wait_for_url("**role=advisor**")
    assert "by=weekday" in page.url
    page.wait_for_load_state("load")
    page.get_by_text("More filters").click()
    page.get_by_label("Like for like boutiques").check()
    page.wait_for_url("**like=1**")
