"""Bytes to statements: strict JSON, the bytes of each kept, and never anything but a refusal."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabochon.refusals import Refused
from cabochon.xapi.checking import check
from cabochon.xapi.reading import read, strict
from cabochon.xapi.versions import V103

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def pointer(body):
    with pytest.raises(Refused) as caught:
        read(body)
    assert caught.value.status in (400, 413)
    assert len(str(caught.value)) < 500
    return caught.value.pointer


def test_one_statement_keeps_its_bytes():
    found = read(b' \r\n{"a": 1.10, "b" : "\\u00e9"}\t')
    assert found.statements == [(b'{"a": 1.10, "b" : "\\u00e9"}', {"a": 1.1, "b": "é"})]
    assert not found.many


def test_each_of_an_array_keeps_its_bytes():
    found = read(b'[ {"a":1.0} ,\n{"a" : [ ]}]')
    assert [raw for raw, _ in found.statements] == [b'{"a":1.0}', b'{"a" : [ ]}']
    assert found.many


def test_an_empty_array_holds_nothing():
    assert read(b"[]") == ([], True)


@pytest.mark.parametrize(
    ("member", "place"),
    [
        (b'{"a":1,"a":2}', "/a"),
        (b'{"a":1,"\\u0061":2}', "/a"),
        (b'{"a": 1, "b" : {"c":[{"d":1,"d":1}]}}', "/b/c/0/d"),
        (b'{"":1,"":2}', "/"),
        (b'{"a/b":1,"a/b":2}', "/a~1b"),
        (b'{"a":{"b":"\\u0000"}}', "/a/b"),
        (b'{"a":[1,"x\\u0000y"]}', "/a/1"),
        (b'{"a":{"\\u0000":1}}', "/a"),
        (b'{"a":NaN}', ""),
        (b'{"a":Infinity}', ""),
        (b'{"a":-Infinity}', ""),
        (b'{"a":1e400}', ""),
        (b'{"a":"\\ud800"}', ""),
        (b'{"a":"\\udc00\\ud800"}', ""),
        (b'{"a":"\xff"}', ""),
        (b'{"a":"\xed\xa0\x80"}', ""),
        (b'{"a":"\x00"}', ""),
        (b'{"a":"\n"}', ""),
        (b'{"a":01}', ""),
        (b'{"a":+1}', ""),
        (b'{"a":.5}', ""),
        (b'{"a":1,}', ""),
        (b"{'a':1}", ""),
        (b"{a:1}", ""),
        (b'{"a":1', ""),
        (b'{"a":1} // x', ""),
        (b'{"a":' + b"9" * 1001 + b"}", ""),
        (b'{"a":-' + b"9" * 1001 + b"}", ""),
        (b'{"a":' + b"9" * 20_000 + b"}", ""),
        (b'{"a":0.' + b"1" * 1000 + b"}", ""),
        (b'{"a":"' + b"7" * 2000 + b'","b":' + b"1" * 1001 + b"}", ""),
        (b'{"a":' + b"[" * 64 + b"]" * 64 + b"}", ""),
        (b'{"a":' * 65 + b"1" + b"}" * 65, ""),
        (b"null", ""),
        (b"1", ""),
        (b'"x"', ""),
    ],
)
def test_what_is_not_strict_is_refused(member, place):
    assert pointer(member) == place
    found = pointer(b'[{"x":1},' + member + b"]")
    assert found in ("", "/1" + place)  # where the array itself cannot be split, no member can be named
    if place:
        assert found == "/1" + place


@pytest.mark.parametrize(
    "body", [b"", b" ", b"[", b"]", b"[,]", b"[1", b"{}{}", b"[{},]", b"\xef\xbb\xbf{}", b"\xfe\xff", b"[[]]"]
)
def test_what_is_no_json_is_refused(body):
    pointer(body)


@pytest.mark.parametrize("bracket", [b"[", b'{"a":', b"[{"])
def test_ten_thousand_levels_are_refused(bracket):
    pointer(bracket * 10_000)
    pointer(b'{"a":' + b"[" * 10_000 + b"]" * 10_000 + b"}")


def test_sixty_four_levels_are_read():
    read(b'{"a":' + b"[" * 63 + b"]" * 63 + b"}")
    read(b'[{"a":' + b"[" * 62 + b"]" * 62 + b"}]")
    pointer(b'[{"a":' + b"[" * 63 + b"]" * 63 + b"}]")


def test_a_thousand_digits_are_read():
    assert read(b'{"a":' + b"9" * 1000 + b"}").statements[0][1] == {"a": 10**1000 - 1}
    assert read(b'{"a":"' + b"9" * 5000 + b'"}').statements[0][1] == {"a": "9" * 5000}
    read(b'{"a":[' + b"1," * 5000 + b"1]}")


def test_a_backslash_before_u0000_is_no_nul():
    assert read(b'{"a":"\\\\u0000"}').statements[0][1] == {"a": "\\u0000"}


def test_a_member_that_is_no_object_is_named():
    assert pointer(b'[{"a":1},[],{}]') == "/1"


def test_too_many_statements_are_413():
    with pytest.raises(Refused) as caught:
        read(b"[" + b"{}," * 50_000 + b"{}]")
    assert caught.value.status == 413


@given(VALUES)
def test_what_python_writes_is_read_back(value):
    for text in (json.dumps(value), json.dumps(value, ensure_ascii=False), json.dumps(value, separators=(",", ":"))):
        try:
            found = strict(text.encode("utf-8", "surrogatepass"))
        except Refused:
            assert "\0" in repr(value) or "\\x00" in repr(value) or len(text) > 1000
        else:
            assert found == value


@given(st.binary(max_size=300) | st.text(alphabet='{}[]",:\\u01aéE.+- \n', max_size=80).map(str.encode))
def test_nothing_but_a_refusal_comes_of_any_bytes(body):
    try:
        found = read(body).statements
    except Refused:
        return
    for raw, _ in found:
        assert raw in body


@given(st.dictionaries(st.sampled_from(["id", "actor", "verb", "object", "result", "context", "x"]), VALUES))
def test_nothing_but_a_refusal_comes_of_any_object(value):
    with pytest.raises(Refused):
        check(value, version=V103)


@given(
    st.lists(st.tuples(st.sampled_from("abcde"), st.integers(0, 9)), max_size=6), st.sampled_from([",", " , ", ",\n"])
)
def test_a_key_there_twice_is_always_seen(pairs, comma):
    body = ("{" + comma.join(f'"{key}": {value}' for key, value in pairs) + "}").encode()
    if len(dict(pairs)) == len(pairs):
        assert read(body).statements[0][1] == dict(pairs)
    else:
        pointer(body)


@pytest.mark.parametrize("values", [b'{"x":[' + b"1," * 100_001 + b"1]}", b'{"x":[' + b"{}," * 100_000 + b"{}]}"])
def test_a_statement_of_too_many_values_is_413(values):
    with pytest.raises(Refused) as caught:
        read(values)
    assert caught.value.status == 413


def test_a_long_text_full_of_commas_is_no_bomb():
    assert read(b'{"x":"' + b"," * 200_000 + b'"}').statements[0][1] == {"x": "," * 200_000}


def test_a_late_repeat_in_a_wide_object_is_found():
    assert pointer(b'{"x":[' + b'{"x":1 },' * 20_000 + b'{"y":1,"y":2}]}') == "/x/20000/y"
