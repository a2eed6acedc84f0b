"""A manager coaches one person on the phone; they read it and try the action without a script; then back to verify."""

import re

from cabochon.directory.rows import Account

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def test_a_moment_is_coached_read_tried_and_waits_to_be_verified(shop, desk_of):
    name, person = next(iter(sorted(shop.team.items())))
    shop.house.directory.put(
        Account(id="coached", login="coached", name=name, role="associate", boutiques=(shop.door,), person=person)
    )
    manager = desk_of("manager", **PHONE)
    manager.goto(f"{shop.base}/floor/coach")
    manager.get_by_role("link", name=f"Coach {name}").click()
    manager.wait_for_url("**/floor/coach?associate=*")
    assert "Coach in private" in manager.inner_text("main")
    manager.locator("#behaviour").select_option("accessory")
    assert manager.input_value("#next") == manager.get_attribute("#behaviour option:checked", "data-next")
    manager.get_by_label("First").fill("Asked for the occasion, and waited")
    manager.get_by_label("What you saw").fill("The offer came after the payment")
    manager.locator("label", has_text=re.compile("^Yes$")).click()
    manager.get_by_placeholder("Other").fill("12")
    manager.locator("label", has_text=re.compile("^10$")).click()
    assert manager.get_by_placeholder("Other").input_value() == ""
    manager.get_by_label("Or in your words").fill("Two add-ons to three clients today")
    kept = shop.kept
    manager.get_by_role("button", name="Save the moment").click()
    manager.wait_for_url(f"**/floor/person/{person}")
    manager.get_by_text("Asked for the occasion, and waited").wait_for()  # held for undo, sent, reloaded
    assert shop.kept == kept + 2  # the moment, and the action it ended with
    assert "10 min" in manager.inner_text("#week ~ .thread")

    coached = desk_of("coached", java_script_enabled=False, **PHONE)
    coached.goto(f"{shop.base}/me")
    assert "Asked for the occasion, and waited" in coached.inner_text("main")
    coached.goto(f"{shop.base}/floor/actions")
    action = coached.locator("li", has_text="Two add-ons to three clients today")
    if not action.is_visible():  # the pretend weeks before left others to try
        coached.get_by_text("older", exact=False).first.click()
    action.get_by_text("Say how it went").click()
    action.get_by_label("One line, if you like").fill("Easier than I thought")
    action.get_by_role("button", name="Tried it").click()
    coached.wait_for_url("**/floor/actions")
    assert "Easier than I thought" in coached.inner_text("main")

    manager.goto(f"{shop.base}/floor/actions")
    waiting = manager.locator("section", has=manager.get_by_role("heading", name="Yours to verify"))
    assert "Easier than I thought" in waiting.inner_text()
