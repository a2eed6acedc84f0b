"""What an identity system says of somebody's work, read by the mapping of its key: boutique, job role, days, codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..connectors.cells import day, unknown_door
from ..connectors.job_roles import role_of
from ..connectors.mapping import default, load, settled
from ..connectors.rows import Row
from ..directory.factor_rows import Provisioned
from ..refusals import Refused
from ..retail.master import JOB_ROLES, Door
from .rolls import EMPLOYEE as EMPLOYEE
from .scim_words import DAYS

FEED = "scim"
OFF, UNLESS_FILE, ALWAYS = "off", "unless_file", "always"
MODES = (OFF, UNLESS_FILE, ALWAYS)
ATTRIBUTES = ("department", "division", "organization", "costCenter", "title", "userType")
LOGIN, MAIL = "login", "mail"  # sources of a sign-in name, of an address
PRIVATE = "home"  # an address of this type is nobody's business here


@dataclass(frozen=True, slots=True)
class Work:
    """What is said of one user. number: the employeeNumber; mails: lower-case. Days: None where none is said."""

    name: str
    boutique: str
    job_role: str
    number: str
    login: str
    mails: tuple[str, ...]
    hired: date | None
    left: date | None
    since: date | None


def settings_of(text: str) -> Mapping[str, Any]:
    """A mapping as it is read by.

    Raises:
        Refused: no TOML, an unknown key or value; with the line to mend.
    """
    given = load(text, FEED) if text.strip() else {}
    settings = dict(settled(given, FEED))
    if settings["employment"] not in MODES:
        raise Refused(f"employment should be one of {', '.join(MODES)}", "mapping")
    for name in ("boutique", "job_role"):
        if strange := [one for one in settings[name] if one not in ATTRIBUTES]:
            raise Refused(f"{name} names {strange[0]!r}; there are {', '.join(ATTRIBUTES)}", "mapping")
    for word, role in settings["job_roles"].items():
        if role not in ("", *JOB_ROLES):
            raise Refused(f"[job_roles] {word!r} should be one of {', '.join(JOB_ROLES)}, or empty", "mapping")
    settings["job_roles"] = {**settings["job_roles"], **_less(default(FEED)["job_roles"], settings["job_roles"])}
    return settings


def work_of(row: Provisioned, login: str, name: str, *, settings: Mapping[str, Any],
            doors: Mapping[str, Door]) -> Work | None:  # fmt: skip
    """What a user says of their work; None where no attribute names a boutique, or a word that means none.

    Raises:
        Refused: a word that is no boutique or job role, or a day that is none; the pointer is the attribute.
    """
    said = spoken(row)
    place = next(((one, said[one]) for one in settings["boutique"] if said.get(one)), None)
    boutique = settings["boutiques"].get(place[1], place[1]) if place else ""
    if place is None or not boutique:
        return None
    if boutique not in doors:
        raise Refused(unknown_door(place[1]), place[0])
    hired, left, since = (_day(row, one, settings["dates"]) for one in DAYS)
    if hired and left and left < hired:
        raise Refused(f"{left} lies before the first day, {hired}", "leaveDate")
    mails = (address.strip().lower() for address, kind, _ in row.emails if kind.lower() != PRIVATE)
    return Work(
        name=name, boutique=boutique, job_role=_role(said, settings), number=said.get("employeeNumber", ""),
        login=login, mails=tuple(dict.fromkeys(one for one in mails if one)) if settings["mails"] else (),
        hired=hired, left=left, since=since,
    )  # fmt: skip


def spoken(row: Provisioned) -> dict[str, str]:
    """What is said of somebody's work, by attribute."""
    return {"title": row.title, "userType": row.user_type, **dict(row.work)}


def _role(said: Mapping[str, str], settings: Mapping[str, Any]) -> str:
    """The first word that is known; an advisor where nothing is said."""
    unknown: tuple[str, str] | None = None
    for one in settings["job_role"]:
        if not (text := said.get(one, "")):
            continue
        role = role_of(text, settings["job_roles"])
        if role:
            return role
        if role is None and unknown is None:
            unknown = one, text
    if unknown is None:
        return JOB_ROLES[0]
    known = ", ".join(JOB_ROLES)
    raise Refused(f'{unknown[1]!r} is no job role; write [job_roles] "{unknown[1]}" = one of {known}', unknown[0])


def _day(row: Provisioned, name: str, formats: tuple[str, ...]) -> date | None:
    return day(Row(0, dict(row.days), {}), name, formats) if name in dict(row.days) else None


def _less(usual: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    return {word: role for word, role in usual.items() if word not in given}
