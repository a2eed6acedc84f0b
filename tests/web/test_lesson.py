"""A module as its learner sees it, before any script: all of it to read, in its own language, nothing of it trusted."""

from dataclasses import replace
from pathlib import Path

import pytest

from cabochon.programme.module import Block
from cabochon.web import lesson as made
from cabochon.web.lesson import Shown, gaps, lesson, mixed
from cabochon.web.lesson_words import WORDS
from cabochon.web.page import environment
from seven_ways import MODULE

LOOK = environment(Path(made.__file__).parent / "templates", lambda path: f"/static/{path}")
PICTURE = Shown("/media/counter-plan?v=1", "picture", "A plan", 800, 500)
FILM = Shown(
    "/media/film?v=1", "video", "A visit", 640, 360, (("en", "/media/film.en.vtt"), ("fr", "/media/film.fr.vtt"))
)


def page(module=MODULE, **media):
    return str(lesson(LOOK, module, media={"counter-plan": PICTURE, **media}))


def test_every_exercise_stands_on_the_page_with_its_answer_under_a_fold():
    html = page()
    for one in MODULE.exercises:
        assert f'data-step="{one.key}" data-of="try" data-kind="{one.kind}"' in html
    assert html.count('<details class="unscripted">') == 6  # nobody judges what was said aloud
    assert "Since you told me about the sea, a rubber strap helps." in html


def test_the_mark_and_the_right_answers_are_there_for_the_script():
    html = page()
    assert 'data-pass="0.5"' in html
    assert 'data-right="a,b,c,d"' in html
    assert 'data-right="27"' in html


def test_steps_and_gaps_are_out_of_order_and_always_the_same():
    order, fill = MODULE.exercise("the-order"), MODULE.exercise("the-words")
    assert [one.key for one in mixed(order)] != ["a", "b", "c", "d"]
    assert mixed(order) == mixed(order)
    assert {words for _, words in gaps(fill) if words} != set(fill.blanks) or gaps(fill) == gaps(fill)
    assert sorted(sorted(words) for _, words in gaps(fill) if words) == sorted(sorted(one) for one in fill.blanks)


def test_the_places_of_a_picture_can_be_reached_by_keyboard_and_have_a_list_beside_them():
    html = page()
    assert html.count('role="button" tabindex="0"') == 2
    assert 'aria-label="The quiet table"' in html
    assert "Choose from a list instead" in html


def test_a_medium_that_is_missing_is_told_in_words():
    html = page()
    assert "This can not be shown here: A watch on a wrist" in html


def test_without_its_picture_a_hotspot_is_a_list_to_choose_from():
    html = str(lesson(LOOK, MODULE, media={}))
    assert "<rect" not in html
    assert "The quiet table" in html


def test_a_film_has_its_captions_and_loads_nothing_by_itself():
    html = page(**{"wrist-try-on": FILM})
    assert 'preload="none"' in html
    assert '<track kind="captions" srclang="en" label="en" src="/media/film.en.vtt" default>' in html
    assert '<track kind="captions" srclang="fr" label="fr" src="/media/film.fr.vtt">' in html


def test_words_of_a_module_are_escaped():
    nasty = replace(MODULE, see=(Block("line", "<script>alert(1)</script>", who="<b>Client"),))
    html = page(nasty)
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("language", sorted(WORDS))
def test_the_words_around_it_are_in_the_language_of_the_module(language):
    html = page(replace(MODULE, language=language))
    assert f'lang="{language}"' in html
    assert WORDS[language]["use"] in html


def test_every_language_has_the_same_words():
    assert {frozenset(words) for words in WORDS.values()} == {frozenset(WORDS["en"])}
    for words in WORDS.values():
        for key, says in words.items():
            assert ("{" in says) == ("{" in WORDS["en"][key]), key


def test_an_action_that_is_open_already_says_so():
    html = str(lesson(LOOK, MODULE, media={}, action_done=True))
    assert "You have taken this on already" in html
