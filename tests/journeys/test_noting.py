"""A note that tells of a client, on the phone: the words are marked while one types, and mended at a tap."""

from test_floor import MARKS, choose, expect, sync


def test_names_are_marked_and_replaced_at_a_tap(shop, phone):
    _, page = phone
    before = shop.kept
    note = page.get_by_label("One note")
    choose(page)
    note.fill("Anna loved it, call 079 123 45 67. Rose gold preferred")
    told = page.locator("[data-warning=note]")
    expect(told.locator("mark")).to_have_text(["Anna", "079 123 45 67"])
    expect(told).to_contain_text("“Anna” looks like a client's name")
    expect(told).to_contain_text("looks like a client's phone number")
    told.get_by_role("group", name="Instead of Anna").get_by_role("button", name="The client").click()
    expect(note).to_have_value("The client loved it, call 079 123 45 67. Rose gold preferred")
    told.get_by_role("group", name="Instead of 079").get_by_role("button", name="Take it out").click()
    expect(note).to_have_value("The client loved it, call . Rose gold preferred")
    expect(told).to_be_hidden()
    for behaviour, mark in MARKS.items():
        page.locator(f"label:has([name=mark-{behaviour}][value={mark}])").click()
    page.get_by_role("button", name="Save observation").click()
    sync(page).to_have_text("All sent")
    assert shop.kept == before + 1


def test_the_wording_is_in_the_notes_own_language_and_takes_the_title_along(shop, phone):
    _, page = phone
    note, told = page.get_by_label("One note"), page.locator("[data-warning=note]")
    for said, offer, after in (
        ("La visite de Mme Dupont était longue", "la cliente", "La visite de la cliente était longue"),
        (
            "Frau Baumgartner möchte nicht mit der Uhr warten",
            "die Kundin",
            "Die Kundin möchte nicht mit der Uhr warten",
        ),
        ("山田様が指輪を気に入った", "お客様", "お客様が指輪を気に入った"),
    ):
        note.fill(said)
        told.get_by_role("button", name=offer, exact=True).click()
        expect(note).to_have_value(after)
        expect(told).to_be_hidden()
