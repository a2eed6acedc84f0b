"""L&D writes a module without a developer: begins it, sees it on a phone, mends it, publishes, translates it."""

from playwright.sync_api import expect

LINE = "> **Advisor:** “What brings you in today?”\n"

REST = """() => { for (const box of document.querySelectorAll(".pieces textarea")) if (!box.value) {
    box.value = "En français."; box.dispatchEvent(new Event("input", { bubbles: true })); } }"""


def test_an_author_writes_previews_publishes_and_translates_a_module(desk_of, shop):
    page = desk_of("ld_author")
    faults = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto(f"{shop.base}/library/new")
    page.get_by_role("textbox", name="Title").first.fill("One question first")
    page.get_by_role("button", name="Begin the module").click()
    page.wait_for_url("**/library/one-question-first/edit")
    text, phone, state = page.locator("#text"), page.locator("#phone"), page.locator("#state")

    words = text.input_value()
    text.fill(words.replace("Say in one line why that works.", LINE))
    expect(phone).to_contain_text("What brings you in today?")
    expect(state).to_contain_text("Saved")
    assert LINE in shop.house.library.drafts.body("module:one-question-first").base

    written = text.input_value()
    text.fill(written.replace("- [x]", "- [ ]", 1))
    fault = page.locator("#found [data-level=error]").first
    expect(fault).to_contain_text("mark just one")
    expect(phone).to_contain_text("What brings you in today?")  # the last that could be read stays
    fault.get_by_role("link").click()
    assert text.evaluate("box => box.value.slice(box.selectionStart, box.selectionEnd)").startswith("### choose")
    text.fill(written)
    expect(page.locator("#found [data-level=error]")).to_have_count(0)

    page.get_by_label("Go through it").check()
    phone.get_by_role("button", name="Continue").click()
    expect(phone.get_by_text("Which line would you use?")).to_be_visible()
    page.keyboard.press("Control+s")
    expect(state).to_contain_text("Saved")

    page.get_by_role("link", name="Review and publish").click()
    page.get_by_label("What is new, in a line").fill("A first question for every welcome")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published. The floor has it")).to_be_visible()
    assert shop.house.library.open("one-question-first")

    page.get_by_role("link", name="Translate").click()
    page.get_by_label("Another one").select_option("fr")
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("Title 1, Français").fill("Une question d’abord")
    page.get_by_label("See it, who speaks").first.fill("La cliente")
    expect(page.locator("#far [data-written]")).not_to_have_text("0")
    page.evaluate(REST)
    expect(state).to_contain_text("Saved")
    page.get_by_role("link", name="Review and publish").click()
    page.get_by_label("What is new, in a line").fill("In French too")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published. The floor has it")).to_be_visible()
    assert shop.house.library.module("one-question-first", "fr").title == "Une question d’abord"
    assert faults == []
