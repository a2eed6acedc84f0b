"""The law of the room: what is said is heard again."""

import json
from contextlib import suppress

import pytest
from floor_events import EVENTS
from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon.refusals import Refused
from cabochon.retail.events import Sealed
from cabochon.vocabulary import KINDS, hear, kind_of, say, texts, without_text
from cabochon.xapi.checking import check
from cabochon.xapi.versions import Version

HOME = "https://3f9a.cabochon.invalid"
every_kind = pytest.mark.parametrize("kind", sorted(EVENTS))


def posted(statement):
    """As it comes back from the wire."""
    return json.loads(json.dumps(statement, ensure_ascii=False, allow_nan=False).encode("utf-8"))


@every_kind
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_what_is_said_is_heard_again(kind, data):
    event = data.draw(EVENTS[kind])
    statement = posted(say(event, HOME))
    assert kind_of(statement).name == kind
    assert hear(statement, HOME) == event
    for version in Version:
        check(statement, version=version)


@every_kind
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_a_statement_without_its_texts_is_heard_with_seals_and_said_again(kind, data):
    event = data.draw(EVENTS[kind])
    statement = posted(say(event, HOME))
    found = texts(statement, kind_of(statement))
    bare = posted(without_text(statement, kind_of(statement)))
    heard = hear(bare, HOME)
    assert texts(bare, kind_of(bare)) == []
    assert say(heard, HOME) == bare
    assert without_text(bare, kind_of(bare)) == bare
    assert (heard == event) == (not found)
    assert sorted(s.pointer for s in seals_of(heard)) == sorted(pointer for pointer, _ in found)
    assert all(s.statement == statement["id"] for s in seals_of(heard))


def seals_of(event):
    for name in event.__dataclass_fields__:
        value = getattr(event, name)
        value = getattr(value, "what", value)
        yield from (one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, Sealed))


@every_kind
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_whatever_is_done_to_a_statement_it_is_heard_or_refused(kind, data):
    statement = posted(say(data.draw(EVENTS[kind]), HOME))
    junk = st.sampled_from([None, True, 0, -1, 1.5, "", "x", [], [1], {}, {"id": 3}, [{"id": None}], {"a": {"b": []}}])
    for _ in range(data.draw(st.integers(1, 3))):
        spoil(statement, data, junk)
    with suppress(Refused):
        heard = hear(statement, HOME)
        assert heard is None or posted(say(heard, HOME))


def spoil(tree, data, junk):
    key = data.draw(st.sampled_from(sorted(tree) if isinstance(tree, dict) else range(len(tree))))
    if isinstance(tree[key], (dict, list)) and tree[key] and data.draw(st.booleans()):
        spoil(tree[key], data, junk)
    else:
        tree[key] = data.draw(junk)


def test_every_kind_is_tried():
    assert {kind.name for kind in KINDS} == set(EVENTS)
