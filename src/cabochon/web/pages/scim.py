"""SCIM 2.0 (RFC 7643, 7644): an identity system looks after accounts. Known by its key alone; no cookie, no page."""

from collections.abc import Callable
from typing import Any

from ...house import scim_schemas
from ...house.scim import replaced
from ...house.scim_filter import read
from ...house.scim_patch import patched
from ...house.scim_user import heard, said
from ...refusals import Refused, Unknown
from .. import scim_wire as wire
from ..page import Answered, Asked

CONFIG, TYPES, SCHEMAS, USERS, GROUPS, SEARCH = (
    "ServiceProviderConfig", "ResourceTypes", "Schemas", "Users", "Groups", ".search"
)  # fmt: skip
NOTHING = "nothing is here; there are /Users, /ServiceProviderConfig, /ResourceTypes and /Schemas"
NO_GROUPS = "there are no groups here; say a person’s role and reach in the attributes of the user"
NO_ME = "who asks is a key, and no user"


def listed(request: Asked, resource: str) -> Answered:
    """GET /scim/v2/{resource}: users a page at a time, or what the service can do."""
    return _answered(request, lambda key: _listed(request, key, resource))


def make(request: Asked, resource: str, body: bytes) -> Answered:
    """POST /scim/v2/Users, or a search."""
    return _answered(request, lambda key: _make(request, key, resource, body))


def search(request: Asked, resource: str, one: str, body: bytes) -> Answered:
    """POST /scim/v2/Users/.search."""
    return _answered(request, lambda key: _search(request, key, resource, one, body))


def one(request: Asked, resource: str, one: str) -> Answered:
    """GET /scim/v2/Users/{id}, or one schema or resource type."""
    return _answered(request, lambda key: _one(request, key, resource, one))


def replace(request: Asked, resource: str, one: str, body: bytes) -> Answered:
    """PUT /scim/v2/Users/{id}."""
    return _answered(request, lambda key: _replace(request, key, resource, one, body))


def patch(request: Asked, resource: str, one: str, body: bytes) -> Answered:
    """PATCH /scim/v2/Users/{id}."""
    return _answered(request, lambda key: _patch(request, key, resource, one, body))


def delete(request: Asked, resource: str, one: str) -> Answered:
    """DELETE /scim/v2/Users/{id}."""
    return _answered(request, lambda key: _delete(request, key, resource, one))


def _answered(request: Asked, handle: Callable[[Any], Answered]) -> Answered:
    """What `handle` says to the key; what is refused, as SCIM says it."""
    try:
        return handle(wire.known(request))
    except Refused as refused:
        return wire.fault(refused, request.headers.get("authorization", ""))


def _listed(request: Asked, key: Any, resource: str) -> Answered:
    given = wire.asked(request)
    match resource:
        case "Users":
            return wire.said(_users(request, key, given))
        case "Groups":
            return wire.said(wire.listed([], given))
        case "ServiceProviderConfig":
            return wire.said(scim_schemas.config(_base(request)))
        case "ResourceTypes" | "Schemas":
            if given.get("filter"):
                raise Refused("these are not filtered (RFC 7644, 4)", "filter", 403)
            return wire.said(wire.listed(_told(request, key, resource), {}))
        case "Me":
            raise Refused(NO_ME, status=501)
    raise Unknown(NOTHING)


def _make(request: Asked, key: Any, resource: str, body: bytes) -> Answered:
    if resource == SEARCH:
        return wire.said(_users(request, key, wire.searched(wire.body_of(request, body))))
    _writable(resource)
    kept = request.app.state.house.trust.scim.make(key, replaced(wire.body_of(request, body)))
    made = said(*kept, base=_base(request))
    return wire.said(wire.chosen(made, wire.asked(request)), 201, {"location": made["meta"]["location"]})


def _search(request: Asked, key: Any, resource: str, one: str, body: bytes) -> Answered:
    if one != SEARCH or resource != USERS:
        raise Unknown(NOTHING)
    return wire.said(_users(request, key, wire.searched(wire.body_of(request, body))))


def _one(request: Asked, key: Any, resource: str, one: str) -> Answered:
    if resource in (TYPES, SCHEMAS):
        for told in _told(request, key, resource):
            if told["id"].lower() == one.lower():
                return wire.said(told)
    if resource != USERS:
        raise Unknown(NOTHING)
    kept = request.app.state.house.trust.scim.user(key.id, one)
    return wire.said(wire.chosen(said(*kept, base=_base(request)), wire.asked(request)))


def _replace(request: Asked, key: Any, resource: str, one: str, body: bytes) -> Answered:
    _writable(resource)
    return _changed(request, key, one, replaced(wire.body_of(request, body)))


def _patch(request: Asked, key: Any, resource: str, one: str, body: bytes) -> Answered:
    _writable(resource)
    sent = wire.body_of(request, body)
    before = said(*request.app.state.house.trust.scim.user(key.id, one), base=_base(request))
    before.pop("active")  # said or not said: what was closed by hand is not what the client says
    return _changed(request, key, one, heard(patched(before, sent)))


def _delete(request: Asked, key: Any, resource: str, one: str) -> Answered:
    _writable(resource)
    request.app.state.house.trust.scim.delete(key, one)
    return wire.nothing()


def _changed(request: Asked, key: Any, one: str, wanted: Any) -> Answered:
    kept = request.app.state.house.trust.scim.change(key, one, wanted)
    return wire.said(wire.chosen(said(*kept, base=_base(request)), wire.asked(request)))


def _users(request: Asked, key: Any, given: dict[str, str]) -> dict[str, Any]:
    scim, base = request.app.state.house.trust.scim, _base(request)
    found = read(given["filter"]) if given.get("filter") else None
    kept = scim.exact(key.id, *found.exact) if found and found.exact else None
    users = [said(*one, base=base) for one in (scim.users(key.id) if kept is None else kept)]
    return wire.listed(wire.ordered([one for one in users if found is None or found.fits(one)], given), given)


def _told(request: Asked, key: Any, resource: str) -> list[dict[str, Any]]:
    """The resource types or schemas; of codes, those this key reaches."""
    house, base = request.app.state.house, _base(request)
    if resource == TYPES:
        return scim_schemas.types(base)
    reach, everywhere = house.people.reach, "*" in key.boutiques
    doors = [door.code for door in house.snapshot.doors(house.today)] if everywhere else key.boutiques
    regions = reach.regions() if everywhere else ()
    return scim_schemas.schemas(
        base, roles=house.trust.scim.roles, boutiques=doors, regions=regions, brands=reach.brands()
    )


def _writable(resource: str) -> None:
    if resource == GROUPS:
        raise Refused(NO_GROUPS, status=501)
    if resource in (CONFIG, TYPES, SCHEMAS):
        raise Refused(f"{resource} is read with GET and not changed", status=405)
    if resource == "Me":
        raise Refused(NO_ME, status=501)
    if resource == "Bulk":
        raise Refused("one user a request; there is no bulk", status=501)
    if resource != USERS:
        raise Unknown(NOTHING)


def _base(request: Asked) -> str:
    origin = request.app.state.origin or f"{request.url.scheme}://{request.url.netloc}"
    return f"{origin}/scim/v2"
