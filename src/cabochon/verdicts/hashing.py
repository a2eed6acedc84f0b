"""What a verdict was made from, as one short hash: the episode, the figures used and the version of the procedure."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from hashlib import blake2b
from math import isnan
from typing import Any

import numpy as np

from .told import Change, Subject

PROCEDURE = 3  # grows when the same figures may lead to another verdict, or to other words
SIZE = 16  # bytes
UNUSED = frozenset({"outcome", "statement"})  # of a subject: what came of it, and where it is written


def digest(subject: Subject, *used: object, procedure: int = PROCEDURE) -> str:
    """Hexadecimal; equal for equal figures, whatever order rows were added up in.

    Args:
        used: numbers, words, days, arrays, and tuples, mappings or frozen dataclasses of them. Sums are compared to
            nine digits: an engine that adds up in another order is no other input.

    Raises:
        TypeError: something that has no one way to be written down.
    """
    told = {one.name: getattr(subject, one.name) for one in fields(subject) if one.name not in UNUSED}
    return _hashed((procedure, told, used))


def figures(change: Change) -> str:
    """Of what was counted for one measure, before and after, and on which days: the same whatever the procedure."""
    verdict = change.verdict
    counted = verdict and (verdict.before, verdict.baseline)
    return _hashed((change.measure, change.currency, change.window, change.after, counted))


def _hashed(value: object) -> str:
    return blake2b(_written(value), digest_size=SIZE).hexdigest()


def _written(value: Any) -> bytes:
    """Each value with its kind and length before it, so that no two read alike."""
    match value:
        case None:
            return b"-"
        case str():
            return _sized(b"s", value.encode())
        case bytes():
            return _sized(b"b", value)
        case bool() | int() | float() | np.generic():
            return _sized(b"n", _number(float(value)).encode())
        case date():
            return _sized(b"d", value.isoformat().encode())
        case np.ndarray():
            return _sized(b"a", _array(value))
        case Mapping():
            pairs = sorted((_written(key), _written(one)) for key, one in value.items())
            return _sized(b"m", b"".join(part for pair in pairs for part in pair))
        case set() | frozenset():
            return _sized(b"u", b"".join(sorted(map(_written, value))))
        case list() | tuple():
            return _sized(b"t", b"".join(map(_written, value)))
        case _ if is_dataclass(value) and not isinstance(value, type):
            return _sized(b"o", b"".join(_written((one.name, getattr(value, one.name))) for one in fields(value)))
    raise TypeError(f"{type(value).__name__} cannot be hashed as an input")


def _sized(kind: bytes, body: bytes) -> bytes:
    return kind + str(len(body)).encode() + b":" + body


def _number(value: float) -> str:
    return "nan" if isnan(value) else f"{value + 0.0:.9g}"


def _array(value: "np.ndarray[Any, Any]") -> bytes:
    shape = repr(value.shape).encode()
    if value.dtype.kind not in "fiub":
        return shape + _written(value.tolist())
    flat = np.asarray(value, dtype=np.float64).ravel()
    whole = np.rint(flat)
    if np.allclose(flat, whole, rtol=0, atol=1e-7):  # counts, nearly always
        return shape + (whole + 0.0).tobytes()
    return shape + ",".join(map(_number, flat.tolist())).encode()
