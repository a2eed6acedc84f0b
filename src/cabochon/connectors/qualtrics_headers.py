"""Qualtrics' three header rows: the zone its times are in, and what is left of the rows when somebody saved it anew."""

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from itertools import islice
from typing import Any, BinaryIO
from zoneinfo import available_timezones

from ..refusals import Refused
from .cells import moment
from .mapping import COLUMNS
from .rows import Row, layout_of
from .tables import lines

HEADERS = 2  # rows that may stand between the names and the answers
TIMES = ("answered_at", "revision", "visited")
RESPONSE = re.compile(r"F?R_[A-Za-z0-9]{1,40}")
IMPORT_ID = '{"ImportId"'


def zones_of(stream: BinaryIO, settings: Mapping[str, Any], required: Sequence[str]) -> dict[str, str]:
    """The zone of each time's column, as the third header row says it; the stream is back at its beginning."""
    begin, layout = stream.tell(), layout_of(stream, settings, required)
    with closing(lines(stream, layout)) as every:
        top = [cells for _, cells in islice(every, layout.header - 1, layout.header + HEADERS)]
    stream.seek(begin)
    said = next((cells for cells in top[1:] if any(one.startswith(IMPORT_ID) for one in cells)), [])
    named = {name.strip(): _zone(cell) for name, cell in zip(top[0] if top else (), said, strict=False)}
    found = {field: named.get(settings[COLUMNS].get(field, ""), "") for field in TIMES}
    return {field: zone for field, zone in found.items() if zone}


def _zone(cell: str) -> str:
    try:
        found = json.loads(cell)
    except ValueError:
        return ""
    name = found.get("timeZone") if isinstance(found, dict) else None
    if name in ("Z", "UTC", "Etc/UTC"):
        return "UTC"
    return name if isinstance(name, str) and name in available_timezones() else ""


def zoned(row: Row, zones: Mapping[str, str], settings: Mapping[str, Any]) -> Row:
    """The row with its times' offsets, where the export says them; what is no time is left as it stands."""
    cells = dict(row.cells)
    for field, zone in zones.items():
        if row.get(field):
            with suppress(Refused):
                cells[field] = moment(row, (field,), formats=settings["dates"], zone=zone).isoformat()
    return replace(row, cells=cells) if zones else row


def is_header(row: Row, settings: Mapping[str, Any]) -> bool:
    """The wordings, or the ImportIds, where one of the two rows was taken out: neither an answer's id nor a time."""
    if RESPONSE.fullmatch(row.get("response")) or not row.get("answered_at"):
        return False
    try:
        moment(row, ("answered_at",), formats=settings["dates"], zone="UTC")
    except Refused:
        return True
    return False
