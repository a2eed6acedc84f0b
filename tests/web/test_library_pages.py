"""The library's pages: found, begun, written beside a phone, published, translated, signed; nothing typed is lost."""

import re

import pytest

JSON = {"accept": "application/json"}
SEASON = {
    "do": "season", "name": "Été Marin", "product_line": "watch", "launch": "2026-06-01",
    "facts": "The dial is cut from one shell\nThe case was drawn for a diver\nThe strap changes by hand",
    "materials": "steel and rubber", "occasions": "a first dive", "add_ons": "a second strap", "watch_outs": "",
}  # fmt: skip


@pytest.fixture
def author(place):
    return place.signed_in("ld_author")


def began(author, title, **more):
    """A new module; (its slug, its editor's page)."""
    form = {"csrf": author.get("/library/new").csrf, "do": "module", "title": title, "role": "advisor", **more}
    answer = author.post("/library/new", form)
    assert answer.status == 303, answer.text
    slug = answer.headers["location"].split("/")[2]
    return slug, author.get(f"/library/{slug}/edit")


def turn_of(page):
    return re.search(r'name="turn" value="(\d+)"', page.text)[1]


def text_of(page):
    import html

    return html.unescape(re.search(r"<textarea name=\"text\"[^>]*>(.*?)</textarea>", page.text, re.S)[1])


def saved(author, slug, page, text, **headers):
    form = {"csrf": page.csrf, "turn": turn_of(page), "language": "en", "text": text}
    return author.post(f"/library/{slug}/edit", form, headers)


def published(author, slug, note="New"):
    page = author.get(f"/library/{slug}")
    form = {"csrf": page.csrf, "do": "publish", "turn": turn_of(page), "note": note}
    return author.post(f"/library/{slug}", form)


def test_the_library_lists_modules_and_documents_with_state_and_languages(author):
    page = author.get("/library").text
    assert '<a href="/library/natural-add-on">' in page
    assert '<a href="/library/doc.strap-guide">' in page
    assert 'data-state="unsigned">Waits for a sign-off' in page
    assert "as it ships" in page


def test_filters_narrow_it_and_nothing_found_is_said(author):
    page = author.get("/library?q=natural&kind=Module&role=advisor").text
    assert "/library/natural-add-on" in page
    assert "doc.strap-guide" not in page
    assert "Nothing like that is here" in author.get("/library?q=xyzzy").text
    assert "doc.card-return" in author.get("/library?state=unsigned&waits=1").text


@pytest.mark.parametrize(
    ("role", "status"), [("manager", 404), ("associate", 404), ("lp_lead", 200), ("hq_leader", 200)]
)
def test_the_library_is_read_by_who_signs_and_shut_to_the_floor(place, role, status):
    browser = place.signed_in(role)
    assert browser.get("/library").status == status
    assert browser.get("/library/natural-add-on/edit").status == 404


def test_a_new_module_begins_from_a_skeleton_that_can_be_shown_at_once(author):
    slug, page = began(author, "Ask for the occasion")
    assert slug == "ask-for-the-occasion"
    assert 'data-lesson="ask-for-the-occasion"' in page.text
    assert "### choose: which-line" in text_of(page)
    assert "Not published yet" in author.get("/library?q=ask-for-the-occasion").text


def test_a_title_that_is_missing_or_taken_is_said_and_what_was_typed_stays(author):
    csrf = author.get("/library/new").csrf
    page = author.post(
        "/library/new", {"csrf": csrf, "do": "module", "title": "No", "role": "advisor", "skill": "try-on"}
    )
    assert page.status == 400
    assert "is a few words" in page.text.lower()
    assert 'value="try-on"' in page.text
    taken = {"csrf": csrf, "do": "module", "title": "The natural add-on", "key": "natural-add-on", "role": "advisor"}
    assert "choose another key" in author.post("/library/new", taken).text


def test_a_season_s_form_makes_three_drafts_and_keeps_what_was_typed_when_it_is_wrong(author):
    csrf = author.get("/library/new?from=season").csrf
    wrong = author.post("/library/new", {"csrf": csrf, **SEASON, "facts": "One alone"})
    assert wrong.status == 400
    assert "there are 1" in wrong.text
    assert "Été Marin" in wrong.text
    made = author.post("/library/new", {"csrf": csrf, **SEASON})
    assert made.status == 303
    page = author.get(made.headers["location"].replace("é", "e")).text
    for slug in ("ete-marin-story", "doc.ete-marin-at-a-glance", "doc.huddle-ete-marin"):
        assert f"/library/{slug}" in page
    assert "was begun already" in author.post("/library/new", {"csrf": csrf, **SEASON}).text
    assert published(author, "doc.ete-marin-at-a-glance").status == 303
    assert published(author, "ete-marin-story").status == 303


def test_a_text_is_saved_by_a_script_and_by_a_browser(author):
    slug, page = began(author, "Saved twice")
    heard = saved(author, slug, page, text_of(page) + "\n\n", **JSON)
    assert heard.json["turn"] == int(turn_of(page)) + 1
    page = author.get(f"/library/{slug}/edit")
    assert saved(author, slug, page, text_of(page).replace("Say one thing", "Say just one thing")).status == 303
    assert "Say just one thing" in author.get(f"/library/{slug}/edit").text


def test_who_saves_late_is_shown_both_texts_and_loses_neither(author, place):
    slug, page = began(author, "Written by two")
    text = text_of(page)
    assert saved(author, slug, page, text + "\nTheirs.\n", **JSON).status == 200
    script = saved(author, slug, page, text + "\nMine.\n", **JSON)
    assert (script.status, "Theirs." in script.json["theirs"]) == (409, True)
    shown = saved(author, slug, page, text + "\nMine.\n")
    assert shown.status == 409
    assert "Mine." in text_of(shown)
    assert re.search(r"<del>[^<]*Theirs", shown.text)
    assert "Theirs." in place.house.library.drafts.body(f"module:{slug}").base


def test_a_broken_text_is_kept_and_its_line_is_named_in_the_editor_and_on_its_page(author):
    slug, page = began(author, "Broken for now")
    saved(author, slug, page, text_of(page).replace("## Try it", "## Try that"))
    page = author.get(f"/library/{slug}/edit")
    assert "## Try that" in text_of(page)
    assert re.search(r'data-level="error".*‘Try that’ is no part', page.text)
    one = author.get(f"/library/{slug}")
    assert "to mend before it can be published" in one.text
    assert published(author, slug).status == 400


def test_a_preview_shows_what_is_not_saved_with_its_minutes_and_findings(author):
    slug, page = began(author, "Previewed")
    form = {"csrf": page.csrf, "what": f"module:{slug}", "language": "en"}
    heard = author.post(
        "/library/preview", {**form, "text": text_of(page).replace("What the client says", "<b>Rain</b>")}, JSON
    )
    assert "&lt;b&gt;Rain&lt;/b&gt;" in heard.json["html"]
    assert 0 < heard.json["minutes"] < 10
    broken = author.post("/library/preview", {**form, "text": "nothing"}, JSON).json
    assert (broken["html"], broken["minutes"], broken["findings"][0]["line"]) == ("", None, 1)


def test_a_module_is_published_compared_rolled_back_retired_and_restored(author, place):
    slug, page = began(author, "All its life")
    assert published(author, slug).headers["location"].endswith("done=published")
    page = author.get(f"/library/{slug}/edit")
    saved(author, slug, page, text_of(page).replace("Say one thing", "Say just one thing"))
    assert published(author, slug, "Shorter").status == 303
    one = author.get(f"/library/{slug}?from=1&to=2")
    assert re.search(r"<ins>\s*just\s*</ins>", one.text)
    form = {"csrf": one.csrf, "note": "It was clearer"}
    assert author.post(f"/library/{slug}", {**form, "do": "back", "number": "1"}).status == 303
    assert place.house.library.number(slug) == 3
    assert author.post(f"/library/{slug}", {**form, "do": "retire", "note": ""}).status == 400
    assert author.post(f"/library/{slug}", {**form, "do": "retire"}).status == 303
    assert "Put it back on the floor" in author.get(f"/library/{slug}").text
    assert author.post(f"/library/{slug}", {"csrf": one.csrf, "do": "restore"}).status == 303
    assert place.house.library.open(slug)


def test_a_draft_is_reviewed_put_away_and_taken_back(author):
    slug, _ = began(author, "Read by two")
    page = author.get(f"/library/{slug}")
    form = {"csrf": page.csrf, "turn": turn_of(page), "note": "Is it fair?"}
    assert author.post(f"/library/{slug}", {**form, "do": "ask"}).status == 303
    page = author.get(f"/library/{slug}")
    assert "In review" in page.text
    assert "Is it fair?" in page.text
    assert "in review" in author.get("/library?q=read-by-two").text
    form |= {"turn": turn_of(page)}
    assert author.post(f"/library/{slug}", {**form, "do": "discard"}).status == 303
    assert "Take it back" in author.get(f"/library/{slug}").text
    assert "Read by two" in author.get("/library").text
    assert author.post(f"/library/{slug}", {"csrf": page.csrf, "do": "take"}).status == 303
    assert author.get(f"/library/{slug}/edit").status == 200


def test_a_translation_is_written_beside_its_base_and_its_share_grows(author, place):
    slug, _ = began(author, "In two languages")
    page = author.get(f"/library/{slug}/translate?language=fr")
    assert '<p class="said">In two languages</p>' in page.text
    form = {"csrf": page.csrf, "turn": turn_of(page), "language": "fr", "w-title": "En deux langues"}
    heard = author.post(f"/library/{slug}/translate", form, JSON).json
    assert heard["written"] == 1
    page = author.get(f"/library/{slug}/translate?language=fr")
    assert ">En deux langues</textarea>" in page.text
    assert "<b data-written>1</b>" in page.text
    assert place.house.library.drafts.body(f"module:{slug}").texts["fr"].count('language = "fr"') == 1
    assert "pieces are written in" in author.get(f"/library/{slug}").text


def test_a_language_that_is_none_is_refused(author):
    assert author.get("/library/natural-add-on/translate?language=xxl").status == 400
    assert author.get("/library/natural-add-on/edit?language=zz").status == 404
    assert author.get("/library/nothing-here").status == 404
    assert author.get("/library/nothing-here/edit").status == 404


def test_a_procedure_is_read_and_signed_by_name_and_taken_back(place):
    lead, associate = place.signed_in("lp_lead"), place.signed_in("associate")
    page = lead.get("/library/sign?at=doc.card-transfer")
    assert "You sign for loss prevention" in page.text
    digest = re.search(r'name="digest" value="(\w+)"', page.text)[1]
    form = {"csrf": page.csrf, "what": "document:card-transfer", "do": "sign", "name": "Camille Favre"}
    assert lead.post("/library/sign", {**form, "digest": "0" * 32}).status == 409
    assert lead.post("/library/sign", {**form, "digest": digest, "name": ""}).status == 400
    assert lead.post("/library/sign", {**form, "digest": digest}).status == 303
    assert "Camille Favre" in associate.get("/kit/card-transfer").text
    assert "Camille Favre" in lead.get("/library/sign").text
    back = {"csrf": page.csrf, "what": "document:card-transfer", "do": "withdraw", "reason": "A step is missing"}
    assert lead.post("/library/sign", back).status == 303
    assert associate.get("/kit/card-transfer").status == 404


def test_an_author_does_not_sign(author):
    assert author.get("/library/sign").status == 404
    assert author.post("/library/sign", {"csrf": author.get("/library").csrf}).status in (403, 404)


def test_no_page_of_it_carries_a_script_or_a_style_of_its_own(author, place):
    for path in ("/library", "/library/new", "/library/new?from=season", "/library/natural-add-on",
                 "/library/natural-add-on/edit", "/library/natural-add-on/translate?language=es"):  # fmt: skip
        page = author.get(path).text
        assert " style=" not in page, path
        assert not re.search(r"<script(?![^>]*src=)", page), path
    assert " style=" not in place.signed_in("lp_lead").get("/library/sign").text
