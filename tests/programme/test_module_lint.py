"""A module's lint: what keeps it from the floor, what would make it teach better, and where it stands."""

from dataclasses import replace

import pytest

from cabochon.programme import module_lint, modules
from cabochon.programme.lint import ERROR, WARNING
from cabochon.programme.module import Action, Block
from cabochon.programme.module_lint import lint

SOUND = modules.starter()["natural-add-on"]["en"]


def found(module, level=None, **more):
    return [(one.where, one.why) for one in lint(module, **more) if level in (None, one.level)]


def exercise(kind):
    return next(one for one in SOUND.exercises if one.kind == kind)


def only(*exercises, **more):
    return replace(SOUND, exercises=exercises, **more)


def changed(key, **more):
    return replace(SOUND, exercises=tuple(replace(e, **more) if e.key == key else e for e in SOUND.exercises))


def choice(key, letter, **more):
    of = SOUND.exercise(key)
    return changed(key, choices=tuple(replace(c, **more) if c.key == letter else c for c in of.choices))


def test_what_is_sound_is_let_be():
    assert lint(SOUND) == []


def test_more_than_ten_minutes_are_too_many():
    long = replace(SOUND, see=(*SOUND.see, Block("words", "One word after another. " * 400)))
    assert ("minutes", "takes 12 minutes; between two clients there are 10 at most") in found(long, ERROR)
    film = replace(SOUND, see=(*SOUND.see, Block("media", "A visit.", media="visit")))
    assert found(film, ERROR, media_seconds={"visit": 90}) == []
    assert found(film, ERROR, media_seconds={"visit": 600})[0][0] == "minutes"


def test_too_little_is_said_gently():
    short = only(exercise("choose"), minutes=2)
    assert {one.level for one in lint(short)} == {WARNING}
    assert {where for where, _ in found(short)} == {"minutes", "Try it"}


def test_the_authors_minutes_are_compared():
    assert ("minutes", "says 9 minutes and takes about 5") in found(replace(SOUND, minutes=9), WARNING)


@pytest.mark.parametrize(
    ("action", "why"),
    [
        ("", "names no action"),
        ("Be more confident with your next client.", "confidence"),
        ("Offer a strap and ask for the occasion.", "two actions in one"),
        ("Try to understand your client.", "cannot be seen"),
    ],
)
def test_an_action_nobody_can_observe_blocks(action, why):
    errors = found(replace(SOUND, action=Action("a", action)), ERROR)
    assert errors
    assert all(where == "Use it today" for where, _ in errors)
    assert any(why in told for _, told in errors)


def test_each_sentence_of_the_action_is_judged():
    two = Action("a", "Greet three clients aloud within 30 seconds.\n\nShow more passion.")
    assert any("passion" in why for _, why in found(replace(SOUND, action=two), ERROR))


def test_personal_details_block_wherever_they_stand():
    def screen(words):
        return "looks like a number" if "079" in words else ""

    for module, where in (
        (replace(SOUND, title="Call 079"), "title"),
        (replace(SOUND, see=(Block("words", "Call 079."),)), "See it"),
        (changed("which-line", prompt="Call 079?"), "which-line"),
        (choice("which-line", "b", says="Call 079."), "which-line b"),
        (changed("aloud", model="079"), "aloud"),
        (replace(SOUND, action=Action("a", "Call 079.")), "Use it today"),
    ):
        assert (where, "looks like a number") in found(module, ERROR, screen=screen)


def test_a_mark_needs_something_that_is_judged():
    assert ("pass", "there is a mark to pass and nothing that is judged") in found(only(exercise("say")), ERROR)


def test_one_exercise_or_one_kind_is_little():
    assert any("one exercise" in why for _, why in found(only(exercise("choose"))))
    twice = only(exercise("choose"), replace(exercise("choose"), key="again"))
    assert any("one kind alone" in why for _, why in found(twice))


def test_a_pattern_in_the_right_answers_is_seen():
    one = exercise("choose")
    twice = [why for _, why in found(only(one, replace(one, key="again"), exercise("say")))]
    assert any("the longest choice is the right one" in why for why in twice)
    assert any("the same place" in why for why in twice)


def test_a_choice_that_teaches_nothing_is_named():
    assert ("which-line a", "nothing is told to who takes this one") in found(choice("which-line", "a", says=""))
    silent = choice("one-too-far", "a", says="")
    assert ("one-too-far a", "nothing is told to who takes this one") in found(silent)
    of = silent.exercise("one-too-far")
    told = replace(silent, exercises=tuple(replace(e, says="Once.") if e is of else e for e in silent.exercises))
    assert found(told) == []
    assert ("the-because", "nothing is told afterwards") in found(changed("the-because", says=""))


def test_the_same_choice_twice_is_named():
    first = SOUND.exercise("which-line").choices[0].text
    assert ("which-line c", "stands here twice") in found(choice("which-line", "c", text=first.upper()))


def test_what_one_marks_oneself_by_can_be_seen():
    assert any("confidence" in why for where, why in found(choice("aloud", "a", text="I was confident.")) if
               where == "aloud a")  # fmt: skip
    assert found(choice("aloud", "a", text="I named a price and waited.")) == []


def test_long_sentences_and_big_words_are_named():
    long = Block("words", "And so " * 20 + "on.")
    assert ("See it", "a sentence of 41 words; on a phone 30 are many") in found(replace(SOUND, see=(long,)))
    hype = Block("words", "An unforgettable moment for your KPIs.")
    assert [why for where, why in found(replace(SOUND, see=(hype,))) if where == "See it"] == [
        "“unforgettable” says more than anybody can keep",
        "“KPIs” is an office’s word",
    ]


def test_a_wrong_answer_and_a_client_may_say_big_words():
    assert found(choice("which-line", "a", text="It is a magical, unforgettable piece.")) == []
    quoted = Block("words", "Never say “unforgettable”.")
    assert not [why for _, why in found(replace(SOUND, see=(quoted,))) if "keep" in why]


def test_a_misspelt_word_is_named_once_with_what_is_meant():
    wrong = replace(SOUND, see=(Block("words", "You recieve it. You recieve it again."),))
    told = [one for one in lint(wrong) if "misspelt" in one.why]
    assert [(one.words, one.instead, one.where) for one in told] == [("recieve", "receive", "See it")]
    assert not [one for one in lint(wrong, known={"recieve"}) if "misspelt" in one.why]
    assert not [one for one in lint(wrong, spelling=False) if "misspelt" in one.why]


def test_a_translation_says_the_same_in_other_words():
    def words(text):
        return f"un deux trois {len(text)}" if text else ""

    def translated(one):
        return replace(
            one, prompt=words(one.prompt), model=words(one.model), says=words(one.says),
            phrase="{} ".join(["mot"] * (len(one.blanks) + 1)) if one.blanks else "",
            blanks=tuple(tuple(f"{n}{m}" for m, _ in enumerate(gap)) for n, gap in enumerate(one.blanks)),
            choices=tuple(replace(c, text=words(c.text) + c.key, says=words(c.says)) for c in one.choices),
        )  # fmt: skip

    other = replace(
        SOUND, language="fr", title="L’accessoire", summary="Deux.", action=Action(SOUND.action.key, "Proposez."),
        see=tuple(replace(block, text=words(block.text)) for block in SOUND.see),
        exercises=tuple(translated(one) for one in SOUND.exercises),
    )  # fmt: skip
    assert found(other, ERROR, base=SOUND) == []
    left = replace(other, summary=SOUND.summary)
    assert found(left, ERROR, base=SOUND) == [("summary", "is still in the base language")]
    moved = replace(other, exercises=tuple(
        replace(e, choices=tuple(replace(c, right=c.key == "a") for c in e.choices)) if e.key == "which-line" else e
        for e in other.exercises
    ))  # fmt: skip
    assert found(moved, ERROR, base=SOUND)[0][0] == "which-line"
    assert any("pass is not as" in why for _, why in found(replace(other, pass_mark=0.0), ERROR, base=SOUND))


def test_errors_come_first():
    both = replace(SOUND, minutes=9, action=Action("a", ""))
    levels = [one.level for one in lint(both)]
    assert levels == sorted(levels, key=lambda level: level != ERROR)
    assert len(module_lint.blocking(lint(both))) == levels.count(ERROR)


def test_a_finding_leads_to_its_line():
    source = modules.source("natural-add-on").splitlines()

    def at(where):
        return source[module_lint.line("\n".join(source), where) - 1]

    assert at("title").startswith("title =")
    assert at("pass") == "pass = 0.6"
    assert at("See it") == "## See it"
    assert at("which-line") == "### choose: which-line"
    assert at("which-line b").startswith("- [x] “An engraving")
    assert at("aloud c").startswith("- [ ] I asked")
    assert at("Use it today") == "## Use it today"
    assert at("nowhere") == "+++"


def test_a_language_without_words_is_let_be():
    assert not [one for one in lint(replace(SOUND, language="ja", minutes=8)) if "misspelt" in one.why]
