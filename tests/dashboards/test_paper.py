"""A snapshot on paper: one tagged page in every language, from installed packages alone."""

import re
import zlib
from datetime import UTC, date, datetime

import pytest

from cabochon.dashboards import weekly, weekly_letter, weekly_paper
from cabochon.dashboards.look import paper, paper_fonts
from cabochon.dashboards.weekly_numbers import Figure, Step, Trend
from cabochon.house.weekly import palette
from cabochon.languages import LANGUAGES, speaking

MADE = datetime(2026, 11, 23, 8, tzinfo=UTC)
LONG = "Wiederverkaufszusatzquote der Uhrenabteilung, Armbänder und Pflegepläne eingeschlossen"
SENTENCE = "Die Zusatzverkaufsquote stieg deutlich über das Rauschen hinaus: 62 % nach 41 % in den vier Wochen davor. "
SAID = {"en": "Greeting", "ja": "週次スナップショット", "zh": "每周快照这", "ar": "لمحة أسبوعية"}


def told(length=1, words="Greeting within 30 seconds", **other):
    figures = tuple(
        Figure(id=f"f{n}", key="csat", title=words, shape="disc", value="4.57", between="95% interval 4.4 to 4.7",
               counted=f"{words} 164", before=words, direction="up", good=True, says="Up 0.15, clear of noise")
        for n in range(6)
    )  # fmt: skip
    steps = tuple(Step(title=words, share=0.5, low=0.3, high=0.7, value="50%", counted="8 of 16", says=words,
                       focus=n == 1) for n in range(7))  # fmt: skip
    points = tuple((None, None, None) if n == 4 else (4.2 + n / 20, 4.0 + n / 20, 4.4 + n / 20) for n in range(12))
    line = Trend(key="csat", title=words, points=points, ends=(4.0, 5.0), labels=("4.00", "5.00"), first="1", last="12",
                 says="Client satisfaction, twelve weeks: last 4.75 of 40 surveys")  # fmt: skip
    usual = {
        "place": weekly.Place(key="boutique:GVA01", kind="boutique", name="Geneva", where={}),
        "monday": date(2026, 11, 16), "eyebrow": "Geneva, Rue du Rhône, week 47", "title": "Weekly snapshot",
        "week": "16 to 22 November 2026", "subject": "Geneva", "figures": figures, "steps": steps,
        "outstanding": (words * length, words, words), "trends": (line, line), "focus": words * length,
        "rhythm": figures[:5], "decisions": (words * length,) * (2 * length), "waits": (words,) * (2 * length),
        "comments": (weekly.Words(text=words * length, footing="5 of 5"),) * 2, "caveats": (words,) * length,
        "foot": words * length,
    }  # fmt: skip
    return weekly.Snapshot(**usual | other)


def drawn(page, **other):
    return paper.draw(weekly_paper.page(page, palette()), palette(), made=MADE, **other)


def pages(pdf):
    """Page objects of a PDF, its object streams unpacked."""
    whole = pdf
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.S):
        try:
            whole += zlib.decompress(found.group(1).strip(b"\r\n"))
        except zlib.error:
            continue
    return len(re.findall(rb"/Type\s*/Page\b", whole)), whole


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_every_language_it_is_one_tagged_page(language):
    with speaking(language):
        made = drawn(told(words=SAID.get(language, "Accueil dans les 30 secondes")))
    count, whole = pages(made.body)
    assert (count, made.missing) == (1, 0)
    assert made.fit < 3
    assert b"pdfuaid:part>1<" in whole.replace(b'pdfuaid:part="1"', b"pdfuaid:part>1<")
    assert b"/StructTreeRoot" in whole
    assert f"/Lang({language}".encode() in whole.replace(b"/Lang (", b"/Lang(")
    assert whole.count(b"/Alt") >= 2


@pytest.mark.parametrize("size", paper.SIZES)
@pytest.mark.parametrize("length", [1, 3, 8])
def test_the_longest_words_still_fit_one_page(size, length):
    with speaking("de"):
        made = drawn(told(length, SENTENCE if length < 8 else LONG), size=size)
    assert pages(made.body)[0] == 1


def test_a_list_that_was_cut_says_how_many_more_there_are():
    many = tuple(f"{SENTENCE}{n}" for n in range(30))
    known = paper_fonts.faces()
    page = weekly_paper.page(told(decisions=many), palette())
    made = paper.draw(page, palette(), made=MADE)
    assert made.fit > 0
    assert "and 26 more" in paper._inputs(page, palette(), paper.FITS[2], size="a4", known=known)


def test_no_font_of_the_machine_is_needed_or_used(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("FONTCONFIG_FILE", "/dev/null")
    body = drawn(told()).body
    fonts = set(re.findall(rb"/BaseFont\s*/[A-Z]{6}\+([A-Za-z]+)", pages(body)[1]))
    assert fonts
    assert all(one.startswith((b"HankenGrotesk", b"SourceSerif")) for one in fonts)


def test_a_letter_no_face_has_is_a_sign_and_the_page_says_so(caplog):
    made = drawn(told(comments=(weekly.Words(text="Lovely \U0001f48e\ufe0f ring", footing=""),)))
    assert made.missing == 1
    assert "cabochon[paper]" in caplog.text
    assert pages(made.body)[0] == 1


def test_where_the_eastern_faces_are_missing_a_page_is_made_all_the_same(monkeypatch, caplog):
    here = tuple(one for one in paper_fonts.faces() if one.family not in (paper_fonts.JAPANESE, paper_fonts.CHINESE))
    monkeypatch.setattr(paper, "faces", lambda: here)
    with speaking("ja"):
        made = drawn(told(words="週次"))
    assert made.missing > 10
    assert pages(made.body)[0] == 1
    assert "cabochon[paper]" in caplog.text
    assert list(paper.languages()) == ["en", "fr", "it", "de", "es", "ar"]


def test_what_somebody_wrote_is_never_part_of_the_source():
    nasty = '#panic("x") *bold* $x$ <pages> \\ "quoted" #import'
    assert pages(drawn(told(words=nasty)).body)[0] == 1


def test_a_week_that_is_not_closed_is_a_page_with_a_sentence():
    page = told(shut="This week is not over yet.", figures=(), steps=(), trends=(), outstanding=())
    assert pages(drawn(page).body)[0] == 1


def test_the_picture_is_the_same_page_and_the_same_page_the_same_bytes():
    assert drawn(told(), kind=paper.PNG).body.startswith(b"\x89PNG")
    assert drawn(told()).body == drawn(told()).body
    with pytest.raises(ValueError):
        drawn(told(), size="a3")


def test_in_the_letter_no_words_are_markup_and_its_pictures_travel_with_it():
    made = weekly_letter.letter(told(words="<b>&"), palette(), palette("dark"), page="https://m.example/weekly",
                                settings="https://m.example/weekly")  # fmt: skip
    assert "<b>&" not in made.html
    assert all(f"cid:{one.name}" in made.html and one.says in made.html for one in made.pictures)
    assert not re.search(r'src="(?!cid:)', made.html)
    assert "cid:" not in weekly_letter.alone(made)
