"""Looking something up on the phone: two taps from a form, found by a word inside, without a network, told once."""

import re

import msgspec
from devices import PATIENCE
from playwright.sync_api import expect as shown

from cabochon import vocabulary
from cabochon.retail.learning import JobAid


def opened(shop, before):
    heard = [vocabulary.hear(msgspec.json.decode(one.entry.clear or b"{}"), shop.house.home)
             for one in shop.house.log.after(before)]  # fmt: skip
    return [one.aid for one in heard if isinstance(one, JobAid)]


def test_two_taps_from_a_form_with_and_without_a_network(shop, phone):
    _, page = phone
    before = shop.kept
    page.get_by_role("link", name="Look up").click()
    page.get_by_role("link", name="Ring sizing").click()
    shown(page.get_by_role("heading", name="Ring sizing")).to_be_focused()
    shown(page.locator("[data-open] article")).to_contain_text("Over the knuckle")
    page.go_back()
    shown(page.get_by_role("heading", name="Ring sizing")).to_be_hidden()
    with shop.away():
        page.goto(f"{shop.base}/floor/log")
        page.get_by_role("link", name="Look up").click()
        page.get_by_role("searchbox").fill("NÌCKEL")
        shown(page.locator("[data-row]:visible")).to_have_count(1)
        page.get_by_role("link", name="Strap guide").click()
        shown(page.locator("[data-open] article")).to_contain_text("never with a knife")
        page.get_by_role("link", name="All of them").click()
        shown(page.locator("[data-row]:visible")).to_have_count(1)
        page.goto(f"{shop.base}/floor/aids/ring-sizing")  # from the end of a kept module
        shown(page.locator("[data-open] article")).to_contain_text("Over the knuckle")
        shown(page.locator("#sync")).to_contain_text(
            re.compile(r"Offline, \d kept")
        )  # the opening before may still wait
    page.goto(f"{shop.base}/floor")
    for _ in range(PATIENCE // 100):
        if len(opened(shop, before)) > 1:
            break
        page.wait_for_timeout(100)
    assert opened(shop, before) == ["ring-sizing", "strap-guide"]
