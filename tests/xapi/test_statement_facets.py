"""What a statement is found by."""

from whole_statement import ANN, ID, SUB, TEAM, WHOLE, changed

from cabochon.xapi.checking import VOIDED
from cabochon.xapi.facets import agent_value, facets, target, voids

REF = {"objectType": "StatementRef", "id": ID.upper()}


def person(name):
    return {"mbox": f"mailto:{name}@example.com"}


def values(statement, name):
    found = facets(statement)
    assert len(found) == len(set(found))
    return {value.rpartition("/")[2].removeprefix("mbox mailto:") for facet, value in found if facet == name}


def group(*names, **more):
    return {"objectType": "Group", "member": [person(name) for name in names], **more}


def test_agent_is_actor_and_object_and_their_members():
    statement = {"actor": group("a", "b", **person("g")), "verb": {"id": "x:v"}, "object": group("c")}
    assert values(statement, "agent") == {f"{name}@example.com" for name in "abgc"}
    assert values(statement, "related_agent") == {f"{name}@example.com" for name in "abgc"}


def test_related_agents_are_in_authority_context_and_substatement():
    context = {
        "instructor": person("i"),
        "team": group("t"),
        "contextAgents": [{"objectType": "contextAgent", "agent": person("x")}],
        "contextGroups": [{"objectType": "contextGroup", "group": group("y", **person("z"))}],
    }
    inner = {**SUB, "actor": person("s"), "object": group("u"), "context": {"instructor": person("w")}}
    statement = {
        "actor": person("a"),
        "verb": {"id": "x:v"},
        "object": inner,
        "context": context,
        "authority": person("k"),
    }
    assert values(statement, "agent") == {"a@example.com"}
    assert values(statement, "related_agent") == {f"{name}@example.com" for name in "aitxyzsuwk"}


def test_activity_is_the_object_and_related_ones_are_around_it():
    assert values(WHOLE, "activity") == {"quiz"}
    assert values(WHOLE, "related_activity") == {"quiz", "p"}
    statement = changed("/object", {**SUB, "object": {"id": "https://example.com/inner"}})
    assert values(statement, "activity") == set()
    assert values(statement, "related_activity") == {"inner", "p"}


def test_verb_and_registration_are_the_statements_own():
    statement = changed("/context/registration", ID.upper(), changed("/object", SUB))
    assert ("registration", ID) in facets(statement)
    assert values(statement, "verb") == {"observed"}


def test_an_account_needs_both_parts():
    one = {"account": {"homePage": "https://a.example", "name": "b"}}
    assert agent_value(one) == "account https://a.example b"
    assert agent_value(TEAM) is None
    assert agent_value(ANN) == "mbox mailto:ann@example.com"


def test_a_reference_names_its_target():
    assert target(changed("/object", REF)) == ID
    assert target(WHOLE) == ""
    assert target(changed("/object", SUB)) == ""


def test_only_the_voided_verb_with_a_reference_voids():
    assert voids(changed("/verb/id", VOIDED, changed("/object", REF)))
    assert not voids(changed("/object", REF))
    assert not voids(WHOLE)
