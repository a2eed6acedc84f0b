"""A season's form becomes a module, a card and a huddle guide that read, teach and tell nothing of anybody."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon.programme import module_lint
from cabochon.programme.kit_reading import parse as parse_document
from cabochon.programme.module_reading import parse
from cabochon.programme.season import drafted, season
from cabochon.refusals import Refused

FORM = {
    "name": "Été Marin",
    "product_line": "watch",
    "facts": "The dial is cut from one shell, so no two are alike\nThe case was drawn for a diver of 1962\n"
    "The strap changes by hand, without a tool",
    "materials": "steel, mother-of-pearl and natural rubber",
    "occasions": "a first dive\na summer by the sea",
    "add_ons": "a second strap in rubber\na travel case",
    "watch_outs": "Say water resistant to 200 metres, never waterproof",
    "launch": "2026-06-01",
}


def made(**other):
    return drafted(season(**{**FORM, **other}))


def test_a_form_makes_a_module_a_story_card_and_a_huddle_guide():
    assert [one.what for one in made()] == [
        "module:ete-marin-story",
        "document:ete-marin-at-a-glance",
        "document:huddle-ete-marin",
    ]


def test_the_module_reads_and_has_nothing_that_blocks_it():
    module = parse(made()[0].text, "m.md", key="ete-marin-story", language="en")
    assert module.collection == "Été Marin"
    assert module.product_line == "watch"
    assert [e.kind for e in module.exercises] == ["choose", "order", "fill", "say"]
    assert module_lint.blocking(module_lint.lint(module, spelling=False)) == []
    assert 4 <= module_lint.minutes(module) <= 10


def test_the_module_has_no_wording_to_mend_either():
    module = parse(made()[0].text, "m.md")
    assert [(f.where, f.why) for f in module_lint.lint(module, spelling=False)] == []


def test_the_card_and_the_guide_are_documents_of_their_kinds():
    _, card, guide = made()
    card = parse_document(card.text, "c.md", key="ete-marin-at-a-glance", language="en")
    guide = parse_document(guide.text, "g.md", key="huddle-ete-marin", language="en")
    assert (card.kind, guide.kind, guide.minutes) == ("story", "huddle", 5)
    assert (card.collection, card.job_roles) == ("Été Marin", ("advisor",))
    said = re.findall(r"· (\d+) (second|minute)", guide.text)
    assert sum(int(n) * (60 if unit == "minute" else 1) for n, unit in said) == 300


def test_all_that_was_written_into_the_form_stands_in_what_comes_out():
    module, card, _ = (one.text for one in made())
    for text in (*FORM["facts"].splitlines(), FORM["materials"], FORM["occasions"].splitlines()[0]):
        assert text in module
        assert text in card
    assert "1 June 2026" in module
    assert FORM["watch_outs"] in card


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", " ", "is missing"),
        ("name", "海", "is missing|needs a letter"),
        ("facts", "One\nTwo", "are 3, each on a line of its own; there are 2"),
        ("facts", "Long " * 60 + "\nTwo of it\nThree of it", "characters; 160 at most"),
        ("product_line", "hats", "is watch, jewelry or empty"),
        ("launch", "in June", "is a day such as"),
        ("add_ons", "", "are 1 to 4"),
    ],
)
def test_what_is_missing_in_the_form_is_said_by_its_field(field, value, says):
    with pytest.raises(Refused, match=says) as caught:
        made(**{field: value})
    assert caught.value.pointer == field


def test_a_client_s_name_in_the_form_is_refused_where_it_stands():
    def screen(text):
        return "looks like a client's name" if "Dupont" in text else ""

    with pytest.raises(Refused, match="client's name") as caught:
        season(**{**FORM, "occasions": "the wedding of Dupont"}, screen=screen)
    assert caught.value.pointer == "occasions"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(min_size=2, max_size=80), min_size=9, max_size=9))
def test_whatever_is_typed_the_drafts_can_be_read_or_the_field_is_named(words):
    name, materials, *rest = (" ".join(word.split()) for word in words)
    form = {"name": name, "materials": materials, "facts": "\n".join(rest[:3]), "occasions": "\n".join(rest[3:5]),
            "add_ons": rest[5], "watch_outs": rest[6]}  # fmt: skip
    try:
        module, card, guide = made(**form)
    except Refused as fault:
        said = fault.pointer
    else:
        said = ""
    if said:
        assert said in form
        return
    parse(module.text, "m.md", key=module.what.partition(":")[2])
    for one in (card, guide):
        parse_document(one.text, "d.md", key=one.what.partition(":")[2], language="en")
