"""An administrator makes a key at a desk and closes it from a phone."""

import re

from axed import faults


def sound(page):
    """Nothing axe finds, nothing out of the window."""
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_key_is_made_copied_rotated_and_revoked(shop, desk_of):
    how = {
        "viewport": {"width": 390, "height": 844},
        "bypass_csp": True,
        "permissions": ["clipboard-read", "clipboard-write"],
    }
    page = desk_of("admin", **how)
    page.goto(f"{shop.base}/keys/new")
    page.get_by_role("textbox", name="Name").fill("Course tool")
    page.get_by_role("link", name="An LMS or authoring tool").click()
    assert page.get_by_role("textbox", name="Name").input_value() == "Course tool"
    assert page.get_by_role("checkbox", name="Keep and read state").is_checked()
    page.get_by_role("radio", name="Only these").check()
    sound(page)
    page.locator(".chips label").first.click()
    page.get_by_role("button", name="Make the key").click()

    secret = page.locator("#secret").inner_text()
    page.get_by_role("button", name="Copy the secret").click()
    page.wait_for_function("document.querySelector('#copied').textContent === 'The secret is copied'")
    assert page.evaluate("navigator.clipboard.readText()") == secret
    sound(page)

    page.get_by_role("link", name="I have copied it").click()
    sound(page)
    assert secret not in page.content()
    page.get_by_role("button", name="Make a new secret").click()
    assert page.locator("#secret").inner_text() != secret
    page.get_by_role("link", name="I have copied it").click()
    assert "Fits until" in page.locator(".told").inner_text()

    page.get_by_role("link", name="Keys", exact=True).first.click()
    sound(page)
    page.get_by_role("link", name="Course tool").click()
    page.get_by_role("button", name="Revoke it").click()  # without the tick the browser asks for it
    assert page.get_by_role("button", name="Revoke it").is_visible()
    page.get_by_label("Whatever uses it may stop now").check()
    page.get_by_role("button", name="Revoke it").click()
    page.wait_for_selector("text=A revoked key stays closed")
    sound(page)
    page.goto(f"{shop.base}/keys")
    page.get_by_text(re.compile("revoked or expired")).click()
    assert page.get_by_role("link", name="Course tool").is_visible()
