"""When two statements are one: what the canonical form leaves out, makes alike and counts; who is the same agent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whole_statement import ANN, FILE, GONE, ID, SUB, WHOLE, changed

from cabochon.xapi.agents import identifier, same
from cabochon.xapi.canonical import canonical
from cabochon.xapi.reading import read

BEN = {"mbox": "mailto:ben@example.com", "name": "Ben"}
REF = {"objectType": "StatementRef", "id": ID}
OTHER = "11111111-3ef0-4ed3-8b37-7f3964730bee"


def shuffled(value, chance):
    """The same value with the keys of every object in another order."""
    if isinstance(value, dict):
        pairs = [(key, shuffled(item, chance)) for key, item in value.items()]
        chance.shuffle(pairs)
        return dict(pairs)
    return [shuffled(item, chance) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("/id", OTHER),
        ("/id", GONE),
        ("/stored", "2030-01-01T00:00:00Z"),
        ("/timestamp", GONE),
        ("/authority", BEN),
        ("/version", "1.0.3"),
        ("/verb/display", {"de": "sah"}),
        ("/actor/objectType", GONE),
        ("/object/objectType", GONE),
        ("/context/instructor/objectType", "Agent"),
        ("/context/team/member/0/objectType", "Agent"),
        ("/object/definition", GONE),
        ("/attachments", GONE),
        ("/context/contextActivities/parent", [{"id": "https://example.com/p", "definition": {"type": "x:y"}}]),
        ("/context/registration", ID.upper()),
        ("/context/statement/id", ID.upper()),
        ("/context/language", "ZH-hant"),
        ("/context/instructor/mbox", "mailto:ann@EXAMPLE.com"),
        ("/result/duration", "PT4H35M59.149S"),
        ("/result/duration", "PT4H35M59,14S"),
        ("/result/score/raw", 5.0),
        ("/result/score/max", 10),
    ],
)
def test_what_a_store_may_set_or_spell_does_not_count(place, value):
    assert canonical(changed(place, value)) == canonical(WHOLE)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("/actor/name", "Anna"),
        ("/actor/account/name", "anna"),
        ("/verb/id", "https://example.com/verbs/seen"),
        ("/object/id", "https://example.com/quiz/"),
        ("/object", REF),
        ("/result/response", "x"),
        ("/result/success", False),
        ("/result/score/raw", 5.1),
        ("/result/score/raw", GONE),
        ("/result/duration", "PT4H35M59.15S"),
        ("/result/extensions/https:~1~1example.com~1x", 1),
        ("/result/extensions", GONE),
        ("/context/registration", OTHER),
        ("/context/platform", "stock"),
        ("/context/contextActivities/parent/id", "https://example.com/q"),
        ("/context/contextActivities/category", [{"id": "https://example.com/p"}]),
        ("/context/instructor", BEN),
        ("/context/team/member", [BEN]),
        ("/context", GONE),
    ],
)
def test_everything_else_counts(place, value):
    place = place.replace("~1", "/") if "extensions/" not in place else place
    assert canonical(changed(place, value)) != canonical(WHOLE)


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [(1, 1.0, True), (1, True, False), (0, False, False), (0, -0.0, True), (1e20, 10**20, True), ("1", 1, False),
     ([1, 2], [2, 1], False), ({"a": [1.0]}, {"a": [1]}, True), (None, "", False), (2**70, 2**70 + 1, False),
     (1.1, 1.10, True), ("é", "e\u0301", False)],
)  # fmt: skip
def test_values_of_extensions_compare_as_json(one, other, equal):
    first, second = (changed("/context/extensions", {"x:y": value}) for value in (one, other))
    assert (canonical(first) == canonical(second)) is equal


def test_a_substatement_is_compared_like_a_statement():
    whole = changed("/object", SUB)
    for place, value in [
        ("/verb/display", {"en": "x"}),
        ("/object/definition", {}),
        ("/context/contextActivities/parent", [SUB["context"]["contextActivities"]["parent"]]),
        ("/timestamp", "2026-03-01T10:30:00.000+01:00"),
        ("/attachments", [FILE]),
    ]:
        assert canonical(changed(f"/object{place}", value, whole)) == canonical(whole)
    for place, value in [("/verb/id", "x:y"), ("/timestamp", "2026-03-01T09:30:01Z"), ("/actor", BEN)]:
        assert canonical(changed(f"/object{place}", value, whole)) != canonical(whole)


@given(st.randoms(use_true_random=False), st.permutations([ANN, BEN, {"openid": "https://c.example"}]))
def test_neither_keys_nor_members_have_an_order(chance, people):
    group = {"objectType": "Group", "member": [ANN, BEN, {"openid": "https://c.example"}]}
    whole = changed("/actor", group)
    assert canonical(shuffled(changed("/actor/member", people, whole), chance)) == canonical(whole)


@given(st.dictionaries(st.text(), st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()))
def test_the_form_is_the_same_after_a_round_trip(values):
    whole = changed("/result/extensions", {f"x:{number}": value for number, value in enumerate(values.values())})
    form = canonical(whole)
    assert form == canonical(dict(reversed(whole.items())))
    assert read(form.replace(b"\\u0000", b"")).statements


@pytest.mark.parametrize(
    ("agent", "key"),
    [
        (ANN, ("mbox", "mailto:ann@example.com")),
        ({"mbox": "mailto:Ann@Example.COM"}, ("mbox", "mailto:Ann@example.com")),
        ({"mbox_sha1sum": "AB" * 20}, ("mbox_sha1sum", "ab" * 20)),
        ({"openid": "https://Ann.example/"}, ("openid", "https://Ann.example/")),
        ({"account": {"homePage": "https://a.example", "name": "b c"}}, ("account", "https://a.example b c")),
        ({"objectType": "Group", "member": [ANN]}, None),
        ({"objectType": "Group", "member": [ANN], **BEN}, ("mbox", "mailto:ben@example.com")),
    ],
)
def test_an_agent_is_its_identifier(agent, key):
    assert identifier(agent) == key


def test_names_do_not_make_an_agent():
    assert same({"name": "Benjamin", **ANN}, ANN)
    assert not same({"objectType": "Group", "member": [ANN]}, {"objectType": "Group", "member": [ANN]})
    assert not same(ANN, BEN)


def test_order_is_kept_where_it_may_mean_something():
    pair = [{"id": "x:1"}, {"id": "x:2"}]
    one, other = (changed("/context/contextActivities/other", order) for order in (pair, pair[::-1]))
    assert canonical(one) != canonical(other)
