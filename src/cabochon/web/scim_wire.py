"""SCIM on the wire (RFC 7644): who asks, by key alone; pages of users; answers and faults as the standard has them."""

import re
import time
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl
from weakref import WeakKeyDictionary

import msgspec

from ..house.scim import SCOPE
from ..house.scim_schemas import RESULTS
from ..house.scim_words import ENTERPRISE, ERROR, LIST, OURS, SPELT, USER, Wrong, split
from ..privacy.scopes import allows
from ..refusals import NotAllowed, Refused
from ..xapi.reading import strict
from .lrs_limits import Gate, Pace, TooFast
from .page import Answered, Asked

MEDIA = "application/scim+json"
TAKEN = (MEDIA, "application/json", "")
LARGEST = 65_536  # bytes of a body
RATE, BURST = 25, 20  # requests a second of one key, and seconds' worth at once
OWN_BEARER = re.compile(r"bearer +([0-9a-f]{20})\.([A-Za-z0-9_-]{20,100}) *", re.IGNORECASE)
PARAMETERS = ("filter", "startIndex", "count", "attributes", "excludedAttributes", "sortBy", "sortOrder")
ALWAYS = ("id", "schemas")  # returned whatever is asked for (RFC 7643, 7)
_gates: "WeakKeyDictionary[Any, tuple[Gate, Pace]]" = WeakKeyDictionary()


def known(request: Asked) -> Any:
    """The key of a request: `Bearer KEY.SECRET`, Basic, or a token of /oauth/token; never a cookie.

    Raises:
        Refused: 401, no key of ours. NotAllowed: it may not look after accounts. TooFast: 429.
    """
    house = request.app.state.house
    gate, pace = _gates.setdefault(house, (Gate(), Pace(RATE, burst=BURST)))
    header = request.headers.get("authorization", "")
    if own := OWN_BEARER.fullmatch(header):
        header = f"Basic {b64encode(f'{own[1]}:{own[2]}'.encode()).decode()}"
    key = gate.known(house.keyring.check, header.encode("latin-1", "replace"), request.scope.get("client"))
    if not allows(key, SCOPE):
        raise NotAllowed(f"this key may not look after accounts; make one with the scope {SCOPE}")
    if wait := pace.take(key.id, time.monotonic()):
        raise TooFast("this key asks faster than it may", wait)
    return key


def body_of(request: Asked, body: bytes) -> Any:
    """
    Raises:
        Refused: 413, 415. Wrong: no strict JSON.
    """
    if len(body) > LARGEST:
        raise Refused(f"the body is larger than {LARGEST:,} bytes; send one user at a time", status=413)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in TAKEN:
        raise Refused(f"send {MEDIA}", "Content-Type", 415)
    try:
        return strict(body)
    except Refused as refused:
        raise Wrong(f"the body is no JSON: {refused.reason}", "invalidSyntax", refused.pointer) from refused


def asked(request: Asked) -> dict[str, str]:
    """The parameters of a query; others than the standard's are let be."""
    query = request.scope.get("query_string", b"").decode("latin-1")
    return {name: value for name, value in parse_qsl(query, max_num_fields=50) if name in PARAMETERS}


def searched(body: Any) -> dict[str, str]:
    """The same of the body of a search (RFC 7644, 3.4.3)."""
    if not isinstance(body, dict):
        raise Wrong("a search should be a JSON object", "invalidSyntax")
    found = {}
    for name in PARAMETERS:
        value = body.get(name)
        if value not in (None, ""):
            found[name] = ",".join(str(one) for one in value) if isinstance(value, list) else str(value)
    return found


def listed(found: Sequence[dict[str, Any]], given: Mapping[str, str]) -> dict[str, Any]:
    """One page of resources (RFC 7644, 3.4.2.4). A startIndex below 1 counts as 1, a count below 0 as 0.

    Raises:
        Wrong: a number that is none.
    """
    first, count = max(_number(given, "startIndex", 1), 1), max(_number(given, "count", RESULTS), 0)
    page = found[first - 1 : first - 1 + min(count, RESULTS)]
    shown = [chosen(one, given) for one in page]
    return {
        "schemas": [LIST], "totalResults": len(found), "startIndex": first, "itemsPerPage": len(shown),
        "Resources": shown,
    }  # fmt: skip


def ordered(found: Sequence[dict[str, Any]], given: Mapping[str, str]) -> Sequence[dict[str, Any]]:
    """By sortBy, users without it last (RFC 7644, 3.4.2.3)."""
    if not (by := given.get("sortBy")):
        return found
    schema, rest = split(by)
    outer, _, inner = (schema, ".", rest) if schema in (OURS, ENTERPRISE) else rest.partition(".")
    name = SPELT.get(outer.lower(), outer)

    def value(one: dict[str, Any]) -> str:
        held = one.get(name)
        held = held[0] if isinstance(held, list) and held else held
        held = held.get(inner or "value", "") if isinstance(held, dict) else held
        return "" if held is None else str(held).casefold()

    down = given.get("sortOrder", "").lower() == "descending"
    with_it = sorted((one for one in found if value(one)), key=value, reverse=down)
    return [*with_it, *(one for one in found if not value(one))]


def chosen(resource: dict[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    """The attributes that were asked for (RFC 7644, 3.9).

    Raises:
        Wrong: both ways of choosing at once.
    """
    wanted, unwanted = given.get("attributes", ""), given.get("excludedAttributes", "")
    if wanted and unwanted:
        raise Wrong("send attributes or excludedAttributes, not both")
    if wanted:
        pairs = _pairs(wanted)
        return {
            name: _part(value, {inner for outer, inner in pairs if outer == name.lower()}, keep=True)
            for name, value in resource.items()
            if name in ALWAYS or any(outer == name.lower() for outer, _ in pairs)
        }
    pairs = _pairs(unwanted) if unwanted else []
    return {
        name: _part(value, {inner for outer, inner in pairs if outer == name.lower()}, keep=False)
        for name, value in resource.items()
        if name in ALWAYS or (name.lower(), "") not in pairs
    }


def said(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answered:
    return Answered(msgspec.json.encode(value), status_code=status, media_type=MEDIA, headers=dict(headers or {}))


def nothing() -> Answered:
    """204."""
    return Answered(None, status_code=204)


def fault(refused: Refused, authorization: str = "") -> Answered:
    """RFC 7644, 3.12; what a 401 says of credentials: RFC 6750, 3."""
    place = f"{refused.pointer.strip('/')}: " if refused.pointer in ("Authorization", "Content-Type") else ""
    body: dict[str, Any] = {"schemas": [ERROR], "status": str(refused.status), "detail": f"{place}{refused.reason}"}
    if isinstance(refused, Wrong) and refused.status in (400, 409):
        body["scimType"] = refused.kind
    headers: dict[str, str] = {}
    if refused.status == 401:
        error = ', error="invalid_token"' if authorization else ""
        headers["www-authenticate"] = f'Bearer realm="SCIM"{error}'
    elif refused.status in (429, 503, 507):
        headers["retry-after"] = str(getattr(refused, "seconds", 5))
    return said(body, refused.status, headers)


def _number(given: Mapping[str, str], name: str, usual: int) -> int:
    text = given.get(name, "")
    if not text:
        return usual
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise Wrong(f"{name} should be a whole number", "invalidValue", name)
    return int(text)


def _pairs(names: str) -> list[tuple[str, str]]:
    """(attribute, part of it) in lower case, of a list with commas between."""
    found = []
    for name in names.split(","):
        schema, rest = split(name.strip())
        outer, _, inner = rest.partition(".")
        extended = schema in (OURS, ENTERPRISE)
        part = outer if schema == ENTERPRISE else rest  # of a manager there is but the value
        found.append((schema.lower(), part.lower()) if extended else (outer.lower(), inner.lower()))
    return [pair for pair in found if pair[0] and pair != (USER.lower(), "")]


def _part(value: Any, inner: Iterable[str], *, keep: bool) -> Any:
    parts = set(inner) - {""}
    if not parts or (keep and "" in inner):
        return value
    if isinstance(value, list):
        return [_part(one, parts, keep=keep) for one in value]
    return {k: v for k, v in value.items() if (k.lower() in parts) == keep} if isinstance(value, dict) else value
