"""The published profile says exactly what say and hear do."""

import re

import pytest
from test_golden import EVENTS, HOME

from cabochon.vocabulary import KINDS, kind_of, profile, say
from cabochon.vocabulary.iris import BASE, PROFILE

PUBLISHED = profile(HOME)


def test_it_is_a_profile_document():
    assert PUBLISHED["@context"] == "https://w3id.org/xapi/profiles/context"
    assert PUBLISHED["type"] == "Profile"
    assert [version["id"] for version in PUBLISHED["versions"]] == [PROFILE]
    assert PUBLISHED["id"] != PROFILE


@pytest.mark.parametrize("part", ["concepts", "templates", "patterns"])
def test_each_term_stands_once_in_the_scheme_with_name_and_meaning(part):
    ids = [term["id"] for term in PUBLISHED[part]]
    assert len(ids) == len(set(ids))
    for term in PUBLISHED[part]:
        assert term["inScheme"] == PROFILE
        assert term["id"].startswith(BASE)
        assert term["prefLabel"]["en"]
        assert term["definition"]["en"].strip()


def test_every_term_of_ours_that_is_said_is_a_concept():
    concepts = {term["id"] for term in PUBLISHED["concepts"]}
    said = set(re.findall(rf"{BASE}/[a-z-]+/[a-z-]+", str([say(event, HOME) for event in EVENTS.values()])))
    assert said
    assert said <= concepts


def test_every_verb_of_every_kind_has_its_template():
    assert [template["verb"] for template in PUBLISHED["templates"]] == [v.iri for k in KINDS for v in k.verbs]


@pytest.mark.parametrize("name", EVENTS)
def test_what_is_said_keeps_the_rules_of_its_template(name):
    statement = say(EVENTS[name], HOME)
    kind, verb = kind_of(statement), statement["verb"]["id"]
    ours = (t for t in PUBLISHED["templates"] if t["verb"] == verb and t["prefLabel"]["en"].startswith(kind.name))
    template = next(ours)
    if "objectActivityType" in template:
        assert statement["object"]["definition"]["type"] == template["objectActivityType"]
    for rule in template["rules"]:
        found = looked_up(statement, rule["location"])
        if rule["presence"] == "included":
            assert found, rule["location"]
        if "any" in rule:
            assert set(found) & set(rule["any"])


def looked_up(tree, location):
    found = [tree]
    for quoted, plain in re.findall(r"\['([^']+)'\]|\.([A-Za-z]+)|\[\*\]", location):
        if step := quoted or plain:
            found = [one[step] for one in found if step in one]
        else:
            found = [one for several in found for one in several]
    return found


def test_patterns_name_templates_and_patterns_that_are_there():
    known = {term["id"] for part in ("templates", "patterns") for term in PUBLISHED[part]}
    for pattern in PUBLISHED["patterns"]:
        (parts,) = [pattern[how] for how in ("sequence", "alternates", "optional", "zeroOrMore") if how in pattern]
        assert {parts} if isinstance(parts, str) else set(parts) <= known
    assert any(pattern["primary"] for pattern in PUBLISHED["patterns"])
