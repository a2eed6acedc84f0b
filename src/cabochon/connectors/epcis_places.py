"""Where an EPCIS event happened: boutiques and zones by GLN, out of URNs of the EPC standard and GS1 Digital Link.

https://ref.gs1.org/standards/tds/ and https://ref.gs1.org/standards/digital-link/
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..retail.master import Door
from .documents import Document, text_of
from .epcis_articles import check_digit

_SGLN = re.compile(r"urn:epc:id:(?:sgln|pgln):([0-9]{6,12})\.([0-9]{0,6})(?:\.(.+))?")
_LINK = re.compile(r"https?://[^?#]*?/414/([0-9]{13})(?:/254/([^/?#]+))?/?(?:[?#].*)?")
_BARE = re.compile(r"[0-9]{13}")


@dataclass(frozen=True, slots=True)
class Place:
    """gln: its 13 digits, "" for what is none. part: what it names inside of it, "" for the whole."""

    gln: str = ""
    part: str = ""


def place_of(text: str) -> Place:
    if found := _SGLN.fullmatch(text):
        bare, part = found[1] + found[2], found[3] or ""
        return Place(bare + check_digit(bare), "" if part == "0" else part) if len(bare) == 12 else Place(part=part)
    if found := _LINK.fullmatch(text):
        return Place(found[1], "" if found[2] in (None, "0") else found[2])
    return Place(text) if _BARE.fullmatch(text) else Place()


def place_id(event: Document, name: str) -> str:
    found = event.get(name)
    return text_of(found, "id") if isinstance(found, dict) else ""


def door_at(place: str, doors: Mapping[str, Door], known: Mapping[str, str]) -> Door | None:
    """The boutique of a place as it was sent, or of its GLN, however the mapping writes it."""
    gln = place_of(place).gln
    same = {place_of(one).gln: code for one, code in known.items() if not place_of(one).part} if gln else {}
    codes = (known.get(place, place), same.get(gln, ""), gln)
    return next((doors[code] for code in codes if code and code in doors), None)


def zone_of(event: Document, settings: Mapping[str, Any]) -> str:
    """By where it was read; "" where that is the boutique itself."""
    place = place_id(event, "readPoint")
    if place in settings["zones"]:
        return str(settings["zones"][place])
    found = place_of(place)
    if found.gln:
        return found.part
    return "" if place == place_id(event, "bizLocation") else place.rstrip("/").rsplit("/", 1)[-1].rsplit(":", 1)[-1]
