"""In a browser: news announces itself without moving the page; a launch check fills while one looks on."""

import msgspec
import pytest
from axed import faults
from playwright.sync_api import expect

from cabochon.house.launches import Heard
from cabochon.privacy.keys import make
from cabochon.xapi.versions import V103
from lrs_store import Client, basic, opened, said

OUTLINES = """() => [document.activeElement, document.activeElement.closest("label") ?? document.activeElement]
    .map((one) => getComputedStyle(one).outlineStyle)"""


@pytest.fixture
def send(shop):
    key, _ = make(shop.house.directory, "course tool", scopes=["all"], clock=shop.house.clock)

    def one():
        statement = said()
        found = [(msgspec.json.encode(statement), statement)]
        shop.house.statements.keep(shop.house.keyring.key(key), found, V103).result()

    return one


def test_new_statements_announce_themselves_and_nothing_moves(shop, desk_of, send):
    page = desk_of("admin")
    page.goto(f"{shop.base}/statements")
    page.evaluate("scrollTo(0, 600)")
    first = page.locator(".lines > li").nth(12)
    before = first.bounding_box()["y"], first.inner_text()
    send()
    send()
    news = page.get_by_role("link", name="2 new, show")
    expect(news).to_be_visible()
    assert (first.bounding_box()["y"], first.inner_text()) == before
    news.click()
    expect(page.locator(".lines > li").first).to_contain_text("a learner experienced".capitalize())
    expect(news).to_be_hidden()


def test_a_filter_applies_itself_and_stands_in_the_address(shop, desk_of):
    page = desk_of("admin")
    page.goto(f"{shop.base}/statements")
    page.get_by_label("Kind").select_option("learning")
    page.wait_for_url("**/statements?kind=learning")
    assert set(page.locator(".lines .tag").all_inner_texts()) == {"Module"}
    page.get_by_text("Verb, activity, dates").click()
    page.get_by_label("Verb").fill("http://adlnet.gov/expapi/verbs/completed")
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url("**verb=http**")
    texts = page.locator(".says a").all_inner_texts()
    assert texts
    assert all("completed" in one for one in texts)


def test_every_line_and_control_is_reached_by_keys(shop, desk_of):
    page = desk_of("admin")
    page.goto(f"{shop.base}/statements?kind=learning")
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.name || document.activeElement.tagName"))
        outlines = page.evaluate(OUTLINES)
        assert set(outlines) != {"none"}, page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
    assert {"kind", "boutique", "source", "days", "SUMMARY", "who", "A"} <= reached


def test_the_json_is_copied(shop, desk_of, context):
    page = desk_of("admin", permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{shop.base}/statements?kind=learning")
    page.locator(".says a").first.click()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert msgspec.json.decode(page.evaluate("navigator.clipboard.readText()"))["verb"]


def test_a_launch_check_fills_while_one_looks_on(shop, desk_of):
    page = desk_of("ld_author")
    page.goto(f"{shop.base}/launches")
    page.get_by_role("button", name="Start a check").first.click()
    page.wait_for_url("**/launches/*")
    expect(page.get_by_text("Nothing yet.")).to_be_visible()
    key, secret = page.locator("#key").inner_text(), page.locator("#secret").inner_text()
    check = shop.house.launches.mine(shop.house.viewer("ld_author"))[0]
    with opened(shop.house) as port:
        client = Client(port, basic(key, secret))
        whole = said(actor=msgspec.json.decode(check.actor), context={"registration": check.registration})
        client.post(whole)
        client.post({**whole, "verb": {"id": "did"}})
    expect(page.locator(".requests > li")).to_have_count(2)
    expect(page.locator(".requests > li").nth(1)).to_contain_text("/verb/id")
    expect(page.locator(".ticks li", has_text="The registration it was given")).to_contain_text("sent")
    page.get_by_role("button", name="End the check").click()
    expect(page.get_by_text("its key is closed")).to_be_visible()


@pytest.mark.parametrize("account", ["admin", "ld_author"])
def test_axe_finds_no_fault_on_a_statement_nor_on_a_check_with_refusals(shop, desk_of, account):
    check = shop.house.launches.start(shop.house.viewer(account))
    refused = Heard(method="POST", resource="statements", status=400, sent=b'{"verb":{"id":"did"}}',
                    answered=b'{"error":"is no IRI","pointer":"/verb/id"}')  # fmt: skip
    shop.house.launches.heard(shop.house.keyring.key(check.key), refused)
    page = desk_of(account, viewport={"width": 390, "height": 844}, bypass_csp=True)
    page.goto(f"{shop.base}/statements?kind=learning")
    addresses = [page.locator(".says a").first.get_attribute("href"), f"/launches/{check.id}"]
    for address in addresses:
        page.goto(f"{shop.base}{address}")
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    shop.house.launches.end(shop.house.viewer(account), check.id)


def test_a_statement_prints_whole(shop, desk_of):
    page = desk_of("admin")
    page.goto(f"{shop.base}/statements?kind=learning")
    page.locator(".says a").first.click()
    page.emulate_media(media="print")
    assert page.locator("#source").evaluate("(one) => one.scrollHeight <= one.clientHeight + 1")
    assert not page.locator(".nav").is_visible()
