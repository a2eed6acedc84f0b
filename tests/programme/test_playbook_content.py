"""The playbook as content: what is read where words are missing, and files that cannot be read."""

import pytest

from cabochon.programme import changing, comparing, content, loading
from cabochon.programme.playbook import CLIENT_VISIT
from cabochon.refusals import Refused

HEAD = '[playbook]\nformat = 1\nlanguage = "{}"\ntitle = "{}"\n'
MOMENTS = "".join(
    f'[moments.{b.key}]\nname = "{b.key}"\ntitle = "{b.title}"\ngood = "{b.good}"\nseen = "{b.seen}"\n'
    f'behaviours = ["Asks once", "Waits for the answer"]\n'
    for b in CLIENT_VISIT.behaviours
)
WORDS = "[wordings]\n" + "".join(f'{w.key} = "{w.says}"\n' for w in CLIENT_VISIT.wordings)
WORDS += "[actions]\n" + "".join(f'{w.key} = "{w.says}"\n' for w in CLIENT_VISIT.actions)
TRACK = '[moments.welcome.tracks.just_looking]\nsituation = "Just looking"\nlines = ["Please do"]\n'
BASE = HEAD.format("en", "Client visit") + MOMENTS + TRACK + WORDS
FRENCH = HEAD.format("fr", "Visite") + '[moments.welcome]\ngood = "Chaleureux"\n'


def book(base=BASE, **others):
    return loading.book_of({"playbook.toml": base, **{f"playbook.{k}.toml": v for k, v in others.items()}})


def varied(more):
    return f'{BASE}[[variants]]\nbrand = "C"\n{more}\n'


def good(found, **asked):
    return content.read(found, **asked).moments[0].good


def test_the_starter_has_every_moment_in_order_and_the_keys_of_the_checklist():
    starter = content.read(loading.starter())
    assert [(m.key, m.title) for m in starter.moments] == [(b.key, b.title) for b in CLIENT_VISIT.behaviours]
    assert {w.key for w in CLIENT_VISIT.wordings} <= starter.wordings.keys()


def test_words_are_looked_for_from_the_nearest_layer_outwards():
    variants = '[[variants]]\nproduct_line = "watch"\n[variants.moments.welcome]\ngood = "watch"\n'
    variants += '[[variants]]\nbrand = "Corvane"\n[variants.moments.welcome]\ngood = "brand"\n'
    found = book(BASE + variants, fr=FRENCH)
    assert good(found) == CLIENT_VISIT.behaviours[0].good
    assert good(found, product_line="watch") == "watch"
    assert good(found, product_line="watch", brand="Corvane") == "brand"
    assert good(found, language="fr", brand="Corvane") == "Chaleureux"
    assert good(found, language="fr-CH") == "Chaleureux"


def test_a_missing_translation_falls_back_to_english_and_says_so():
    read = content.read(book(fr=FRENCH), language="fr")
    assert read.moments[0].title == CLIENT_VISIT.behaviours[0].title
    assert "welcome.title" in read.lacking
    assert "welcome.good" not in read.lacking


@pytest.mark.parametrize(
    ("text", "where", "why"),
    [
        ("[playbook", "playbook.toml", "cannot be read"),
        (BASE.replace("format = 1", "format = 9"), "playbook.toml", "format = 1"),
        (BASE.replace("[moments.welcome]", "[moments.hello]"), "moments.hello", "no moment"),
        (BASE.replace('behaviours = ["Asks once"', "behaviours = [1"), "behaviours", "list of texts"),
        (BASE.replace("calm_pace", "slow_pace"), "wordings", "lacks calm_pace"),
        (BASE + '[[variants]]\nproduct_line = "boats"\n', "variants", "should name"),
        (varied('[variants.moments.welcome]\ntitle = "x"'), "welcome.title", "reads the same"),
        (varied('[variants.wordings]\nnew_one = "x"'), "wordings.new_one", "adds no keys"),
        (varied('[variants.moments.welcome]\nbehaviours = ["x"]'), "behaviours", "steps stay"),
        (BASE.replace('["Please do"]', '["Please do"]\nreviewed = "May"'), "reviewed", "without quotes"),
    ],
)  # fmt: skip
def test_a_file_that_is_wrong_says_where_and_how_to_mend_it(text, where, why):
    with pytest.raises(Refused) as caught:
        book(text)
    assert where in caught.value.pointer
    assert why in caught.value.reason


def test_a_talk_track_is_for_its_line_alone():
    one = changing.with_track(book(), "welcome", "", situation="Is it an investment?", line="I would wear it",
                              beside=content.Tracked("watch"))  # fmt: skip
    assert [t.key for t in content.read(one, product_line="jewelry").moments[0].tracks] == ["just_looking"]
    assert [t.key for t in content.read(one, product_line="watch").moments[0].tracks][1:] == ["is_it_an_investment"]


def test_a_comparison_marks_the_words_that_came_and_went():
    old = book()
    new = changing.written(
        old, ("en", "", ""), {"welcome.behaviours": ("Asks twice", "Sits down", "Waits for the answer")}
    )
    (change,) = comparing.compare(old, new)
    assert change.lines == (
        (("same", "Asks "), ("removed", "once"), ("added", "twice")),
        (("added", "Sits down"),),
        (("same", "Waits for the answer"),),
    )


def test_what_is_taken_out_is_taken_out_of_every_language():
    french = FRENCH + '[moments.welcome.tracks.just_looking]\nsituation = "Je regarde"\n'
    left = changing.without(book(fr=french), "welcome.tracks.just_looking")
    assert not left.tracks
    assert not any("just_looking" in address for layer in left.layers for address in layer.texts)
    with pytest.raises(Refused, match="stay"):
        changing.without(left, "welcome.title")
