"""Which verdicts a viewer may see, and from how near.

Near: whole, by the day; to the person it is about and to the managers of the boutique. Far: to everybody else whom it
concerns, of closed weeks and of groups that are large enough. A person's is seen from near or not at all.
"""

from collections.abc import Collection, Mapping, Sequence

from ..measures.catalogue import measure as measure_of
from .groups import Group, Least
from .roles import right
from .shutting import closed
from .viewer import Viewer

NEAR, FAR, NOT = "near", "far", ""
SEVERAL = 2  # doors within reach, from which on what is told of several together is of several
Sides = Sequence[Group]  # who and what stands behind each side of a comparison: before, after
Table = Mapping[str, Sides]


def distance(viewer: Viewer, *, person: str = "", boutique: str = "", doors: Collection[str] = ()) -> str:
    """NEAR, FAR, or NOT at all: then it is as unknown as what is not there.

    Args:
        person, boutique: of an episode of one person, or of a door with person "". doors: of several together.
    """
    reach = right(viewer, "verdicts.see")
    if reach == "no":
        return NOT
    manages = reach == "boutique" and boutique in viewer.boutiques
    if person:
        if person == viewer.person:
            return NEAR
        return NEAR if manages and not closed(viewer, boutique, person) else NOT
    if boutique:
        return NEAR if manages else FAR if boutique in viewer.boutiques else NOT
    return FAR if reach != "self" and len(viewer.boutiques & set(doors)) >= SEVERAL else NOT


def sees(viewer: Viewer, measure: str) -> bool:
    """Whether the role is told of measures of this kind at all."""
    what = measure_of(measure)
    return what is not None and right(viewer, f"measure.{what.family}") != "no"


def asked_of(measure: str, least: Least) -> Least:
    """What must stand behind a number of a whole door: people only where it is about somebody's doing."""
    what = measure_of(measure)
    return least if what is None or what.person else Least(0, least.events)


def enough(sides: Sides, least: Least) -> bool:
    """An empty side is shown: it says nothing of anybody."""
    return not any(least.small(side) for side in sides)


def held(
    tables: Mapping[str, Table], least: Least, also: Mapping[str, Collection[str]] | None = None
) -> dict[str, frozenset[str]]:  # fmt: skip
    """The parts to hold back, by table; each table's parts add up to the same whole, which is shown.

    Held back are small parts, then the smallest others until what they leave of the whole is nobody or enough people;
    and a part that lies within one of another table with too few people beside it. also: parts that are held back
    whoever stands behind them.
    """
    found = {}
    for name, table in tables.items():
        gone = _small(table, least) | ({*(also or {}).get(name, ())} & table.keys())
        found[name] = _closed(table, gone, least)
    while given := _given_away(tables, found, least):
        name, key = given
        found[name] = _closed(tables[name], found[name] | {key}, least)
    return found


def weeks_told(weeks: Sequence[Group], least: Least) -> int:
    """Of how many of these closed weeks, counted from the first, may be told.

    Who looks every week sees what the last ones added: so a week that few stand behind waits for the next.
    """
    told, waiting = 0, Group()
    for number, week in enumerate(weeks, 1):
        waiting += week
        if not least.small(waiting):
            told, waiting = number, Group()
    return told


def rough(value: float | None, unit: str) -> float | None:
    """As far as a sentence tells it: a rate in whole points, anything else in two digits."""
    if value is None:
        return None
    return round(value, 2) + 0.0 if unit in ("rate", "points", "per100") else float(f"{value:.2g}")


def _small(table: Table, least: Least) -> frozenset[str]:
    whole = [_together(sides) for sides in zip(*table.values(), strict=True)]
    if not enough(whole, least):
        return frozenset(table)
    return frozenset(key for key, sides in table.items() if not enough(sides, least))


def _closed(table: Table, some: frozenset[str], least: Least) -> frozenset[str]:
    """With the smallest other parts, until what is held back is nobody or enough people on each side."""
    gone = set(some)
    order = sorted(table, key=lambda key: (min((side.size for side in table[key]), default=0), key))
    while short := _short(table, gone, least):
        more = next((key for key in order if key not in gone and table[key][short - 1].n), None)
        if more is None:
            return frozenset(table)
        gone.add(more)
    return frozenset(gone)


def _short(table: Table, gone: Collection[str], least: Least) -> int:
    """The number of the first side, from 1, of which too few are held back; 0 for none."""
    for number, sides in enumerate(zip(*(table[key] for key in gone), strict=True), 1):
        if (rest := _together(sides)).n and rest.size < least.people:
            return number
    return 0


def _together(groups: Sequence[Group]) -> Group:
    return Group(sum(one.n for one in groups), frozenset[str]().union(*(one.people for one in groups)))


def _given_away(
    tables: Mapping[str, Table], gone: Mapping[str, frozenset[str]], least: Least
) -> tuple[str, str] | None:  # fmt: skip
    """A shown part that lies within a shown one of another table with fewer people beside it than may be told of."""
    shown = {name: {key: sides for key, sides in table.items() if key not in gone[name]}
             for name, table in tables.items()}  # fmt: skip
    for name, table in shown.items():
        wider = [sides for other in shown if other != name for sides in shown[other].values()]
        for key, sides in table.items():
            if any(_within(a, b, least) for more in wider for a, b in zip(sides, more, strict=True)):
                return name, key
    return None


def _within(part: Group, wider: Group, least: Least) -> bool:
    return part.n > 0 and part.people < wider.people and Group(1, wider.people - part.people).size < least.people
