"""What the kinds beside the floor's first six refuse, by place and with how to mend it; and what no kind takes."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from golden_events import ANNA
from test_golden import EVENTS, HOME
from test_refusing import CONTEXT, GONE, RESULT, spoilt

from cabochon.refusals import Refused
from cabochon.retail.events import Line
from cabochon.retail.operations import Counted
from cabochon.vocabulary import hear, kind_of, say, texts
from cabochon.vocabulary.iris import EXT, TYPES

BROKEN = [
    ("action-given", ("object", "id"), "https://x/y", "/object/id", f"{HOME}/actions/<action>"),
    ("action-given", (*CONTEXT, f"{EXT}/due"), "2026-03-01", "~1due", "before the day it was given"),
    ("action-given", (*CONTEXT, f"{EXT}/owner"), {"homePage": f"{HOME}/sources", "name": "x"}, "~1owner", "a person"),
    (
        "action-given",
        ("object", "definition", "type"),
        f"{TYPES}/receipt",
        "/object/definition/type",
        "(coaching_step)",
    ),
    ("feedback", ("context", "statement"), GONE, "/context/statement", "is missing: the observation or coaching"),
    ("feedback", (*CONTEXT, f"{EXT}/answer"), "meh", "~1answer", "one of agree"),
    ("settled", ("context", "instructor"), GONE, "/context/instructor", "who decided"),
    ("huddle", ("result", "duration"), "PT90S", "/result/duration", "whole minutes"),
    ("huddle", ("result", "duration"), "P2W", "/result/duration", "at most a week"),
    ("focus-set", (*CONTEXT, f"{EXT}/until"), "2026-03-31", "~1until", "before the first, 2026-04-01"),
    ("focus-set", (*CONTEXT, f"{EXT}/target"), 45, "~1target", "within 0..1, not 45"),
    ("focus-closed", (*RESULT, f"{EXT}/outcome"), GONE, "~1outcome", "closed as one of kept"),
    ("praise", ("object", "id"), f"{HOME}/doors/x", "/object/id", f"{HOME}/behaviours/<behaviour>"),
    ("calibration", (*RESULT, f"{EXT}/marks", "add_on"), "maybe", "~1marks/add_on", "yes, partly"),
    ("assigned-module", (*CONTEXT, f"{EXT}/due"), "2026-03-01", "~1due", "before the day it was given"),
    ("assigned-step", ("object", "id"), f"{HOME}/processes/baking/steps/x", "/object/id", "processes receiving"),
    ("assigned-step", ("object", "definition", "type"), ["x"], "/object/definition/type", "checklist-item"),
    ("step", ("object", "id"), f"{HOME}/processes/baking/steps/x", "/object/id", "processes receiving"),
    ("step", ("object", "definition", "type"), GONE, "/object/definition/type", "checklist-item (step_done)"),
    ("step", ("result", "completion"), "yes", "/result/completion", "true or false"),
    ("signal", ("object", "id"), f"{HOME}/signals/waved", "/object/id", "signals appointment_offered"),
    ("signal", (*CONTEXT, f"{EXT}/due"), "2025-04-09", "~1due", "before the day it was given"),
    ("till-closing", (*RESULT, f"{EXT}/net", "currency"), GONE, "~1net/currency", "is missing: the till's currency"),
    ("till-closing", (*RESULT, f"{EXT}/units"), 1e308, "~1units", "at most 9007199254740991"),
    ("booking", (*CONTEXT, f"{EXT}/due"), "0001-01-01", "~1due", "between 1900 and 2200"),
    ("enrolment", (*CONTEXT, f"{EXT}/enrolled-in"), "gym", "~1enrolled-in", "care_plan, warranty"),
    ("count-of-lines", (*RESULT, f"{EXT}/stock-lines", 0, "counted"), -1, "~1stock-lines/0/counted", "zero or more"),
    ("count-of-lines", (*RESULT, f"{EXT}/stock-lines", 1), "KIT", "~1stock-lines/1", "an object"),
    ("count-of-lines", (*CONTEXT, f"{EXT}/currency"), GONE, "~1currency", "is missing: the currency"),
    ("count-of-sums", (*RESULT, f"{EXT}/skus-equal"), 41, "~1skus-equal", "at most the SKUs counted, 40"),
    ("count-of-sums", (*RESULT, f"{EXT}/book-value"), GONE, "~1book-value", "stand together"),
    ("count-of-sums", (*RESULT, f"{EXT}/counted-value", "currency"), "EUR", "value/currency", "should be CHF"),
    ("exception", (*RESULT, f"{EXT}/amount", "currency"), GONE, "~1amount/currency", "needs its currency"),
    ("availability", (*RESULT, f"{EXT}/in-stock"), 37, "~1in-stock", "at most what is listed, 36"),
    ("availability", ("object", "id"), f"{HOME}/doors/ZRH01/listing", "/object/id", "of the same boutique"),
    ("joined", ("object", "id"), f"{HOME}/doors/ZRH01", "/object/id", "of the same boutique"),
    ("on-leave", (*CONTEXT, f"{EXT}/until"), "2026-04-30", "~1until", "before the first, 2026-05-01"),
    ("shift", (*CONTEXT, f"{EXT}/ends"), "2026-04-02T07:00:00+00:00", "~1ends", "before the first"),
    ("shift", (*CONTEXT, f"{EXT}/ends"), "2026-04-04T07:00:00+00:00", "~1ends", "within 24 hours"),
    ("shift", (*CONTEXT, f"{EXT}/starts"), "2026-04-22T08:00:00+00:00", "~1starts", "on the day of the shift"),
    ("shift", (*CONTEXT, f"{EXT}/starts"), GONE, "~1starts", "is missing"),
    ("annotation", (*CONTEXT, f"{EXT}/until"), "2036-04-05", "~1until", "within 400 days"),
    ("decision", (*CONTEXT, f"{EXT}/decision"), "burn", "~1decision", "scale, tune"),
    ("plan", (*CONTEXT, f"{EXT}/plan-doors", 1), 7, "~1plan-doors/1", "a text"),
    ("learning", ("object", "definition", "type"), f"{TYPES}/counter", "/object/definition/type", "module"),
]


@pytest.mark.parametrize(("name", "path", "value", "pointer", "mend"), BROKEN)
def test_a_broken_member_is_named_with_its_mend(name, path, value, pointer, mend):
    with pytest.raises(Refused) as refused:
        hear(spoilt(name, path, value), HOME)
    assert pointer in refused.value.pointer
    assert mend in refused.value.reason


UNSAYABLE = [
    ("contested", {"kept": False}, "is a decision"),
    ("action-given", {"what": "slept"}, "one of took_on"),
    ("assigned-module", {"what": "song"}, "one of module"),
    ("assigned-step", {"item": "receiving"}, "a process and its step"),
    ("focus-set", {"outcome": "kept"}, "with the verb closed-focus"),
    ("coaching", {"picked_until": date(2026, 2, 1)}, "before the first"),
    ("count-of-sums", {"book": None, "value": None, "skus": None, "equal": None}, "give the lines"),
    ("count-of-lines", {"lines": (Counted(sku="A", expected=1, counted=1, cost=-1),)}, "zero or more"),
    ("traffic", {"minutes": 100_000}, "at most a week"),
    ("survey", {"visited": datetime(1, 1, 2, tzinfo=UTC)}, "between 1900 and 2200"),
]


@pytest.mark.parametrize(("name", "change", "mend"), UNSAYABLE)
def test_an_event_that_breaks_its_template_is_not_said(name, change, mend):
    with pytest.raises(Refused, match=mend):
        say(replace(EVENTS[name], **change), HOME)


def line(**changes):
    return Line(**{"sku": "A", "quantity": 1, "net": 100} | changes)


POISON = [
    ("survey", {"raw": 1e308, "high": 1e308}, "within 1,000,000"),
    ("receipt", {"at": datetime(1, 1, 2, tzinfo=UTC)}, "between 1900 and 2200"),
    ("receipt", {"business_day": date(1, 1, 1)}, "between 1900 and 2200"),
    ("receipt", {"lines": (line(net=-100),)}, "is below zero"),
    ("receipt", {"lines": (line(quantity=1e308),)}, "at most 9007199254740991"),
    ("receipt", {"lines": (line(),) * 100_000}, "holds 100,000; at most 10,000"),
    ("receipt", {"currency": ""}, "ISO 4217"),
]


@pytest.mark.parametrize(("name", "change", "mend"), POISON)
def test_what_would_poison_the_numbers_is_not_said(name, change, mend):
    with pytest.raises(Refused, match=mend):
        say(replace(EVENTS[name], **change), HOME)


@pytest.mark.parametrize(("path", "value", "mend"), [
    ((*RESULT, f"{EXT}/lines"), [{"sku": "A", "quantity": 1, "net": 1}] * 100_000, "at most 10,000"),
    ((*RESULT, f"{EXT}/net"), GONE, "is missing: the net total"),
    (("timestamp",), "0001-01-02T00:00:00Z", "between 1900 and 2200"),
    ((*RESULT, f"{EXT}/lines", 0, "quantity"), 10**400, "should be a number"),
])  # fmt: skip
def test_what_would_poison_the_numbers_is_not_heard(path, value, mend):
    with pytest.raises(Refused, match=mend):
        hear(spoilt("receipt", path, value), HOME)


@pytest.mark.parametrize("sale_type", ["return", "void", "correction", "even_exchange"])
def test_what_takes_a_sale_back_may_have_amounts_below_zero(sale_type):
    one = replace(EVENTS["receipt"], sale_type=sale_type, lines=(line(net=-100),))
    assert hear(say(one, HOME), HOME) == one


def test_a_piece_that_comes_back_may_stand_in_a_sale():
    one = replace(EVENTS["receipt"], lines=(line(), line(quantity=-1, net=-100)))
    assert hear(say(one, HOME), HOME) == one


def test_a_shared_verb_is_told_apart_by_the_type_of_its_object():
    assert kind_of(say(EVENTS["step"], HOME)).name == "step_done"
    assert kind_of(spoilt("step", ("object", "definition", "type"), "x:y")) is None
    tried = replace(EVENTS["learning"], what="tried")
    assert kind_of(say(tried, HOME)).name == "learning"
    assert kind_of(say(replace(EVENTS["action-given"], what="tried"), HOME)).name == "coaching_step"


def test_a_withdrawn_assignment_may_be_long_past():
    one = replace(EVENTS["assigned-module"], due=date(2024, 1, 1), withdrawn=True)
    assert hear(say(one, HOME), HOME) == one


def test_a_step_nobody_is_known_to_have_done_is_the_sources():
    one = replace(EVENTS["step"], associate=None)
    statement = say(one, HOME)
    assert statement["actor"]["account"] == {"homePage": f"{HOME}/sources", "name": "floor"}
    assert hear(statement, HOME) == one
    assert hear(say(replace(one, associate=ANNA), HOME), HOME).associate == ANNA


def test_texts_are_found_where_the_kinds_beside_declare_them():
    found = {}
    for name in ("action-given", "feedback", "contested", "settled", "huddle", "focus-set", "focus-closed", "praise",
                 "decision", "annotation", "signal", "exception"):  # fmt: skip
        statement = say(EVENTS[name], HOME)
        found[name] = [text for _, text in texts(statement, kind_of(statement))]
    assert found == {
        "action-given": ["Offer a second strap to every client."], "feedback": ["I shall try it tomorrow."],
        "contested": ["I did offer the strap."], "settled": ["Agreed."],
        "huddle": ["Show, do not ask.", "Two straps with one watch"],
        "focus-set": ["Below the region", "Show, do not ask."], "focus-closed": ["May I show you a second strap?"],
        "praise": ["Beautifully offered."], "decision": ["Too long for a quiet hour"], "annotation": [], "signal": [],
        "exception": [],
    }  # fmt: skip
