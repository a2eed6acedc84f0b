"""Text out of a statement: where it stands, and the marker that stands for it after sealing.

A sealed text is left as "" and its JSON pointer is listed in the context extension `<EXT>/sealed`; `hear` then gives
Sealed(statement id, pointer) in its place. The text itself lies with the bytes received, under its own key.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..refusals import Refused
from ..retail.events import Sealed
from .places import look, of_context, pointer

if TYPE_CHECKING:
    from .kind import Kind

SEALED = of_context("sealed")


def texts(statement: Mapping[str, Any], kind: "Kind") -> list[tuple[str, str]]:
    """(pointer, text) of every text that is there and not empty, in the order declared."""
    return _found(statement, kind.text)


def briefs(statement: Mapping[str, Any], kind: "Kind") -> list[tuple[str, str]]:
    """As `texts`, of the words that are screened and not sealed."""
    return _found(statement, kind.brief)


def _found(statement: Mapping[str, Any], patterns: tuple[str, ...]) -> list[tuple[str, str]]:
    found = (one for pattern in patterns for one in _leaves(statement, pattern))
    return [(place, leaf) for place, leaf in found if isinstance(leaf, str) and leaf]


def without_text(statement: Mapping[str, Any], kind: "Kind") -> dict[str, Any]:
    """The statement as the projector may read it: texts emptied, their pointers listed. Nothing else changes."""
    places = [place for place, _ in texts(statement, kind)]
    bare = dict(statement)
    for place in places:
        bare = _with(bare, _steps(place), "")
    return _listed(bare, places)


def sealed_into(statement: dict[str, Any], patterns: tuple[str, ...]) -> dict[str, Any]:
    """Sealed leaves of a statement just said, turned into the marker."""
    found = [place for pattern in patterns for place, leaf in _leaves(statement, pattern) if isinstance(leaf, Sealed)]
    for place in found:
        statement = _with(statement, _steps(place), "")
    return _listed(statement, found)


def unsealed(statement: Mapping[str, Any]) -> Mapping[str, Any]:
    """The marker turned into Sealed leaves."""
    places = look(statement, SEALED)
    if places is None:
        return statement
    if not isinstance(places, list) or not all(isinstance(place, str) for place in places):
        raise Refused("should be a list of JSON pointers", pointer(SEALED))
    bare = dict(statement)
    for place in places:
        bare = _with(bare, _steps(place), Sealed(str(statement.get("id", "")), place))
    return bare


def _listed(statement: dict[str, Any], places: list[str]) -> dict[str, Any]:
    if not places:
        return statement
    context = dict(statement["context"])  # a statement of ours has one
    extensions = dict(context.get("extensions") or {})
    extensions[SEALED[-1]] = sorted({*(extensions.get(SEALED[-1]) or ()), *places})
    return {**statement, "context": {**context, "extensions": extensions}}


def _steps(place: str) -> tuple[str, ...]:
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in place.split("/")[1:])


def _leaves(tree: Any, pattern: str, place: str = "") -> Iterator[tuple[str, Any]]:
    step, _, rest = pattern[1:].partition("/")
    if pattern == "":
        yield place, tree
    elif step == "*" and isinstance(tree, list):
        for n, one in enumerate(tree):
            yield from _leaves(one, f"/{rest}" if rest else "", f"{place}/{n}")
    elif isinstance(tree, dict) and (name := step.replace("~1", "/").replace("~0", "~")) in tree:
        yield from _leaves(tree[name], f"/{rest}" if rest else "", f"{place}/{step}")


def _with(tree: Any, steps: tuple[str, ...], value: Any) -> Any:
    """A copy along the path with the value put at its end; a path that leads nowhere changes nothing."""
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if isinstance(tree, dict) and step in tree:
        return {**tree, step: _with(tree[step], rest, value)}
    if isinstance(tree, list) and step.isdecimal() and int(step) < len(tree):
        return [_with(one, rest, value) if n == int(step) else one for n, one in enumerate(tree)]
    return tree
