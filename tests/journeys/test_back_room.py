"""A television in the back room: paired by its code, then an observation moves it within a moment, untouched."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from test_floor import MARKS, expect

from cabochon.retail.coaching import Focus
from cabochon.retail.events import Observation
from cabochon.retail.who import person

TV = {"viewport": {"width": 1920, "height": 1080}, "service_workers": "block"}


def focus(shop, behaviour="discovery"):
    now, by = datetime.now(UTC), person(shop.house.viewer("manager").person)
    shop.house.keep_as().events([
        Focus(id=uuid4(), at=now, boutique=shop.door, source="floor", by=by, behaviour=behaviour, what="set",
              since=now.date() - timedelta(days=6), until=now.date() + timedelta(days=7), target=0.6),
    ])  # fmt: skip


def watched(shop, associate):
    now = datetime.now(UTC)
    by = person(shop.house.viewer("manager").person)
    shop.house.keep_as().events([
        Observation(id=uuid4(), at=now, started=now - timedelta(minutes=15), boutique=shop.door, source="floor",
                    associate=person(associate), observer=by, marks=MARKS, product_line="watch"),
    ])  # fmt: skip


def test_a_screen_is_paired_by_its_code_and_moves_by_itself(shop, desk_of, context):
    focus(shop)
    desk = desk_of()
    desk.goto(f"{shop.base}/team/screens")
    desk.get_by_label("Name of the screen").fill("Television")
    desk.get_by_role("button", name="Make a screen").click()
    code = desk.locator(".code-of").inner_text()

    tv = context(**TV).new_page()
    tv.goto(f"{shop.base}/screen")
    tv.get_by_label("Code").fill(code.lower())
    tv.get_by_role("button", name="Show this boutique here").click()
    tv.wait_for_url("**/screen")
    expect(tv.locator("#sign")).to_contain_text("Live")
    assert tv.evaluate("document.documentElement.scrollHeight <= innerHeight")
    words = tv.locator(".way-words")
    expect(words).to_contain_text("observed visits")
    before = words.inner_text()
    tv.evaluate("window.loadedOnce = true")
    watched(shop, next(iter(shop.team.values())))
    expect(words).not_to_have_text(before, use_inner_text=True)
    assert tv.evaluate("window.loadedOnce") is True

    desk.goto(f"{shop.base}/team/screens")
    desk.get_by_role("link", name="Switch off").first.click()
    desk.get_by_role("button", name="Switch it off").click()
    watched(shop, next(iter(shop.team.values())))
    expect(tv.locator("main")).to_have_text("This screen was switched off by the boutique’s manager.")
