"""In a browser: a code is claimed and a SKU mapped where they are found, by keys, on a phone, and taken back."""

from datetime import UTC, datetime, timedelta

import pytest
from axed import faults
from playwright.sync_api import expect

from cabochon.demo.maison import TILL
from cabochon.retail.events import Line, Receipt
from cabochon.retail.who import Who

PHONE = {"viewport": {"width": 390, "height": 844}}
SKU, CODE = "STRAP-JOURNEY", "JOURNEY-1"


@pytest.fixture(scope="module")
def troubled(shop):
    at = datetime.now(UTC) - timedelta(days=1)
    shop.house.keep_as().events(
        Receipt(
            at=at, boutique=shop.door, source=TILL, key=f"journey {n}", revision="1", business_day=at.date(),
            currency="CHF", lines=(Line(sku=SKU, quantity=1, net=50_000),), sellers=((Who(TILL, CODE), 1.0),),
        )
        for n in range(3)
    )  # fmt: skip
    shop.house.catch_up()
    return shop


def test_a_manager_claims_a_code_from_the_overview_and_undoes_it(troubled, desk_of):
    page = desk_of("manager", **PHONE)
    page.goto(f"{troubled.base}/data-health")
    page.get_by_role("link", name="See the codes").click()
    page.get_by_role("link", name=f"Claim it: {CODE}").click()
    expect(page.get_by_label("Person")).to_be_focused()
    name = next(iter(troubled.team))
    page.get_by_label("Person").select_option(label=name)
    page.get_by_role("button", name="Claim it").click()
    page.wait_for_url("**mended=**")
    expect(page.locator(".note-bar.good")).to_contain_text(f"{CODE} of {TILL} is claimed")
    expect(page.get_by_role("link", name=f"Claim it: {CODE}")).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".note-bar.good")).to_contain_text("Taken back")
    expect(page.get_by_role("link", name=f"Claim it: {CODE}")).to_be_visible()


def test_a_sku_is_mapped_with_the_keyboard_alone_and_a_fault_takes_the_focus(troubled, desk_of):
    page = desk_of("admin")
    page.goto(f"{troubled.base}/data-health/unmapped?sku={SKU}")
    expect(page.get_by_label("Kind")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    line = page.get_by_label("Product line")
    expect(line).to_be_focused()
    expect(line).to_have_attribute("aria-invalid", "true")
    assert (
        "needs its product line" in page.locator(f"#{line.get_attribute('aria-describedby').split()[-1]}").inner_text()
    )
    page.keyboard.type("watch")
    page.keyboard.press("Enter")
    page.wait_for_url("**mended=**")
    expect(page.locator(".note-bar.good")).to_contain_text(f"{SKU} is primary, watch")
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.locator(".note-bar.good")).to_contain_text("Taken back")


def test_the_overview_follows_what_comes_in(troubled, desk_of):
    page = desk_of("manager")
    page.goto(f"{troubled.base}/data-health")
    expect(page.locator("#live")).to_have_attribute("data-state", "on")
    at = datetime.now(UTC) - timedelta(hours=1)
    row = page.locator(".ledger li", has_text="Receipts without an associate")
    before = int(row.locator(".sum").inner_text()) if row.count() else 0
    troubled.house.keep_as().events([
        Receipt(at=at, boutique=troubled.door, source=TILL, key="journey nobody", revision="1", business_day=at.date(),
                currency="CHF", lines=(Line(sku="W-STEEL-40", quantity=1, net=50_000),))
    ])  # fmt: skip
    expect(row.locator(".sum")).to_have_text(str(before + 1))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "address",
    ["", "/codes", f"/unmapped?sku={SKU}", "/feeds", "/quarantine", "/master/rates?currency=EUR", "/master/themes"],
)
def test_axe_finds_no_fault_in_either_theme(troubled, desk_of, address, theme):
    page = desk_of("admin", bypass_csp=True, color_scheme=theme, reduced_motion="reduce", **PHONE)
    page.goto(f"{troubled.base}/data-health{address}")
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_form_with_a_fault_has_no_fault_for_axe(troubled, desk_of):
    page = desk_of("admin", bypass_csp=True)
    page.goto(f"{troubled.base}/data-health/master/rates")
    page.get_by_label("Currency").fill("EUR")
    page.get_by_label("Worth in").fill("-1")
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("#fault-value")).to_contain_text("is no rate")
    assert faults(page) == []
