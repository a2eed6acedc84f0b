"""SCIM filters (RFC 7644, 3.4.2.2), read into a tree and asked of resources in memory: no part of one reaches SQL."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .scim_words import ENTERPRISE, OURS, SPELT, SPELT_WITHIN, UNUSED, Wrong, split

LONGEST, DEEPEST, MOST = 2_000, 8, 40  # characters; brackets within brackets; comparisons
EXACT = frozenset({"id", "externalId", "meta"})  # compared with case (RFC 7643, 7)
OPERATORS = ("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le")
TOKEN = re.compile(r'\s*(?:([()\[\]])|("(?:[^"\\]|\\.)*")|([^\s()\[\]"]+))')
Test = Callable[[Mapping[str, Any]], bool]


@dataclass(frozen=True, slots=True)
class Filter:
    """fits: asked of a resource. exact: (attribute, value) where the filter is one `eq`, for a look-up by index."""

    fits: Test
    exact: tuple[str, str] | None = None


def read(text: str, *, within: str = "") -> Filter:
    """
    Args:
        within: the multi-valued attribute whose values are asked ("emails"), for the filter of a path.
    Raises:
        Wrong: invalidFilter, saying what is wrong with it.
    """
    if len(text) > LONGEST:
        raise _wrong(f"is longer than {LONGEST:,} characters")
    reader = _Reader(_tokens(text), within)
    fits = reader.either(0)
    if reader.ahead():
        raise _wrong(f"goes on where it should end, at {reader.ahead()[:40]!r}")
    return Filter(fits, reader.single())


def values(resource: Mapping[str, Any], name: str, inner: str) -> list[Any]:
    """The values of an attribute, those of a list each."""
    found = resource.get(name)
    many = found if isinstance(found, list) else [] if found is None else [found]
    if not inner:
        return [one.get("value") if isinstance(one, dict) and "value" in one else one for one in many]
    held = [one[inner] for one in many if isinstance(one, dict) and inner in one]
    return [one.get("value") if isinstance(one, dict) else one for one in held]


def named(name: str, within: str = "") -> tuple[str, str]:
    """(attribute, attribute within it) as the standard spells them; ("", "") for one that is not kept.

    Raises:
        Wrong: invalidFilter; no attribute of a user.
    """
    schema, rest = split(name)
    if within:
        if (inner := SPELT_WITHIN.get(within, {}).get(name.lower())) is None:
            raise _wrong(f"names {name[:40]!r}, which is no part of {within}")
        return inner, ""
    if schema == ENTERPRISE:
        found = SPELT_WITHIN[ENTERPRISE].get(rest.partition(".")[0].lower(), "")
        return (ENTERPRISE, found) if found else ("", "")
    outer, dot, inner = (OURS, ".", rest) if schema == OURS else rest.partition(".")
    if outer.lower() in UNUSED:
        return "", ""
    if (spelt := SPELT.get(outer.lower())) is None:
        raise _wrong(f"names {name[:60]!r}, which is no attribute of a user here")
    if not dot or not inner:
        return spelt, ""
    if (part := SPELT_WITHIN.get(spelt, {}).get(inner.lower())) is None:
        raise _wrong(f"names {name[:60]!r}, which is no attribute of a user here")
    return spelt, part


class _Reader:
    def __init__(self, tokens: list[str], within: str) -> None:
        self._tokens, self._place, self._within, self._count = tokens, 0, within, 0
        self._exact: tuple[str, str] | None = None

    def ahead(self) -> str:
        return self._tokens[self._place] if self._place < len(self._tokens) else ""

    def single(self) -> tuple[str, str] | None:
        return self._exact if self._count == 1 and len(self._tokens) == 3 else None

    def either(self, depth: int) -> Test:
        tests = [self._both(depth)]
        while self.ahead().lower() == "or":
            self._next()
            tests.append(self._both(depth))
        return tests[0] if len(tests) == 1 else lambda one: any(test(one) for test in tests)

    def _both(self, depth: int) -> Test:
        tests = [self._one(depth)]
        while self.ahead().lower() == "and":
            self._next()
            tests.append(self._one(depth))
        return tests[0] if len(tests) == 1 else lambda one: all(test(one) for test in tests)

    def _one(self, depth: int) -> Test:
        if depth >= DEEPEST:
            raise _wrong(f"has more than {DEEPEST} brackets within each other")
        part = self._next()
        if part.lower() == "not" and self.ahead() == "(":
            self._next()
            inner = self._closed(depth, ")")
            return lambda one: not inner(one)
        if part == "(":
            return self._closed(depth, ")")
        if self.ahead() == "[":
            return self._each(part, depth)
        return self._comparison(part)

    def _closed(self, depth: int, bracket: str) -> Test:
        inner = self.either(depth + 1)
        if self._next() != bracket:
            raise _wrong(f"lacks a closing {bracket!r}")
        return inner

    def _each(self, name: str, depth: int) -> Test:
        """emails[type eq "work"]: one value that fits all of it."""
        if self._within:
            raise _wrong("has brackets within an attribute's own")
        outer, _ = named(name)
        self._next()
        if outer not in SPELT_WITHIN:
            raise _wrong(f"asks for parts of {name[:40]!r}, which has none")
        self._within = outer
        inner = self._closed(depth, "]")
        self._within = ""
        return lambda one: any(isinstance(each, dict) and inner(each) for each in _many(one.get(outer)))

    def _comparison(self, name: str) -> Test:
        self._count += 1
        if self._count > MOST:
            raise _wrong(f"compares more than {MOST} times")
        if not re.match(r"[A-Za-z$]", name):
            raise _wrong(f"should name an attribute where {name[:40]!r} stands")
        outer, inner = named(name, self._within)
        operator = self._next().lower()
        if operator == "pr":
            return lambda one: bool(outer) and any(each not in (None, "") for each in values(one, outer, inner))
        if operator not in OPERATORS:
            raise _wrong(f"has {operator[:40]!r} for an operator; there are {', '.join(OPERATORS)} and pr")
        wanted = _value(self._next())
        if operator == "eq" and isinstance(wanted, str) and not inner:
            self._exact = (outer, wanted)
        exact = outer in EXACT
        if operator == "ne":
            return lambda one: not any(_compared(each, "eq", wanted, exact) for each in values(one, outer, inner))
        return lambda one: any(_compared(each, operator, wanted, exact) for each in values(one, outer, inner))

    def _next(self) -> str:
        if self._place >= len(self._tokens):
            raise _wrong("ends too early")
        self._place += 1
        return self._tokens[self._place - 1]


def _tokens(text: str) -> list[str]:
    found, place, text = [], 0, text.rstrip()
    while place < len(text):
        match = TOKEN.match(text, place)
        if match is None:
            raise _wrong("has a quotation mark that does not close")
        found.append(next(part for part in match.groups() if part is not None))
        place = match.end()
    if not found:
        raise _wrong("is empty")
    return found


def _value(token: str) -> str | bool | float | None:
    if token.startswith('"'):
        return re.sub(r"\\(.)", r"\1", token[1:-1])
    if token.lower() in ("true", "false", "null"):
        return {"true": True, "false": False, "null": None}[token.lower()]
    if re.fullmatch(r"-?\d{1,15}(\.\d{1,9})?", token, re.ASCII):
        return float(token)
    raise _wrong(f"should compare with a text in quotation marks, a number, true or false, not {token[:40]!r}")


def _compared(value: Any, operator: str, wanted: Any, exact: bool) -> bool:
    if isinstance(value, bool):
        same = wanted is value or (isinstance(wanted, str) and wanted.lower() == str(value).lower())
        return same and operator == "eq"
    if not isinstance(value, str) or not isinstance(wanted, str):
        return operator == "eq" and value == wanted
    left, right = (value, wanted) if exact else (value.casefold(), wanted.casefold())
    match operator:
        case "eq":
            return left == right
        case "co":
            return right in left
        case "sw":
            return left.startswith(right)
        case "ew":
            return left.endswith(right)
        case "gt":
            return left > right
        case "ge":
            return left >= right
        case "lt":
            return left < right
    return left <= right


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _wrong(words: str) -> Wrong:
    return Wrong(f"the filter {words}", "invalidFilter", "filter")
