"""A manager's day on the phone: scan, focus, huddle, two visits offline, coaching, midday tip, check-in."""

import re

from test_floor import expect, fill, sync

from cabochon.retail.coaching import Coaching, Focus, Huddle
from cabochon.retail.events import Observation

SENT = 60_000  # ms: an entry is held for undo, then sent


def told(shop, *kinds):
    see = shop.house.see_as(shop.house.viewer("manager"))
    return [one.event for one in see.record(kinds, boutiques=(shop.door,))]


def tip_of(page, summary, words, button):
    page.get_by_text(summary, exact=True).click()
    form = page.locator("form", has=page.get_by_role("button", name=button))
    form.locator("[name=tip]").fill(words)
    form.get_by_role("button", name=button).click()


def opened(shop, page, path):
    """A page of the house itself: on a busy machine the worker may have shown its stand-in meanwhile, and a page that
    loads itself anew once an entry is sent may get in between."""
    from playwright.sync_api import Error

    for _ in range(8):
        try:
            page.goto(f"{shop.base}{path}")
            page.locator("main[data-writer]").wait_for(timeout=5_000)
            return
        except Error:
            page.wait_for_timeout(300)
    raise AssertionError(f"{path} does not open")


def kept(shop, page, more):
    """Until so many more are in the house; the phone is left alone meanwhile."""
    for _ in range(SENT // 200):
        if shop.kept >= more:
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"{shop.kept} are kept, not {more}")


def test_a_managers_day_from_the_morning_scan_to_the_check_in(shop, phone):
    device, page = phone
    observed = len(told(shop, Observation))

    opened(shop, page, "/floor/focus")
    if page.get_by_text("Keep, tune or drop").count():  # what the weeks before left standing
        if not page.get_by_role("button", name="Close the focus").is_visible():
            page.get_by_text("Keep, tune or drop").click()
        page.locator("label:has([name=outcome][value=kept])").click()
        page.get_by_label("The phrase that worked").fill("Where will you wear it first?")
        page.get_by_role("button", name="Close the focus").click()
        page.wait_for_url("**/floor/focus?*")
        opened(shop, page, "/floor/focus")
    reason = page.get_by_label("Why").input_value()
    assert re.search(r"in \d+% of \d+ observed visits", reason)
    expect(page.locator(".goal")).to_have_text(re.compile(r"from \d+% to \d+%"))
    before = shop.kept
    sync(page).not_to_have_text("Online")
    page.get_by_role("button", name="Set the focus").click()
    page.wait_for_url("**/floor")
    kept(shop, page, before + 1)

    opened(shop, page, "/floor/huddle")  # the first tap, on Now; the second:
    assert page.locator("[name=tip]").input_value()
    page.get_by_role("button", name="Done").click()
    page.wait_for_url("**/floor")

    opened(shop, page, "/floor/huddle/sheet")
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1

    kept(shop, page, before + 2)
    opened(shop, page, "/floor/observe")
    page.wait_for_selector("#associate option:nth-child(2)", state="attached")
    device.set_offline(True)
    fill(page)
    sync(page).to_have_text("Offline, 1 kept")
    fill(page, "Kept a calm pace")
    sync(page).to_have_text("Offline, 2 kept")
    device.set_offline(False)
    sync(page).to_have_text("All sent", timeout=SENT)
    for _ in range(SENT // 200):  # the second may still be held back for its undo
        if len(told(shop, Observation)) == observed + 2:
            break
        page.wait_for_timeout(200)
    assert len(told(shop, Observation)) == observed + 2

    person = told(shop, Observation)[-1].associate.name
    opened(shop, page, f"/floor/coach?associate={person}")
    if page.get_by_label("First").count():  # else what was marked yes is offered as chips
        page.get_by_label("First").fill("Asked for the occasion first")
    page.get_by_label("What you saw").fill("The offer came after the payment")
    page.locator("#next").fill("Offer during the try-on")
    page.get_by_role("button", name="Save the moment").click()
    page.wait_for_url("**/floor/person/*")

    opened(shop, page, "/floor/focus")
    tip_of(page, "Change it", "Two, each with what the client said", "Make it today’s tip")
    opened(shop, page, "/floor/checkin")
    page.get_by_label("What to repeat tomorrow").fill("Asked for the trip first, then showed the strap")
    page.get_by_role("button", name="Choose for tomorrow").click()
    page.wait_for_url("**/floor")
    kept(shop, page, before + 7)

    said = told(shop, Focus, Huddle, Coaching)[-5:]
    assert sorted(type(one).__name__ for one in said) == ["Coaching", "Focus", "Focus", "Focus", "Huddle"]
    tips = [one for one in said if isinstance(one, Focus) and one.what == "tip"]
    assert tips[0].tip == "Two, each with what the client said"
    assert (tips[1].since - tips[0].since).days == 1
    assert tips[1].reason == "Asked for the trip first, then showed the strap"
