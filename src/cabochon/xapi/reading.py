"""From a request's bytes to statements: strict JSON, and each statement's own bytes kept as they came.

Strict means RFC 8259 in UTF-8 without a byte order mark, and none of: a key twice in one object, NaN or Infinity, lone
surrogates, U+0000, nesting deeper than 64, numbers of more than 1,000 digits or beyond a 64-bit float. More than
100,000 values in one statement are refused (413): the cost of everything that follows is in proportion to them.
"""

import json
from collections import deque
from typing import Any, NamedTuple

import msgspec

from ..refusals import Refused
from .pointers import inside, quoted

DEPTH = 64
DIGITS = 1000
MOST = 50_000
VALUES = 100_000

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode
_split = msgspec.json.Decoder(list[msgspec.Raw]).decode
_SPACE = b" \t\r\n"
_TO_ZERO = bytes.maketrans(b"123456789.eE+-", b"0" * 14)
_STRIDE = DIGITS // 2


class Read(NamedTuple):
    """What a body held: each statement's bytes and members, in order; `many` if it was an array."""

    statements: list[tuple[bytes, dict[str, Any]]]
    many: bool


def read(body: bytes) -> Read:
    """Splits a body of one statement or an array of them; the grammar is judged by `checking.check`.

    Raises:
        Refused: anything that is not strict JSON of objects, with a pointer; 413 for more than 50,000 statements.
    """
    raws, many = split(body)
    return Read([(raw, parsed(raw, place if many else None)) for place, raw in enumerate(raws)], many)


def split(body: bytes) -> tuple[list[bytes], bool]:
    """The bytes of each statement of a body, and whether it was an array; what is in them is judged by `parsed`.

    Raises:
        Refused: an array that is no JSON; 413 for more than 50,000 statements.
    """
    text = body.strip(_SPACE)
    if not text.startswith(b"["):
        return [text], False
    try:
        members = _split(text)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as e:
        raise _malformed(text, e, "") from None
    if len(members) > MOST:
        raise Refused(f"holds more than {MOST:,} statements; send them in several requests", status=413)
    return [bytes(member) for member in members], True


def parsed(raw: bytes, place: int | None) -> dict[str, Any]:
    """One statement of a body, strictly; place: in the array, None where it stood alone.

    Raises:
        Refused: no strict JSON, or no object.
    """
    return _object(raw, "", DEPTH) if place is None else _object(raw, f"/{place}", DEPTH - 1)


def strict(raw: bytes, at: str = "", *, depth: int = DEPTH) -> Any:
    """One strict JSON value of any kind.

    Raises:
        Refused: see above, with the pointer (starting with `at`) where one can be told.
    """
    try:
        value = _decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as e:
        raise _malformed(raw, e, at) from None
    if raw.count(b"{") + raw.count(b"[") > depth or (len(raw) > VALUES and raw.count(b",") > VALUES):
        _refuse_extent(value, at, depth)
    # A number of more than 1,000 characters covers two neighbours of every 500th.
    if len(raw) > DIGITS and b"00" in raw[::_STRIDE].translate(_TO_ZERO):
        _refuse_long_numbers(raw, value, at)
    if b"\\u0000" in raw and (where := _nul(value, at)) is not None:
        raise Refused("holds the character U+0000; leave it out", where)
    # Written again from what was understood it is the same text: then no key was there twice. Only spelling that
    # differs (escapes, 1.10, spaces) needs a parser that shows pairs, at four times the cost.
    again = _encode(value)
    if again != raw and again != msgspec.json.format(raw, indent=-1):
        _refuse_repeated_keys(raw, at)
    return value


def _object(raw: bytes, at: str, depth: int) -> dict[str, Any]:
    value = strict(raw, at, depth=depth)
    if type(value) is not dict:
        raise Refused(f"must be a statement, that is a JSON object, not {quoted(value)}", at)
    return value


def _malformed(raw: bytes, error: Exception, at: str) -> Refused:
    if isinstance(error, RecursionError):
        return Refused(f"is nested deeper than {DEPTH} levels", at)
    if isinstance(error, UnicodeDecodeError):
        return Refused("is not UTF-8; send the text in UTF-8", at)
    if raw.startswith(b"\xef\xbb\xbf"):
        return Refused("starts with a byte order mark; send UTF-8 without one", at)
    if not raw:
        return Refused("is empty; send a JSON object or an array of them", at)
    if isinstance(error, msgspec.ValidationError):
        return Refused(f"holds a number beyond a 64-bit float or of more than {DIGITS:,} digits", at)
    return Refused(f"is not well-formed JSON: {str(error).removeprefix('JSON is malformed: ')}", at)


def _refuse_extent(value: Any, at: str, depth: int) -> None:
    level, values = [value] if type(value) in (dict, list) else [], 0
    for _ in range(depth):
        deeper = []
        for outer in level:
            values += len(outer)
            inner = outer.values() if type(outer) is dict else outer
            deeper += [item for item in inner if type(item) is dict or type(item) is list]
        if values > VALUES:
            raise Refused(f"holds more than {VALUES:,} values in one statement; send less", at, 413)
        if not deeper:
            return
        level = deeper
    raise Refused(f"is nested deeper than {DEPTH} levels", at)


def _refuse_long_numbers(raw: bytes, value: Any, at: str) -> None:
    def length(text: str) -> float:
        if len(text) > DIGITS:
            raise Refused(f"holds a number of more than {DIGITS:,} digits", at)
        return float(text)

    msgspec.json.Decoder(float_hook=length).decode(raw)
    bound, waiting = 10**DIGITS, [value]
    while waiting:
        item = waiting.pop()
        if type(item) is int and not -bound < item < bound:
            raise Refused(f"holds a number of more than {DIGITS:,} digits", at)
        if type(item) is dict:
            waiting.extend(item.values())
        elif type(item) is list:
            waiting.extend(item)


def _nul(value: Any, at: str) -> str | None:
    waiting = [(value, at)]
    while waiting:
        item, here = waiting.pop()
        if type(item) is str and "\0" in item:
            return here
        if type(item) is dict:
            if any("\0" in key for key in item):
                return here
            waiting.extend((inner, inside(here, key)) for key, inner in item.items())
        elif type(item) is list:
            waiting.extend((inner, f"{here}/{number}") for number, inner in enumerate(item))
    return None


class _TwiceError(Exception):
    """Some object has a key twice."""


def _no_repeat(pairs: list[tuple[str, Any]]) -> None:
    if len(pairs) > 1 and len({key for key, _ in pairs}) != len(pairs):
        raise _TwiceError


class _Pairs(tuple[tuple[str, Any], ...]):
    """An object as it was written, repeated keys included."""


_unrepeated = json.JSONDecoder(object_pairs_hook=_no_repeat)
_as_written = json.JSONDecoder(object_pairs_hook=_Pairs)


def _refuse_repeated_keys(raw: bytes, at: str) -> None:
    text = raw.decode()
    try:
        _unrepeated.decode(text)
    except _TwiceError:
        waiting = deque([(_as_written.decode(text), at)])
    else:
        return
    while waiting:
        item, here = waiting.popleft()
        if isinstance(item, _Pairs):
            seen: set[str] = set()
            for key, inner in item:
                if key in seen:
                    raise Refused(f"{quoted(key)} is there twice in one object; keep one", inside(here, key))
                seen.add(key)
                waiting.append((inner, inside(here, key)))
        elif type(item) is list:
            waiting.extend((inner, f"{here}/{number}") for number, inner in enumerate(item))
