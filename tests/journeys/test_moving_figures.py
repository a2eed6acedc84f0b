"""The Today page in a real browser: figures that move by themselves and are in nobody's way; leaving the page."""

import re
from datetime import timedelta
from uuid import uuid4

from choosing import choose
from playwright.sync_api import expect

from cabochon.retail.events import Survey

HELD = 5_200  # ms an entry is held back for undo


def hear(shop, words):
    """A client's answer comes in."""
    shop.house.keep_as().events([
        Survey(at=shop.house.clock() - timedelta(minutes=1), boutique=shop.door, source="survey:csv", key=uuid4().hex,
               raw=5, low=1, high=5, comment=words)
    ])  # fmt: skip


def live(page):
    expect(page.locator("#live")).to_have_text(re.compile("^Live"))


def words(page):
    return page.locator("[data-live=words]")


def counted(page):
    return int(re.search(r"(\d+) surveys", page.locator("[data-live=tile-csat]").inner_text())[1])


def test_a_region_that_holds_the_focus_waits_until_the_focus_has_left_it(shop, desk_of):
    page = desk_of()
    live(page)
    trend = page.locator("[data-live=trend]")
    trend.get_by_text("Show as a table").click()
    last = trend.locator("tbody tr").first
    before = last.inner_text()
    hear(shop, "Calm and precise.")
    expect(words(page)).to_contain_text("Calm and precise.")
    assert last.inner_text() == before
    page.evaluate("document.activeElement.blur()")
    expect(last).not_to_have_text(before, use_inner_text=True)
    expect(trend.locator("table")).to_be_visible()  # what was opened stays open


def test_marked_text_is_not_pulled_away(shop, desk_of):
    page = desk_of()
    live(page)
    page.locator("[data-live=words] blockquote").first.select_text()
    marked = page.evaluate("getSelection().toString()")
    hear(shop, "I felt at home.")
    expect(page.locator("[data-live=stream]")).to_contain_text("Survey")
    page.wait_for_timeout(1_500)
    assert page.evaluate("getSelection().toString()") == marked


def test_after_the_house_was_away_the_page_catches_up_by_itself(shop, desk_of):
    page = desk_of()
    live(page)
    page.evaluate("window.loadedOnce = true")
    before = counted(page)
    with shop.away():
        expect(page.locator("#live")).to_have_text("Reconnecting")
        hear(shop, "Came in while nobody listened.")
    expect(words(page)).to_contain_text("Came in while nobody listened.")
    live(page)
    assert counted(page) == before + 1
    assert page.evaluate("window.loadedOnce") is True


def test_the_clock_is_the_boutiques(desk_of):
    page = desk_of(timezone_id="Pacific/Auckland")
    live(page)
    assert page.locator("#live").inner_text()[-5:] == page.locator("#live").get_attribute("data-clock")


def test_the_page_is_small(shop, context, desk_of):
    """Under 150 kB over the wire, fonts included."""
    state = desk_of().context.storage_state()
    fresh = context(viewport={"width": 1280, "height": 900}, service_workers="block", storage_state=state)
    page = fresh.new_page()
    wire, taken = fresh.new_cdp_session(page), []
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda event: taken.append(event["encodedDataLength"]))
    page.goto(f"{shop.base}/today")
    page.wait_for_load_state("load")
    page.wait_for_timeout(800)
    assert 20_000 < sum(taken) < 150_000


def test_signing_out_from_today_tells_of_what_waits_on_this_device(shop, phone):
    device, page = phone
    device.route("**/floor/{entries,sealed}", lambda route: route.abort())
    choose(page)
    page.locator("label:has([name=mark-welcome][value=yes])").click()
    page.get_by_role("button", name="Save observation").click()
    expect(page.locator("#sync")).to_contain_text("1 kept")
    page.wait_for_timeout(HELD)
    page.goto(f"{shop.base}/today")
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.locator(".who .menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_timeout(500)
    assert "1 entry is not sent yet" in asked[0]
    assert page.url.endswith("/today")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/signed-out")
    expect(page.locator("#left")).to_contain_text("1 entry waits to be sent")
    device.unroute("**/floor/{entries,sealed}")


def test_the_page_can_be_walked_by_keyboard(desk_of):
    page = desk_of()
    live(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    walked = []
    for _ in range(40):
        page.keyboard.press("Tab")
        walked.append(
            page.evaluate(
                "(e => e.name || e.getAttribute('aria-label') || e.textContent.trim())(document.activeElement)"
            )
        )
    order = ["Today", "boutique", "associate", "line", "shift", "period", "What this counts: Client satisfaction"]
    places = [walked.index(one) for one in order]
    assert places == sorted(places)


def test_escape_closes_what_enter_opened_and_gives_the_focus_back(desk_of):
    page = desk_of()
    live(page)
    what = page.locator("[data-live=tile-csat] details.what")
    what.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(what.locator("p")).to_be_visible()
    page.keyboard.press("Escape")
    expect(what.locator("p")).to_be_hidden()
    assert page.evaluate("document.activeElement.closest('details.what') !== null")
    menu = page.locator(".who details.menu")
    menu.locator("summary").click()
    page.keyboard.press("Escape")
    expect(menu.get_by_role("button", name="Sign out")).to_be_hidden()
