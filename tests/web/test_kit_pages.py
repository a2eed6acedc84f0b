"""The kit's pages: found, read, in several languages; reference marks are not for who marks the scripts."""

from cabochon.privacy.viewer import Viewer
from cabochon.web.markdown import render


def test_the_kit_lists_documents_by_kind(place):
    page = place.signed_in().get("/kit").text
    assert "Huddle guides" in page
    assert '<a href="/kit/ring-sizing">' in page


def test_a_search_works_without_javascript(place):
    page = place.signed_in().get("/kit?q=knuckle").text
    assert '<a href="/kit/ring-sizing">' in page
    assert '<a href="/kit/charter">' not in page


def test_a_search_that_finds_nothing_says_so_and_escapes_it(place):
    page = place.signed_in().get("/kit?q=%3Cb%3Exyzzy").text
    assert "with “&lt;b&gt;xyzzy” in it" in page
    assert "0 documents" in page


def test_a_procedure_nobody_signed_is_for_its_writers_alone_and_says_so(place):
    for role, status in (("associate", 404), ("manager", 404), ("ld_author", 200), ("lp_lead", 404)):
        browser = place.signed_in(role)
        assert browser.get("/kit/card-transfer").status == status, role
        assert ("waits for a sign-off" in browser.get("/kit").text) is (status == 200), role
    assert "Waits for a sign-off" in place.signed_in("ld_author").get("/kit/card-transfer").text


def test_a_signed_procedure_names_who_vouches_for_it(place):
    lead = Viewer(account="lp_lead", role="lp_lead")
    place.house.library.signing.sign(lead, "document:card-receiving", "loss prevention", "Camille Favre")
    page = place.signed_in("associate").get("/kit/card-receiving").text
    assert 'Signed by <span dir="auto">Camille Favre</span>, loss prevention' in page


def test_a_retired_document_is_on_no_shelf(place):
    place.house.library.retire(Viewer(account="ld_author", role="ld_author"), "document:engraving", "Out of date")
    assert "/kit/engraving" not in place.signed_in("ld_author").get("/kit").text
    assert place.signed_in("associate").get("/kit/engraving").status == 404
    place.house.library.restore(Viewer(account="ld_author", role="ld_author"), "document:engraving")


def test_kind_and_role_narrow_the_list_and_nonsense_does_not(place):
    place.house.library.signing.sign_all(by="lp_lead", name="Camille Favre", function="loss prevention")
    associate = place.signed_in("associate")
    page = associate.get("/kit?kind=pocket_card&for=associate").text
    assert "/kit/card-return" in page
    assert "/kit/huddle-welcome" not in page
    assert "/kit/huddle-welcome" in associate.get("/kit?kind=nonsense").text


def test_scripts_and_their_marks_are_shown_to_area_coaches_and_authors_alone(place):
    for role, open_to in (("area_coach", True), ("ld_author", True), ("manager", False), ("associate", False)):
        browser = place.signed_in(role)
        assert ("/kit/clip-travel-strap" in browser.get("/kit").text) is open_to, role
        one = browser.get("/kit/clip-travel-strap")
        assert (one.status, "Reference marks" in one.text) == ((200, True) if open_to else (404, False)), role
        assert ("clip-travel-strap" in browser.get("/kit?q=singapore&kind=clip").text) is open_to, role


def test_a_document_is_shown_in_the_language_asked_for(place):
    page = place.signed_in().get("/kit/data-use-letter?language=fr").text
    assert '<article class="prose" lang="fr"' in page
    assert 'hreflang="de"' in page


def test_a_document_nobody_wrote_is_not_there(place):
    assert place.signed_in().get("/kit/nothing").status == 404


def test_a_reader_from_outside_is_sent_to_the_door(place):
    assert place.browser().get("/kit").status in (302, 303, 401)


def test_markdown_shows_no_html_no_image_and_no_foreign_link():
    shown = render(
        '<b onclick="x">x</b> [a](javascript:x) [b](//evil.example) [c](http://x.example) ![i](https://x.example/i.png)'
    )
    assert "<b" not in shown
    assert "<img" not in shown
    assert shown.count("<a ") == 1  # the image's address is https: a link, never fetched
    assert 'href="/kit/x"' in render("[x](/kit/x)")


def test_markdown_needs_no_style_attribute_and_draws_boxes():
    shown = render("| a | b |\n| --- | ---: |\n| 1 | 2 |\n\n- [ ] one\n- two\n")
    assert "style=" not in shown
    assert '<td class="n" data-column="b">2</td>' in shown
    assert shown.count('class="box"') == 1
