"""A module on the phone: taken without a network, gone on with on another device, told once; and how it weighs."""

from collections import Counter

import msgspec
import pytest
from devices import CONTROLLED, DESKTOP, PATIENCE, PHONE
from playwright.sync_api import expect as shown

from cabochon import vocabulary
from cabochon.directory.rows import Account
from cabochon.retail.learning import Learning
from seven_ways import KEY, MODULE, ship

ACCOUNT = "learner"


@pytest.fixture
def learner(shop, monkeypatch):
    ship(monkeypatch)
    who = sorted(shop.team.values())[-1]
    shop.house.directory.put(
        Account(id=ACCOUNT, login=ACCOUNT, name="Learner", role="associate", boutiques=(shop.door,), person=who)
    )
    return who


def signed_in(shop, context, **how):
    page = context(**{**PHONE, **how}).new_page()
    page.goto(shop.link(ACCOUNT))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/link/" not in url)
    return page


def opened(page, shop):
    page.goto(f"{shop.base}/floor/learn/{KEY}")
    page.wait_for_selector("[data-lesson][data-playing]")
    return page.locator("[data-next]")


def said(shop, before):
    """Steps in modules since a position of the log."""
    found = shop.house.log.after(before)
    heard = [vocabulary.hear(msgspec.json.decode(one.entry.clear or b"{}"), shop.house.home) for one in found]
    return [one for one in heard if isinstance(one, Learning)]


def arrived(page, shop, before, *, count):
    """The same, once there are so many."""
    for _ in range(PATIENCE // 100):
        steps = said(shop, before)
        if len(steps) >= count:
            return steps
        page.wait_for_timeout(100)
    raise AssertionError(f"{len(steps)} of {count} arrived")


def test_an_advisor_takes_a_module_offline_and_goes_on_with_it_on_a_second_device(shop, context, learner):
    before = shop.kept
    page = signed_in(shop, context)
    opened(page, shop)
    page.evaluate(CONTROLLED)
    page.get_by_role("button", name="Take offline").click()
    shown(page.locator("[data-keep-said]")).to_contain_text("Kept on this device")
    with shop.away():
        page.goto(f"{shop.base}/floor/learn")
        page.get_by_role("link", name=MODULE.title).click()
        page.wait_for_selector("[data-lesson][data-playing]")
        page.locator("[data-next]").click()
        page.locator("[data-step=which-line] [data-choice=b] button").click()
        page.locator("[data-next]").click()
        page.locator("[data-step=the-order] [data-check]").click()
        shown(page.locator("[data-step=the-order] .verdict")).to_contain_text("Not yet")
        page.locator("[data-next]").click()
        page.locator("[data-step=the-miss] [data-choice=b] button").click()
        page.locator("[data-next]").click()
        for gap, words in enumerate(("the sea", "second watch")):
            page.locator("[data-step=the-words] select").nth(gap).select_option(words)
        page.locator("[data-step=the-words] [data-check]").click()
        page.locator("[data-next]").click()
        shown(page.locator("#sync")).to_contain_text("Offline, 4 kept")
        shown(page.locator("[data-away]")).to_be_visible()
    page.goto(f"{shop.base}/floor/learn")
    shown(page.locator("#sync")).to_have_text("All sent")
    second = signed_in(shop, context)
    shown(second.locator("#main")).to_be_visible()
    go_on = opened(second, shop)
    shown(second.locator("[data-step=aloud] h2")).to_be_visible()
    second.get_by_role("button", name="Back").click()
    shown(second.locator("[data-step=the-words] select").nth(1)).to_have_value("second watch")
    shown(second.locator("[data-step=the-words] .verdict")).to_contain_text("Not yet")
    go_on.click()
    second.get_by_role("button", name="I have said it").click()
    second.locator("[data-step=aloud] .own-marks input").first.check()
    go_on.click()
    second.locator("rect[data-choice=a]").click()
    go_on.click()
    second.get_by_label("Your number").fill("27")
    second.get_by_label("Your number").press("Enter")
    go_on.click()
    second.get_by_role("button", name="I will do this").click()
    shown(second.locator("[data-score]")).to_have_text("4 of 6 right at the first try")
    shown(second.locator("[data-outcome]")).to_have_text("Passed.")
    steps = arrived(second, shop, before, count=11)
    told = Counter(one.what for one in steps)
    assert told == {"launched": 1, "practised": 7, "took_on": 1, "completed": 1, "passed": 1}
    assert len({one.attempt for one in steps}) == 1
    right = {one.item: one.success for one in steps if one.what == "practised"}
    assert [right[one.key] for one in MODULE.exercises] == [True, False, True, False, None, True, True]
    assert {one.associate.name for one in steps} == {learner}


def test_a_module_goes_by_keyboard_alone(shop, context, learner):
    page = signed_in(shop, context, service_workers="block")
    opened(page, shop)
    if page.locator("[data-step=end]").is_visible():
        page.get_by_role("button", name="Take it once more").click()
        page.wait_for_selector("[data-step=see] h2:visible")
    while page.locator("[data-back]").is_visible():
        page.locator("[data-back]").press("Enter")
    page.locator("[data-next]").press("Enter")
    shown(page.locator("[data-step=which-line] h2")).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('[data-choice]')?.dataset.choice") == "b":
            break
    page.keyboard.press("Space")
    shown(page.locator("[data-step=which-line] [data-choice=b]")).to_have_attribute("data-verdict", "right")
    shown(page.locator("[data-step=which-line] [role=status]")).to_contain_text("Right.")


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")], ids=["phone", "desktop"])
def test_axe_finds_no_fault_in_all_parts_of_a_module_at_once(shop, context, learner, size, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = signed_in(shop, context, **size, color_scheme=scheme, service_workers="block", reduced_motion="reduce")
    opened(page, shop)
    page.evaluate("document.querySelectorAll('[data-step]').forEach((one) => one.removeAttribute('data-off'))")
    page.locator("[data-step=which-line] [data-choice=a] button").click()
    page.locator("[data-step=the-order] [data-check]").click()
    found = [(one["id"], one["nodes"][0]["html"]) for one in Axe().run(page).response["violations"]]
    assert found == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def test_the_first_load_of_a_module_is_small_without_its_media(shop, context, learner):
    door = signed_in(shop, context, service_workers="block")
    fresh = context(**PHONE, service_workers="block", storage_state=door.context.storage_state())
    page = fresh.new_page()
    page.route("**/media/**", lambda route: route.abort())
    wire, taken = fresh.new_cdp_session(page), []
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda event: taken.append(event["encodedDataLength"]))
    opened(page, shop)
    page.wait_for_load_state("networkidle")
    assert 20_000 < sum(taken) <= 150_000
