"""A statement that is surely its own twin is known without making the twin, and never wrongly."""

import json

import pytest
from floor_events import EVENTS
from hypothesis import given, settings
from hypothesis import strategies as st
from test_golden import EVENTS as GOLDEN

from cabochon.privacy.twin import itself, ours, twin
from cabochon.retail.events import Receipt
from cabochon.vocabulary import kind_of, say

HOME = "https://3f9a.cabochon.invalid"
every_kind = pytest.mark.parametrize("kind", sorted(EVENTS))


def made(statement):
    return twin(statement, kind_of(statement), lambda agent: agent)


@every_kind
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_what_is_its_own_twin_is_equal_to_it(kind, data):
    statement = json.loads(json.dumps(say(data.draw(EVENTS[kind]), HOME)))
    if itself(statement, kind_of(statement), HOME):
        assert made(statement) == statement
    if ours(statement, kind_of(statement)):
        assert made(statement) == statement


def test_a_plain_receipt_of_ours_needs_no_twin_and_one_of_two_sellers_does():
    receipts = [event for event in GOLDEN.values() if isinstance(event, Receipt)]
    found = {len(event.sellers) > 1: say(event, HOME) for event in receipts}
    assert ours(found[False], kind_of(found[False]))
    assert not ours(found[True], kind_of(found[True]))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("object", "definition", "name"), {"en": "Madame Dubois"}),
        (("verb", "display"), {"en": "sold to Madame Dubois"}),
        (("verb", "more"), "Madame Dubois"),
        (("actor", "name"), "Jean Dupont"),
        (("actor", "account", "homePage"), "https://elsewhere.example"),
        (("context", "extensions", "https://elsewhere.example/client"), "Madame Dubois"),
        (("context", "team"), {"objectType": "Group", "name": "Jean"}),
        (("result", "response"), "Madame Dubois"),
        (("attachments",), []),
    ],
)
def test_what_has_more_than_the_template_names_is_not(place, value):
    said = (json.loads(json.dumps(say(event, HOME))) for event in GOLDEN.values() if isinstance(event, Receipt))
    statement = next(one for one in said if itself(one, kind_of(one), HOME))
    inner = statement
    for step in place[:-1]:
        inner = inner.setdefault(step, {})
    inner[place[-1]] = value
    assert not itself(statement, kind_of(statement), HOME)
