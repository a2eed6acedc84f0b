"""Counts that stand side by side: a column an hour, a column a door, a column a boutique; found, and taken apart."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..languages import mark
from . import looks
from .amounts import numeric
from .feed import Feed
from .headings import fits, plain
from .rows import Row
from .traffic_hours import hour_of

FEED = "traffic_csv"
BEFORE = {"hour": "hour ", "counters": "door ", "places": "place "}  # the fields that such columns are
HOURS = mark("Each hour has a column of its own: they are read as the hours they begin with, from {0} to {1}.")
ENDS = mark("The hours go from 1 to 24, so each is taken for the one that ends then: 1 is midnight to one o'clock.")
DOORS = mark("Each door has a column of its own: {0}. They are added up; columns of totals are not read.")
PLACES = mark("Each boutique has a column of its own: {0}.")
TOTALS = ("total", "totale", "gesamt", "合計", "合计")
_WAY = re.compile(r"\b(in|ins|entries|enters|entrées|eintritte|ingressi|entradas)\b", re.IGNORECASE)
_OUT = re.compile(r"\b(out|outs|exits?|sorties?|austritte|uscite|salidas|ausgang)\b|退|出", re.IGNORECASE)
_NUMBERED = re.compile(r"[\s_#-]*(?:\d+|[A-Z])$")


def spread(feed: Feed, heads: Sequence[str], body: Sequence[Sequence[str]], found: dict[str, str],
           codes: frozenset[str]) -> tuple[dict[str, Any], list[str]]:  # fmt: skip
    """Settings for counts side by side, and what to look at. Columns of these and of their totals leave `found`."""
    if feed.name != FEED or "starts_at" not in found:
        return {}, []
    counted = [heading for at, heading in enumerate(heads) if heading and heading != found["starts_at"]
               and looks.share(numeric, looks.cells(body, at) or ("0",)) > 0.8]  # fmt: skip
    hours = [one for one in dict.fromkeys(counted) if hour_of(one) is not None]
    if len(hours) > 1:
        _without(found, "entries", "exits", "starts_time", "counter", "minutes", kept=set(heads) - set(counted))
        settings: dict[str, Any] = {"wide": True}
        notes = [HOURS.format(hours[0], hours[-1])]
        bare = {re.sub(r"\D", "", one) for one in hours}
        if "24" in bare and not bare & {"0", "00"}:
            settings["hour_ends"] = True
            notes = [ENDS]
        return settings, notes
    places = {one: one for one in counted if one in codes}
    if places and "boutique" not in found:
        _without(found, "entries", "exits", "counter", kept=set())
        return {"places": places}, [PLACES.format(", ".join(places))]
    doors = {one: _door(one) for one in counted if _is_door(one)}
    entries = found.get("entries", "")
    apart = len(doors) > 1 and len(set(doors.values())) == len(doors)
    if apart and (not entries or entries in doors or plain(entries) in TOTALS):
        _without(found, "entries", "exits", "counter", kept=set())
        return {"counters": doors}, [DOORS.format(", ".join(doors))]
    return {}, []


def _without(found: dict[str, str], *fields: str, kept: set[str]) -> None:
    for name in fields:
        if found.get(name, "") not in kept:
            found.pop(name, None)


def _is_door(heading: str) -> bool:
    bare = _NUMBERED.sub("", _WAY.sub("", heading).strip())
    return not _OUT.search(heading) and bool(bare) and max(fits("counter", bare), fits("counter", heading)) > 0.35


def _door(heading: str) -> str:
    return " ".join(_WAY.sub("", heading).split()) or heading


def gives(field: str, settings: Mapping[str, Any]) -> bool:
    """A field that is needed is given by columns side by side."""
    beside = bool(settings.get("wide") or settings.get("counters") or settings.get("places"))
    return (field == "entries" and beside) or (field == "boutique" and bool(settings.get("places")))


def numbers(heads: Sequence[str], body: Sequence[Sequence[str]], settings: Mapping[str, Any]) -> tuple[str, ...]:
    """The cells of the columns side by side."""
    named = {*settings.get("counters", ()), *settings.get("places", ())}
    places = [at for at, one in enumerate(heads) if one in named or (settings.get("wide") and hour_of(one) is not None)]
    return tuple(row[at] for row in body[:50] for at in places if row[at])


def columns(header: Sequence[str], settings: Mapping[str, Any]) -> dict[str, str]:
    """Field -> column, of those that stand side by side."""
    named = set(settings["columns"].values())
    found = {
        f"{BEFORE[table]}{name}": name for table in ("counters", "places") for name in settings[table] if name in header
    }
    if settings["wide"]:
        found |= {f"{BEFORE['hour']}{name}": name for name in header if name not in named and hour_of(name)}
    return found


def apart(row: Row, settings: Mapping[str, Any]) -> Iterator[Row]:
    """A row a count, of those the counter has a number for; what waits in the quarantine is one already."""
    common = {name: text for name, text in row.cells.items() if not name.startswith(tuple(BEFORE.values()))}
    for name, text in row.cells.items():
        if not text or name in common:
            continue
        kind, _, heading = name.partition(" ")
        given = {"hour": ("starts_time", heading), "door": ("counter", settings["counters"].get(heading, heading)),
                 "place": ("boutique", settings["places"].get(heading, heading))}[kind]  # fmt: skip
        yield replace(row, cells={**common, given[0]: given[1], "entries": text},
                      columns={**row.columns, "entries": row.columns.get(name, heading)})  # fmt: skip
    if common.get("entries"):
        yield replace(row, cells=common)
