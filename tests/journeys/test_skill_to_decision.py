"""L&D at a desk: a skill in better words, what its module changed, a decision taken by keyboard and taken back."""

from playwright.sync_api import expect


def test_a_skill_is_edited_and_a_module_decided_on(shop, desk_of):
    page = desk_of("ld_author")
    page.goto(f"{shop.base}/skills/edit")
    page.get_by_role("link", name="Two add-ons, each tied").click()
    page.get_by_label("Title").fill("Two add-ons the client gave the reason for")
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.get_by_role("status")).to_contain_text("Nobody reads it")
    page.get_by_label("What is new, in a line").fill("Shorter")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("status")).to_contain_text("Version 2 is in force")

    page.goto(f"{shop.base}/skills?role=advisor")
    card = page.get_by_role("article", name="Two add-ons the client gave the reason for")
    card.get_by_role("link", name="Two relevant accessories offered").click()
    page.wait_for_url("**/playbook#accessory")

    page.goto(f"{shop.base}/results")
    page.get_by_role("link", name="The natural add-on", exact=True).click()
    expect(page.get_by_text("Raw figures, not a verdict.")).to_be_visible()
    page.get_by_role("radio", name="Tune").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("The second question misleads")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    decisions = page.get_by_role("region", name="Decisions")
    expect(decisions.get_by_role("heading", name="Tune in force")).to_be_visible()
    expect(decisions).to_contain_text("The second question misleads")
    decisions.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("status")).to_contain_text("Taken back")
    expect(decisions).not_to_contain_text("The second question misleads")
