"""A user as an identity system says it, heard with care; and said back (RFC 7643, 4.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ..directory.factor_rows import Provisioned
from ..directory.rows import Account
from .scim_words import DAYS, ENTERPRISE, KEPT, LANGUAGES, OF_WORK, OURS, SPELT, SPELT_WITHIN, USER, Wrong, split

LONGEST, MOST, EMAILS = 200, 500, 5  # characters of a text; boutiques or regions; addresses


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a user should be. active: None where nothing is said of it. role, staff ...: "" and () where nothing is."""

    login: str
    external: str = ""
    active: bool | None = None
    display: str = ""
    formatted: str = ""
    given: str = ""
    family: str = ""
    emails: tuple[tuple[str, str, bool | None], ...] = ()
    language: str = ""
    role: str = ""
    boutiques: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    brand: str = ""
    staff: str = ""
    title: str = ""
    user_type: str = ""
    work: tuple[tuple[str, str], ...] = ()  # what is said of `scim_words.OF_WORK`, and of the manager
    days: tuple[tuple[str, str], ...] = ()  # of `scim_words.DAYS`, as they were sent

    @property
    def name(self) -> str:
        """As colleagues see it."""
        return self.display or self.formatted or f"{self.given} {self.family}".strip() or self.login.partition("@")[0]


def said(account: Account, row: Provisioned, *, base: str) -> dict[str, Any]:
    """The user as a resource; what is empty is left out (RFC 7643, 2.5). base: the address of SCIM, without a slash."""
    name = {"formatted": row.formatted, "givenName": row.given, "familyName": row.family}
    emails = [{"value": v, "type": t, "primary": p} for v, t, p in row.emails]
    ours = {"boutiques": list(row.boutiques), "regions": list(row.regions), "brand": row.brand, "staffCode": row.staff,
            **dict(row.days)}  # fmt: skip
    work: dict[str, Any] = dict(row.work)
    if "manager" in work:
        work["manager"] = {"value": work["manager"]}
    parts = {
        "externalId": row.external,
        "name": _full(name),
        "displayName": row.display,
        "preferredLanguage": account.language,
        "emails": [{k: v for k, v in one.items() if v not in ("", None)} for one in emails],
        "roles": [{"value": row.role}] if row.role else [],
        "title": row.title,
        "userType": row.user_type,
        OURS: _full(ours),
        ENTERPRISE: work,
    }
    full = _full(parts)
    return {
        "schemas": [USER, *(schema for schema in (OURS, ENTERPRISE) if schema in full)],
        "id": account.id,
        "userName": account.login,
        "active": not account.disabled,
        **full,
        "meta": {
            "resourceType": "User",
            "created": _time(row.made),
            "lastModified": _time(row.changed),
            "location": f"{base}/Users/{account.id}",
        },
    }


def spelt(resource: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a resource, each name as the standard spells it; the rest is left out.

    Raises:
        Wrong: a name twice in different spelling.
    """
    found: dict[str, Any] = {}
    for given, value in resource.items():
        schema, rest = split(given)
        name = schema if schema and not rest else SPELT.get((rest if schema in ("", USER) else "").lower(), "")
        if name not in (*KEPT, OURS, ENTERPRISE):
            continue
        if name in found:
            raise Wrong(f"{name} is given twice", "invalidSyntax", f"/{name}")
        found[name] = value
    return found


def heard(resource: Mapping[str, Any]) -> Wanted:
    """
    Raises:
        Wrong: a value of another type or too long, no userName, more than one role.
    """
    at = spelt(resource)
    name = _object(at.get("name"), "name")
    ours, work = _object(at.get(OURS), OURS), _object(at.get(ENTERPRISE), ENTERPRISE)
    login = _text(at.get("userName"), "userName").strip().lower()
    if not login or " " in login:
        raise Wrong("userName should be an e-mail address or a short name, without spaces", pointer="/userName")
    return Wanted(
        login=login,
        external=_text(at.get("externalId"), "externalId"),
        active=_truth(at.get("active"), "active"),
        display=_text(at.get("displayName"), "displayName").strip(),
        formatted=_text(name.get("formatted"), "name/formatted").strip(),
        given=_text(name.get("givenName"), "name/givenName").strip(),
        family=_text(name.get("familyName"), "name/familyName").strip(),
        emails=_emails(at.get("emails")),
        language=_language(_text(at.get("preferredLanguage"), "preferredLanguage")),
        role=_role(at.get("roles")),
        boutiques=_codes(ours.get("boutiques"), "boutiques"),
        regions=_codes(ours.get("regions"), "regions"),
        brand=_text(ours.get("brand"), f"{OURS}/brand").strip(),
        staff=_text(ours.get("staffCode"), f"{OURS}/staffCode").strip(),
        title=_text(at.get("title"), "title").strip(),
        user_type=_text(at.get("userType"), "userType").strip(),
        work=_texts({**work, "manager": _manager(work.get("manager"))}, (*OF_WORK, "manager"), ENTERPRISE),
        days=_texts(ours, DAYS, OURS),
    )


def _text(value: Any, where: str) -> str:
    if value is None:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):  # staff codes come as numbers
        value = str(value)
    if not isinstance(value, str) or len(value) > LONGEST or not value.isprintable():
        raise Wrong(f"{where} should be a text of at most {LONGEST} characters on one line", pointer=f"/{where}")
    return value


def _texts(parts: Mapping[str, Any], names: tuple[str, ...], schema: str) -> tuple[tuple[str, str], ...]:
    """Those of the names that have a text, with it."""
    found = ((name, _text(parts.get(name), f"{schema}/{name}").strip()) for name in names)
    return tuple((name, text) for name, text in found if text)


def _manager(value: Any) -> Any:
    """Its id; Entra ID sends it as a bare text."""
    if not isinstance(value, dict):
        return value
    return next((one for name, one in value.items() if name.lower() == "value"), None)


def _truth(value: Any, where: str) -> bool | None:
    """Entra ID sends "False" as a text."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise Wrong(f"{where} should be true or false", pointer=f"/{where}")


def _object(value: Any, where: str) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Wrong(f"{where} should be an object", pointer=f"/{where}")
    known = SPELT_WITHIN[where]
    return {known[name.lower()]: one for name, one in value.items() if name.lower() in known}


def _list(value: Any, where: str, most: int) -> list[Any]:
    many = [] if value is None else value if isinstance(value, list) else [value]
    if len(many) > most:
        raise Wrong(f"{where} should hold at most {most}", pointer=f"/{where}")
    return many


def _emails(value: Any) -> tuple[tuple[str, str, bool | None], ...]:
    found = []
    for one in _list(value, "emails", EMAILS):
        each = _object({"value": one} if isinstance(one, str) else one, "emails")
        address = _text(each.get("value"), "emails/value").strip()
        kind, primary = _text(each.get("type"), "emails/type"), _truth(each.get("primary"), "emails/primary")
        if address or kind or primary is not None:
            found.append((address, kind, primary))
    if sum(primary is True for *_, primary in found) > 1:
        raise Wrong("only one of the emails may be primary", pointer="/emails")
    return tuple(found)


def _role(value: Any) -> str:
    many = _list(value, "roles", MOST)
    named = [_text((_object(one, "roles")).get("value") if isinstance(one, dict) else one, "roles") for one in many]
    different = {one.strip() for one in named} - {""}
    if len(different) > 1:
        raise Wrong("an account has one role; send the one it should have", pointer="/roles")
    return different.pop() if different else ""


def _codes(value: Any, where: str) -> tuple[str, ...]:
    """A list of codes; or one text with commas between, where a system cannot send lists."""
    place = f"{OURS}/{where}"
    many = value.split(",") if isinstance(value, str) else _list(value, place, MOST)
    codes = [_text(one, place).strip() for one in many]
    return tuple(dict.fromkeys(code for code in codes if code))


def _language(tag: str) -> str:
    """The language of a tag like fr-CH, where the house speaks it; else "" and the house's own."""
    first = tag.replace("_", "-").partition("-")[0].strip().lower()
    return first if first in LANGUAGES else ""


def _full(parts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parts.items() if value}


def _time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"
