"""What may be shown of a statement to whom."""

import json
from datetime import date
from pathlib import Path

import pytest

from cabochon.privacy.browsing import SEALED, glance, kinds, sealed
from cabochon.privacy.veil import pseudonyms
from cabochon.privacy.viewer import ROLES, Viewer

HOME = "https://3f9a.cabochon.invalid"
GOLDEN = Path(__file__).parents[1] / "vocabulary" / "golden"
NAMED = pseudonyms(b"s" * 32, "x", date(2026, 3, 31))
FOREIGN = {"actor": {"mbox": "mailto:a.b@c.example"}, "verb": {"id": "http://x.example/did"},
           "object": {"id": "https://x.example/m"}}  # fmt: skip


def golden(name):
    return json.loads((GOLDEN / f"{name}.json").read_text())


def seen(role, statement, *doors):
    found = glance(Viewer(account="x", role=role, boutiques=frozenset(doors)), statement, home=HOME, pseudonym=NAMED)
    return found.statement if found else None


EVERY = ["coaching", "learning", "observation", "receipt", "return", "survey", "traffic"]


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("admin", "ld_author")])
@pytest.mark.parametrize("name", EVERY)
def test_no_other_role_reads_a_statement(role, name):
    assert seen(role, golden(name), "GVA01") is None
    assert seen(role, FOREIGN, "GVA01") is None


@pytest.mark.parametrize("name", EVERY)
def test_an_administrator_reads_all_but_what_somebody_wrote(name):
    from cabochon.vocabulary import kind_of, texts

    statement = golden(name)
    wrote = [text for _, text in texts(statement, kind_of(statement))]
    found = seen("admin", statement)
    assert found["actor"] == statement["actor"]
    assert all(text not in json.dumps(found, ensure_ascii=False) for text in wrote)
    assert (SEALED in json.dumps(found)) is bool(wrote)


@pytest.mark.parametrize("name", [name for name in EVERY if name != "learning"])
def test_an_author_reads_modules_and_nothing_of_the_floor(name):
    assert seen("ld_author", golden(name), "GVA01") is None


def test_an_author_reads_a_module_of_their_boutiques_without_the_person():
    found = json.dumps(seen("ld_author", golden("learning"), "GVA01"))
    assert "p7q2" not in found
    assert "May I show you" not in found
    assert "add-on-offer" in found
    assert seen("ld_author", golden("learning"), "ROM01") is None


@pytest.mark.parametrize(
    "foreign",
    [
        {"verb": {"id": "http://id.tincanapi.com/verb/rated"}},
        {"verb": {"id": "http://activitystrea.ms/schema/1.0/sell"}},
        {
            "object": {
                "id": "https://x.example/s",
                "definition": {"type": "http://id.tincanapi.com/activitytype/survey"},
            }
        },
        {"object": {"objectType": "SubStatement", **FOREIGN, "verb": {"id": "http://id.tincanapi.com/verb/rated"}}},
        {"context": {"contextActivities": {"category": [{"id": "https://w3id.org/xapi/cabochon/v1.0"}]}}},
    ],
    ids=["rated", "sold", "survey", "planned rating", "of our profile, of no template"],
)
def test_what_others_send_of_the_till_or_of_clients_is_not_an_authors(foreign):
    assert seen("ld_author", FOREIGN) is not None
    assert seen("ld_author", {**FOREIGN, **foreign}) is None
    assert seen("admin", {**FOREIGN, **foreign}) is not None


def test_an_open_answer_stays_sealed_for_an_author_and_a_choice_does_not():
    answer = {**FOREIGN, "result": {"response": "I felt unsure"}}
    assert seen("ld_author", answer)["result"]["response"] == SEALED
    chosen = {**answer, "object": {"id": "https://x.example/q", "definition": {"interactionType": "choice"}}}
    assert seen("ld_author", chosen)["result"]["response"] == "I felt unsure"


def test_prose_in_an_extension_stays_sealed_for_an_author():
    told = "The client hesitated for a long while and then asked whether her sister could have one too."
    found = seen("ld_author", {**FOREIGN, "context": {"extensions": {"https://x.example/e": [told, "short one"]}}})
    assert found["context"]["extensions"] == {"https://x.example/e": [SEALED, "short one"]}


@pytest.mark.parametrize("odd", [{"a": "secret"}, ["secret"], [["secret"]], "secret", 7])
def test_what_stands_where_a_text_should_is_sealed_whatever_it_is(odd):
    statement = golden("coaching")
    extensions = statement["result"]["extensions"]
    for name in list(extensions):
        if not name.endswith("practised"):
            extensions[name] = odd
    assert "secret" not in json.dumps(sealed(statement))


def test_a_statement_that_claims_our_profile_and_is_of_no_kind_has_all_its_texts_sealed():
    statement = golden("observation") | {"verb": {"id": "http://x.example/unheard"}}
    assert "Told the story" not in json.dumps(seen("admin", statement))


def test_kinds_are_what_a_viewer_may_know_of():
    assert kinds(Viewer(account="x", role="admin")) is None
    assert kinds(Viewer(account="x", role="ld_author")) == {"learning", "other"}
    assert kinds(Viewer(account="x", role="auditor")) == frozenset()
