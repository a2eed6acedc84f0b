"""The published profile says exactly what say and hear do."""

import re

import pytest
from test_golden import EVENTS, HOME

from cabochon.vocabulary import KINDS, kind_of, profile, say
from cabochon.vocabulary.iris import ADL, ADL_TYPES, AS, BASE, DOD, PROFILE, TC, TC_TYPES

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


# Terms of others that we use: https://profiles.adlnet.gov, https://registry.tincanapi.com, Activity Streams 1.0.
PUBLISHED_BY_OTHERS = {
    f"{DOD}/{name}" for name in ("demonstrated", "calibrated", "checked")
} | {
    f"{ADL}/{name}" for name in ("launched", "answered", "completed", "passed", "failed", "attended", "experienced")
} | {
    f"{TC}/rated", f"{AS}/sell", f"{AS}/return",
    *(f"{TC_TYPES}/{name}" for name in ("checklist", "checklist-item", "goal", "survey")),
    *(f"{ADL_TYPES}/{name}" for name in ("module", "question", "meeting", "media")),
}  # fmt: skip


def test_every_verb_and_type_is_declared_here_or_published_by_others():
    concepts = {term["id"] for term in PUBLISHED["concepts"]}
    used = {verb.iri for kind in KINDS for verb in kind.verbs} | {type_ for kind in KINDS for type_ in kind.types}
    assert used - concepts == PUBLISHED_BY_OTHERS


def test_every_type_that_is_declared_is_used():
    declared = {term["id"] for term in PUBLISHED["concepts"] if term["type"] == "ActivityType"}
    assert declared <= {type_ for kind in KINDS for type_ in kind.types}


def test_every_extension_is_declared_and_stands_in_one_place():
    places = {}
    for kind in KINDS:
        for member in kind.all:
            if "extensions" in member.path:
                places.setdefault(member.path[2], set()).add(member.path[0])
    assert all(len(where) == 1 for where in places.values())
    declared = {t["id"]: t["type"] for t in PUBLISHED["concepts"] if t["type"].endswith("Extension")}
    assert {iri: f"{where.pop().title()}Extension" for iri, where in places.items()}.items() <= declared.items()


def test_no_two_kinds_share_a_verb_and_a_type():
    pairs = [(verb.iri, type_) for kind in KINDS for verb in kind.verbs for type_ in kind.types]
    assert len(pairs) == len(set(pairs))


def test_every_verb_of_every_kind_has_its_template():
    assert [template["verb"] for template in PUBLISHED["templates"]] == [v.iri for k in KINDS for v in k.verbs]


@pytest.mark.parametrize("name", EVENTS)
def test_what_is_said_keeps_the_rules_of_its_template(name):
    statement = say(EVENTS[name], HOME)
    kind, verb = kind_of(statement), statement["verb"]["id"]
    ours = (t for t in PUBLISHED["templates"] if t["verb"] == verb and t["prefLabel"]["en"].startswith(f"{kind.name}:"))
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
