"""The forms a statement is given out in: exact keeps bytes, ids keeps what identifies, canonical picks a language."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whole_statement import ANN, ID, SUB, TEAM, WHOLE, changed

from cabochon.xapi.languages import choose, languages
from cabochon.xapi.output import canonical_view, ids, spliced
from cabochon.xapi.times import comparable_duration, instant, written

KEY = {"account": {"homePage": "https://example.com/keys", "name": "till"}}
SET = {
    "id": ID,
    "stored": "2026-03-01T09:30:00.000001Z",
    "version": "1.0.0",
    "timestamp": "2026-03-01T09:30:00.000001Z",
}
BARE = b'{"actor":{"mbox":"mailto:a@b.example"},"verb":{"id":"x:v"},"object":{"id":"x:o"}}'


def out(raw):
    return spliced(raw, authority=json.dumps(KEY).encode(), **SET)


def test_what_was_left_out_is_added_behind():
    added = out(BARE)
    assert added.startswith(BARE[:-1] + b",")
    assert json.loads(added) == json.loads(BARE) | SET | {"authority": KEY}


def test_what_was_sent_stays_byte_for_byte():
    raw = (
        b'{ "id" :"6690E6C9-3ef0-4ed3-8b37-7f3964730bee" ,\n"version":"1.0","timestamp":"2026-03-01T09:30:00+0100",'
        b' "actor":{'
        b'"mbox":"mailto:a@b.example"},"verb":{"id":"x:v"},"object":{"id":"x:o"},"result":{"score":{"raw":1.10},'
        b'"extensions":{"x:\\u00e9":[1E2,0.1000,"\\/"]}} }'
    )
    added = out(raw)
    assert added.startswith(raw[:-1])
    assert json.loads(added) == json.loads(raw) | {"stored": SET["stored"], "authority": KEY}


def test_stored_and_authority_of_the_sender_are_replaced_in_place():
    raw = b'{"stored" : "2001-01-01T00:00:00Z","x":1.10,"authority":{"mbox":"mailto:x@y.example"} ,' + BARE[1:]
    raw = raw.replace(b'"x":1.10,', b"")
    assert out(raw).startswith(b'{"stored" : "2026-03-01T09:30:00.000001Z","authority":{"account"')
    assert json.loads(out(raw)) == json.loads(raw) | SET | {"authority": KEY}


def test_a_key_written_with_escapes_is_still_found():
    raw = b'{"\\u0073tored":"2001-01-01T00:00:00Z",' + BARE[1:]
    assert json.loads(out(raw))["stored"] == SET["stored"]


def test_a_single_context_activity_becomes_an_array():
    added = json.loads(out(json.dumps(WHOLE).encode()))
    parent = WHOLE["context"]["contextActivities"]["parent"]
    assert added["context"]["contextActivities"] == {"parent": [parent], "other": []}


def test_a_single_context_activity_in_a_substatement_becomes_an_array():
    raw = json.dumps(changed("/context/contextActivities", {}, changed("/object", SUB)), indent=2).encode()
    context = json.loads(out(raw))["object"]["context"]
    assert context["contextActivities"] == {"parent": [SUB["context"]["contextActivities"]["parent"]]}


@given(
    st.fixed_dictionaries(
        {},
        optional={
            **{key: st.just(WHOLE[key]) for key in ("id", "version", "timestamp", "stored", "authority", "result")},
            "context": st.sampled_from([{}, WHOLE["context"], {"contextActivities": {"parent": [{"id": "x:y"}]}}]),
        },
    ),
    st.sampled_from([SUB, TEAM, WHOLE["object"]]),
    st.sampled_from([{"separators": (",", ":")}, {"indent": 1}, {"ensure_ascii": False}]),
    st.dictionaries(st.text(), st.text() | st.floats(allow_nan=False, allow_infinity=False) | st.none()),
)
def test_the_answer_parses_to_what_is_expected(parts, target, spelling, extra):
    statement = {"actor": ANN, "verb": {"id": "x:v", "display": {"en": '"}] \\'}}, "object": target, **parts}
    statement["result"] = {"extensions": {"x:y": extra}}
    raw = json.dumps(statement, **spelling).encode("utf-8", "surrogatepass")
    expected = SET | json.loads(raw) | {"stored": SET["stored"], "authority": KEY}
    for owner in (expected, expected["object"]):
        groups = owner.get("context", {}).get("contextActivities", {})
        groups.update({key: [value] for key, value in groups.items() if isinstance(value, dict)})
    assert json.loads(out(raw)) == expected


def test_ids_keep_what_identifies():
    shown = ids(
        WHOLE | {"object": SUB, "actor": {"objectType": "Group", "name": "x", "member": [ANN | {"name": "Ann"}]}}
    )
    assert shown["actor"] == {"objectType": "Group", "member": [ANN]}
    assert shown["verb"] == {"id": WHOLE["verb"]["id"]}
    assert shown["object"]["context"]["contextActivities"] == {"parent": [{"id": "https://example.com/p"}]}
    assert ids(WHOLE)["object"] == {"id": WHOLE["object"]["id"]}
    assert ids(WHOLE)["actor"] == {"objectType": "Agent", "account": WHOLE["actor"]["account"]}
    identified = {"objectType": "Group", "member": [ANN], "mbox": "mailto:g@example.com", "name": "G"}
    assert ids(WHOLE | {"actor": identified})["actor"] == {"objectType": "Group", "mbox": "mailto:g@example.com"}


def test_canonical_has_one_language_in_each_map():
    statement = changed("/object/definition/name", {"en": "Quiz", "de": "Rätsel", "ja": "クイズ"})
    shown = canonical_view(statement, languages("de, ja;q=0.9"))
    assert shown["object"]["definition"]["name"] == {"de": "Rätsel"}
    assert shown["object"]["definition"]["description"] == {"fr-CA": "Un quiz"}
    assert shown["verb"]["display"] == {"ja": "観察"}
    assert shown["object"]["definition"]["choices"] == statement["object"]["definition"]["choices"]
    assert shown["actor"] == WHOLE["actor"]
    assert statement["object"]["definition"]["name"]["en"] == "Quiz"  # the statement itself is left alone


@pytest.mark.parametrize(
    ("header", "ranges"),
    [(None, ()), ("", ()), ("en", ("en",)), ("de;q=0.5, en-US, fr;q=0.8", ("en-us", "fr", "de")), ("en;q=0, *", ("*",)),
     ("en;q=x, de", ("de",)), (";;,,", ()), ("en;q=1.0,de", ("en", "de"))],
)  # fmt: skip
def test_accept_language_is_read_by_weight(header, ranges):
    assert languages(header) == ranges


@pytest.mark.parametrize(
    ("accepted", "tag"),
    [(("de",), "de"), (("en",), "en-US"), (("en-gb",), "en-US"), (("ja", "de"), "de"), (("ja",), "en-US"), ((),
    "en-US"),
     (("*", "de"), "en-US"), (("EN-us".lower(),), "en-US")],
)  # fmt: skip
def test_a_language_is_chosen_for_each_map(accepted, tag):
    words = {"en-US": "color", "de": "Farbe"}
    assert choose(words, accepted) == {tag: words[tag]}


def test_instants_are_in_utc():
    assert instant("2026-03-01T09:30:00.5+01:00") == datetime(2026, 3, 1, 8, 30, 0, 500_000, tzinfo=UTC)
    assert instant("20260301T093000") == datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    assert instant("2016-12-31T23:59:60Z") == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert written(instant("2026-03-01T09:30:00+01:00")) == "2026-03-01T08:30:00.000000Z"


def test_durations_are_cut_not_rounded():
    assert comparable_duration("PT1.239S") == comparable_duration("PT1.23S") == "PT1.23S"
    assert comparable_duration("PT1.00S") == comparable_duration("PT1S") == "PT1S"
    assert comparable_duration("P1D") == "P1D"
