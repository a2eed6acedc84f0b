"""The gate of the note screen, on notes it was not tuned on: how many of those that tell of a client it finds."""

import pytest
from note_corpus import HALVES, corpus, judged, share

FOUND = corpus()
TOLD = judged(FOUND)
LANGUAGES = ("ar", "de", "en", "es", "fr", "it", "ja", "zh")


def test_the_corpus_is_large_even_and_of_eight_languages():
    assert sorted({note.language for note in FOUND}) == list(LANGUAGES)
    assert len({note.text for note in FOUND}) == len(FOUND) >= 900
    for language in LANGUAGES:
        ours = [note for note in FOUND if note.language == language]
        assert sum(bool(note.kind) for note in ours) >= 60
        assert sum(not note.kind for note in ours) >= 60
    assert 0.45 < sum(note.half == "held back" for note in FOUND) / len(FOUND) < 0.55
    assert max(len(note.text) for note in FOUND) <= 140


@pytest.mark.parametrize("half", HALVES)
def test_nine_in_ten_are_found_and_few_others(half):
    assert share(TOLD, half=half, client=True)[0] >= 0.90
    assert share(TOLD, half=half, client=False)[0] <= 0.08


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_is_left_behind(language):
    for half in HALVES:
        assert share(TOLD, half=half, language=language, client=True)[0] >= 0.80
        assert share(TOLD, half=half, language=language, client=False)[0] <= 0.12


@pytest.mark.parametrize(("kind", "least"), [("card", 1.0), ("iban", 1.0), ("email", 1.0), ("phone", 0.95)])
def test_formats_are_found(kind, least):
    for half in HALVES:
        found, count = share(TOLD, half=half, kind=kind)
        assert count >= 5
        assert found >= least
