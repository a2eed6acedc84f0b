"""An associate's day on the phone: what to try, a signal without a network, feedback answered, an entry contested."""

from datetime import UTC, datetime
from uuid import uuid4

from playwright.sync_api import expect

from cabochon.directory.rows import Account

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
TO_TRY = "Ask for the occasion before the case"
PRAISED = "Unhurried, and the clasp shown twice"


def entered(shop, person, **form):
    manager = shop.house.viewer("manager")
    said = {"id": str(uuid4()), "opened_at": datetime.now(UTC).isoformat(), "boutique": shop.door, "associate": person}
    return shop.house.keep_as(manager).enter(said | form)[0]


def test_from_the_first_look_to_a_contested_entry(shop, desk_of):
    name, person = sorted(shop.team.items())[-1]
    shop.house.directory.put(
        Account(id="seller", login="seller", name=name, role="associate", boutiques=(shop.door,), person=person)
    )
    entered(shop, person, kind="coaching", behaviour="discovery", positives=[PRAISED], improvement="Case came first",
            next_time="What are we celebrating?", practised="yes", minutes="10", action=TO_TRY)  # fmt: skip
    seen = entered(shop, person, marks={"welcome": "yes", "accessory": "not_yet"}, wordings=[])
    shop.house.catch_up()

    page = desk_of("seller", **PHONE)
    page.goto(f"{shop.base}/floor")
    expect(page.get_by_role("heading", name="My actions")).to_be_visible()

    page.goto(f"{shop.base}/floor/log")
    page.get_by_role("button", name="Discovery asked").wait_for()
    expect(page.locator("#sync")).to_have_text("Up to date")
    kept = shop.kept
    page.context.set_offline(True)
    page.get_by_role("button", name="Discovery asked").tap()
    expect(page.locator("#sync")).to_contain_text("1 kept")
    assert shop.kept == kept
    page.context.set_offline(False)
    expect(page.locator("#sync")).to_have_text("All sent")
    assert shop.kept == kept + 1

    page.goto(f"{shop.base}/me")
    coached = page.locator(".thread", has_text=PRAISED)
    coached.get_by_text("Write an answer", exact=True).click()
    coached.locator("label", has_text="I have a question").click()
    coached.get_by_role("button", name="Send").click()
    expect(page.locator(".thread", has_text=PRAISED).locator(".reply")).to_contain_text("Asks")

    thread = page.locator(f"#t-{seen}")
    thread.get_by_text("This was not so").click()
    thread.get_by_label("What was different").fill("I offered the strap and the case")
    thread.get_by_role("button", name="Contest this entry").click()
    expect(page.locator(f"#t-{seen}[data-state=open]")).to_be_visible()

    page.goto(f"{shop.base}/floor/actions")
    todo = page.locator("li", has_text=TO_TRY).get_by_role("button", name="Tried it")
    todo.click()
    expect(todo).to_have_count(0)
