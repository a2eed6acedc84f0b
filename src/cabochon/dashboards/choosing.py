"""What a viewer may choose on a page, and whether what was chosen can be meant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from ..languages import mark, say
from ..refusals import Unknown
from ..retail.fiscal import USUAL
from . import Labels
from .filters import COMPARED, CUSTOM, LINES, ROLES, SHIFTS, TAGS, TENURES, Filters, one_of
from .periods import Period, custom, periods, retail, usual, window

EVERY = {
    "boutique": mark("All boutiques"), "region": mark("All regions"), "associate": mark("Everyone"),
    "role": mark("All roles"), "tenure": mark("Any tenure"), "line": mark("Watch and jewelry"),
    "shift": mark("All day"), "tag": mark("All days"),
}  # fmt: skip
TITLES = {
    "boutique": mark("Boutique"), "region": mark("Region"), "associate": mark("Associate"), "role": mark("Role"),
    "tenure": mark("Tenure"), "line": mark("Product line"), "shift": mark("Shift"), "tag": mark("Event"),
    "period": mark("Period"), "compare": mark("Compare with"),
}  # fmt: skip
FIRST = ("boutique", "associate", "line", "shift", "period")  # always in sight; the others a tap away
ONE_MORE = ("line", "shift", "tag")  # above the boutique only one of these at a time (privacy.ladder)
CLASH = mark("Above the boutique one of product line, shift and event at a time")
ALONE = mark("Above the boutique tenure is told of the whole house, alone or by role")


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One select: its field name, its label, its options; `narrows` when something but the first is chosen.

    first: whether it is always in sight. why: a reason why it cannot be used beside what is chosen; "" when it can.
    """

    name: str
    label: str
    options: tuple[Option, ...]
    first: bool = True
    why: str = ""

    @property
    def narrows(self) -> bool:
        return not self.options[0].chosen


def settle(filters: Filters, labels: Labels, *, above: bool, today: date, year: str = USUAL) -> tuple[Filters, Period]:
    """The filters as far as they can be meant, with their period.

    Raises:
        Unknown: a boutique, region or person the viewer may not know of (or who is not there: the answer is the same).
        Refused: a value that does not exist, days that are no period.
    """
    if filters.boutique and filters.boutique not in labels.doors:
        raise Unknown("no boutique by this code within your reach; choose one from the list", "boutique")
    if filters.region and filters.region not in set(labels.regions.values()):
        raise Unknown("no region by this name within your reach; choose one from the list", "region")
    if filters.associate and filters.associate not in labels.people:
        raise Unknown("no associate by this id within your reach; choose one from the list", "associate")
    for name, known in (("line", LINES), ("shift", SHIFTS), ("role", ROLES), ("tenure", TENURES), ("tag", TAGS),
                        ("compare", COMPARED), ("like", {"1": ""})):  # fmt: skip
        one_of(getattr(filters, name), known, name)
    if len(labels.doors) == 1:  # the only one there is narrows nothing
        filters = replace(filters, boutique="", region="")
    if filters.boutique:
        filters = replace(filters, region="")
    if filters.period == CUSTOM and not (filters.since or filters.until):  # to begin with, the usual days
        laid = window(usual(above), today, above).now
        filters = replace(filters, since=str(laid.since), until=str(laid.until))
    if filters.period == CUSTOM:
        return filters, custom(filters.since, filters.until, today, above)
    filters = replace(filters, since="", until="")
    by_key = {period.key: period for period in (*periods(above), *retail(today, above, year))}
    one_of(filters.period, by_key, "period")
    return filters, by_key.get(filters.period, usual(above))


def choices(
    filters: Filters, labels: Labels, *, above: bool, today: date, own: bool = False, year: str = USUAL
) -> tuple[Choice, ...]:  # fmt: skip
    """The selects this viewer may use: nobody is offered what the way out would refuse. own: sees their own alone."""
    doors = sorted(labels.doors.items(), key=lambda door: door[1])
    regions = sorted({one for one in labels.regions.values() if one}, key=str.casefold)
    found = [_choice("boutique", doors, filters.boutique, every=len(doors) > 1)]
    if len(regions) > 1:
        found.append(_choice("region", [(one, one) for one in regions], filters.region))
    if labels.people and not above:
        people = sorted(labels.people.items(), key=lambda person: person[1].casefold())
        found.append(_choice("associate", people, filters.associate))
    if not own:
        placed = above and (filters.boutique or filters.region)
        found.append(_choice("role", _said(ROLES), filters.role))
        found.append(_choice("tenure", _said(TENURES), filters.tenure, why=say(ALONE) if placed else ""))
    for name, known in (("line", LINES), ("shift", SHIFTS), ("tag", TAGS)):
        other = [one for one in ONE_MORE if one != name and getattr(filters, one)]
        found.append(_choice(name, _said(known), getattr(filters, name), why=say(CLASH) if above and other else ""))
    standard = usual(above)
    options = [(p.key, say(p.label)) for p in (*periods(above), *retail(today, above, year)) if p is not standard]
    options.append((CUSTOM, say("Chosen days ...")))
    found.append(_choice("period", options, filters.period, first=say(standard.label)))
    compared = [(key, say(label)) for key, label in COMPARED.items() if key]
    found.append(_choice("compare", compared, filters.compare, first=say(COMPARED[""])))
    return tuple(choice for choice in found if choice.options)


def _said(known: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(key, say(label)) for key, label in known.items()]


def _choice(
    name: str, values: Iterable[tuple[str, str]], chosen: str, *, first: str = "", every: bool = True, why: str = ""
) -> Choice:  # fmt: skip
    everything = first or (say(EVERY[name]) if every else "")
    options = [Option("", everything, not chosen)] if everything else []
    options += [Option(value, text, value == chosen or not (chosen or everything)) for value, text in values]
    return Choice(name, say(TITLES[name]), tuple(options), name in FIRST or bool(chosen), "" if chosen else why)
