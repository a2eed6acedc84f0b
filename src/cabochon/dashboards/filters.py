"""The filters of a page: what was chosen, kept in the address so that a view can be shared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from ..languages import mark, say
from ..refusals import Refused

LINES = {"watch": mark("Watch"), "jewelry": mark("Jewelry")}
SHIFTS = {"morning": mark("Morning"), "midday": mark("Midday"), "evening": mark("Evening")}
ROLES = {"advisor": mark("Advisors"), "stock": mark("Stock"), "cashier": mark("Cashiers"), "manager": mark("Managers")}
TENURES = {"0-3": mark("Up to 3 months"), "3-6": mark("3 to 6 months"), "6-12": mark("6 to 12 months"),
           "12+": mark("Over a year")}  # fmt: skip
TAGS = {"launch": mark("Launches"), "holiday": mark("Holidays"), "promotion": mark("Promotions"),
        "staffing": mark("Staffing"), "other": mark("Other events")}  # fmt: skip
COMPARED = {"": mark("The days before"), "year": mark("The same weeks last year"),
            "feast": mark("Last year, feasts aligned")}  # fmt: skip
CUTS = {"boutique": "boutique", "region": "region", "associate": "associate", "role": "job_role", "tenure": "tenure",
        "line": "product_line", "shift": "daypart", "tag": "tag"}  # fmt: skip
CUSTOM = "custom"  # the period of `since` and `until`


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What was chosen; "" is everything, and the usual period. since, until: 2026-11-02, of the period `custom`.

    compare: a key of COMPARED. like: "1" leaves out boutiques that did not count in all of both periods.
    """

    boutique: str = ""
    region: str = ""
    associate: str = ""
    role: str = ""
    tenure: str = ""
    line: str = ""
    shift: str = ""
    tag: str = ""
    period: str = ""
    since: str = ""
    until: str = ""
    compare: str = ""
    like: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether anything but the period and what it is compared with is chosen."""
        return any(getattr(self, name) for name in CUTS)

    def where(self) -> dict[str, tuple[str, ...]]:
        """The chosen values by cut, as a Question takes them."""
        return {cut: (value,) for name, cut in CUTS.items() if (value := getattr(self, name))}

    @property
    def said(self) -> dict[str, str]:
        """What is chosen, by field."""
        return {f.name: value for f in fields(self) if (value := getattr(self, f.name))}

    def address(self, **other: str) -> str:
        """The page's address with these filters, some of them changed: "?line=watch&period=7"."""
        said = replace(self, **other).said
        return f"?{urlencode(said)}" if said else "?"


NAMES = tuple(f.name for f in fields(Filters))


def read(query: Iterable[tuple[str, str]], *, besides: Iterable[str] = ()) -> Filters:
    """Filters from the pairs of a query string. besides: further fields that this page has; they are left alone.

    Raises:
        Refused: a field the page does not have, or the same field twice.
    """
    other, found = frozenset(besides), dict[str, str]()
    for name, value in query:
        if name in other:
            continue
        if name not in NAMES:
            raise Refused(say("is no filter; there are {names}", names=", ".join(sorted({*NAMES, *other}))), name[:80])
        if name in found:
            raise Refused("is given twice; choose one", name)
        found[name] = value.strip()
    if (found.get("since") or found.get("until")) and not found.get("period"):
        found["period"] = CUSTOM
    return Filters(**found)


def one_of(value: str, known: Mapping[str, object], name: str) -> None:
    """
    Raises:
        Refused: the value is none of those.
    """
    if value and value not in known:
        one = ", ".join(filter(None, known))
        raise Refused(say("should be one of {known}, not {value}", known=one, value=repr(value[:40])), name)
