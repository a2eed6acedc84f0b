"""What of a POSLog transaction is read, and nothing else: no client, no receipt's picture, nobody's name.

A transaction is kept as plain dicts by the elements' local names, attributes as "@Name": so it waits in the quarantine
and is read once more from there.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element

from .poslog_values import LONG, TRUE, Part
from .xml_parts import local

KNOWN = 4_096  # tags of elements that a shape remembers
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
        if value != "false" and (found := shape["@" + tag]) is not None:  # a flag that is not set is as good as none
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


def unit(element: Element) -> Part | str:
    """A boutique's number, in a UnitID or as its own text; "" of one that says none."""
    number = next((child.text for child in element if local(child.tag) == "UnitID"), element.text)
    return {"UnitID": found} if (found := (number or "").strip()) else ""


def dated(element: Element) -> str:
    """A day, as its own text or in a Date."""
    if found := (element.text or "").strip():
        return found
    return next(((child.text or "").strip() for child in element if local(child.tag) == "Date"), "")


def total(element: Element) -> list[str]:
    """Of what it is the sum, the sum, and its currency where that is said."""
    kind = local(element.get("TotalType", "").replace(":", "}"))
    currency = element.get("CurrencyCode") or element.get("Currency") or ""
    return [kind[:NAME], (element.text or "").strip()[:LONG], currency[:LONG]]


def reduction(element: Element) -> str:
    """What a discount or reward on the whole transaction comes to; "" where it says no money."""
    for child in element:
        if local(child.tag) in ("Amount", "ExtendedRewardAmount", "RewardAmount") and child.text:
            return child.text.strip()[:LONG]
    return ""


def item(element: Element) -> Part:
    """A line's goods; what else they could be known by is looked for where they have no number."""
    made = plain(element, ITEM)
    return made if "ItemID" in made else made | plain(element, UNNUMBERED)


LINK = Shape(("@ReasonCode", "ReasonCode", "RetailStoreID", "WorkstationID", "SequenceNumber", "TransactionID",
              "BeginDateTime", "EndDateTime"), {"BusinessUnit": unit, "BusinessDayDate": dated})  # fmt: skip
LINKS = {"TransactionLink": _of(LINK)}
VOID = LINK | Shape((), {}, LINKS)
TAXED = "@TaxIncludedInPriceFlag"
MODIFIER = Shape(("@MethodCode", "@VoidFlag", "PreviousPrice", "NewPrice"), {"Amount": changed})
ITEM = Shape(
    (
        "@ItemType",
        TAXED,
        TAXED[1:],
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
REDUCTIONS = ("Discount", "LoyaltyReward")
LINE = Shape((VOIDED, CANCELLED, "SequenceNumber"), dict.fromkeys(ITEMS, item), {"Tax": tax} | LINKS
             | dict.fromkeys(REDUCTIONS, reduction))  # fmt: skip
RETAIL = Shape(
    ("@TransactionStatus", "@TypeCode", "@TransactionType", "TransactionType"),
    dict.fromkeys(VOIDS, _of(VOID)),
    {"LineItem": _of(LINE), "Associate": staff, "SalesAssociate": staff, "Total": total} | LINKS,
)
HEAD = Shape(
    (*FLAGS, *(flag[1:] for flag in FLAGS), "@TransactionType", "@TypeCode", "RetailStoreID", "WorkstationID",
     "SequenceNumber", "TransactionID", "BeginDateTime", "EndDateTime", "CurrencyCode"),
    {"BusinessUnit": unit, "BusinessDayDate": dated, "OperatorID": code} | dict.fromkeys(VOIDS, _of(VOID))
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
