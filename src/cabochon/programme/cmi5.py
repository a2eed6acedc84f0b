"""What cmi5 says: its verbs and categories, the document a unit finds at its launch, what an LMS tells besides.

Source: cmi5 "quartz" 1.0, 8 (launch), 9 (statements), 10 (LMS.LaunchData), 11 (learner preferences).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..languages import mark
from .package import CMI5, Unit

ADL, W3ID = "http://adlnet.gov/expapi/verbs", "https://w3id.org/xapi/adl/verbs"
CATEGORIES = "https://w3id.org/xapi/cmi5/context/categories"
EXTENSIONS = "https://w3id.org/xapi/cmi5/context/extensions"
REASON = "https://w3id.org/xapi/cmi5/result/extensions/reason"
REASONS = (
    mark("Tested Out"),
    mark("Equivalent AU"),
    mark("Equivalent Outside Activity"),
    mark("Administrative"),
)  # to waive (9.5.5.2)
TYPES = "https://w3id.org/xapi/cmi5/activitytype"
CATEGORY, MOVE_ON = f"{CATEGORIES}/cmi5", f"{CATEGORIES}/moveon"
SESSION, MASTERY = f"{EXTENSIONS}/sessionid", f"{EXTENSIONS}/masteryscore"
LAUNCH_DATA, PREFERENCES = "LMS.LaunchData", "cmi5LearnerPreferences"
NORMAL, BROWSE, REVIEW = MODES = ("Normal", "Browse", "Review")

OF_A_UNIT = {name: f"{ADL}/{name}" for name in ("initialized", "completed", "passed", "failed", "terminated")}
OF_AN_LMS = {"launched": f"{ADL}/launched"} | {n: f"{W3ID}/{n}" for n in ("abandoned", "waived", "satisfied")}
VERBS = OF_A_UNIT | OF_AN_LMS
NAMES = {iri: name for name, iri in VERBS.items()}
DONE = ("completed", "passed", "failed", "waived")


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One launch of one unit. unit: as its publisher has it; activity: its id as launched; actor: the learner."""

    id: str
    registration: str
    kind: str
    unit: Unit
    activity: str
    actor: Mapping[str, Any]
    mode: str = NORMAL

    @property
    def cmi5(self) -> bool:
        return self.kind == CMI5


@dataclass(frozen=True, slots=True)
class Told:
    """A statement cmi5 defines, as it was kept. verb: its short name; activity: its object; at: its own time."""

    verb: str
    activity: str
    session: str
    at: datetime
    id: str = ""


def context(session: Session, *, move_on: bool = False, **extensions: Any) -> dict[str, Any]:
    """The context of a statement cmi5 defines. extensions: by their short names."""
    categories = [CATEGORY, MOVE_ON] if move_on else [CATEGORY]
    return {
        "registration": session.registration,
        "contextActivities": {
            "category": [{"id": one} for one in categories],
            "grouping": [{"id": session.unit.id}],
        },
        "extensions": {SESSION: session.id} | {f"{EXTENSIONS}/{name}": value for name, value in extensions.items()},
    }


def launch_data(session: Session, back: str) -> dict[str, Any]:
    """The document LMS.LaunchData (10.2). back: where the unit goes when it is left."""
    unit = session.unit
    made: dict[str, Any] = {
        "contextTemplate": {
            "registration": session.registration,
            "contextActivities": {"grouping": [{"id": unit.id}]},
            "extensions": {SESSION: session.id},
        },
        "launchMode": session.mode,
        "launchMethod": unit.method,
        "moveOn": unit.move_on,
        "returnURL": back,
    }
    if unit.parameters:
        made["launchParameters"] = unit.parameters
    if unit.mastery is not None:
        made["masteryScore"] = unit.mastery
    if unit.entitlement:
        made["entitlementKey"] = {"courseStructure": unit.entitlement}
    return made


def launched(session: Session, address: str) -> dict[str, Any]:
    """What the LMS tells before a unit starts (9.3.1). address: without what only the unit may know."""
    unit = session.unit
    more: dict[str, Any] = {"launchparameters": unit.parameters} if unit.parameters else {}
    if unit.mastery is not None:
        more["masteryscore"] = unit.mastery
    return {
        "actor": session.actor,
        "verb": verb("launched"),
        "object": activity(session.activity, title=unit.title, type_=unit.type),
        "context": context(session, launchmode=session.mode, launchurl=address, moveon=unit.move_on, **more),
    }


def abandoned(session: Session, duration: str) -> dict[str, Any]:
    """A session that began and was never closed (9.3.6)."""
    return {
        "actor": session.actor,
        "verb": verb("abandoned"),
        "object": activity(session.activity, title=session.unit.title, type_=session.unit.type),
        "result": {"duration": duration},
        "context": context(session),
    }


def waived(session: Session, reason: str) -> dict[str, Any]:
    """A unit somebody need not take (9.3.7)."""
    return {
        "actor": session.actor,
        "verb": verb("waived"),
        "object": activity(session.activity, title=session.unit.title, type_=session.unit.type),
        "result": {"success": True, "completion": True, "extensions": {REASON: reason}},
        "context": context(session, move_on=True),
    }


def satisfied(
    *, actor: Mapping[str, Any], registration: str, session: str, about: str, publisher: str,
    title: Mapping[str, str], course: bool,
) -> dict[str, Any]:  # fmt: skip
    """All units inside a block, or the course, have met their criteria (9.3.9). publisher: the id it has there."""
    return {
        "actor": actor,
        "verb": verb("satisfied"),
        "object": activity(about, title=title, type_=f"{TYPES}/{'course' if course else 'block'}"),
        "context": {
            "registration": registration,
            "contextActivities": {"category": [{"id": CATEGORY}], "grouping": [{"id": publisher}]},
            "extensions": {SESSION: session},
        },
    }


def verb(name: str) -> dict[str, Any]:
    return {"id": VERBS[name], "display": {"en": name}}


def activity(iri: str, *, title: Mapping[str, str], type_: str = "") -> dict[str, Any]:
    definition: dict[str, Any] = {"name": dict(title)} if title else {}
    if type_:
        definition["type"] = type_
    return {"objectType": "Activity", "id": iri} | ({"definition": definition} if definition else {})
