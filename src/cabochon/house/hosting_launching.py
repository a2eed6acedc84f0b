"""Launching a unit, cmi5 or Tin Can: its document, its `launched`, a key for this launch alone, its address."""

import hmac
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode
from uuid import uuid4

import msgspec

from ..directory.package_rows import Launch, Package
from ..directory.rows import Key
from ..languages import mark
from ..privacy.keys import LAUNCHED, make
from ..privacy.tokens import hashed
from ..privacy.viewer import Viewer
from ..programme.cmi5 import LAUNCH_DATA, PREFERENCES, Session, abandoned, launch_data, launched
from ..programme.package import CMI5, Course, Unit
from ..refusals import Refused, Unknown
from ..xapi.conditions import conditions
from ..xapi.documents import JSON, Named, Resource
from ..xapi.versions import V103
from .hosting_words import (
    actor_of,
    content_origin,
    mine,
    one_time,
    segment_of,
    session_of,
    tell,
    token_of,
    told_of,
    unit_activity,
)

if TYPE_CHECKING:
    from . import House

LIFE, KEPT = timedelta(hours=8), timedelta(days=2)
SCOPES = ("statements/write", "statements/read/mine", "state", "profile")
OPEN = ("launched", "initialized")
SANDBOX = "allow-scripts allow-forms"
LEFT = "~left"  # the page of ours a unit is led back to
USED = mark("this address has been used; launch the unit again")
SHUT = mark("this launch is unknown or over; launch the unit again")


@dataclass(frozen=True, slots=True, kw_only=True)
class Launched:
    """A launch before its page. address: what the frame or window opens, "" where a unit has begun and cannot be
    begun twice. origin: where it runs. window: it asks for a window of its own. title: language -> words."""

    session: str
    title: Mapping[str, str]
    address: str
    origin: str
    window: bool
    sandbox: str
    state: str
    ends: datetime


def launch(
    house: "House", package: Package, course: Course, unit: Unit, *, registration: str, viewer: Viewer, base: str,
    mode: str,
) -> Launched:  # fmt: skip
    """registration: "" for a try-out, which is nobody's."""
    if not content_origin(house.values, base):
        raise Refused(
            "packages cannot be run at this address; an administrator sets content_origin, or content_port", status=409
        )
    now, session = house.clock(), str(uuid4())
    person = viewer.person if registration else ""
    staff = house.snapshot.person_on(person, house.today) if person else None
    key, _ = make(
        house.directory, f"launch of {''.join(c for c in package.title if c.isprintable())[:120]}", scopes=SCOPES,
        source=LAUNCHED, expires=now + LIFE, clock=house.clock, by=viewer.account,
    )  # fmt: skip
    row = Launch(
        id=session, registration=registration or str(uuid4()), package=package.id,
        unit=unit_activity(house.home, course, package.id, unit), person=person,
        boutique=staff.boutique if staff else "", language=viewer.language, key=key,
        fetch_hash=hashed(token_of(house, session, "fetch")), mode=mode, base=base, account=viewer.account,
        at=now, ends=now + LIFE,
    )  # fmt: skip
    one = session_of(house, row, course)
    if course.kind == CMI5:
        prepare(house, one, back=f"{_place(house, row)}/{LEFT}", language=viewer.language)
    tell(house, one_time(session, "launched"), launched(one, f"{base}/packages/{package.id}/{unit.launch}"), now)
    house.directory.put(row)
    house.hosting.rolling.follow()
    return _shown(house, row, package, course, address="")


def prepare(house: "House", session: Session, *, back: str, language: str) -> None:
    """What a cmi5 unit reads as it starts: its LMS.LaunchData, and the learner's preferences where none are kept."""
    state = Named(resource=Resource.STATE, activity=session.activity, agent=session.actor,
                  registration=session.registration, name=LAUNCH_DATA)  # fmt: skip
    body = msgspec.json.encode(launch_data(session, back))
    house.documents.put(mine(house), state, V103, conditions=conditions(None, None), content_type=JSON, body=body)
    likes = Named(resource=Resource.AGENT_PROFILE, agent=session.actor, name=PREFERENCES)
    try:
        wished = msgspec.json.encode({"languagePreference": language or "en", "audioPreference": "on"})
        house.documents.put(mine(house), likes, V103, conditions=conditions(None, "*"), content_type=JSON, body=wished)
    except Refused as refused:
        if refused.status != 412:  # there are some already
            raise


def again(house: "House", viewer: Viewer, package: str, session: str) -> Launched:
    row = found(house, viewer, package, session)
    whole, course = house.directory.get(Package, package), house.packages.course(package)
    if whole is None or row.state not in OPEN or house.clock() >= row.ends:
        raise Unknown("this launch is over; begin again from the package’s page")
    address = "" if row.fetched else _address(house, row, course)
    return _shown(house, row, whole, course, address=address)


def found(house: "House", viewer: Viewer, package: str, session: str) -> Launch:
    row = house.directory.get(Launch, session)
    if row is None or row.package != package or row.account != viewer.account or row.person not in ("", viewer.person):
        raise Unknown("there is no such launch")
    return row


def fetch(house: "House", token: str) -> dict[str, str]:
    """The credential of a launch, once (cmi5 8.2.2); after that, and for what is none, an error (8.2.3)."""
    for row in house.directory.find(Launch, fetch_hash=hashed(token)):
        if row.fetched:
            return {"error-code": "1", "error-text": USED}
        if row.state in OPEN and house.clock() < row.ends and house.directory.swap(row, replace(row, fetched=True)):
            return {"auth-token": _credential(house, row)}
    return {"error-code": "2", "error-text": SHUT}


def running(house: "House", segment: str) -> Launch | None:
    session = segment.partition(".")[0]
    if len(segment) != 77 or not hmac.compare_digest(segment_of(house, session), segment):
        return None
    row = house.directory.get(Launch, session)
    return row if row and row.state in (*OPEN, "terminated") and house.clock() < row.ends else None


def close_others(house: "House", registration: str) -> None:
    """End earlier sessions of a registration; one that began and was never closed is told to be abandoned (9.3.6)."""
    for row in house.directory.find(Launch, registration=registration):
        if row.state in OPEN:
            close(house, row)


def close(house: "House", row: Launch) -> None:
    house.keyring.revoke(row.key, by=row.account or "house")
    row = house.directory.get(Launch, row.id) or row
    if row.state not in OPEN:
        return
    course = _course(house, row)
    if course is not None and course.kind == CMI5 and row.state == "initialized":
        last = max((t.at for t in told_of(house, row.registration) if t.session == row.id), default=row.at)
        spent = max((last - row.at).total_seconds(), 0.0)
        said = abandoned(session_of(house, row, course), f"PT{spent:.2f}S")
        tell(house, one_time(row.id, "abandoned"), said, house.clock())
        house.directory.swap(row, replace(row, state="abandoned"))
    else:
        house.directory.swap(row, replace(row, state="closed"))


def expire(house: "House") -> int:
    now, gone = house.clock(), 0
    for row in house.directory.find(Launch):
        if row.state in OPEN and now >= row.ends:
            close(house, row)
            gone += 1
        if now >= row.ends + KEPT:
            house.directory.delete(Key, row.key)
    return gone


def _course(house: "House", row: Launch) -> Course | None:
    """None for a package that was deleted meanwhile."""
    try:
        return house.packages.course(row.package)
    except Unknown:
        return None


def _shown(house: "House", row: Launch, package: Package, course: Course, *, address: str) -> Launched:
    one = session_of(house, row, course)
    own = bool(house.values.get("content_origin")) and package.same_origin
    return Launched(
        session=row.id, title=one.unit.title, address=address, origin=content_origin(house.values, row.base),
        window=one.unit.method == "OwnWindow" or "://" in one.unit.launch, state=row.state, ends=row.ends,
        sandbox=f"{SANDBOX} allow-same-origin" if own else SANDBOX,
    )  # fmt: skip


def _place(house: "House", row: Launch) -> str:
    return f"{content_origin(house.values, row.base)}/p/{segment_of(house, row.id)}"


def _address(house: "House", row: Launch, course: Course) -> str:
    """The launch address: what the unit's own asked first, then what the standard adds (cmi5 8.1)."""
    unit = session_of(house, row, course).unit
    actor = msgspec.json.encode(actor_of(house.home, row)).decode()
    given = {"endpoint": f"{row.base}/xapi/"}
    if course.kind == CMI5:
        given |= {"fetch": f"{row.base}/cmi5/fetch/{token_of(house, row.id, 'fetch')}", "actor": actor,
                  "registration": row.registration, "activityId": row.unit}  # fmt: skip
    else:
        given |= {"auth": f"Basic {_credential(house, row)}", "actor": actor, "registration": row.registration,
                  "activity_id": row.unit}  # fmt: skip
    start = unit.launch if "://" in unit.launch else f"{_place(house, row)}/{quote(unit.launch)}"
    asked = "&".join(part for part in (unit.query, urlencode(given, quote_via=quote)) if part)
    return f"{start}?{asked}{f'#{unit.fragment}' if unit.fragment else ''}"


def _credential(house: "House", row: Launch) -> str:
    """Key and secret as Basic wants them; the secret is made as it is given out, and what was before ends."""
    secret = house.keyring.rotate(row.key, by=row.account or "house", grace=timedelta())
    return b64encode(f"{row.key}:{secret}".encode()).decode()
