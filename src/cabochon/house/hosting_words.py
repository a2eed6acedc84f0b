"""What hosting packages has in common: addresses of units, ids that are the same each time, the house as an LMS."""

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

import msgspec

from ..directory.package_rows import Launch
from ..directory.rows import Key
from ..languages import mark
from ..privacy.opening import opened
from ..programme.cmi5 import NAMES, VERBS, Session, Told
from ..programme.package import TIN_CAN, Course, Group, Unit
from ..refusals import Conflict, Unknown
from ..stream import Kept, Query
from ..vocabulary.places import address
from ..xapi.versions import V103

if TYPE_CHECKING:
    from . import House

PAGE, MOST = 500, 20  # statements of a registration looked at together, and how often
NOBODY = "try-outs"  # who a package is tried out as


def content_origin(values: Mapping[str, Any], base: str) -> str:
    """The web address packages run at, for who came by `base`; "" where none can be hosted."""
    if own := str(values.get("content_origin", "")).rstrip("/"):
        return own
    port, parts = str(values.get("content_port", "")), urlsplit(base)
    if not port.isdigit() or port == "0" or parts.scheme != "http" or not parts.hostname:
        return ""  # under https a plain port beside it could not be framed
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"http://{host}:{port}"


def hosts(values: Mapping[str, Any]) -> bool:
    """Whether any package can run here."""
    port = str(values.get("content_port", ""))
    return bool(values.get("content_origin")) or (port.isdigit() and port != "0")


def one_time(*parts: str, home: str = "") -> str:
    """A UUID that follows from these words: what is told twice is told once."""
    return str(uuid5(NAMESPACE_URL, "\n".join((home, *parts))))


def token_of(house: "House", session: str, what: str) -> str:
    """64 hexadecimal digits nobody can guess, the same each time for one session."""
    return hmac.new(house.directory.secret("content"), f"{what}\n{session}".encode(), sha256).hexdigest()


def segment_of(house: "House", session: str) -> str:
    """The path segment a launch's files are served under."""
    return f"{session}.{token_of(house, session, 'files')[:40]}"


def person_actor(home: str, person: str) -> dict[str, Any]:
    return {"objectType": "Agent", "account": {"homePage": f"{home}/people", "name": person}}


def actor_of(home: str, launch: Launch) -> dict[str, Any]:
    if launch.person:
        return person_actor(home, launch.person)
    return {"objectType": "Agent", "account": {"homePage": f"{home}/{NOBODY}", "name": launch.id}}


def unit_activity(home: str, course: Course, package: str, unit: Unit) -> str:
    """The id a unit is launched under: for cmi5 one of ours (8.1.5), for Tin Can its publisher's."""
    if course.kind == TIN_CAN:
        return unit.id
    place = next(i for i, one in enumerate(course.units, 1) if one.id == unit.id)
    return address(home, "packages", package, "units", str(place))


def part_activity(home: str, package: str, blocks: tuple[Group, ...], part: str) -> str:
    """The id of a block, or of the course where it is none of the blocks."""
    place = next((i for i, one in enumerate(blocks, 1) if one.id == part), 0)
    return address(home, "packages", package, *(("blocks", str(place)) if place else ()))


def unit_of(house: "House", course: Course, launch: Launch) -> Unit:
    for one in course.units:
        if unit_activity(house.home, course, launch.package, one) == launch.unit:
            return one
    raise Unknown("there is no such unit in this package any more")


def session_of(house: "House", launch: Launch, course: Course) -> Session:
    return Session(
        id=launch.id, registration=launch.registration, kind=course.kind, unit=unit_of(house, course, launch),
        activity=launch.unit, actor=actor_of(house.home, launch), mode=launch.mode,
    )  # fmt: skip


def tell(house: "House", one: str, statement: Mapping[str, Any], at: datetime) -> None:
    """Keep a statement of the house's own; said before under this id, the first stays."""
    said = {"id": one, "timestamp": at.astimezone(UTC).isoformat(), **statement}
    try:
        house.keep_as().statements([(msgspec.json.encode(said), said)], version=V103).result()
    except Conflict:
        return


def told_of(house: "House", registration: str) -> list[Told]:
    """What was told of a registration in words cmi5 defines, in order: by its launches' keys and by the house."""
    keys = {row.key for row in house.directory.find(Launch, registration=registration)}
    ref = house.entrance.ref
    verbs = frozenset(ref("verb", iri) for iri in VERBS.values())
    asked = Query(refs=(frozenset((ref("registration", registration),)), verbs), ascending=True, limit=PAGE)
    found: list[Told] = []
    for kept in house.log.query(asked).found:
        if vouched(house, kept) in keys | {""} and (said := told(house, kept)) is not None:
            found.append(said)
    return found


def told(house: "House", kept: Kept) -> Told | None:
    body = opened(house.directory, kept)
    if body is None:
        return None
    said = msgspec.json.decode(body)
    verb, target, context = NAMES.get(said["verb"]["id"]), said["object"], said.get("context") or {}
    if verb is None or "id" not in target:
        return None
    session = str((context.get("extensions") or {}).get("https://w3id.org/xapi/cmi5/context/extensions/sessionid", ""))
    at = datetime.fromisoformat(said["timestamp"]) if "timestamp" in said else kept.stored
    return Told(verb, target["id"], session, at, kept.entry.id)


def vouched(house: "House", kept: Kept) -> str | None:
    """The id of the key that vouches for a statement; "" for the house itself; None for anybody else."""
    account = msgspec.json.decode(kept.entry.authority).get("account") or {}
    if account.get("homePage") == f"{house.home}/keys":
        return str(account.get("name"))
    return "" if account == {"homePage": f"{house.home}/accounts", "name": "house"} else None


def mine(house: "House") -> Key:
    """What the house keeps documents by: never stored, never given out."""
    return Key(id="house", name=mark("the house"), secret_hash="", scopes=("state", "profile"), boutiques=("*",),
               created=house.clock())  # fmt: skip
