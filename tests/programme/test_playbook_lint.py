"""The playbook's lint: criteria nobody can observe are refused, with a reason and a way out."""

from dataclasses import replace

import pytest

from cabochon.programme import changing, lint, loading
from cabochon.programme.lint import ERROR, of_text

BASE = ("en", "", "")


def errors(words, language="en", address="welcome.behaviours"):
    return [one for one in of_text(address, words, language=language, index=0) if one.level == ERROR]


def test_the_starter_stands_in_nobodys_way():
    assert lint.blocking(lint.lint(loading.starter())) == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Be more confident"), ("en", "Shows passion"), ("en", "Has a good attitude"),
        ("en", "Understands the client"), ("en", "Is a good listener"), ("en", "Keeps a natural conversation"),
        ("fr", "Montre de la passion"), ("fr", "Est professionnelle"), ("fr", "Comprend les besoins du client"),
        ("it", "Parla con sicurezza"), ("it", "Capisce il cliente"), ("de", "Tritt souverän auf"),
        ("de", "Versteht den Kunden"), ("es", "Muestra buena actitud"), ("es", "Es más profesional"),
    ],
)  # fmt: skip
def test_what_nobody_can_observe_is_refused_with_a_way_out(language, words):
    found = errors(words, language)
    assert found
    assert all(one.why and one.instead for one in found)
    assert not errors(found[0].instead, language)  # the way out is one itself


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Greets and offers water"), ("en", "Asks the occasion, then opens the case"),
        ("en", "Care plan explained and preference captured"), ("fr", "Salue et propose un siège"),
        ("it", "Saluta e offre acqua"), ("de", "Begrüßt und bietet Wasser an"), ("es", "Saluda y ofrece agua"),
    ],
)  # fmt: skip
def test_two_actions_in_one_are_refused_apart(language, words):
    found = errors(words, language)
    assert len(found) == 1
    assert "|" in found[0].instead


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Lets the client feel the weight of the bracelet"), ("en", "Shows natural diamonds by daylight"),
        ("en", "Says “I do not know, I will ask”"), ("en", "Asks two to three questions on occasion and style"),
        ("en", "Offers a genuine leather strap"), ("fr", "Montre la pièce à la lumière naturelle"),
        ("fr", "Dit ce que le forfait comprend"), ("es", "Muestra la piedra con luz natural"),
    ],
)  # fmt: skip
def test_what_the_trade_says_is_left_alone(language, words):
    assert errors(words, language) == []


def test_what_is_too_long_for_a_phone_is_refused():
    assert "a phone shows 60" in errors("Greets " + "very " * 20, address="welcome.title")[0].why


def test_speech_is_judged_by_length_and_clients_alone():
    assert errors("I understand, and I feel the same", address="welcome.use") == []
    told = list(of_text("welcome.use", "Call me", screen=lambda _: "looks like a phone number"))
    assert told[0].why == "looks like a phone number"


def test_a_phrase_to_use_and_to_avoid_is_one_of_them():
    book = changing.written(
        loading.starter(), BASE, {"welcome.use": ("Can I help?",), "welcome.avoid": ("can I help",)}
    )
    assert any(one.address == "welcome.avoid" and one.level == ERROR for one in lint.lint(book))


def test_a_layer_that_names_what_there_is_not_is_refused():
    starter = loading.starter()
    odd = replace(starter, layers=(replace(starter.layers[0], texts={"farewell.good": "x"}),))
    assert any("adds no keys" in one.why for one in lint.blocking(lint.lint(odd)))
