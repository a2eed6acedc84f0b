"""Documents by the standard: what names one, who may overwrite it, how two are merged."""

import json
from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabochon.refusals import Refused
from cabochon.xapi.conditions import conditions, etag, tags
from cabochon.xapi.documents import Resource, judge, merged, named, typed
from cabochon.xapi.versions import V103, V200

STATE, ACTIVITY, AGENT = Resource.STATE, Resource.ACTIVITY_PROFILE, Resource.AGENT_PROFILE
WHO = '{"mbox":"mailto:a@example.com"}'
WHAT = "https://example.com/activity"
RUN = "6690E6C9-3ef0-4ed3-8b37-7f3964730bee"
WHOLE = {
    STATE: [("activityId", WHAT), ("agent", WHO), ("stateId", "bookmark")],
    ACTIVITY: [("activityId", WHAT), ("profileId", "p")],
    AGENT: [("agent", WHO), ("profileId", "p")],
}
EVERY = pytest.mark.parametrize("resource", list(Resource))
JSON, TEXT = "application/json", "text/plain"
HELD = etag(b"held")


def without(params, name):
    return [(one, value) for one, value in params if one != name]


def refused(call, *args, **more):
    with pytest.raises(Refused) as found:
        call(*args, **more)
    return found.value


# What names one


@EVERY
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_all_its_parameters_name_a_document(resource, method):
    what = named(resource, method, WHOLE[resource])
    assert what.name == WHOLE[resource][-1][1]
    assert what.activity == ("" if resource is AGENT else WHAT)
    assert what.agent == (None if resource is ACTIVITY else json.loads(WHO))


def test_a_registration_is_compared_in_lower_case():
    assert named(STATE, "GET", [*WHOLE[STATE], ("registration", RUN)]).registration == RUN.lower()


@EVERY
def test_without_the_id_a_get_lists(resource):
    assert named(resource, "GET", without(WHOLE[resource], resource.id)).name == ""


def test_without_the_id_a_delete_of_state_means_all():
    assert named(STATE, "DELETE", without(WHOLE[STATE], "stateId")).name == ""


@pytest.mark.parametrize(
    ("resource", "method"),
    [(r, m) for r in Resource for m in ("PUT", "POST", "DELETE") if (r, m) != (STATE, "DELETE")],
)
def test_what_writes_or_deletes_one_names_it(resource, method):
    assert refused(named, resource, method, without(WHOLE[resource], resource.id)).pointer == resource.id


@EVERY
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_a_missing_parameter_is_named(resource, method):
    for name in resource.required:
        assert refused(named, resource, method, without(WHOLE[resource], name)).pointer == name


@EVERY
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("foo", "1"), ("ActivityId", WHAT), ("Agent", WHO), ("stateid", "s"), ("profileid", "p"),
        ("since", "2020-01-01T00:00:00Z"),
    ],
)  # fmt: skip
def test_what_is_no_parameter_of_one_document_is_refused(resource, name, value):
    for method in ("GET", "PUT", "POST", "DELETE"):
        assert refused(named, resource, method, [*WHOLE[resource], (name, value)]).status == 400


@pytest.mark.parametrize(
    ("name", "value", "at"),
    [
        ("activityId", "no iri", "activityId"),
        ("agent", "nobody", "agent"),
        ("agent", '{"mbox":"a@example.com"}', "agent/mbox"),
        ("agent", '{"objectType":"Group","member":[{"mbox":"mailto:a@example.com"}]}', "agent"),
        ("agent", "[]", "agent"),
        ("registration", "6690e6c9", "registration"),
        ("registration", "", "registration"),
        ("stateId", "", "stateId"),
    ],
)
def test_a_malformed_parameter_is_refused(name, value, at):
    assert refused(named, STATE, "PUT", [*without(WHOLE[STATE], name), (name, value)]).pointer == at


def test_a_since_that_is_no_time_is_refused():
    assert refused(named, AGENT, "GET", [("agent", WHO), ("since", "yesterday")]).pointer == "since"


# Conditions


@pytest.mark.parametrize(
    "header",
    [f'"{HELD}"', f'W/"{HELD}"', f'"a", "{HELD}"', f'"a","{HELD}" , W/"b"', HELD, f"a, {HELD}", "*", " * "],
)
def test_a_tag_is_found_in_a_list(header):
    assert tags(header, "If-Match").hold(HELD)


@pytest.mark.parametrize("header", ['"other"', 'W/"other"', '"a", "b"', f'"{HELD}x"', f'"{HELD.upper()}"', '""'])
def test_another_tag_is_not(header):
    assert not tags(header, "If-Match").hold(HELD)


@pytest.mark.parametrize("header", ["", "  ", ",", '"open', 'a "b"', '"a""b"', '*, "a"', '"a" x', 'W/ "a"'])
def test_what_is_no_list_of_tags_is_refused(header):
    assert refused(tags, header, "If-Match").pointer == "If-Match"


def test_nothing_is_held_by_any_tag():
    assert not tags("*", "If-Match").hold(None)


@given(st.text(max_size=60))
def test_any_header_is_a_list_or_refused(header):
    with suppress(Refused):
        assert tags(header, "If-Match").tags or header.strip() == "*"


# fmt: off
WRITES = [
    (V103, STATE,    "PUT",    None,        None,  None, 204),
    (V103, STATE,    "PUT",    None,        None,  HELD, 204),
    (V103, ACTIVITY, "PUT",    None,        None,  None, 400),
    (V103, AGENT,    "PUT",    None,        None,  None, 400),
    (V103, ACTIVITY, "PUT",    None,        None,  HELD, 409),
    (V103, AGENT,    "PUT",    None,        None,  HELD, 409),
    (V200, STATE,    "PUT",    None,        None,  None, 204),
    (V200, ACTIVITY, "PUT",    None,        None,  None, 204),
    (V200, STATE,    "PUT",    None,        None,  HELD, 409),
    (V200, AGENT,    "PUT",    None,        None,  HELD, 409),
    (V103, AGENT,    "POST",   None,        None,  HELD, 204),
    (V103, AGENT,    "POST",   None,        None,  None, 204),
    (V200, STATE,    "POST",   None,        None,  HELD, 204),
    (V200, STATE,    "DELETE", None,        None,  HELD, 204),
    (V200, STATE,    "DELETE", None,        None,  None, 204),
    (V103, AGENT,    "PUT",    None,        "*",   None, 204),
    (V103, AGENT,    "PUT",    None,        "*",   HELD, 412),
    (V103, AGENT,    "PUT",    f'"{HELD}"', None,  HELD, 204),
    (V103, AGENT,    "PUT",    '"stale"',   None,  HELD, 412),
    (V103, AGENT,    "PUT",    '"stale"',   None,  None, 412),
    (V103, AGENT,    "PUT",    "*",         None,  HELD, 204),
    (V103, AGENT,    "PUT",    "*",         None,  None, 412),
    (V103, AGENT,    "PUT",    None,        f'"{HELD}"', HELD, 412),
    (V103, AGENT,    "PUT",    None,        '"old"',     HELD, 204),
    (V103, STATE,    "PUT",    '"stale"',   None,  HELD, 412),
    (V200, STATE,    "POST",   '"stale"',   None,  HELD, 412),
    (V200, STATE,    "DELETE", '"stale"',   None,  HELD, 412),
    (V200, STATE,    "DELETE", f'"{HELD}"', None,  HELD, 204),
    (V200, STATE,    "DELETE", f'"{HELD}"', None,  None, 412),
    (V200, ACTIVITY, "POST",   f'"{HELD}"', '"other"', HELD, 204),
    (V200, ACTIVITY, "POST",   f'"{HELD}"', "*",   HELD, 412),
]
# fmt: on


@pytest.mark.parametrize(("version", "resource", "method", "match", "none", "there", "status"), WRITES)
def test_who_may_overwrite(version, resource, method, match, none, there, status):
    said = conditions(match, none)
    if status == 204:
        judge(method, resource, version, said=said, there=there)
    else:
        fault = refused(judge, method, resource, version, said=said, there=there)
        assert fault.status == status
        assert "If-" in fault.reason + fault.pointer
        assert "GET" in fault.reason or "send If-None-Match: *" in fault.reason


# Merging


def test_a_post_replaces_top_members_whole_and_keeps_the_rest():
    old, new = b'{"a": 1, "b": {"x": 1, "y": 2}, "c":3}', b'{"b": {"z": 3}, "d": null}'
    kind, body = merged((JSON, old), (JSON, new))
    assert (kind, json.loads(body)) == (JSON, {"a": 1, "b": {"z": 3}, "c": 3, "d": None})


def test_a_merged_value_keeps_its_spelling():
    body = merged((JSON, b'{"pi": 3.14000000000000000001, "big": 1e2}'), (JSON, b'{"n": 10.50, "t": "\\u00e9"}'))[1]
    assert body == b'{"pi":3.14000000000000000001,"big":1e2,"n":10.50,"t":"\\u00e9"}'


def test_a_key_is_the_same_however_it_is_escaped():
    assert merged((JSON, b'{"\\u0061": 1}'), (JSON, b'{"a": 2}'))[1] == b'{"a":2}'


@pytest.mark.parametrize("body", [b"\xff\x00any bytes", b"", b"{"])
def test_where_nothing_is_a_post_keeps_what_it_brings(body):
    assert merged(None, (TEXT, body)) == (TEXT, body)


def test_a_new_json_document_is_kept_to_the_byte():
    assert merged(None, (JSON, b' { "a" :1.0 }')) == (JSON, b' { "a" :1.0 }')


@pytest.mark.parametrize("body", [b"", b"{", b'{"a":1,"a":2}', b'{"a":NaN}', b"\xff", b'{"a":"\\ud800"}'])
@pytest.mark.parametrize("old", [None, (JSON, b"{}")])
def test_what_is_called_json_must_be(old, body):
    assert refused(merged, old, (JSON, body)).status == 400


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ((TEXT, b"{}"), (JSON, b"{}")),
        ((JSON, b"{}"), (TEXT, b"{}")),
        ((JSON, b"[1]"), (JSON, b"{}")),
        ((JSON, b"{}"), (JSON, b"[1]")),
        ((JSON, b"not json"), (JSON, b"{}")),
        ((JSON, b'{"a":1,"a":2}'), (JSON, b"{}")),
        (("application/jsonx", b"{}"), (JSON, b"{}")),
    ],
)
def test_what_cannot_be_merged_is_refused_and_says_what_can_be_done(old, new):
    fault = refused(merged, old, new)
    assert (fault.status, "PUT replaces it" in fault.reason) == (400, True)


def test_parameters_and_case_of_the_content_type_play_no_part():
    kind, body = merged(("Application/JSON", b'{"a":1}'), ("application/json; charset=utf-8", b'{"b":2}'))
    assert (kind, json.loads(body)) == ("application/json; charset=utf-8", {"a": 1, "b": 2})


words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=2), inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(st.text("abcdé ", max_size=2), values, max_size=6)


@given(objects, objects, st.booleans())
def test_a_merge_is_an_update_of_the_top_members(old, new, ascii_only):
    sent = (JSON, json.dumps(new, ensure_ascii=ascii_only).encode())
    body = merged((JSON, msgspec.json.encode(old)), sent)[1]
    assert json.loads(body) == {**old, **new}


@given(objects, st.lists(objects, max_size=4))
def test_merges_one_after_the_other_are_one(first, rest):
    body, whole = json.dumps(first).encode(), dict(first)
    for one in rest:
        body = merged((JSON, body), (JSON, json.dumps(one).encode()))[1]
        whole |= one
    assert json.loads(body) == whole


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_any_bytes_are_merged_or_refused(old, new):
    with suppress(Refused):
        assert isinstance(json.loads(merged((JSON, old), (JSON, new))[1]), dict)


def test_bytes_of_no_type_are_just_bytes():
    assert (typed(None), typed(""), typed("a/b; c=d")) == ("application/octet-stream",) * 2 + ("a/b; c=d",)
    assert refused(typed, "a/" + "b" * 1000).pointer == "Content-Type"
