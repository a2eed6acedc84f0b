"""What an EPCIS event must be beyond the schema: a document may fit the schema and say nothing that can be read.

The standard: https://ref.gs1.org/standards/epcis/ (2.0), its words: https://ref.gs1.org/standards/cbv/ (2.0).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from ..refusals import Refused
from .documents import Document, text_of, time_of

TYPES = ("ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent")
ACTIONS = ("ADD", "OBSERVE", "DELETE")


def _words(text: str) -> list[str]:
    return text.split()


STEPS = frozenset(
    _words("""
    accepting arriving assembling collecting commissioning consigning creating_class_instance cycle_counting
    decommissioning departing destroying disassembling dispensing encoding entering_exiting holding inspecting
    installing killing loading other packing picking receiving removing repackaging repairing replacing reserving
    retail_selling sampling sensor_reporting shipping staging_outbound stock_taking stocking storing transporting
    unloading unpacking void_shipping
""")
)
DISPOSITIONS = frozenset(
    _words("""
    active available completeness_verified completeness_inferred conformant container_closed container_open damaged
    destroyed dispensed disposed encoded expired in_progress in_transit inactive mismatch_class mismatch_instance
    mismatch_quantity needs_replacement no_pedigree_match non_conformant non_sellable_other partially_dispensed
    recalled reserved retail_sold returned sellable_accessible sellable_not_accessible stolen unavailable unknown
""")
)
BEFORE: Mapping[str, str] = {  # words of the vocabulary before 2.0, by those that stand for them now
    "non_sellable_damaged": "damaged", "non_sellable_disposed": "disposed", "non_sellable_expired": "expired",
    "non_sellable_no_pedigree_match": "no_pedigree_match", "non_sellable_recalled": "recalled",
    "sellable": "sellable_accessible",
}  # fmt: skip
_OFFSET = re.compile(r"([+-])(0\d|1[0-4]):([0-5]\d)")
_STAMP = re.compile(r"(?:19|20)\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_CBV = re.compile(r"(?:https?://ref\.gs1\.org/cbv/(?:BizStep|Disp)-|urn:epcglobal:cbv:(?:bizstep|disp):"
                  r"|cbv:(?:BizStep|Disp)-)")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at. at: with the offset of the place. recorded, declared: None where it is not said.

    step, disposition: the short names of the vocabulary; another's own word as it stands; "" for none.
    """

    type: str
    at: datetime
    action: str
    step: str
    disposition: str
    recorded: datetime | None
    declared: datetime | None


def checked(event: Document) -> Checked:
    """
    Raises:
        Refused: with the pointer inside the event.
    """
    if (type_ := text_of(event, "type")) not in TYPES:
        raise Refused(f"{type_!r} is no event of EPCIS; expected one of {', '.join(TYPES)}", "/type")
    at = stamp(event, "eventTime").astimezone(_offset(event))
    action = _action(event, type_)
    step = _word(event, "bizStep", STEPS)
    disposition = _word(event, "disposition", DISPOSITIONS)
    recorded = stamp(event, "recordTime") if event.get("recordTime") is not None else None
    if recorded is not None and recorded < at:
        raise Refused("lies before eventTime: an event is recorded after it happened", "/recordTime")
    if type_ == "ObjectEvent":
        _something(event)
    for name in ("readPoint", "bizLocation"):
        if name in event and not (isinstance(event[name], dict) and text_of(event[name], "id")):
            raise Refused('should be an object with an id, e.g. {"id": "urn:epc:id:sgln:4012345.00005.0"}', f"/{name}")
    return Checked(type_, at, action, step, disposition, recorded, _declared(event, at))


def stamp(document: Mapping[str, Any], name: str) -> datetime:
    """A time as XML Schema writes it, with its offset."""
    if (text := text_of(document, name)) and not _STAMP.fullmatch(text) and not _naive(text):
        raise Refused(f"{text!r} is not a time; expected e.g. 2026-03-31T14:05:00.000+02:00", f"/{name}")
    if not text:
        raise Refused("is missing; expected e.g. 2026-03-31T14:05:00.000+02:00", f"/{name}")
    return time_of(document, name)


def _naive(text: str) -> bool:
    return bool(_STAMP.fullmatch(text + "Z"))


def _offset(event: Document) -> timezone:
    text = text_of(event, "eventTimeZoneOffset")
    if not text:
        raise Refused("is missing: the offset of the place where it happened, e.g. +02:00", "/eventTimeZoneOffset")
    if not (found := _OFFSET.fullmatch(text)) or (found[2] == "14" and found[3] != "00"):
        raise Refused(f"{text!r} is no offset; expected e.g. +02:00", "/eventTimeZoneOffset")
    away = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(-away if found[1] == "-" else away)


def _action(event: Document, type_: str) -> str:
    action = text_of(event, "action")
    if type_ == "TransformationEvent":
        if action:
            raise Refused("should not stand here: a TransformationEvent has no action", "/action")
        return ""
    if not action:
        raise Refused(f"is missing; a {type_} needs one of {', '.join(ACTIONS)}", "/action")
    if action not in ACTIONS:
        raise Refused(f"{action!r} is no action; expected one of {', '.join(ACTIONS)}", "/action")
    return action


def _word(event: Document, name: str, known: frozenset[str]) -> str:
    """The vocabulary's short name. A word with a colon is another vocabulary's, which is allowed."""
    said = event.get(name)
    if said is None:
        return ""
    if not isinstance(said, str) or not said:
        raise Refused("should be a word of the vocabulary, e.g. " + ", ".join(sorted(known)[:3]), f"/{name}")
    short = _CBV.sub("", said, count=1)
    short = BEFORE.get(short, short)
    if short in known or (short == said and ":" in said):
        return short
    raise Refused(f"{said!r} is no word of the Core Business Vocabulary; one of your own is written with its address, "
                  f"e.g. https://example.com/{name}/{short}", f"/{name}")  # fmt: skip


def _something(event: Document) -> None:
    epcs, quantities = members(event, "epcList"), members(event, "quantityList")
    for n, one in enumerate(epcs):
        if not isinstance(one, str) or ":" not in one:
            raise Refused(f"{one!r} is no EPC; expected e.g. urn:epc:id:sgtin:4012345.011122.25", f"/epcList/{n}")
    if len(set(epcs)) != len(epcs):
        raise Refused("names a thing twice: each EPC stands once", "/epcList")
    for n, one in enumerate(quantities):
        if not isinstance(one, dict):
            raise Refused("should be an object with epcClass and quantity", f"/quantityList/{n}")
        if ":" not in text_of(one, "epcClass"):
            raise Refused("has no epcClass; expected e.g. urn:epc:class:lgtin:4012345.011111.4444",
                          f"/quantityList/{n}/epcClass")  # fmt: skip
    if not epcs and not quantities and not event.get("sensorElementList"):
        raise Refused("names nothing: an ObjectEvent needs an epcList or a quantityList that is not empty", "/epcList")


def members(event: Document, name: str) -> Sequence[Any]:
    found = event.get(name)
    if found is None:
        return ()
    if not isinstance(found, list):
        raise Refused("should be a list", f"/{name}")
    return found


def _declared(event: Document, at: datetime) -> datetime | None:
    if (declaration := event.get("errorDeclaration")) is None:
        return None
    if not isinstance(declaration, dict):
        raise Refused("should be an object with declarationTime", "/errorDeclaration")
    try:
        when = stamp(declaration, "declarationTime")
    except Refused as refusal:
        raise Refused(refusal.reason, f"/errorDeclaration{refusal.pointer}") from None
    if when < at:
        raise Refused("lies before eventTime: what has not happened cannot be declared wrong",
                      "/errorDeclaration/declarationTime")  # fmt: skip
    named = declaration.get("correctiveEventIDs", [])
    if not isinstance(named, list) or not all(isinstance(one, str) and one for one in named):
        raise Refused("should be a list of event ids", "/errorDeclaration/correctiveEventIDs")
    if event.get("eventID") in named:
        raise Refused("names the event itself; a corrected event has an id of its own",
                      "/errorDeclaration/correctiveEventIDs")  # fmt: skip
    return when
