"""Rows that wait: what the client wrote, or others of one, is screened before it is kept, as it is on its way in."""

from collections.abc import Mapping
from typing import Any

from ..privacy import notes
from ..privacy.screening import LONGEST

# What connectors of surveys call a client's own words, and where such may stand by mistake: a choice typed in. And
# what others call a word or two, where now and then somebody writes who it was about.
WORDS = ("comment", "text", "score", "choice", "label")
BRIEF = ("reason", "service", "zone", "segment", "zero_reason", "product_line", "channel")
FAMILIES = ("survey", "loss", "booking", "till")  # of feeds that bring such


def screened(row: Mapping[str, Any], staff: frozenset[str]) -> dict[str, Any]:
    """The row with every finding in its words replaced, "[card removed]"; of a word or two with one nothing is left."""
    return {name: _screened(found, name, staff) for name, found in row.items()}


def _screened(found: Any, name: str, staff: frozenset[str]) -> Any:
    if isinstance(found, Mapping):
        return screened(found, staff)
    if isinstance(found, list):
        return [_screened(one, name, staff) for one in found]
    if not isinstance(found, str) or name not in (*WORDS, *BRIEF):
        return found
    safe = notes.mask(found[:LONGEST], staff=staff)
    return "" if name in BRIEF and safe != found else safe
