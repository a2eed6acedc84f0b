"""Statements as sentences, of nobody by name."""

import json
from pathlib import Path

import pytest

from cabochon.dashboards.sentences import chosen, sentence, short
from cabochon.vocabulary.iris import EXT

HOME = "https://3f9a.cabochon.invalid"
GOLDEN = Path(__file__).parents[1] / "vocabulary" / "golden"
LEARNER = {"account": {"homePage": "https://lms.example", "name": "a17"}, "name": "Anna Keller"}


def said(**members):
    return {"actor": LEARNER, "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
            "object": {"id": "https://x.example/natural-add-on"}, **members}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("observation", "an associate was observed: 1 of 3 steps"),
        ("receipt", "an associate sold 3 items, CHF 23,620.50"),
        ("return", "an associate took back, JPY 480,000"),
        ("survey", "a client with an associate answered 4 of 5"),
        ("traffic", "the door counter counted 37 in, 35 out within 60 min"),
        ("coaching", "an associate was coached on add on, 12 min, practised"),
        ("learning", "an associate answered q3 in Add on offer, 50 %, right"),
    ],
)
def test_each_kind_of_ours_reads_as_a_sentence(name, says):
    statement = json.loads((GOLDEN / f"{name}.json").read_text())
    kind = "receipt" if name == "return" else name
    found = sentence(statement, kind=kind, home=HOME)
    assert found.replace(" 2 items", "").replace(" 1 item", "") == says or found == says


@pytest.mark.parametrize("name", ["observation", "receipt", "survey", "traffic", "coaching", "learning"])
def test_a_broken_statement_of_ours_still_reads(name):
    for broken in ({}, {"actor": 7, "verb": [], "object": None, "result": {"extensions": []}, "context": "x"}):
        assert sentence(broken, kind=name, home=HOME)


def test_a_statement_of_others_reads_by_its_own_words_and_names_nobody():
    one = said(
        verb={"id": "http://x.example/v", "display": {"fr": "a terminé", "en": "completed"}},
        object={"id": "https://x.example/m", "definition": {"name": {"en": "Natural add-on prompt"}}},
        result={"score": {"scaled": 0.8}, "success": True, "duration": "PT4M12S"},
    )
    assert sentence(one, kind="", home=HOME) == "a learner completed Natural add-on prompt, 80 %, passed, 4 min"
    assert sentence(one, kind="", home=HOME, languages=("fr",)).startswith("a learner a terminé")


def test_without_words_of_its_own_the_end_of_the_address_is_read():
    assert sentence(said(), kind="", home=HOME) == "a learner completed natural add on"


@pytest.mark.parametrize(
    ("about", "reads"),
    [
        ({"objectType": "StatementRef", "id": "0c6f6b8e-6b1c"}, "statement 0c6f6b8e"),
        ({"objectType": "Group", "member": [LEARNER, LEARNER]}, "a group of 2"),
        ({"objectType": "SubStatement", **said()}, "“a learner completed natural add on”"),
        (LEARNER | {"objectType": "Agent"}, "a learner"),
    ],
)
def test_what_it_is_about_may_be_anything(about, reads):
    assert sentence(said(object=about), kind="", home=HOME) == f"a learner completed {reads}"


def test_taking_back_tells_what_was_taken_back():
    voiding = said(
        verb={"id": "http://adlnet.gov/expapi/verbs/voided"}, object={"objectType": "StatementRef", "id": "x"}
    )
    assert sentence(voiding, kind="", home=HOME, target="a client answered 4 of 5") == (
        "a learner took back “a client answered 4 of 5”"
    )


@pytest.mark.parametrize(
    ("page", "who"),
    [("pseudonyms", "learner k3f9q2a"), ("people", "an associate"), ("identities/till%3Acsv", "an associate"),
     ("launch-checks", "the test learner"), ("keys", "a program")],
)  # fmt: skip
def test_who_is_told_by_what_they_are(page, who):
    actor = {"account": {"homePage": f"{HOME}/{page}", "name": "k3f9q2a"}}
    assert sentence(said(actor=actor), kind="", home=HOME).startswith(f"{who} completed")


def test_long_names_are_cut():
    name = sentence(said(object={"id": "https://x.example/m", "definition": {"name": {"en": "word " * 90}}}),
                    kind="", home=HOME)  # fmt: skip
    assert len(name) < 110
    assert name.endswith("…")


def test_small_helpers():
    assert short("https://x.example/verbs/was-assigned") == "was assigned"
    assert short("urn:x:y") == "x:y"
    assert chosen({"de-CH": "Modul", "en": "Module"}, ("de",)) == "Modul"
    assert chosen({"ja": "モジュール"}, ("en",)) == "モジュール"
    assert chosen(None, ("en",)) == ""


def test_the_extensions_are_those_of_the_vocabulary():
    from cabochon.dashboards import sentences

    assert sentences.EXT == EXT
