"""What tills with an API of their own have in common: whose door, versions as revisions, the lines of a sale."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from ..refusals import Refused
from ..retail.events import Receipt
from ..retail.master import Door
from .cells import filled, unknown_door
from .delivery import Delivery, revision_of
from .documents import Document, decimal_of, text_of
from .till_row import Sold
from .till_ticket import shares

WIDTH = 20  # digits of a version as a revision
MOST = Decimal(10) ** 9  # pieces or kilograms of one line: more is a mistake


def door_among(codes: Iterable[str], delivery: Delivery, settings: Mapping[str, Any], pointer: str) -> Door:
    """The door of the first code that is one; the mapping's `boutique` where the sender names none at all."""
    named = [code for code in codes if code] or [code for code in (settings["boutique"],) if code]
    if not named:
        raise Refused('is empty; write the boutique of such sales: boutique = "<code>"', pointer)
    for code in named:
        if (door := delivery.doors.get(settings["boutiques"].get(code, code))) is not None:
            return door
    raise Refused(unknown_door(named[0]), pointer)


def key_of(id_: str, door: Door, settings: Mapping[str, Any], pointer: str = "/id") -> str:
    if not id_:
        raise Refused("is missing; a sale is known by its id", pointer)
    return filled(settings["key"], {"id": id_, "boutique": door.code})


def version_of(document: Document, name: str, at: datetime) -> str:
    """The sender's version; what comes without one is older than any version, and told apart by its time of change."""
    if (found := document.get(name)) is None:
        return f"{'0' * WIDTH}T{revision_of(at)}"
    text = text_of(document, name)
    if isinstance(found, bool) or not text.isascii() or not text.isdecimal() or len(text) > WIDTH:
        raise Refused(f"{text!r} is no version; expected a whole number, e.g. 4", f"/{name}")
    return text.zfill(WIDTH)


def quantity_of(item: Document) -> Decimal:
    """Pieces, or a weight such as "0.42"."""
    found = decimal_of(item, "quantity")
    if not -MOST < found < MOST:
        raise Refused(f"{text_of(item, 'quantity')!r} is not a quantity; expected e.g. 1", "/quantity")
    return found


def void(sold: Sequence[Sold], key: str, shared: Mapping[str, Any]) -> Receipt:
    """A sale that was called off, under its own key: it takes the place of what was told of it before."""
    lines = tuple(one.line for one in sold if one.type != "return")
    return Receipt(**shared, key=key, lines=lines, sale_type="void", sellers=shares(sold, shared["source"]))


def place(base: str, *path: str) -> str:
    """An address of the sender's API; ids of a delivery stay one step of its path."""
    return "/".join((base.rstrip("/"), *(quote(one, safe="", errors="replace") for one in path)))
