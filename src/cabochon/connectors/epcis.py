"""EPCIS 2.0 (GS1), JSON-LD: what was counted, received, sent, and what was stolen, damaged or did not agree.

A capture document, a query's answer, a list of events or one event. An event that was declared in error is told once
more under its own key with a later revision that takes it back. https://ref.gs1.org/standards/epcis/
"""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from hashlib import blake2b
from typing import Any

from ..languages import mark
from ..refusals import Refused
from ..retail.events import EventKind, StepDone, StockCount, StockException
from ..retail.master import Door
from . import signatures
from .delivery import Bad, Delivery, Reading, Skipped, revision_of
from .documents import Document, documents, text_of
from .epcis_checks import Checked, checked
from .epcis_places import door_at, place_id, zone_of
from .epcis_stock import articles, counted
from .epcis_strict import TYPED, flaws, named_apart, strict
from .feed import Feed
from .mapping import settled

FEED = "epcis"
COUNTING = ("cycle_counting", "stock_taking")
READ = ("type", "eventID", "eventTime", "eventTimeZoneOffset", "recordTime", "action", "bizStep", "disposition",
        "epcList")  # fmt: skip
PLACES = ("readPoint", "bizLocation")
FLAWED = ("ilmd", "certificationInfo", *TYPED)  # members kept for what is wrong of them
DOCUMENTS = ("EPCISDocument", "EPCISQueryDocument")
UNCOUNTED = mark("counts without what was expected, which EPCIS has no member for and which is never guessed from "
                 "earlier counts and movements; let the sender add it and name its member in the mapping, expected or "
                 "expected_list, or bring the count as CSV")  # fmt: skip


class _Passed(Exception):
    """Is rightly no event of ours."""


def read(delivery: Delivery) -> Reading:
    settings = settled(delivery.mapping, FEED)
    seen: dict[str, str] = {}  # what events say -> the key of the first that said it
    for found in documents(delivery):
        if isinstance(found, Bad):
            yield found
            continue
        if settings["strict"] and text_of(found[1], "type") in DOCUMENTS and "@context" not in found[1]:
            yield Skipped(f"{found[0]}/@context", mark("is missing, which the standard asks for; its events are read "
                                                       "by the words the standard gives them"))  # fmt: skip
        for place, event in _events(*found):
            if not isinstance(event, dict):
                yield Bad(place, "is not an object", {})
                continue
            cut = _cut(event, settings, whole=not delivery.again)
            try:
                told = list(_told(cut, delivery, settings))
                _first(event, _key(cut), seen)
                yield from told
            except _Passed as passed:
                yield Skipped(place, str(passed))
            except Refused as e:
                yield Bad(f"{place}{e.pointer}", e.reason, cut)


def _events(place: str, document: Document) -> Iterator[tuple[str, Any]]:
    """Each with its place, out of whatever it was wrapped in."""
    if isinstance(found := document.get("eventList"), list):
        yield from ((f"{place}/eventList/{n}", one) for n, one in enumerate(found))
        return
    if text_of(document, "type") not in DOCUMENTS and "epcisBody" not in document:
        yield place, document
        return
    at, body = f"{place}/epcisBody", document.get("epcisBody")
    for step in ("queryResults", "resultsBody"):
        if isinstance(body, dict) and step in body:
            at, body = f"{at}/{step}", body[step]
    if not isinstance(body, dict) or not ("eventList" in body or "event" in body):
        raise Refused("holds no eventList; send an EPCISDocument, a list of events or one event", at)
    name = "eventList" if "eventList" in body else "event"
    many = body[name] if isinstance(body[name], list) else [body[name]]
    yield from ((f"{at}/{name}/{n}", one) for n, one in enumerate(many))


def _cut(event: Document, settings: Mapping[str, Any], *, whole: bool) -> Document:
    """Only what is read: no transactions, no parties, no extensions but those the mapping names. whole: as it came."""
    wanted = ("epcClass", "quantity", "uom", *_named(settings))
    cut = {name: event[name] for name in READ if name in event}
    for name in ("quantityList", settings["expected_list"]):
        if isinstance(found := event.get(name), list):
            cut[name] = [{w: one[w] for w in wanted if w in one} | named_apart(one, _named(settings))
                         if isinstance(one, dict) else None for one in found]  # fmt: skip
        elif found is not None:
            cut[name] = ""
    for name in PLACES:
        if isinstance(found := event.get(name), dict):
            cut[name] = {"id": text_of(found, "id")}
        elif found is not None:
            cut[name] = ""
    cut |= flaws(event) if whole else {name: event[name] for name in FLAWED if name in event}
    if isinstance(found := event.get("errorDeclaration"), dict):
        cut["errorDeclaration"] = {n: found[n] for n in ("declarationTime", "correctiveEventIDs") if n in found}
    elif found is not None:
        cut["errorDeclaration"] = ""
    if event.get("sensorElementList"):
        cut["sensorElementList"] = True
    return cut


def _named(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """The members of a quantity that the mapping names."""
    return settings["expected"], settings["cost"]


def _first(event: Document, key: str, seen: dict[str, str]) -> None:
    """
    Raises:
        _Passed: another event of the delivery said the same, to the last member, under another id.
    """
    if "errorDeclaration" not in event and (first := seen.setdefault(_said(event), key)) != key:
        raise _Passed(mark(f"says the same as the event {first}, under another eventID: one thing, told twice"))


def _told(event: Document, delivery: Delivery, settings: Mapping[str, Any]) -> Iterator[EventKind]:
    if ":" in text_of(event, "type"):
        raise _Passed(mark("is of a type of its own: only an ObjectEvent is read"))
    seen = checked(event)
    if settings["strict"]:
        strict(event, _named(settings))
    if seen.type != "ObjectEvent":
        raise _Passed(mark(f"is of type {seen.type}: only an ObjectEvent is read"))
    odd = settings["kinds"].get(seen.disposition, "")
    process = settings["processes"].get(seen.step, "")
    if seen.step not in COUNTING and not odd and not process:
        raise _Passed(mark(f"has the business step {seen.step or '-'}, which tells nothing that is measured"))
    door = _door(event, delivery, settings)
    shared = {"at": seen.at, "boutique": door.code, "source": settings["source"], "revision": _revision(seen),
              "cancelled": seen.declared is not None}  # fmt: skip
    key, told = _key(event), False
    if seen.step in COUNTING:
        for count in _counted(event, seen, door, settings=settings, shared={**shared, "key": key}):
            told = True
            yield count
    if odd:
        told = True
        yield from _exceptions(event, odd, settings=settings, shared=shared, key=key)
    if process:
        told = True
        yield StepDone(**shared, key=key, associate=None, process=process, step=seen.step,
                       exceptions=1 if odd else 0)  # fmt: skip
    if not told:
        raise _Passed(UNCOUNTED)


def _counted(event: Document, seen: Checked, door: Door, *, settings: Mapping[str, Any],
             shared: Mapping[str, Any]) -> Iterator[StockCount]:  # fmt: skip
    if seen.action != "OBSERVE":
        raise Refused(f"is {seen.action}; what is counted is there already: OBSERVE", "/action")
    place = zone_of(event, settings) or "all"
    lines = () if shared["cancelled"] else counted(event, door.currency, settings)  # what is taken back needs none
    if lines or shared["cancelled"]:
        yield StockCount(**shared, zone=place, currency=door.currency, lines=lines, reason=seen.step)


def _exceptions(event: Document, kind: str, *, settings: Mapping[str, Any], shared: Mapping[str, Any],
                key: str) -> Iterator[StockException]:  # fmt: skip
    """One of each article, or one of what is no article."""
    for sku in articles(event, settings) or ("",):
        yield StockException(**shared, key=f"{key}#{sku}" if sku else key, exception=kind,
                             zone=zone_of(event, settings), sku=sku)  # fmt: skip


def _door(event: Document, delivery: Delivery, settings: Mapping[str, Any]) -> Door:
    """Where the things are after the event, or where they were read."""
    places = [place for place in (place_id(event, "bizLocation"), place_id(event, "readPoint")) if place]
    for place in places or ([settings["boutique"]] if settings["boutique"] else []):
        if (door := door_at(place, delivery.doors, settings["boutiques"])) is not None:
            return door
    if not places:
        raise Refused("is missing, and readPoint too: where did it happen? Or write boutique in the mapping",
                      "/bizLocation")  # fmt: skip
    reason = mark(f'{places[0]!r} is none of our boutiques; if it is one, write [boutiques] "{places[0]}" = "<code>"')
    if settings["elsewhere"] == "skip":
        raise _Passed(reason)
    raise Refused(reason, "/bizLocation/id" if place_id(event, "bizLocation") else "/readPoint/id")


def _revision(seen: Checked) -> str:
    """When it was recorded; what is declared in error comes after what it takes back."""
    last = max(one for one in (seen.at, seen.recorded, seen.declared) if one is not None)
    return revision_of(last + timedelta(microseconds=1) if seen.declared is not None else last)


def _key(event: Document) -> str:
    """The event's id; without one what it says, which a declaration of its error says again."""
    return text_of(event, "eventID") or _said(event)


def _said(event: Document) -> str:
    said = {name: one for name, one in event.items() if name not in ("errorDeclaration", "recordTime", "eventID")}
    return blake2b(json.dumps(said, sort_keys=True, default=str).encode(), digest_size=16).hexdigest()


CONNECTORS = (
    Feed(FEED, read, ("epcisBody",), "counts, goods received and sent, theft and damage, of EPCIS 2.0",
         family="loss", title="EPCIS 2.0 (GS1)", signing=signatures.STANDARD),
)  # fmt: skip
