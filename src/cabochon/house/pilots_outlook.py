"""What a plan can show and what it cannot, and what its planner should know before it is frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ..impact.verdict import LEAST_DOORS
from ..languages import mark
from ..measures.catalogue import measure
from ..retail.master import Door
from ..verdicts.planning import BEFORE, MOST_DOORS, WEEK, Chance, Past, Plan, chance
from .pilots_past import ALWAYS, Refusal, pasts, weeks
from .seeing import See

if TYPE_CHECKING:
    from . import House

FLAGSHIP = "flagship"
PROPOSED = 12  # doors at most, as in the case study


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """primary: of the plan's measure and lift; others: what a useful change of other measures would take. held: names
    of doors too few people stand behind. past: the days it rests on. warnings: sentences. missing: doors without the
    primary measure."""

    primary: Chance | Refusal
    others: tuple[Chance | Refusal, ...]
    past: tuple[date, date]
    held: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def outlook(house: "House", see: See, plan: Plan, taken: Sequence[tuple[str, Plan]] = ()) -> Outlook:
    """taken: other plans that are frozen, with their titles."""
    keys = [plan.measure, *(key for key in _beside(plan) if key != plan.measure)]
    found = pasts(see, keys, plan.codes, house.today)
    doors = {door.code: door for door in house.snapshot.doors(house.today)}
    told = {key: chance(plan, past) if isinstance(past, Past) else past for key, past in found.items()}
    primary = found.get(plan.measure)
    if isinstance(primary, Past):
        told[plan.measure] = chance(plan, primary, lift=plan.lift)
    of = told.get(plan.measure) or Refusal(plan.measure, mark("cannot be looked at here"))
    held = primary.held if isinstance(primary, Past) else ()
    return Outlook(
        primary=of, past=weeks(house.today), held=_names(held, doors),
        others=tuple(one for key, one in told.items() if key != plan.measure and not _forbidden(one)),
        missing=_names(primary.bare, doors) if isinstance(primary, Past) else (),
        warnings=tuple(_warned(plan, of, doors, taken)),
    )  # fmt: skip


def proposed(doors: Mapping[str, Door], today: date) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Doors that take part, a mix of flagships and smaller ones, and those held back: one of fewer than eight doors,
    two of more, none of them the only flagship."""
    here = [door for door in doors.values() if _open(door, today)]
    grand = [door for door in here if door.type == FLAGSHIP]
    small = [door for door in here if door.type != FLAGSHIP]
    share = len(grand) / len(here) if here else 0.0
    most = min(PROPOSED, len(here))
    some = _spread(grand, max(min(len(grand), 1), round(most * share)))
    some += _spread(small, most - len(some))
    codes = [door.code for door in some]
    last = [door for door in some if door.type != FLAGSHIP] or some
    back = 0 if len(codes) < 3 else 1 if len(codes) < 8 else 2
    held = {door.code for door in last[len(last) - back :]}
    return tuple(code for code in codes if code not in held), tuple(code for code in codes if code in held)


def _beside(plan: Plan) -> tuple[str, ...]:
    kind, _, key = plan.about.partition(":")
    own = (f"behaviour.{key}",) if kind == "focus" and measure(f"behaviour.{key}") else ()
    return (*own, *ALWAYS)


def _warned(
    plan: Plan, told: Chance | Refusal, doors: Mapping[str, Door], taken: Sequence[tuple[str, Plan]]
) -> list[str]:  # fmt: skip
    found = []
    if not plan.compares:
        found.append(
            mark(
                "Nobody is held back and all begin together: nothing is left to compare with, and the report "
                "will give raw numbers and no verdict. Hold back two, or let them begin in groups."
            )
        )
    elif len(plan.held_back) == 1 and len(plan.codes) - 1 == len(plan.doors) and plan.groups == 1:
        found.append(mark("One boutique is held back: there is a comparison, but no interval. Hold back two."))
    if isinstance(told, Chance) and told.smallest_p is not None and told.smallest_p > 0.05:
        ways = round(1 / told.smallest_p)
        found.append(mark(f"With so few boutiques there are only {ways} ways it could have been drawn: p cannot fall "
                          f"below {told.smallest_p:.2f}, whatever happens."))  # fmt: skip
    if len(plan.doors) < LEAST_DOORS:
        found.append(mark(f"Fewer than {LEAST_DOORS} boutiques take part: the report will show a direction, nothing to "
                     "scale or retire on."))  # fmt: skip
    types = {doors[code].type == FLAGSHIP for code, _ in plan.doors if code in doors}
    everywhere = {door.type == FLAGSHIP for door in doors.values()}
    if len(everywhere) == 2 and len(types) == 1:
        found.append(mark("Only flagships take part.") if types == {True} else
                     mark("No flagship takes part. A mix shows what differs from store to store."))  # fmt: skip
    first = plan.since - BEFORE * WEEK
    for code in plan.codes:
        door = doors.get(code)
        if door and (begun := door.go_live or door.open_date) and begun > first:
            found.append(mark(f"{door.name} counts since {begun:%-d %B %Y}: its baseline is shorter than eight weeks."))
        if door and door.close_date and door.close_date <= plan.until:
            found.append(mark(f"{door.name} closes on {door.close_date:%-d %B %Y}, before the pilot ends."))
    for title, other in taken:
        shared = [doors[code].name for code in plan.codes if code in other.codes and code in doors]
        if shared and other.since <= plan.until and plan.since <= other.until:
            where = "; ".join(shared) if len(shared) < 4 else mark(f"{len(shared)} of its boutiques")
            found.append(mark(f"“{title}” runs at {where} in the same weeks: what each did could not be told apart."))
    return found


def enough_doors(told: Chance) -> str:
    """ "about 26 boutiques" or that there are never enough."""
    return mark(f"about {told.doors} boutiques") if told.doors else mark(f"more than {MOST_DOORS} boutiques")


def _forbidden(one: Chance | Refusal) -> bool:
    return isinstance(one, Refusal) and one.forbidden


def _open(door: Door, today: date) -> bool:
    begun, ends = door.go_live or door.open_date, door.close_date
    return (begun is None or begun <= today - timedelta(weeks=BEFORE)) and (ends is None or ends > today + 8 * WEEK)


def _spread(doors: Sequence[Door], count: int) -> list[Door]:
    """So many of them, region by region in turn."""
    by_region: dict[str, list[Door]] = {}
    for door in sorted(doors, key=lambda one: one.code):
        by_region.setdefault(door.region, []).append(door)
    found: list[Door] = []
    while len(found) < count and any(by_region.values()):
        for some in by_region.values():
            if some and len(found) < count:
                found.append(some.pop(0))
    return found


def _names(codes: Sequence[str], doors: Mapping[str, Door]) -> tuple[str, ...]:
    return tuple(doors[code].name for code in codes if code in doors)
