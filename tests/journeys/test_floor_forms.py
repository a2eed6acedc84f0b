"""Forms of the floor on a phone: taps and seconds, several forms offline, two people on a device, the weight."""

import re

from choosing import choose
from playwright.sync_api import expect as shown

from cabochon.directory.rows import Account

MARKS = {"welcome": "yes", "discovery": "yes", "reasons": "partly", "try_on": "yes", "accessory": "not_yet",
         "care_plan": "not_applicable", "next_step": "yes"}  # fmt: skip
TAP = 2  # seconds at a walking pace
HELD = 5_200  # ms an entry is held back for undo
PAGES = ("", "/observe", "/coach", "/huddle", "/log", "/learn", "/aids", "/actions", "/focus", "/kept", "/praise",
         "/bright", "/week", "/lookback", "/calibrate")  # fmt: skip


def sync(page):
    return shown(page.locator("#sync"))


class Thumb:
    """Taps what is large enough for it, and counts."""

    def __init__(self, page):
        self.page, self.taps = page, 0

    def tap(self, found):
        found.scroll_into_view_if_needed()
        assert found.bounding_box()["height"] >= 43.5
        found.tap()
        self.taps += 1


def observe(page, thumb=None):
    thumb = thumb or Thumb(page)
    for behaviour, mark in MARKS.items():
        thumb.tap(page.locator(f"label:has([name=mark-{behaviour}][value={mark}])"))
    thumb.tap(page.locator("#wordings label").first)
    thumb.tap(page.locator("#actions label").first)
    thumb.tap(page.get_by_role("button", name="Save observation"))
    return thumb


def test_one_observation_takes_a_thumb_at_most_fourteen_taps_and_less_than_a_minute(shop, phone):
    _, page = phone
    before = shop.kept
    page.goto(f"{shop.base}/floor/observe?associate={next(iter(shop.team.values()))}")
    long = page.evaluate("document.querySelector('#observe').getBoundingClientRect().bottom + scrollY")
    assert long <= 844 * 1.5
    thumb = observe(page)
    assert thumb.taps <= 14
    assert thumb.taps * TAP < 60
    feedback = page.get_by_role("link", name="Give feedback now").get_attribute("href")
    sync(page).to_have_text("All sent")
    assert shop.kept == before + 1
    said = shop.house.log.after(before)[0].entry
    assert feedback.startswith(f"/floor/coach?follows={said.id}&associate=")


def test_two_observations_and_a_coaching_moment_logged_offline_arrive_once_in_spite_of_double_taps(shop, phone):
    device, page = phone
    before = shop.kept
    device.set_offline(True)
    for n in (1, 2):
        choose(page, n)
        observe(page)
        page.locator("#save").dispatch_event("click")  # the second tap of a double tap
        sync(page).to_have_text(f"Offline, {n} kept")
    page.goto(f"{shop.base}/floor/actions")
    shown(page.get_by_role("heading", name="Offline", exact=True)).to_be_visible()
    page.get_by_role("link", name="Log a coaching moment").click()
    shown(page.locator("select[data-team] option").nth(1)).to_be_attached()
    page.select_option("select[data-team]", index=1)
    page.select_option("select[data-behaviours]", "accessory")
    page.locator("input[name='positives[]']").first.fill("Asked for the occasion first")
    page.locator("form[data-entry] button.primary").click()
    sync(page).to_have_text("Offline, 3 kept")
    device.set_offline(False)
    sync(page).to_have_text("All sent")
    page.wait_for_timeout(500)
    assert shop.kept == before + 3


def test_two_people_on_one_device_never_read_each_others_drafts_or_entries(shop, phone):
    device, page = phone
    device.route("**/floor/{entries,sealed}", lambda route: route.abort())
    choose(page)
    page.get_by_label("One note").fill("Asked about a moonphase")
    observe(page)
    page.get_by_label("One note").fill("Half a thought on enamel")
    page.wait_for_timeout(600)
    device.clear_cookies()
    page.goto(shop.link("deputy"))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/today")
    page.goto(f"{shop.base}/floor/observe")
    shown(page.locator("#waiting")).to_have_text("One entry of another person waits on this device.")
    assert not re.search("moonphase|enamel", page.content())
    shown(page.get_by_label("One note")).to_have_value("")
    device.unroute("**/floor/{entries,sealed}")


def test_who_may_not_observe_still_has_the_floor_without_its_form(shop, desk_of):
    team = next(iter(shop.team.values()))
    shop.house.directory.put(
        Account(id="seller", login="seller", name="Seller", role="associate", boutiques=(shop.door,), person=team)
    )
    page = desk_of("seller")
    answer = page.goto(f"{shop.base}/floor/observe")
    assert answer.status in (403, 404)


def test_a_correction_opens_filled_in_and_says_what_it_corrects(shop, desk_of):
    page = desk_of("manager")
    page.goto(f"{shop.base}/floor/observe")
    choose(page)
    page.locator("label:has([name=mark-welcome][value=partly])").click()
    page.get_by_role("button", name="Save observation").click()
    before = shop.kept
    sync(page).to_have_text("All sent")
    entry = shop.house.log.after(before)[0].entry.id
    page.goto(f"{shop.base}/floor/observe?corrects={entry}")
    shown(page.locator("[name=mark-welcome][value=partly]")).to_be_checked()
    page.locator("label:has([name=mark-welcome][value=yes])").click()
    page.get_by_role("button", name="Save correction").click()
    page.wait_for_url("**/floor")
    page.wait_for_timeout(HELD)
    sync(page).to_have_text(re.compile("All sent|Up to date"))  # a page may load anew once it is sent
    told = shop.house.record.entry(shop.door, entry)
    assert (told.corrected, told.event.marks) == (True, {"welcome": "yes"})


def test_every_page_of_the_floor_is_small(shop, context):
    """Under 120 kB over the wire on the first visit, fonts included (1.2 s on a shop's phone at 1.6 Mbit/s)."""
    how = {"viewport": {"width": 390, "height": 844}, "service_workers": "block"}
    door = context(**how)
    page = door.new_page()
    page.goto(shop.link())
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/today")
    weights = {}
    for address in (*(f"/floor{one}" for one in PAGES), "/me"):
        fresh = context(**how, storage_state=door.storage_state())
        page = fresh.new_page()
        wire, taken = fresh.new_cdp_session(page), []
        wire.send("Network.enable")
        wire.on("Network.loadingFinished", lambda event, taken=taken: taken.append(event["encodedDataLength"]))
        answer = page.goto(f"{shop.base}{address}")
        page.wait_for_load_state("networkidle")
        if answer.status == 200:
            weights[address] = int(sum(taken))
        fresh.close()
    assert {address: weight for address, weight in weights.items() if weight > 120_000} == {}
    assert len(weights) >= 5
