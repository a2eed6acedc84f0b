"""What was finished in English is told in the reader's language."""

import pytest

from cabochon import languages
from cabochon.languages import LANGUAGES, again, retelling, speaking
from cabochon.languages.catalogue import Catalogue

MESSAGES = {
    "{1} closed on {2}.": "{1} è chiusa dal {2}.", "{1} before, {2} since": "prima {1}, poi {2}",
    "Watches were in {1} before, {2} since.": "Orologi in {1} prima, {2} poi.",
    "Not comparable: {1}.": "Non così: {1}.",
    "About {1} more ({2}).": "Circa {1} in più ({2}).", "{low} to {high}": "da {low} a {high}",
    "{1} and {2} more": "{1} e altri {2}", "Today’s tip: {1}": "Consiglio: {1}", "Wait until {1}.": "Attendi {1}.",
    "is missing; say why": "manca; dica perché", "is too long": "è troppo lungo",
}  # fmt: skip
FORMS = {("this boutique", "these {n} boutiques"): ("questa boutique", "queste {n} boutique")}


@pytest.fixture
def italian(monkeypatch):
    told = Catalogue(told=MESSAGES, forms=FORMS)
    monkeypatch.setattr(languages, "opened", lambda _: told)
    monkeypatch.setattr(retelling, "opened", lambda _: told)
    languages._again.cache_clear()
    retelling._forms.cache_clear()
    with speaking("it"):
        yield
    languages._again.cache_clear()
    retelling._forms.cache_clear()


@pytest.mark.parametrize(
    ("english", "told"),
    [
        ("About CHF 1,234.50 more (CHF 2 to 6).", "Circa 1.234,50 CHF in più (da 2 a 6 CHF)."),
        ("About 4.2 more (−0.4 to 1.2).", "Circa 4,2 in più (da −0,4 a 1,2)."),
        ("About CHF 1.2M more (2 to 6).", "Circa 1,2 Mln CHF in più (da 2 a 6)."),
        ("About six more (2 to 6).", "Circa 6 in più (da 2 a 6)."),
        ("About ABC 4 more (2 to 6).", "Circa ABC 4 in più (da 2 a 6)."),
        ("these two boutiques", "queste 2 boutique"),
        ("this boutique", "questa boutique"),
        ("Not comparable: watches were in 60% before, 20% since.", "Non così: orologi in 60% prima, 20% poi."),
        ("St. Moritz closed on 4 March.", "St. Moritz è chiusa dal 4 marzo."),
        ("Wait until Friday.", "Attendi venerdì."),
        ("Wait until November 2026.", "Attendi novembre 2026."),
        ("Today’s tip: Smile. Then ask.", "Consiglio: Smile. Then ask."),
        ("Anna, Bea and 2 more", "Anna, Bea e altri 2"),
        ("is missing; say why; is too long", "manca; dica perché; è troppo lungo"),
        ("line 3: is too long", "line 3: è troppo lungo"),
    ],
)
def test_what_fills_a_sentence_is_told_with_it(italian, english, told):
    assert again(english).replace("\xa0", " ") == told


def test_numbers_and_days_in_a_kept_sentence_are_written_as_the_language_writes_them() -> None:
    with speaking("fr"):
        assert again("1,234 surveys") == "1 234 enquêtes".replace(" ", "\u202f", 1)
    with speaking("de"):
        assert again("1 survey") == again("1 survey").replace("survey", "")


def test_english_is_left_as_it_is_and_so_is_what_nobody_knows() -> None:
    assert again("1,234 surveys") == "1,234 surveys"
    for language in LANGUAGES:
        with speaking(language):
            assert again("Zyx qwv 12 plugh") == "Zyx qwv 12 plugh"
            assert again("") == ""
            assert again("x" * 10_000) == "x" * 10_000


def test_a_paragraph_is_told_sentence_by_sentence() -> None:
    one, two = "Too few to show.", "No account fits."
    with speaking("it"):
        assert again(f"{one} {two}") == f"{again(one)} {again(two)}"
        assert again(one) != one
