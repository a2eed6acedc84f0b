"""PATCH (RFC 7644, 3.5.2): operations on a resource, as the standard has them and as Entra ID and Okta send them."""

import re
from copy import deepcopy
from typing import Any

from .scim_filter import read
from .scim_words import ENTERPRISE, OURS, READ_ONLY, SPELT, SPELT_WITHIN, UNUSED, Wrong, split

MOST = 100  # operations of one request
PATH = re.compile(r"([A-Za-z$][\w$-]*)(?:\[([^\]]*)\])?(?:\.([A-Za-z$][\w$-]*))?", re.ASCII)
MANY = ("emails", "roles")
LISTS = ("boutiques", "regions")
MANAGER = "manager"
ONE = "roles"  # many by the standard, one here: adding takes the place of what was
WORDS = re.compile(r'(\w+)\s+eq\s+"([^"]*)"', re.IGNORECASE | re.ASCII)


def patched(resource: dict[str, Any], body: Any) -> dict[str, Any]:
    """The resource after all operations; none is done where one is wrong.

    Args:
        resource: as `scim_user.said` has it. body: a PatchOp.
    Raises:
        Wrong: no PatchOp, an unknown operation or path, an attribute that cannot be changed.
    """
    found = _spelt(body, ("schemas", "Operations")).get("Operations") if isinstance(body, dict) else None
    if not isinstance(found, list) or not found:
        raise Wrong("a PATCH should carry a list of Operations", "invalidSyntax", "/Operations")
    if len(found) > MOST:
        raise Wrong(f"at most {MOST} operations fit one request", "tooMany", "/Operations")
    after = deepcopy(resource)
    for place, one in enumerate(found):
        try:
            _operate(after, one)
        except Wrong as wrong:
            raise Wrong(wrong.reason, wrong.kind, f"/Operations/{place}", wrong.status) from wrong
    return after


def _operate(resource: dict[str, Any], said: Any) -> None:
    if not isinstance(said, dict):
        raise Wrong("an operation should be an object", "invalidSyntax")
    one = _spelt(said, ("op", "path", "value"))
    deed, path = str(one.get("op", "")).lower(), one.get("path") or ""
    if deed not in ("add", "replace", "remove"):
        raise Wrong("op should be add, replace or remove", "invalidSyntax")
    if not isinstance(path, str) or len(path) > 500:
        raise Wrong("path should be a text such as name.givenName", "invalidPath")
    if path:
        return _at(resource, deed, path, one.get("value"))
    if deed == "remove":
        raise Wrong("a remove should say with path what", "noTarget")
    if not isinstance(one.get("value"), dict):
        raise Wrong("without a path, value should be an object of attributes", "invalidValue")
    for name, value in one["value"].items():
        if split(name)[0] and isinstance(value, dict) and not split(name)[1]:
            for inner, each in value.items():
                _at(resource, deed, f"{name}:{inner}", each)
        elif SPELT.get(name.lower()) not in READ_ONLY:  # what is read-only is let be, as in a PUT
            _at(resource, deed, name, value)
    return None


def _at(resource: dict[str, Any], deed: str, path: str, value: Any) -> None:
    schema, rest = split(path)
    if schema in (OURS, ENTERPRISE):
        return _extended(resource, deed, schema, rest, value)
    match = PATH.fullmatch(rest)
    name = SPELT.get(match[1].lower(), "") if match else ""
    if match and match[1].lower() in UNUSED:
        return None
    if match is None or not name:
        raise Wrong(f"{path[:60]!r} is no attribute of a user here", "invalidPath")
    if name in READ_ONLY:
        raise Wrong(f"{name} cannot be changed", "mutability")
    if match[3] and (inner := SPELT_WITHIN.get(name, {}).get(match[3].lower())) is None:
        raise Wrong(f"{path[:60]!r} is no attribute of a user here", "invalidPath")
    inner = SPELT_WITHIN[name][match[3].lower()] if match[3] else ""
    if name in MANY:
        return _many(resource, deed, name, match[2], inner, value)
    if match[2] is not None:
        raise Wrong(f"{name} is no list to choose from", "invalidPath")
    if inner:
        return _inside(resource, deed, name, inner, value)
    return _whole(resource, deed, name, value)


def _whole(resource: dict[str, Any], deed: str, name: str, value: Any) -> None:
    if deed == "remove" or value is None:
        if name in ("userName", "active"):
            raise Wrong(f"{name} is needed and cannot be removed", "mutability")
        resource.pop(name, None)
    elif isinstance(value, dict) and deed == "add" and isinstance(resource.get(name), dict):
        resource[name] = {**resource[name], **_spelt(value, tuple(SPELT_WITHIN.get(name, {}).values()))}
    else:
        resource[name] = value


def _inside(resource: dict[str, Any], deed: str, name: str, inner: str, value: Any) -> None:
    held = resource.get(name)
    if not isinstance(held, dict):
        held = resource[name] = {}
    if deed == "remove" or value is None:
        held.pop(inner, None)
    elif deed == "add" and inner in LISTS and isinstance(value, list):
        held[inner] = [*held.get(inner, []), *value]
    else:
        held[inner] = value


def _extended(resource: dict[str, Any], deed: str, schema: str, name: str, value: Any) -> None:
    if not name:
        return _whole(resource, deed, schema, value)
    outer, dot, part = name.partition(".")
    if (inner := SPELT_WITHIN[schema].get(outer.lower())) is None:
        if schema == ENTERPRISE:
            return None
        raise Wrong(f"{name[:60]!r} is no attribute of {schema}", "invalidPath")
    if dot and (inner != MANAGER or part.lower() != "value"):
        if inner == MANAGER:  # $ref and displayName are not kept
            return None
        raise Wrong(f"{name[:60]!r} is no attribute of {schema}", "invalidPath")
    return _inside(resource, deed, schema, inner, value)


def _many(resource: dict[str, Any], deed: str, name: str, chosen: str | None, inner: str, value: Any) -> None:
    """emails, or those of them that a filter chooses, or one attribute of those."""
    held = [one if isinstance(one, dict) else {"value": one} for one in resource.get(name) or []]
    fits = read(chosen, within=name).fits if chosen is not None else lambda _: True
    hit = [one for one in held if fits(one)]
    given = [] if value is None else value if isinstance(value, list) else [value]
    if name == ONE and deed != "remove":  # one takes the other's place, whichever of them a filter means
        resource[name] = [{inner: value}] if inner else given
    elif deed == "remove":
        if chosen is not None and not hit:
            raise Wrong(f"none of the {name} is the one to remove", "noTarget")
        kept = [one for one in held if one not in hit]
        resource[name] = [*kept, *({k: v for k, v in one.items() if k != inner} for one in hit)] if inner else kept
    elif inner:
        if not hit:  # Entra ID and Okta mean: make it, where it is not there
            hit = [{found[1].lower(): found[2]} if (found := WORDS.fullmatch(chosen or "")) else {}]
            held += hit
        for one in hit:
            one[inner] = value
        resource[name] = held
    elif chosen is not None:
        if not hit:
            raise Wrong(f"none of the {name} is the one to change", "noTarget")
        resource[name] = [*(one for one in held if one not in hit), *given]
    elif deed == "add":
        resource[name] = held + [one for one in given if one not in held]
    else:
        resource[name] = given


def _spelt(body: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    known = {name.lower(): name for name in names}
    return {known[name.lower()]: value for name, value in body.items() if name.lower() in known}
