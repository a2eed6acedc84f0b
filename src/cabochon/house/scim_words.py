"""What SCIM calls things (RFC 7643, RFC 7644): schemas, attributes, and faults with the standard's own kinds."""

from ..programme.content import LANGUAGES as KNOWN
from ..refusals import Refused

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
OURS = "urn:cabochon:scim:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
LANGUAGES = tuple(KNOWN)

# What is kept of a user, as the standard spells it; names compare without case (RFC 7643, 2.1).
KEPT = ("externalId", "userName", "name", "displayName", "preferredLanguage", "active", "emails", "roles", "title",
        "userType")  # fmt: skip
OF_WORK = ("employeeNumber", "costCenter", "organization", "division", "department")  # RFC 7643, 4.3; and a manager
DAYS = ("hireDate", "leaveDate", "effectiveDate")
WITHIN = {
    "name": ("formatted", "givenName", "familyName"),
    "emails": ("value", "type", "primary"),
    "roles": ("value", "type", "primary", "display"),
    OURS: ("boutiques", "regions", "brand", "staffCode", *DAYS),
    ENTERPRISE: (*OF_WORK, "manager"),
    "meta": ("resourceType", "created", "lastModified", "location"),
}
READ_ONLY = ("id", "meta", "schemas", "groups")
# Of the standard's user, what the house has no use for: taken in silence, never kept; a password above all.
UNUSED = frozenset(
    name.lower()
    for name in (
        "password", "nickName", "profileUrl", "locale", "timezone", "phoneNumbers", "ims", "photos",
        "addresses", "entitlements", "x509Certificates",
    )
)  # fmt: skip
SPELT = {name.lower(): name for name in (*KEPT, *READ_ONLY, OURS, ENTERPRISE)}
SPELT_WITHIN = {at: {name.lower(): name for name in names} for at, names in WITHIN.items()}


class Wrong(Refused):
    """A fault as SCIM says it; kind: of RFC 7644, table 9 ("invalidFilter", "uniqueness", ...)."""

    def __init__(self, reason: str, kind: str = "invalidValue", pointer: str = "", status: int = 400) -> None:
        super().__init__(reason, pointer, status)
        self.kind = kind


def split(name: str) -> tuple[str, str]:
    """(schema, the rest) of an attribute's name that may begin with its schema's address; schema "" where it does not.

    The schema alone comes back with an empty rest.
    """
    low = name.lower()
    for schema in (USER, OURS, ENTERPRISE):
        if low == schema.lower():
            return schema, ""
        if low.startswith(f"{schema.lower()}:"):
            return schema, name[len(schema) + 1 :]
    return "", name
