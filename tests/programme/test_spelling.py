"""Words that look misspelt, and those of the trade that do not."""

import pytest

from cabochon.programme import kit, spelling
from cabochon.programme.spelling import misspelt


@pytest.mark.parametrize(
    ("language", "word", "meant"),
    [
        ("en", "recieve", "receive"), ("en", "definately", "definitely"), ("en", "bracelt", "bracelet"),
        ("fr", "bracellet", "bracelet"), ("it", "gioello", "gioiello"), ("de", "schmuk", "schmuck"),
        ("es", "pulcera", "pulsera"), ("nl", "horlge", "horloge"),
    ],
)  # fmt: skip
def test_a_slip_of_one_letter_is_found(language, word, meant):
    assert list(misspelt(f"… {word} …", language)) == [(word, meant)]


@pytest.mark.parametrize(
    "text",
    [
        "The colour of the jewellery, organised at the centre of the catalogue, in grey.",
        "The color of the jewelry, organized at the center of the catalog, in gray.",
        "Client’s lugs, the till’s loupe; a tourbillon with pavé; don’t, won’t, we’ll.",
        "Ask Vacheronne or Lisière in Singapoor about 20B9944 and [xyzzyt].",
        "[the guide](/kit/recieve) at https://recieve.example",
        "`recieve` and two-to-three",
    ],
)
def test_british_and_american_names_numbers_and_the_trade_are_let_be(text):
    assert list(misspelt(text, "en")) == []


def test_a_word_that_is_known_here_is_no_slip():
    assert list(misspelt("recieve", "en", known=frozenset({"recieve"}))) == []


def test_what_has_an_apostrophe_before_it_is_looked_at():
    assert list(misspelt("l’heure, jusqu’à demain, l’heurre", "fr")) == [
        ("l’heurre", "beurre")
    ]  # the commonest of those one letter away
    assert list(misspelt("dell’oro, un’altra", "it")) == []


def test_german_words_are_joined():
    assert list(misspelt("die Uhrenschublade und das Armbandgehäuse", "de")) == []


@pytest.mark.parametrize("language", ["ja", "zh", "xx"])
def test_a_language_without_a_dictionary_is_let_be(language):
    assert list(misspelt("時計 recieve", language)) == []


@pytest.mark.parametrize("language", ["en", "fr", "it", "de"])
def test_the_kit_raises_little_noise(language):
    written = [d for d in kit.documents() if d.language == language]
    words = sum(len(d.text.split()) for d in written)
    told = [word for d in written for word in misspelt(d.text, language)]
    assert len(told) <= 1 + words / 500, told


def test_every_dictionary_that_is_named_is_there():
    for language in spelling.LANGUAGES:
        assert list(misspelt("a", language)) == []
