"""A file is split into its statements whatever its form, however its bytes arrive, and whatever is broken in it."""

import json
import tracemalloc
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabochon.house.splitting import BROKEN, CUT, OPEN, STRANGE, Member, members
from cabochon.house.unpacking import CUT as CUT_PACKED
from cabochon.house.unpacking import DAMAGED, unpacked
from cabochon.refusals import Refused


def split(text: bytes, size: int = 1_000_000, **more: int) -> list[Member]:
    return list(members((text[i : i + size] for i in range(0, len(text), size)), **more))


def bodies(text: bytes, size: int = 1_000_000) -> list[bytes]:
    return [one.body for one in split(text, size) if not one.fault]


def faults(text: bytes) -> list[tuple[bytes, str]]:
    return [(one.body, one.fault) for one in split(text) if one.fault]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=12,
)
STATEMENTS = st.lists(
    st.dictionaries(st.text(max_size=6).filter(lambda key: key != "statements"), VALUES, max_size=4), max_size=6
)


@given(
    STATEMENTS, st.sampled_from(["array", "pretty", "lines", "page", "concatenated"]), st.integers(1, 60), st.booleans()
)
def test_whatever_the_form_and_however_it_is_cut_into_pieces_the_statements_come_out(statements, form, size, ascii_):
    said = [json.dumps(one, ensure_ascii=ascii_) for one in statements]
    text = {
        "array": json.dumps(statements, ensure_ascii=ascii_),
        "pretty": json.dumps(statements, ensure_ascii=ascii_, indent=2),
        "lines": "\r\n".join([*said, "", ""]),
        "page": json.dumps({"more": "", "statements": statements}, ensure_ascii=ascii_, indent=1),
        "concatenated": "".join(said),
    }[form]
    found = split(text.encode("utf-8", "surrogatepass"), size)
    assert [one.fault for one in found if one.fault] == []
    assert [json.loads(one.body.decode("utf-8", "surrogatepass")) for one in found] == statements


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_line_costs_itself_alone(seed):
    random = Random(seed)
    one = {"a": {"b": [1, {"c": "x,{"}, {"d": 2}]}, "s": 'q"}{'}
    lines = [json.dumps({"id": i, **one}).encode() for i in range(30)]
    bad = random.sample(range(30), 4)
    for at in bad:
        cut = random.randrange(1, len(lines[at]))
        lines[at] = lines[at][:cut] + random.choice([b"", b'"' + lines[at][cut:], b"}" + lines[at][cut:]])
    found = bodies(b"\n".join(lines), random.choice([1, 7, 5000]))
    assert [line for i, line in enumerate(lines) if i not in bad and line not in found] == []


def test_a_place_is_a_line_and_an_offset():
    one, two = split(b'\xef\xbb\xbf[\n {"a":1},\n\n {"b":2}]')
    assert (one.line, one.offset, two.line, two.offset) == (2, 6, 4, 17)


@pytest.mark.parametrize(
    ("text", "kept", "fault"),
    [
        (b'[{"a":1},{"b":', [b'{"a":1}'], [CUT, OPEN]),
        (b'[{"a":1},{"b":2}', [b'{"a":1}', b'{"b":2}'], [OPEN]),
        (b'{"statements":[{"a":1}],"mo', [b'{"a":1}'], [OPEN]),
        (b'[{"a":1},{"b":2},]  ', [b'{"a":1}', b'{"b":2}'], []),
        (b'[{"a":1}] and more', [b'{"a":1}'], [STRANGE]),
        (b'[{"a":{"b":1},{"c":2}]', [b'{"c":2}'], [BROKEN]),
        (b"[]", [], []),
        (b" \r\n", [], []),
        (b"", [], []),
    ],
)
def test_what_is_cut_short_or_left_over_is_said(text, kept, fault):
    assert bodies(text) == kept
    assert [why for _, why in faults(text)] == fault


def test_members_that_are_no_statements_come_out_to_be_judged():
    assert bodies(b'[1,"a,b",null,[{"a":1}],{"a":1}]') == [b"1", b'"a,b"', b"null", b'[{"a":1}]', b'{"a":1}']


@pytest.mark.parametrize(
    ("text", "why"),
    [(b"id,actor\n1,2", "begins with 'id,actor"), (b"\xff\xfe{\0", "UTF-16"), (b"<html>", "neither JSON")],
)
def test_another_kind_of_file_is_refused_whole(text, why):
    with pytest.raises(Refused, match=why):
        split(text)


def test_a_statement_beyond_the_cap_is_passed_over_in_little_memory():
    def pieces():
        yield b'[{"a":1},{"long":"'
        for _ in range(400):
            yield b"x" * 100_000
        yield b'"},{"deep":' + b"[" * 5_000 + b'\n,\n{"b":2}]'

    tracemalloc.start()
    found = list(members(pieces(), most=1_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [one.body for one in found if not one.fault] == [b'{"a":1}', b'{"b":2}']
    assert "larger than 1,000,000 bytes" in found[1].fault
    assert "deeper than" in found[2].fault
    assert peak < 8_000_000


def told(packed: bytes, size: int) -> tuple[bytes, list[str]]:
    said: list[str] = []
    return b"".join(unpacked((packed[i : i + size] for i in range(0, len(packed), size)), said.append)), said


@pytest.mark.parametrize("size", [1, 10, 100_000])
def test_gzip_is_known_by_its_bytes_and_read_as_far_as_it_goes(size):
    import gzip

    text = json.dumps([{"a": i} for i in range(500)]).encode()
    packed = gzip.compress(text)
    assert told(text, size) == (text, [])
    assert told(packed, size) == (text, [])
    assert told(packed + gzip.compress(b"!") + b"\0" * 20, size) == (text + b"!", [])
    part, said = told(packed[:-200], size)
    assert (text.startswith(part), said) == (True, [CUT_PACKED])
    broken = bytearray(packed)
    broken[len(broken) // 2] ^= 0xFF
    part, said = told(bytes(broken), size)
    assert said == [DAMAGED]
