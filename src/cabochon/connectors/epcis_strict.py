"""What the standard of EPCIS forbids in members that are never read: an event that breaks it is not believed either.

Of each such member only what is wrong of it is kept, so that the event says the same when it is read once more.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..refusals import Refused
from .documents import Document, decimal_of, text_of

PARTIES = ("owning_party", "possessing_party", "location")
PAPERS = ("bol", "cert", "desadv", "inv", "pedigree", "po", "poc", "prodorder", "recadv", "rma", "testprd", "testres",
          "upevt")  # fmt: skip
TYPED: Mapping[str, Sequence[str]] = {
    "sourceList": PARTIES, "destinationList": PARTIES, "bizTransactionList": PAPERS,
}  # fmt: skip
QUANTITY = ("epcClass", "quantity", "uom")
UNIT = re.compile(r"[A-Z0-9]{2,3}")
LONGEST = 40  # characters of a member's name that are kept


def flaws(event: Document) -> Document:
    """Of an event as it came, what is wrong in members that are not read; {} of a sound one."""
    found: Document = {}
    if "ilmd" in event and (wrong := _ilmd(event["ilmd"])) is not None:
        found["ilmd"] = wrong
    if "certificationInfo" in event and not _links(event["certificationInfo"]):
        found["certificationInfo"] = ""
    for name, known in TYPED.items():
        if name in event and (odd := _types(event[name], known)) is not None:
            found[name] = odd
    return found


def strict(event: Document, named: Sequence[str]) -> None:
    """
    Args:
        event: as it was cut, with its flaws.
        named: the members of a quantity that the mapping names.
    Raises:
        Refused: with the pointer inside the event.
    """
    if "ilmd" in event:
        wrong = event["ilmd"]
        if not isinstance(wrong, dict) or not wrong:
            raise Refused("should be an object", "/ilmd")
        raise _strange(next(iter(wrong)), "/ilmd")
    if "certificationInfo" in event:
        raise Refused("should be an address, or a list of them, e.g. https://example.com/certificate/1",
                      "/certificationInfo")  # fmt: skip
    for list_, known in TYPED.items():
        if list_ in event:
            if not (odd := text_of(event, list_)):
                raise Refused("should be a list of objects", f"/{list_}")
            raise Refused(f"{odd!r} is none of {', '.join(known)}; one of your own is written with its address",
                          f"/{list_}/type")  # fmt: skip
    for n, one in enumerate(event.get("quantityList") or ()):
        if isinstance(one, dict):
            _quantity(one, f"/quantityList/{n}", {*QUANTITY, *named})


def named_apart(one: Mapping[str, Any], named: Sequence[str]) -> Document:
    """Of a quantity the names of members that the standard does not have, without what they say."""
    return {name[:LONGEST]: None for name in one if ":" not in name and name not in (*QUANTITY, *named)
            and not name.startswith("@")}  # fmt: skip


def _quantity(one: Document, place: str, known: set[str]) -> None:
    for name in one:
        if name not in known:
            raise _strange(name, place)
    if one.get("quantity") is not None:
        try:
            decimal_of(one, "quantity")
        except Refused as refusal:
            raise Refused(refusal.reason, f"{place}/quantity") from None
    if one.get("uom") is not None and not UNIT.fullmatch(text_of(one, "uom")):
        raise Refused(f"{text_of(one, 'uom')!r} is no unit of UN/CEFACT; expected e.g. KGM, or none for pieces",
                      f"{place}/uom")  # fmt: skip


def _strange(name: str, place: str) -> Refused:
    return Refused(f"{name} is no member the standard has; one of your own has a namespace, e.g. example:{name}",
                   f"{place}/{name}")  # fmt: skip


def _ilmd(found: Any) -> Document | str | None:
    if not isinstance(found, dict):
        return ""
    return {name[:LONGEST]: None for name in found if ":" not in name and not name.startswith("@")} or None


def _links(found: Any) -> bool:
    many = found if isinstance(found, list) else [found]
    return bool(many) and all(isinstance(one, str) and ":" in one for one in many)


def _types(found: Any, known: Sequence[str]) -> str | None:
    """The first type that is no word of the standard and no address; "" where it is no list, None where all is well."""
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        return ""
    said = (text_of(one, "type") for one in found)
    return next((one[:LONGEST] for one in said if one and ":" not in one and one not in known), None)
