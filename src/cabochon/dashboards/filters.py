"""The filters of a page: what was chosen, what may be chosen, and what that means in a question."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from ..refusals import Refused, Unknown
from . import Labels
from .periods import Period, periods, usual

LINES = {"watch": "Watch", "jewelry": "Jewelry"}
SHIFTS = {"morning": "Morning", "midday": "Midday", "evening": "Evening"}
CUTS = {"boutique": "boutique", "associate": "associate", "line": "product_line", "shift": "daypart"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What was chosen; "" is everything, and the usual period."""

    boutique: str = ""
    associate: str = ""
    line: str = ""
    shift: str = ""
    period: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether anything but the period is chosen."""
        return bool(self.boutique or self.associate or self.line or self.shift)

    def where(self) -> dict[str, tuple[str, ...]]:
        """The chosen values by cut, as a Question takes them."""
        return {cut: (value,) for name, cut in CUTS.items() if (value := getattr(self, name))}

    def address(self, **other: str) -> str:
        """The page's address with these filters, some of them changed: "?line=watch&period=7"."""
        chosen = replace(self, **other)
        said = {f.name: value for f in fields(chosen) if (value := getattr(chosen, f.name))}
        return f"?{urlencode(said)}" if said else "?"


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One select: its field name, its label, its options; `narrows` when something but the first is chosen."""

    name: str
    label: str
    options: tuple[Option, ...]

    @property
    def narrows(self) -> bool:
        return not self.options[0].chosen


def read(query: Iterable[tuple[str, str]]) -> Filters:
    """Filters from the pairs of a query string.

    Raises:
        Refused: a field no page has, or the same field twice.
    """
    known = {f.name for f in fields(Filters)}
    found: dict[str, str] = {}
    for name, value in query:
        if name not in known:
            raise Refused(f"is no filter; there are {', '.join(sorted(known))}", name)
        if name in found:
            raise Refused("is given twice; choose one", name)
        found[name] = value.strip()
    return Filters(**found)


def settle(filters: Filters, labels: Labels, *, above: bool) -> tuple[Filters, Period]:
    """The filters as far as they can be meant, with their period.

    Raises:
        Unknown: a boutique or person the viewer may not know of (or who is not there: the answer is the same).
        Refused: a product line, shift or period that does not exist.
    """
    if filters.boutique and filters.boutique not in labels.doors:
        raise Unknown("no boutique by this code within your reach; choose one from the list", "boutique")
    if filters.associate and filters.associate not in labels.people:
        raise Unknown("no associate by this id within your reach; choose one from the list", "associate")
    _one_of(filters.line, LINES, "line")
    _one_of(filters.shift, SHIFTS, "shift")
    if len(labels.doors) == 1:  # the only one there is narrows nothing
        filters = replace(filters, boutique="")
    by_key = {period.key: period for period in periods(above)}
    _one_of(filters.period, by_key, "period")
    return filters, by_key.get(filters.period, usual(above))


def choices(filters: Filters, labels: Labels, *, above: bool) -> tuple[Choice, ...]:
    """The selects this viewer may use: nobody is offered what the way out would refuse."""
    doors = sorted(labels.doors.items(), key=lambda door: door[1])
    found = [_choice("boutique", "Boutique", "All boutiques" if len(doors) > 1 else "", doors, filters.boutique)]
    if labels.people and not above:
        people = sorted(labels.people.items(), key=lambda person: person[1].casefold())
        found.append(_choice("associate", "Associate", "Everyone", people, filters.associate))
    found.append(_choice("line", "Product line", "Watch and jewelry", LINES.items(), filters.line))
    if not above:
        found.append(_choice("shift", "Shift", "All day", SHIFTS.items(), filters.shift))
    standard = usual(above)
    others = [(p.key, p.label) for p in periods(above) if p is not standard]
    found.append(_choice("period", "Period", standard.label, others, filters.period))
    return tuple(choice for choice in found if choice.options)


def _choice(name: str, label: str, everything: str, values: Iterable[tuple[str, str]], chosen: str) -> Choice:
    options = [Option("", everything, not chosen)] if everything else []
    options += [Option(value, text, value == chosen or not (chosen or everything)) for value, text in values]
    return Choice(name, label, tuple(options))


def _one_of(value: str, known: Mapping[str, object], name: str) -> None:
    if value and value not in known:
        raise Refused(f"should be one of {', '.join(known)}, not {value[:40]!r}", name)
