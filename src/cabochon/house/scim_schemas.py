"""What this SCIM service can do and which attributes it keeps, as clients ask for it (RFC 7643, 5 to 7)."""

from collections.abc import Iterable
from typing import Any

from .scim_words import DAYS, ENTERPRISE, LANGUAGES, OF_WORK, OURS, USER

RESULTS = 200  # users in one answer
SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Schema"
TYPE = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
CONFIG = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
SAID = ("Their first day of work", "Their last day of work", "The day from which on the boutique and job role hold")
WORK = {"employeeNumber": "One person, whoever says it", "department": "Their boutique, by the words of the mapping",
        "costCenter": "", "organization": "", "division": ""}  # fmt: skip
NAMED = 200  # codes above which they are not listed as usual values


def config(base: str) -> dict[str, Any]:
    no = {"supported": False}
    scheme = {
        "type": "oauthbearertoken",
        "name": "A key of the house",
        "description": "Authorization: Bearer KEY.SECRET, of a key with the scope accounts/write",
        "primary": True,
    }
    return {
        "schemas": [CONFIG],
        "patch": {"supported": True},
        "bulk": {**no, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": True, "maxResults": RESULTS},
        "changePassword": no,
        "sort": {"supported": True},
        "etag": no,
        "authenticationSchemes": [scheme],
        "meta": {"resourceType": "ServiceProviderConfig", "location": f"{base}/ServiceProviderConfig"},
    }


def types(base: str) -> list[dict[str, Any]]:
    return [{
        "schemas": [TYPE],
        "id": "User",
        "name": "User",
        "endpoint": "/Users",
        "description": "An account of the house",
        "schema": USER,
        "schemaExtensions": [{"schema": one, "required": False} for one in (OURS, ENTERPRISE)],
        "meta": {"resourceType": "ResourceType", "location": f"{base}/ResourceTypes/User"},
    }]  # fmt: skip


def schemas(
    base: str, *, roles: Iterable[str], boutiques: Iterable[str], regions: Iterable[str], brands: Iterable[str]
) -> list[dict[str, Any]]:
    """roles ...: what may be given, named as the usual values."""
    user = [
        _text("userName", "What the person signs in with; in lower case", required=True, uniqueness="server"),
        _text("externalId", "The client’s own id of the user", caseExact=True),
        _complex("name", "Kept for the client; shown where no displayName is given",
                 [_text("formatted", ""), _text("givenName", ""), _text("familyName", "")]),
        _text("displayName", "As colleagues see it"),
        _text("preferredLanguage", "en, fr, ...; a language the house does not speak is left out",
              canonicalValues=list(LANGUAGES)),
        _one("active", "boolean", "false ends every sign-in at once", required=True),
        _complex("emails", "Kept for the client; the house writes to nobody by them",
                 [_text("value", ""), _text("type", "", canonicalValues=["work", "home", "other"]),
                  _one("primary", "boolean", "")], multiValued=True),
        _complex("roles", "The access role, one; without one: associate",
                 [_text("value", "", canonicalValues=list(roles))], multiValued=True),
        _text("title", "What they work as, by the words of the mapping"),
        _text("userType", "What they work as, by the words of the mapping; it counts before the title"),
    ]  # fmt: skip
    ours = [
        _text("boutiques", "Codes of doors in reach", multiValued=True, canonicalValues=_named(boutiques)),
        _text("regions", "Regions in reach; * is every door", multiValued=True, canonicalValues=_named(regions)),
        _text("brand", "Of a brand partner", canonicalValues=_named(brands)),
        _text("staffCode", "Any code of the staff member this account belongs to", caseExact=True),
        *(_text(name, f"{says}, such as 2026-03-31") for name, says in zip(DAYS, SAID, strict=True)),
    ]
    work = [*(_text(name, WORK[name]) for name in OF_WORK), _complex("manager", "", [_text("value", "")])]
    return [_schema(base, USER, "User", "An account", user), _schema(base, OURS, "Cabochon", "Its reach", ours),
            _schema(base, ENTERPRISE, "EnterpriseUser", "Where they work", work)]  # fmt: skip


def _schema(base: str, urn: str, name: str, says: str, attributes: list[dict[str, Any]]) -> dict[str, Any]:
    meta = {"resourceType": "Schema", "location": f"{base}/Schemas/{urn}"}
    return {"schemas": [SCHEMA], "id": urn, "name": name, "description": says, "attributes": attributes, "meta": meta}


def _one(name: str, kind: str, says: str, **more: Any) -> dict[str, Any]:
    plain = {"multiValued": False, "required": False, "mutability": "readWrite", "returned": "default"}
    return {"name": name, "type": kind, "description": says or name, **plain, **more}


def _text(name: str, says: str, **more: Any) -> dict[str, Any]:
    kept = {key: value for key, value in more.items() if value != []}
    return _one(name, "string", says, **{"caseExact": False, "uniqueness": "none", **kept})


def _complex(name: str, says: str, parts: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return _one(name, "complex", says, subAttributes=parts, **more)


def _named(codes: Iterable[str]) -> list[str]:
    listed = sorted(codes)
    return listed if len(listed) <= NAMED else []
