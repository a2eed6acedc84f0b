"""What is stored, for whom, for how long and what leaves, told from the running configuration; no value of anybody.

It is the same for the same configuration, so that its digest tells two days apart.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from ..directory.rows import Key, Target, Value
from ..directory.trust_rows import Agreement, Instance
from ..privacy.keys import NARROW, live
from ..privacy.roles import EVERYWHERE
from ..privacy.scopes import MEANINGS
from .stored import Record, reaches, stored

if TYPE_CHECKING:
    from . import House

Told = dict[str, Any]
GROUPS = ("events", "facts", "working", "master", "directory", "documents")
FILES = {"statements.export": "statements, without notes and clients’ comments",
         "facts.export": "numbers as Parquet, groups kept large",
         "sql.ask": "numbers by SQL, groups kept large",
         "audit.read": "the audit, for who verifies it"}  # fmt: skip
MOST = 200  # changes that are listed


@dataclass(frozen=True, slots=True)
class Change:
    """place: "leaves / key till / may". was, now: "" where there was, or is, nothing."""

    place: str
    was: str
    now: str


def told(house: "House") -> Told:
    """Plain values, for a page, for JSON and for a digest."""
    kept, periods = stored(house.directory), _periods(house)
    return {
        "house": _house(house),
        "leaves": _leaves(house),
        "arrives": _arrives(house),
        "files": {says: sorted(reaches(ability)) for ability, says in FILES.items()},
        "agreements": _agreements(house),
        "names": kept.names,
        "records": {
            group: [_record(one, periods) for one in getattr(kept, group)] for group in GROUPS
        },
    }  # fmt: skip


def digest_of(one: Told) -> str:
    """BLAKE2b-128 of the JSON, keys in order, in hexadecimal."""
    return blake2b(msgspec.json.encode(one, order="sorted"), digest_size=16).hexdigest()


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[Change]:
    """What differs between two of them, by place."""
    old, new = dict(_flat(before)), dict(_flat(now))
    places = sorted(place for place in {*old, *new} if old.get(place) != new.get(place))
    return [Change(place, old.get(place, ""), new.get(place, "")) for place in places][:MOST]


def noted(house: "House") -> tuple[datetime, str, Told] | None:
    """What the last start noted in the audit: when, its digest, and all of it; None before the first."""
    kept = house.directory.get(Value, "audit:stored")
    if kept is None:
        return None
    body = msgspec.json.decode(kept.value)
    return datetime.fromisoformat(body["at"]), body["digest"], body["told"]


def _house(house: "House") -> Told:
    values = house.values
    return {
        "name": house.home,
        "jurisdiction": str(values.get("jurisdiction", "")),
        "statements, directory and audit": _engine(str(values.get("log", "")), "files in the data folder"),
        "facts": _engine(str(values.get("facts", "")), "DuckDB in the data folder"),
        "people behind a number above the boutique": int(values["least_people"]),
        "events behind a number above the boutique": int(values["least_events"]),
        "names of staff": "shown to nobody but themselves" if values.get("names_off") else "shown as listed below",
        "countries without a recorded agreement": (
            "person-level views are shut" if values.get("agreements") == "shut" else "person-level views are open"
        ),
    }


def _engine(address: str, else_: str) -> str:
    if not address:
        return else_
    parts = urlsplit(address)
    return f"{parts.scheme.split('+')[0]} at {parts.hostname or 'this machine'}"


def _leaves(house: "House") -> list[Told]:
    """Who gets something from here without a person of the house asking: name, what, where, which boutiques."""
    now, values, directory = house.clock(), house.values, house.directory
    found = [
        _way(f"key {one.name}", "a program with a key", _may(one), id=one.id, boutiques=_doors(one.boutiques),
             source=one.source, until=one.expires.date().isoformat() if one.expires else "")
        for one in directory.find(Key) if live(one, now) and one.source not in NARROW
    ]  # fmt: skip
    found += [
        _way(f"{'webhook' if one.way == 'webhook' else 'record store'} {one.id}", "sent by itself", _chosen(one),
             to=_place(one.url), boutiques=_doors(one.boutiques or (EVERYWHERE,)),
             state="paused" if one.paused else "open")
        for one in directory.find(Target)
    ]  # fmt: skip
    if values.get("smtp_host") and values.get("mail_from"):
        what = "reminders and sign-in links, to who asked for them; no numbers"
        found.append(_way("letters", "mail", what, to=str(values["smtp_host"])))
    if values.get("push_contact"):
        found.append(
            _way("web push", "the browser’s push service", "a knock without words", to=str(values["push_hosts"]))
        )
    if values.get("oidc_issuer"):
        what = "that somebody signs in here"
        found.append(_way("single sign-on", "the browser of who signs in", what, to=str(values["oidc_issuer"])))
    found += [
        _way(f"group house {one.id}", "asked from here", "nothing is sent; its weekly sums are asked for",
             to=_place(one.url), state="paused" if one.paused else "open")
        for one in directory.find(Instance)
    ]  # fmt: skip
    return sorted(found, key=lambda one: str(one["name"]))


def _way(name: str, way: str, what: str, **more: str) -> Told:
    empty = dict.fromkeys(("id", "to", "boutiques", "source", "until", "state"), "")
    return {"name": name, "way": way, "what": what, **empty, **more}


def _arrives(house: "House") -> list[Told]:
    unsigned = str(house.values.get("unsigned_hooks", "")).split()
    return [
        {"name": f"webhook {one.id}", "what": one.connector,
         "signed": "no" if one.unsigned or one.id in unsigned else "yes"}
        for one in sorted(house.connections.all(), key=lambda one: one.id)
    ]  # fmt: skip


def _agreements(house: "House") -> list[Told]:
    """By country, as recorded; the document's reference, not its words."""
    return [
        {"name": one.id, "state": one.state, "reference": one.reference, "signed": one.signed, "until": one.until}
        for one in sorted(house.directory.find(Agreement), key=lambda one: one.id)
    ]


def _periods(house: "House") -> Mapping[str, str]:
    return house.trust.retaining.periods()


def _record(one: Record, periods: Mapping[str, str]) -> Told:
    body = {name: value for name, value in asdict(one).items() if value is not None}
    body["fields"] = [{name: value for name, value in f.items() if value} for f in body["fields"]]
    return body | {"kept": periods.get(one.name, "")}


def _may(key: Key) -> str:
    return "; ".join(MEANINGS.get(scope, scope) for scope in key.scopes)


def _doors(codes: tuple[str, ...]) -> str:
    return "every boutique" if EVERYWHERE in codes else ", ".join(sorted(codes)) or "none"


def _chosen(one: Target) -> str:
    some = (("kinds", one.kinds), ("verbs", one.verbs), ("activities", one.activities), ("sources", one.sources))
    said = [f"{name}: {', '.join(values)}" for name, values in some if values]
    whole = "ids and numbers" if one.way == "webhook" else "whole statements"
    return f"{whole}; {'; '.join(said) or 'everything'}"


def _place(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}{parts.path}"


def _flat(value: Any, place: str = "", *, inside: bool = False) -> Iterator[tuple[str, str]]:
    """Every leaf that says something, by its place; things of a list (inside) by their names."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            if not (inside and name in ("id", "name")):
                yield from _flat(one, f"{place} / {name}" if place else str(name))
    elif isinstance(value, list | tuple):
        if value and all(isinstance(one, str) for one in value):
            yield place, ", ".join(value)
            return
        for number, one in enumerate(value):
            name = one.get("id") or one.get("name") if isinstance(one, Mapping) else number
            label = f"{one['name']} ({name})" if isinstance(one, Mapping) and one.get("id") else name
            yield from _flat(one, f"{place} / {label}", inside=True)
    elif value not in ("", None):
        yield place, str(value)
