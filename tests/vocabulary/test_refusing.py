"""What claims our template and breaks it is refused, by place and with how to mend it."""

import copy
from dataclasses import replace
from datetime import datetime

import pytest
from golden_events import ANNA, MARC
from test_golden import EVENTS, HOME

from cabochon.refusals import Refused
from cabochon.retail.events import Line
from cabochon.vocabulary import hear, kind_of, say, texts, without_text
from cabochon.vocabulary.iris import EXT

ESCAPED = EXT.replace("/", "~1")
GONE = object()


def spoilt(name, path, value):
    statement = copy.deepcopy(say(EVENTS[name], HOME))
    *steps, last = path
    tree = statement
    for step in steps:
        tree = tree[step]
    if value is GONE:
        del tree[last]
    else:
        tree[last] = value
    return statement


CONTEXT, RESULT = ("context", "extensions"), ("result", "extensions")
BROKEN = [
    ("observation", ("actor", "account", "homePage"), "https://elsewhere/x", "/actor/account", f"{HOME}/people"),
    ("observation", ("actor", "account", "homePage"), f"{HOME}/sources", "/actor/account", "not a source"),
    ("observation", ("object", "definition"), GONE, "/object/definition/type", "checklist"),
    ("observation", ("context", "instructor"), GONE, "/context/instructor", "is missing: who watched"),
    (
        "observation",
        (*RESULT, f"{EXT}/marks", "greeting"),
        "oui",
        f"/result/extensions/{ESCAPED}~1marks/greeting",
        "yes",
    ),
    ("observation", (*CONTEXT, f"{EXT}/started"), "2026-03-31T14:05", f"{ESCAPED}~1started", "no offset"),
    ("observation", (*CONTEXT, f"{EXT}/practice"), 1, f"{ESCAPED}~1practice", "true or false"),
    ("observation", ("context", "contextActivities", "grouping"), [{"id": "x:y"}], "/grouping", f"{HOME}/doors/<code>"),
    ("receipt", (*RESULT, f"{EXT}/net", "currency"), "CHX", f"{ESCAPED}~1net/currency", "ISO 4217"),
    ("receipt", (*RESULT, f"{EXT}/net", "amount"), 1, f"{ESCAPED}~1net/amount", "sum of the lines"),
    ("receipt", (*RESULT, f"{EXT}/lines", 1, "net"), 1.5, f"{ESCAPED}~1lines/1/net", "whole number"),
    ("receipt", (*CONTEXT, f"{EXT}/sale-type"), "gift", f"{ESCAPED}~1sale-type", "one of sale, return"),
    ("receipt", (*CONTEXT, f"{EXT}/sellers", 0, "share"), 0.5, f"{ESCAPED}~1sellers", "sum to 1, not 0.75"),
    ("receipt", (*CONTEXT, f"{EXT}/business-day"), "31.03.2026", f"{ESCAPED}~1business-day", "2026-03-31"),
    ("return", (*CONTEXT, f"{EXT}/sale-type"), "sale", f"{ESCAPED}~1sale-type", "as the verb says"),
    ("survey", ("result", "score", "raw"), 6, "/result/score/raw", "within 1..5, not 6"),
    ("survey", ("result", "score", "raw"), True, "/result/score/raw", "number"),
    ("survey", ("result", "score", "max"), 1, "/result/score/max", "above min"),
    ("survey", ("timestamp",), "2026-03-31 14:05:00", "/timestamp", "offset"),
    ("survey", ("context", "platform"), GONE, "/context/platform", "is missing: who told us"),
    ("traffic", ("result", "duration"), "PT0M", "/result/duration", "longer than zero"),
    ("traffic", ("result", "duration"), "PT90S", "/result/duration", "whole minutes"),
    ("traffic", (*RESULT, f"{EXT}/entries"), -1, f"{ESCAPED}~1entries", "zero or more"),
    ("traffic", ("object", "id"), f"{HOME}/doors/ZRH01/counters/1", "/object/id", "of the same boutique"),
    ("coaching", ("context", "statement", "id"), "x", "/context/statement/id", "UUID"),
    ("coaching", (*CONTEXT, f"{EXT}/form"), "chat", f"{ESCAPED}~1form", "side_by_side"),
    ("coaching", ("object", "id"), "https://x/y", "/object/id", "behaviours"),
    ("learning", ("result", "score", "scaled"), 1.5, "/result/score/scaled", "-1..1"),
    ("learning", ("result", "duration"), "12s", "/result/duration", "PT1M30S"),
    ("learning", ("verb", "id"), "http://adlnet.gov/expapi/verbs/mastered", "/verb/id", "no template"),
]


@pytest.mark.parametrize(("name", "path", "value", "pointer", "mend"), BROKEN)
def test_a_broken_member_is_named_with_its_mend(name, path, value, pointer, mend):
    with pytest.raises(Refused) as refused:
        hear(spoilt(name, path, value), HOME)
    assert pointer in refused.value.pointer
    assert mend in refused.value.reason


def test_all_faults_are_named_at_once():
    statement = spoilt("survey", ("result", "score"), {"raw": "4", "max": 5})
    del statement["timestamp"]
    with pytest.raises(Refused) as refused:
        hear(statement, HOME)
    assert refused.value.pointer == "/timestamp"
    assert "/result/score/raw: should be a number" in refused.value.reason
    assert "/result/score/min: is missing" in refused.value.reason


UNSAYABLE = [
    ("receipt", {"sale_type": "gift"}, "one of sale"),
    ("receipt", {"currency": "XXX"}, "ISO 4217"),
    ("receipt", {"sellers": ((ANNA, 0.5), (MARC, 0.4))}, "sum to 1"),
    ("receipt", {"lines": (Line(sku="A", quantity=float("nan"), net=1),)}, "number"),
    ("receipt", {"lines": (Line(sku="A", quantity=1, net=1.5),)}, "whole number"),
    ("survey", {"raw": 0}, "within 1..5"),
    ("survey", {"language": "Deutsch!"}, "language tag"),
    ("survey", {"at": datetime(2026, 3, 31)}, "offset"),  # noqa: DTZ001
    ("traffic", {"minutes": 0}, "longer than zero"),
    ("observation", {"marks": {"greeting": "maybe"}}, "yes, partly"),
    ("learning", {"what": "slept"}, "one of launched"),
    ("learning", {"seconds": -1.0}, "zero or more"),
]


@pytest.mark.parametrize(("name", "change", "mend"), UNSAYABLE)
def test_an_event_that_breaks_its_template_is_not_said(name, change, mend):
    with pytest.raises(Refused, match=mend):
        say(replace(EVENTS[name], **change), HOME)


def test_without_our_profile_it_is_of_no_kind_of_ours():
    for found in ([], [{"id": "https://w3id.org/xapi/cmi5/context/categories/cmi5"}], None):
        statement = spoilt("survey", ("context", "contextActivities", "category"), found)
        assert hear(statement, HOME) is None
        assert kind_of(statement) is None


def test_other_activities_may_stand_beside_ours():
    statement = spoilt("survey", ("context", "contextActivities", "grouping"), [
        {"id": "https://example.org/campaign"}, {"id": f"{HOME}/doors/GVA01"},
    ])  # fmt: skip
    statement["context"]["contextActivities"]["category"].insert(0, {"id": "https://example.org/another-profile"})
    statement["context"]["contextActivities"]["other"] = {"id": f"{HOME}/receipts/5d41402a"}  # one for a list of one
    assert hear(statement, HOME) == EVENTS["survey"]


def test_texts_are_found_where_the_kind_declares_them():
    first = ("observation", "receipt", "return", "traffic", "survey", "learning", "coaching")
    said = {name: say(EVENTS[name], HOME) for name in first}
    found = {name: [text for _, text in texts(one, kind_of(one))] for name, one in said.items()}
    assert found == {
        "observation": ["Told the story of the dial.", "role-play-add-on"], "receipt": [], "return": [], "traffic": [],
        "survey": ["Kind and patient."], "learning": ["May I show you..."],
        "coaching": ["Warm welcome", "Let the client hold it", "Offer the strap earlier",
                     "May I show you a second strap?"],
    }  # fmt: skip


def test_no_text_is_left_after_sealing_and_the_original_is_untouched():
    statement = say(EVENTS["coaching"], HOME)
    bare = without_text(statement, kind_of(statement))
    assert "strap" not in str(bare)
    assert statement == say(EVENTS["coaching"], HOME)
