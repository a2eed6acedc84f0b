"""The short judgement says nothing that the whole grammar would not say."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabochon.refusals import Refused
from cabochon.xapi.activities import definitions
from cabochon.xapi.agents import identifier
from cabochon.xapi.canonical import canonical
from cabochon.xapi.checking import check
from cabochon.xapi.express import glance
from cabochon.xapi.facets import facets
from cabochon.xapi.reading import parsed
from cabochon.xapi.versions import V103, V200

HERE = "https://example.com"
USUAL = {
    "id": "6690E6C9-3ef0-4ed3-8b37-7f3964730bee",
    "actor": {"objectType": "Agent", "name": "Ann", "account": {"homePage": HERE, "name": "a 1"}},
    "verb": {"id": f"{HERE}/did", "display": {"en-US": "did", "fr": "a fait"}},
    "object": {"id": f"{HERE}/thing", "definition": {"name": {"en": "Thing"}, "type": f"{HERE}/type"}},
    "timestamp": "2026-03-01T09:30:00.250+01:00",
    "result": {"score": {"scaled": 0.75, "raw": 7, "min": 0, "max": 9.0}, "duration": "PT4M3.999S", "success": True,
               "response": "well “done”", "extensions": {f"{HERE}/n": 3.0, f"{HERE}/deep": [{"b": 1.0, "a": None}]}},
    "context": {"registration": "AAAAE6C9-3ef0-4ed3-8b37-7f3964730bee", "language": "EN-us", "platform": "floor",
                "instructor": {"mbox": "mailto:Boss@Example.COM"},
                "contextActivities": {"grouping": [{"id": f"{HERE}/g", "definition": {"description": {"de": "G"}}}],
                                      "other": []},
                "extensions": {f"{HERE}/x": "y"}},
}  # fmt: skip

words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6)
numbers = st.one_of(st.integers(-(10**17), 10**17), st.floats(allow_nan=False, allow_infinity=False), st.booleans())
leaves = st.one_of(st.none(), words, numbers)
values = st.recursive(leaves, lambda v: st.lists(v, max_size=3) | st.dictionaries(words, v, max_size=3), max_leaves=6)
iris = st.sampled_from((f"{HERE}/a", f"{HERE}/a#b", "urn:x", "nothing", "http:/x", "tag:é", ""))
stamps = st.sampled_from(("2026-03-01T09:30:00Z", "20260301T093000Z", "2026-13-01T00:00:00Z", "2026-03-01", 7))
anything = st.one_of(
    values, iris, stamps, st.sampled_from(("PT1S", "en", "Agent", "Activity", "Group", "mailto:a@b.ch"))
)


def spots(value, path=()):
    """Every place in a JSON value."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield from spots(item, (*path, key))


def changed(value, path, new):
    if not path:
        return new
    copy = value.copy()
    copy[path[0]] = changed(value[path[0]], path[1:], new)
    return copy


def without(value, path):
    copy = value.copy()
    if len(path) == 1:
        del copy[path[0]]
    else:
        copy[path[0]] = without(value[path[0]], path[1:])
    return copy


@st.composite
def bodies(draw):
    """The usual statement with a few places changed, left out or added, written this way or that."""
    one = USUAL
    for _ in range(draw(st.integers(0, 3))):
        path = draw(st.sampled_from([spot for spot in spots(one) if spot]))
        deed = draw(st.integers(0, 2))
        one = without(one, path) if deed == 0 else changed(one, path, draw(anything))
    if draw(st.booleans()) and isinstance(one.get("result"), dict):
        one = {**one, "result": {**one["result"], "extensions": {f"{HERE}/v": draw(values)}}}
    text = json.dumps(
        one, ensure_ascii=draw(st.booleans()), separators=draw(st.sampled_from(((",", ":"), (", ", ": "))))
    )
    if draw(st.integers(0, 4)) == 0:
        at = draw(st.sampled_from([n for n, c in enumerate(text) if c == "{"]))
        text = f'{text[: at + 1]}"name":"twice","name":1e5,{text[at + 1 :]}'
    return text.encode("utf-8", "surrogatepass")


def agree(raw, version):
    """None where the glance gives no verdict; else it must be the whole grammar's."""
    seen = glance(raw, version)
    if seen is None:
        return None
    statement = parsed(raw, None)
    check(statement, version=version)
    assert seen.canonical == canonical(statement)
    assert set(seen.facets) == set(facets(statement))
    assert seen.actor == " ".join(identifier(statement["actor"]))
    assert [(a, json.loads(d)) for a, d in seen.defined] == [(a, json.loads(d)) for a, d in definitions(statement)]
    assert (seen.id, seen.timestamp, seen.version) == tuple(
        statement.get(k, "") for k in ("id", "timestamp", "version")
    )
    return seen


@given(bodies(), st.sampled_from((V103, V200)))
def test_it_agrees_with_the_whole_grammar(raw, version):
    agree(raw, version)


@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")])
def test_the_usual_statement_is_judged(separators):
    assert agree(json.dumps(USUAL, separators=separators, ensure_ascii=False).encode(), V103)


@pytest.mark.parametrize(
    "raw",
    [
        b'{"actor":{"mbox":"mailto:a@b.ch"},"verb":{"id":"a:b"},"verb":{"id":"a:b"},"object":{"id":"a:c"}}',
        b'{"actor":{"mbox":"mailto:a@b.ch"},"verb":{"id":"a:b"},"object":{"id":"a:c"},"result":{"extensions":'
        b'{"a:d":1e5,"a:d":1}}}',
        b'{"actor":{"mbox":"mailto:a@b.ch"},"verb":{"id":"a:b"},"object":{"id":"a:c","id":"a:c"}}',
    ],
)
def test_a_key_that_is_there_twice_is_never_passed(raw):
    with pytest.raises(Refused):
        parsed(raw, None)
    assert glance(raw, V103) is None


@pytest.mark.parametrize("size", [0, 10, 63, 64, 65, 200])
def test_nothing_deep_is_passed(size):
    deep = b"[" * size + b"]" * size if size else b"1"
    head = b'{"actor":{"mbox":"mailto:a@b.ch"},"verb":{"id":"a:b"},"object":{"id":"a:c"},'
    raw = head + b'"result":{"extensions":{"a:d":%b}}}'
    assert bool(agree(raw % deep, V103)) == (size <= 10)
