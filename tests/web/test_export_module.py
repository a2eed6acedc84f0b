"""A module as a zip: for another LMS, or for a plain web server."""

import io
import re
import zipfile

import pytest

from cabochon.programme.package_reading import read
from cabochon.web import bundle
from cabochon.web.bundle_words import WORDS
from cabochon.web.lesson_words import WORDS as AROUND

MODULE = "natural-add-on"


@pytest.fixture
def author(place):
    return place.signed_in("ld_author")


def files(answer):
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_cmi5_package_reads_as_one_by_our_own_reader(author, place):
    answer = author.get(f"/library/{MODULE}/export?form=cmi5&language=all")
    assert answer.status == 200
    assert (
        answer.headers["content-disposition"] == f'attachment; filename="{MODULE}-cmi5.zip"'
        or "-en-" in (answer.headers["content-disposition"])
    )
    course, _ = read(io.BytesIO(answer.body))
    (unit,) = course.units
    assert unit.id == f"{place.house.home}/modules/{MODULE}"
    assert (unit.launch, unit.move_on, unit.mastery) == ("index.html", "Passed", 0.6)
    assert course.noted == ()


def test_the_same_module_is_the_same_zip(author):
    one, two = (author.get(f"/library/{MODULE}/export?form=web").body for _ in range(2))
    assert one == two


def test_a_web_bundle_has_no_manifest_and_names_nothing_it_does_not_hold(author):
    found = files(author.get(f"/library/{MODULE}/export?form=web"))
    assert "cmi5.xml" not in found
    html = found["index.html"].decode()
    for address in re.findall(r'(?:src|href)="([^"#]+)"', html):
        assert address in found or address == "data:,", address
    assert "/static/" not in html
    for name, body in found.items():
        if name.startswith("js/"):
            assert {f"js/{one}" for one in re.findall(rb'from "\./([a-z.]+)"', body) for one in [one.decode()]} <= set(
                found
            )
    assert b"@font-face" not in found["css/cabochon.css"]
    assert sum(map(len, found.values())) < 300_000


def test_it_holds_no_script_or_style_in_its_page_and_names_nobody(author, place):
    html = files(author.get(f"/library/{MODULE}/export?form=web"))["index.html"].decode()
    assert not re.search(r"<script(?![^>]*src=)", html)
    assert "<style" not in html
    assert not re.search(r"\son[a-z]+=|\sstyle=", html)
    assert place.house.viewer("ld_author").name not in html


def test_media_and_captions_come_along(author, place, monkeypatch):
    house = place.house
    module = house.library.module(MODULE)
    shown, found = bundle._media(house, {"en": module})
    assert set(shown["en"]) == {key for key in module.media if house.media.get(key)}
    assert {one.address for one in shown["en"].values()} <= set(found)


def test_one_language_can_be_had_alone(author, place):
    answer = author.get(f"/library/{MODULE}/export?form=web&language=en")
    assert f'filename="{MODULE}-en-web.zip"' in answer.headers["content-disposition"]
    assert files(answer)["index.html"].decode().count("<template") == 1


@pytest.mark.parametrize("asked", ["form=scorm", "form=cmi5&language=xx", "form=../x"])
def test_a_form_or_language_that_is_none_is_not_there(author, asked):
    assert author.get(f"/library/{MODULE}/export?{asked}").status == 404


def test_without_a_form_one_chooses_on_a_page(author, place):
    page = author.get(f"/library/{MODULE}/export")
    assert page.status == 200
    for language in place.house.library.languages(MODULE):
        assert f'value="{language}"' in page.text
    assert "launch check" in page.text


def test_a_module_that_is_not_there_and_who_may_not(author, place):
    assert author.get("/library/nothing/export").status == 404
    assert place.signed_in("manager").get(f"/library/{MODULE}/export").status == 404


def test_the_words_around_are_there_in_every_language_of_the_lesson():
    assert set(WORDS) >= set(AROUND)
    assert {frozenset(words) for words in WORDS.values()} == {frozenset(WORDS["en"])}
