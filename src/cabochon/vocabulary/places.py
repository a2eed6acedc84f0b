"""Where things stand: paths into a statement, and addresses of doors, people and receipts under the instance's own."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote

from ..refusals import Refused
from ..retail.who import PEOPLE, Who
from .iris import EXT

Path = tuple[str, ...]
_PLAIN = re.compile(r"[A-Za-z0-9_-]*")

CATEGORY: Path = ("context", "contextActivities", "category")
GROUPING: Path = ("context", "contextActivities", "grouping")
PARENT: Path = ("context", "contextActivities", "parent")
OTHER: Path = ("context", "contextActivities", "other")
INSTRUCTOR: Path = ("context", "instructor")
REGISTRATION: Path = ("context", "registration")
LANGUAGE: Path = ("context", "language")
DURATION: Path = ("result", "duration")
RESPONSE: Path = ("result", "response")
FOLLOWS: Path = ("context", "statement")
VERB: Path = ("verb", "id")
OBJECT: Path = ("object", "id")
TYPE: Path = ("object", "definition", "type")


def of_context(name: str) -> Path:
    return ("context", "extensions", f"{EXT}/{name}")


def of_result(name: str) -> Path:
    return ("result", "extensions", f"{EXT}/{name}")


def pointer(path: Sequence[str | int]) -> str:
    """RFC 6901."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def look(tree: Any, path: Path) -> Any:
    """What stands there, or None."""
    try:
        for step in path:
            tree = tree[step]
    except (KeyError, TypeError):
        return None
    return tree


def put(tree: dict[str, Any], path: Path, value: Any) -> None:
    for step in path[:-1]:
        tree = tree.setdefault(step, {})
    tree[path[-1]] = value


def address(home: str, *steps: str) -> str:
    """Steps percent-encoded, so that any code is a legal IRI and comes back unchanged."""
    return "/".join((home, *map(_encoded, steps)))


def _encoded(step: str) -> str:
    return step if _PLAIN.fullmatch(step) else _quoted(step)


@lru_cache(maxsize=4_096)  # names of sources, codes of boutiques; keys are hashes and plain
def _quoted(step: str) -> str:
    return "%2E" * len(step) if step in (".", "..") else quote(step, safe="")  # dots alone would be path steps


def codes(iri: Any, home: str, *shape: str) -> tuple[str, ...] | None:
    """The codes an address holds: shape ("doors", "") against `<home>/doors/GVA01` gives ("GVA01",); None: no match."""
    if not isinstance(iri, str) or not iri.startswith(f"{home}/"):
        return None
    steps = iri[len(home) + 1 :].split("/")
    if len(steps) != len(shape):
        return None
    found = []
    for want, step in zip(shape, steps, strict=True):
        if not want:
            found.append(unquote(step) if "%" in step else step)
        elif want != step:
            return None
    return tuple(found)


def code_of(iri: Any, home: str, page: str) -> str | None:
    """The code of `<home>/<page>/<code>`; None: it is no such address."""
    if not isinstance(iri, str) or not iri.startswith(start := f"{home}/{page}/"):
        return None
    code = iri[len(start) :]
    if "/" in code:
        return None
    return unquote(code) if "%" in code else code


def account(who: Who, home: str) -> dict[str, str]:
    page = f"{home}/{PEOPLE}" if who.known else address(home, "identities", who.scope)
    return {"homePage": page, "name": who.name}


def source_account(source: str, home: str) -> dict[str, str]:
    return {"homePage": f"{home}/sources", "name": source}


def who_of(found: Any, home: str) -> Who | None:
    """The staff member of an account; None for a source.

    Raises:
        Refused: an account of neither people, identities nor sources of this house.
    """
    if isinstance(found, dict):
        page, name = found.get("homePage"), found.get("name")
        if isinstance(page, str) and isinstance(name, str):
            return _who(page, name, home)
    raise _stranger(home)


@lru_cache(maxsize=65_536)  # the staff of a house, and codes nobody has claimed
def _who(page: str, name: str, home: str) -> Who | None:
    if page == f"{home}/people":
        return Who(PEOPLE, name)
    if page == f"{home}/sources":
        return None
    if (scope := code_of(page, home, "identities")) is not None:
        return Who(scope, name)
    raise _stranger(home)


def _stranger(home: str) -> Refused:
    return Refused(f"should be an account with homePage {home}/people and the person's id as name")
