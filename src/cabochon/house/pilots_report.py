"""The report against a frozen plan: what was planned, what happened, the primary measure by the planned method."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ..facts.tables import TABLES
from ..facts.tables_beside import FOCUS, LEARNT, TAG
from ..languages import mark
from ..measures.catalogue import measure
from ..measures.kinds import Measure
from ..privacy.roles import may
from ..privacy.viewer import Viewer
from ..retail.closed_weeks import SETTLED, closed_week
from ..retail.master import Door
from ..verdicts.panels import Panels
from ..verdicts.planned import Outcome, came_out
from ..verdicts.planning import Plan
from .pilots_past import ALWAYS
from .pilots_text import Kept

if TYPE_CHECKING:
    from . import House

WAITING, RUNNING, LOOKED, DONE = "waiting", "running", "looked", "done"
MANY = 3  # doors that are named one by one
PEOPLE = 3  # first completions of so many people at a door say that a module has come there
EARLIER = timedelta(days=28)  # before the planned day that are looked through for an early start
STRAYED = timedelta(days=6)  # from the planned day, still its week


@dataclass(frozen=True, slots=True)
class Row:
    """A door: its planned first day (None: held back), the day it really began, and what there is to say of it."""

    door: str
    name: str
    planned: date | None
    started: date | None
    says: str
    odd: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A measure's outcome; held: too few stand behind it; hidden: not for this role."""

    measure: Measure
    outcome: Outcome | None = None
    held: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """state: waiting, running, looked (at the middle), done. not_before: the day the next planned look can be read.
    until: last day counted; None before the first look. deviations: sentences; grave ones make the comparison doubtful.
    """

    state: str
    not_before: date | None
    until: date | None
    rows: tuple[Row, ...]
    primary: Finding | None = None
    others: tuple[Finding, ...] = ()
    deviations: tuple[str, ...] = ()
    grave: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    outside: bool = False  # some of its doors are not within the viewer's reach


def report(house: "House", viewer: Viewer, kept: Kept, *, inside: bool) -> Report:
    """Numbers at planned looks alone, over whole closed weeks; what happened at the doors at any time."""
    plan, today = kept.plan, house.today
    closed = closed_week(today)
    done = [day for day in plan.looks if day <= closed]
    ahead = [day for day in plan.looks if day > closed]
    until = done[-1] if done else None
    state = DONE if not ahead else LOOKED if done else RUNNING if today >= plan.since else WAITING
    doors = {door.code: door for door in house.snapshot.doors(today)}
    rows = _rows(house, plan, doors, today, viewer)
    found = Report(
        state=state, not_before=ahead[0] + SETTLED if ahead else None, until=until, rows=rows,
        outside=not inside, deviations=_strayed(rows), grave=_broken(rows), tags=_tags(house, plan, doors, today),
    )  # fmt: skip
    if until is None or not inside:
        return found
    return _measured(house, viewer, plan, found, until)


def _measured(house: "House", viewer: Viewer, plan: Plan, told: Report, until: date) -> Report:
    kind, _, key = plan.about.partition(":")
    beside = (f"behaviour.{key}",) if kind == "focus" else ()
    keys = [plan.measure, *(one for one in dict.fromkeys((*beside, *ALWAYS)) if one != plan.measure)]
    panels = Panels(house.warehouse, plan.baseline[0], until, keys=keys, only=plan.codes)
    least = house.values["least_people"], house.values["least_events"]
    found = [
        _finding(viewer, plan, panels, what, until, least=least) for one in keys if (what := measure(one))
    ]  # fmt: skip
    first = found[0]
    deviations, grave = list(told.deviations), list(told.grave)
    if (out := first.outcome) is not None:
        doors = {row.door: row.name for row in told.rows}
        if out.left_out:
            left = _listed(out.left_out, doors)
            deviations.append(mark(f"Left out, as too few people stand behind their numbers: {left}."))
        if out.empty:
            deviations.append(mark(f"{out.empty} of {out.cells} planned weeks at a boutique have no number."))
        if out.state == "not_comparable":
            grave.append(mark(f"{out.empty} of {out.cells} planned weeks at a boutique lack the number: too many."))
        if out.lead is not None:
            deviations.append(mark("The boutiques that took part had moved apart from the others before they began."))
    others = tuple(one for one in found[1:] if one.held or (one.outcome and one.outcome.after.n))
    return replace(told, primary=first, others=others, deviations=tuple(deviations), grave=tuple(grave))


def _finding(
    viewer: Viewer, plan: Plan, panels: Panels, what: Measure, until: date, *, least: tuple[int, int]
) -> Finding:  # fmt: skip
    if not may(viewer, f"measure.{what.family}"):
        return Finding(what, hidden=True)
    shown = _shown(plan, panels, what, until, least[0])
    if not any(code in shown for code, _ in plan.doors):
        return Finding(what, held=True)
    out = came_out(plan, panels.doors(what.key), what, until, shown=shown)
    few = 0 < out.after.n < least[1] or 0 < out.before.n < least[1]
    return Finding(what, held=True) if few else Finding(what, out)


def _shown(plan: Plan, panels: Panels, what: Measure, until: date, people: int) -> frozenset[str]:
    """Doors behind whose numbers enough people stand on both sides; all for what names nobody."""
    panel = panels.people(what.key) if what.person else None
    if panel is None:
        return frozenset(plan.codes) if not what.person else frozenset()
    counted: dict[str, tuple[int, int]] = dict.fromkeys(plan.codes, (0, 0))
    sides = panel.sums(*plan.baseline)[1], panel.sums(plan.since, until)[1]
    for i, at in enumerate(panel.door):
        code = panel.doors[int(at)]
        if code in counted:
            was, now = counted[code]
            counted[code] = was + (sides[0][i] > 0), now + (sides[1][i] > 0)
    return frozenset(code for code, (was, now) in counted.items() if min(was, now) >= people)


def _rows(house: "House", plan: Plan, doors: Mapping[str, Door], today: date, viewer: Viewer) -> tuple[Row, ...]:
    began = _began(house, plan, today)
    rows = []
    for code, day in (*plan.doors, *((code, None) for code in plan.held_back)):
        if code not in viewer.boutiques:
            continue
        name, start = doors[code].name if code in doors else code, began.get(code)
        rows.append(Row(code, name, day, start, *_said(day, start, today)))
    return tuple(rows)


def _said(day: date | None, start: date | None, today: date) -> tuple[str, bool]:
    if day is None:
        broken = start is not None
        if start is not None:
            return mark(f"was to be held back and began on {start:%-d %B %Y}"), broken
        return mark("held back, as planned"), broken
    if start is None:
        return (mark("has not begun"), True) if today > day + STRAYED else ("", False)
    if abs(start - day) <= STRAYED:
        return mark("as planned"), False
    days = (start - day).days
    if days > 0:
        return mark(f"began {days} days later than planned"), True
    return mark(f"began {-days} days earlier than planned"), True


def _strayed(rows: Sequence[Row]) -> tuple[str, ...]:
    return tuple(_sentence(row) for row in rows if row.odd and row.planned is not None)


def _broken(rows: Sequence[Row]) -> tuple[str, ...]:
    return tuple(_sentence(row) for row in rows if row.odd and row.planned is None)


def _sentence(row: Row) -> str:
    """ "Milano began 9 days later than planned." """
    if row.started is None:
        return mark(f"{row.name} has not begun.")
    if row.planned is None:
        return mark(f"{row.name} was to be held back and began on {row.started:%-d %B %Y}.")
    days = (row.started - row.planned).days
    if days > 0:
        return mark(f"{row.name} began {days} days later than planned.")
    return mark(f"{row.name} began {-days} days earlier than planned.")


def _began(house: "House", plan: Plan, today: date) -> dict[str, date]:
    """Door -> the day it really began: the first day of the focus there, or the third person's first completion."""
    kind, _, key = plan.about.partition(":")
    since, until = plan.since - EARLIER, min(today, plan.until)
    if kind == "focus":
        at = _places(FOCUS.name)
        rows = house.warehouse.fetch(FOCUS.name, {"behaviour": key, "boutique": list(plan.codes)})
        days = sorted(((row[at["since"]], row[at["boutique"]]) for row in rows if row[at["since"]]), reverse=True)
        return {code: first for first, code in days if since <= first <= until}
    person, door, day = exp.column("associate"), exp.column("boutique"), exp.column("day")
    tree = (
        exp.select(door, person, exp.Alias(this=exp.Min(this=day), alias="first"))
        .from_(LEARNT.name)
        .where(exp.column("module").eq(exp.Placeholder(this="module", kind="String")),
               exp.column("what").eq(exp.Literal.string("completed")))
        .group_by(door, person)
    )  # fmt: skip
    firsts: dict[str, list[date]] = {}
    for code, _, first in house.warehouse.select(tree, {"module": key}):
        if code in plan.codes and since <= first <= until:
            firsts.setdefault(code, []).append(first)
    return {code: sorted(some)[PEOPLE - 1] for code, some in firsts.items() if len(some) >= PEOPLE}


def _tags(house: "House", plan: Plan, doors: Mapping[str, Door], today: date) -> tuple[str, ...]:
    """Days out of the ordinary from the baseline to the end, one sentence a tag."""
    at = _places(TAG.name)
    seen: dict[str, dict[str, set[date]]] = {}
    for row in house.warehouse.fetch(TAG.name, {"boutique": list(plan.codes)}):
        if plan.baseline[0] <= row[at["day"]] <= min(plan.until, today):
            seen.setdefault(row[at["tag"]], {}).setdefault(row[at["boutique"]], set()).add(row[at["day"]])
    found = []
    for tag, by_door in sorted(seen.items()):
        days = set().union(*by_door.values())
        where = _where(sorted(by_door), len(plan.codes), _names(doors))
        first, last = f"{min(days):%-d %B}", f"{max(days):%-d %B}"
        name = tag.capitalize()
        if first == last:
            found.append(mark(f"{name}: on {first}, {where}."))
        else:
            found.append(mark(f"{name}: {len(days)} days from {first} to {last}, {where}."))
    return tuple(found)


def _where(codes: Sequence[str], of: int, names: Mapping[str, str]) -> str:
    if len(codes) == of:
        return mark("everywhere")
    return _listed(codes, names) if len(codes) <= MANY else mark(f"at {len(codes)} of {of} boutiques")


def _places(table: str) -> dict[str, int]:
    return {column.name: i for one in TABLES if one.name == table for i, column in enumerate(one.columns)}


def _names(doors: Mapping[str, Door]) -> dict[str, str]:
    return {code: door.name for code, door in doors.items()}


def _listed(codes: Sequence[str], names: Mapping[str, Any]) -> str:
    told = [str(names.get(code, code)) for code in codes]
    return f"{'; '.join(told[:-1])} and {told[-1]}" if len(told) > 1 else "".join(told)
