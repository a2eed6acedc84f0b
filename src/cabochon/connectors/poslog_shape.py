"""What of a POSLog transaction is read, and nothing else: no client, no receipt's picture, nobody's name.

A transaction is kept as plain dicts by the elements' local names, attributes as "@Name": so it waits in the quarantine
and is read once more from there.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache, partial
from typing import Any
from xml.etree.ElementTree import Element

from ..refusals import Refused
from .xml_parts import local

Part = dict[str, Any]
TRUE = frozenset({"true", "1", "y", "yes"})
KNOWN = 4_096  # tags of elements that a shape remembers
LONG = 24  # digits of an amount that is none
NONE = Decimal("nan")
NAME = 60  # letters of an element's name that is told


def code(element: Element) -> str:
    """A staff member's code: the text, or an attribute. OperatorName beside it is a real name and is not read."""
    if found := (element.text or "").strip():
        return found
    for name, value in element.attrib.items():
        if local(name) in ("EmployeeID", "WorkerID", "AssociateID"):
            return value.strip()
    return ""


def staff(element: Element) -> str:
    """An associate's code, of a form that has it in an element inside or in itself."""
    for child in element:
        if local(child.tag) in ("AssociateID", "WorkerID", "EmployeeID"):
            return code(child)
    return code(element)


def inside(element: Element) -> list[str]:
    """Names of the elements in a control transaction: what it is about."""
    return [local(child.tag)[:NAME] for child in element][:20]


Reader = Callable[[Element], Any]
Read = tuple[str, Reader | None, bool]  # its name, what makes of it what is kept (None: its text), whether it repeats


class Shape(dict[str, Read | None]):
    """What of an element is read, by the tags of what stands in it: looked up once by local name, then known.

    texts: local names of elements whose text is kept, and "@Name" of attributes. one, many: of elements that may stand
    once (the first that says something counts) or repeatedly -> what is made of them.
    """

    def __init__(self, texts: Iterable[str], one: Mapping[str, Reader] = {}, many: Mapping[str, Reader] = {}) -> None:
        super().__init__()
        self._named: dict[str, Read] = {name: (name, None, False) for name in texts}
        self._named |= {name: (name, reader, False) for name, reader in one.items()}
        self._named |= {name: (name, reader, True) for name, reader in many.items()}

    def __missing__(self, tag: str) -> Read | None:
        found = self._named.get(f"@{local(tag[1:])}" if tag[0] == "@" else local(tag))
        if len(self) < KNOWN:
            self[tag] = found
        return found

    def __or__(self, other: "Shape") -> "Shape":  # type: ignore[override]
        made = Shape(())
        made._named = self._named | other._named
        return made


def plain(element: Element, shape: Shape) -> Part:
    """An element as a dict of what the shape names."""
    made: Part = {}
    for tag, value in element.items():
        if (found := shape["@" + tag]) is not None:
            made[found[0]] = value.strip()
    for child in element:
        if (found := shape[child.tag]) is None:
            continue
        name, reader, many = found
        if reader is None:
            if (text := child.text) and name not in made and (text := text.strip()):
                made[name] = text
        elif many:
            if name in made:
                made[name].append(reader(child))
            else:
                made[name] = [reader(child)]
        elif name not in made and (one := reader(child)) != "":
            made[name] = one
    return made


def _of(shape: Shape) -> Reader:
    return partial(plain, shape=shape)


def text_of(element: Element) -> str:
    """Its text, or the ID it has as an attribute."""
    return (element.text or "").strip() or element.get("ID", "").strip()


def identity(element: Element) -> str:
    return next(((child.text or "").strip() for child in element if local(child.tag) == "POSItemID"), "")


def quantity(element: Element) -> str:
    """ "0.42 KG", "3"."""
    unit = element.get("UnitOfMeasureCode", "")
    return f"{(element.text or '').strip()} {unit}".strip() if unit else (element.text or "").strip()


def changed(element: Element) -> str:
    """What a price was changed by or to, and how: "90.00 Replace"."""
    return f"{(element.text or '').strip()} {element.get('Action', '')}".strip()


def tax(element: Element) -> str:
    """What it comes to; "" of one that was voided or says a rate alone."""
    for name, value in element.items():
        if local(name) == "VoidFlag" and value.strip().lower() in TRUE:
            return ""
    for child in element:
        if local(child.tag) == "Amount":
            return (child.text or "").strip()
    return ""


def item(element: Element) -> Part:
    """A line's goods; what else they could be known by is looked for where they have no number."""
    made = plain(element, ITEM)
    return made if "ItemID" in made else made | plain(element, UNNUMBERED)


UNIT = Shape(("UnitID",))
LINK = Shape(("@ReasonCode", "ReasonCode", "RetailStoreID", "WorkstationID", "SequenceNumber", "TransactionID",
              "BusinessDayDate", "BeginDateTime", "EndDateTime"), {"BusinessUnit": _of(UNIT)})  # fmt: skip
LINKS = {"TransactionLink": _of(LINK)}
VOID = LINK | Shape((), {}, LINKS)
MODIFIER = Shape(("@MethodCode", "@VoidFlag", "PreviousPrice", "NewPrice"), {"Amount": changed})
ITEM = Shape(
    (
        "@ItemType",
        "ItemID",
        "ExtendedAmount",
        "ActualSalesUnitPrice",
        "RegularSalesUnitPrice",
        "ExtendedDiscountAmount",
    ),
    {},
    {
        "Quantity": quantity,
        "RetailPriceModifier": _of(MODIFIER),
        "Tax": tax,
        "Associate": staff,
        "SalesAssociate": staff,
        "PercentageOfItem": _of(Shape(("Percentage",), {"AssociateID": code})),
        **LINKS,
    },
)
UNNUMBERED = Shape((), {"POSIdentity": identity, "MerchandiseHierarchy": text_of})
ITEMS = {  # what a line can be -> a word for [sale_types]; "return" is ours
    "Sale": "", "SaleForDelivery": "", "SaleForPickup": "", "Return": "return", "ReturnForDelivery": "return",
    "ReturnForPickup": "return", "CustomerOrderForDelivery": "CustomerOrder", "CustomerOrderForPickup": "CustomerOrder",
    "Layaway": "Layaway",
}  # fmt: skip
CANCELLED, SUSPENDED, TRAINING, VOIDED = "@CancelFlag", "@SuspendFlag", "@TrainingModeFlag", "@VoidFlag"
FLAGS = (CANCELLED, SUSPENDED, TRAINING)
VOIDS = ("PostVoid", "PostVoidTransaction", "VoidTransaction")
SALES = ("RetailTransaction", "CustomerOrderTransaction", "LayawayTransaction")
CONTROLS = ("ControlTransaction", "TenderControlTransaction")
LINE = Shape((VOIDED, CANCELLED, "SequenceNumber"), dict.fromkeys(ITEMS, item), {"Tax": tax} | LINKS)
RETAIL = Shape(
    ("@TransactionStatus", "@TypeCode", "@TransactionType", "TransactionType"),
    dict.fromkeys(VOIDS, _of(VOID)),
    {"LineItem": _of(LINE), "Associate": staff, "SalesAssociate": staff} | LINKS,
)
HEAD = Shape(
    (*FLAGS, *(flag[1:] for flag in FLAGS), "@TransactionType", "@TypeCode", "RetailStoreID", "WorkstationID",
     "SequenceNumber", "TransactionID", "BusinessDayDate", "BeginDateTime", "EndDateTime", "CurrencyCode"),
    {"BusinessUnit": _of(UNIT), "OperatorID": code} | dict.fromkeys(VOIDS, _of(VOID))
    | dict.fromkeys(SALES, _of(RETAIL)),
    LINKS,
)  # fmt: skip


def shape_of(totals: frozenset[str]) -> Shape:
    """The shape of a transaction. totals: names of the elements a till's closing is told by."""

    def control(element: Element) -> Part:
        found: Part = {"": inside(element)}
        for one in element.iter():
            name = local(one.tag)
            if name == "Total":
                name = local(one.get("TotalType", "").replace(":", "}"))
            if name in totals and one.text:
                found.setdefault(name, one.text.strip()[:LONG])
        return found

    return HEAD | Shape((), dict.fromkeys(CONTROLS, control))


# Reading what was made


def flagged(part: Part, name: str) -> bool:
    """A flag, as an attribute or as an element."""
    said = part.get(name) or part.get(name[1:])
    return said is not None and said.lower() in TRUE


@lru_cache(maxsize=4096)
def word(text: str) -> str:
    """A code to compare by: dtv:PostVoided, POST_VOIDED and PostVoided are one."""
    return text.rpartition(":")[2].replace("_", "").replace(" ", "").casefold()


def amount(part: Part, name: str) -> Decimal:
    return number(part.get(name), name)


def number(text: Any, place: str) -> Decimal:
    try:
        value = Decimal(text) if isinstance(text, str) and len(text) <= LONG else NONE
    except InvalidOperation:
        value = NONE
    if not value.is_finite() or value.adjusted() > LONG:
        raise Refused(f"{text!r} is not a number; expected e.g. 1234.50" if text else "is empty", place)
    return value


@lru_cache(maxsize=4096)
def day_of(text: str, place: str) -> date:
    """A date; what stands behind it, an offset or a time, is not read."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise Refused(f"{text!r} is not a date; expected e.g. 2026-03-31", place) from None


def moment_of(text: str, place: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"{text!r} is not a time; expected e.g. 2026-03-31T14:05:00", place) from None
