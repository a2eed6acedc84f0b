"""A manager's weekly review: decide something, undo, decide again, close it with what came of it, mark it as held."""

import re

from test_floor import expect

from cabochon.directory.review_rows import ReviewDecision

TEXT = "Two questions before the first piece, with walk-ins"


def test_a_manager_decides_closes_with_an_outcome_and_marks_the_review(shop, desk_of):
    page = desk_of()
    page.goto(f"{shop.base}/review")
    expect(page.get_by_role("heading", name="Weekly review")).to_be_visible()
    expect(page.get_by_text("No decisions yet")).to_be_visible()

    form = page.locator(".new form")
    form.get_by_label("What will be done").fill(TEXT)
    form.get_by_label("The number it should move").select_option("csat")
    form.get_by_role("button", name="Write it down").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Written down.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Brought back.")).to_be_visible()

    (row,) = shop.house.directory.find(ReviewDecision)
    assert (row.text, row.measure, row.state) == (TEXT, "csat", "open")
    assert row.baseline

    item = page.locator(".decision").filter(has=page.get_by_role("heading", name=TEXT))
    summary = item.locator("summary", has_text=re.compile("^Close"))
    summary.focus()
    page.keyboard.press("Enter")
    item.get_by_label("What came of it").fill("Asked with nearly every walk-in")
    item.get_by_role("button", name="Close it").click()
    expect(page.locator("[data-state=done] .outcome")).to_have_text("Asked with nearly every walk-in")

    page.get_by_role("button", name="Mark as reviewed").click()
    expect(page.get_by_text("Marked as held.")).to_be_visible()
    expect(page.get_by_text("1 of the last 8 weeks")).to_be_visible()

    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1


def test_the_review_fits_a_phone(shop, desk_of):
    page = desk_of(viewport={"width": 390, "height": 844})
    page.goto(f"{shop.base}/review")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name="This week’s decisions").click()
    expect(page.get_by_role("heading", name="This week’s decisions")).to_be_in_viewport()
