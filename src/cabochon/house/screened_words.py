"""Rows of surveys that wait: what the client wrote is screened before it is kept, as it is on its way in."""

from collections.abc import Mapping
from typing import Any

from ..privacy import notes
from ..privacy.screening import LONGEST

WORDS = ("comment", "text")  # what connectors of surveys call a client's own words


def screened(row: Mapping[str, Any], staff: frozenset[str]) -> dict[str, Any]:
    """The row with every finding in its words replaced: "[card removed]"."""
    return {name: _screened(found, name, staff) for name, found in row.items()}


def _screened(found: Any, name: str, staff: frozenset[str]) -> Any:
    if isinstance(found, Mapping):
        return screened(found, staff)
    if isinstance(found, list):
        return [_screened(one, name, staff) for one in found]
    return notes.mask(found[:LONGEST], staff=staff) if name in WORDS and isinstance(found, str) else found
