"""Upskilling on one screen: who practised which skill, above skill in action, above what was sold and lost.

What stands side by side here is no proof: whether practice moved a result is told by the verdicts.
Source: the second case study's dashboards (engagement, skill-in-action signals, outcomes; doors; cohorts).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..languages import decimal, mark, say, whole
from ..measures.catalogue import BY_KEY, measure
from ..measures.question import Answer, Cell
from ..programme.module import Module
from ..programme.skills import SkillsMap
from . import Refusal, See
from .ahead import together
from .changes import Change, change
from .filters import ROLES, TENURES
from .numbers import TOO_FEW, Number, number, on_one_scale
from .periods import Span, periods, window
from .units import written
from .view import View

ENGAGED = ("module_completion", "practice_count", "practice_streak", "coaching_moments")
IN_ACTION = ("signal.appointment_offered", "signal.discovery_asked", "signal.add_on_prompted", "sop.receiving",
             "sop.transfer", "sop.end_of_day_count")  # fmt: skip
OUTCOMES = ("conversion", "atv", "shrink_rate")
RISEN = ("conversion", "atv", "attach_rate", "csat")  # what a boutique's practice may be set beside
COHORTS = ("module_completion", "practice_count", "behaviour.accessory", "attach_rate")
BY = {"boutique": mark("By boutique"), "job_role": mark("By role")}
OTHER = mark("Other modules")
LEAST = 1e-9  # a boutique without any practice is never one of strong practice
WIDEST = 48  # columns of a table that is read from side to side


@dataclass(frozen=True, slots=True)
class Practised:
    """One skill: practice steps answered in each column, None where too few stand behind; total the same.

    key: "" of what is no skill of the map.
    """

    title: str
    key: str
    counts: tuple[str | None, ...] = ()
    total: str | None = None


@dataclass(frozen=True, slots=True)
class Matrix:
    """Who practised which skill. columns: boutiques or roles; said: in place of the rows.

    few: skills with no number that may be shown. idle: skills with a module that nobody practised. more: columns that
    are left out, as there are so many.
    """

    by: str
    columns: tuple[str, ...] = ()
    rows: tuple[Practised, ...] = ()
    few: tuple[Practised, ...] = ()
    idle: tuple[Practised, ...] = ()
    said: str = ""
    more: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """A boutique: its practice, and a result with its change. strong: at least the middle one's practice, and some."""

    name: str
    code: str
    practice: str
    strong: bool
    result: str
    change: Change | None


@dataclass(frozen=True, slots=True)
class Places:
    """Boutiques in alphabetical order, in four groups by (strong, whether the result rose clearly)."""

    result: str
    title: str
    middle: str = ""
    rows: tuple[Place, ...] = ()
    said: str = ""

    def group(self, strong: bool, rose: bool) -> tuple[Place, ...]:
        """The boutiques of one of the four."""
        return tuple(p for p in self.rows if p.strong == strong and _rose(p) == rose)


@dataclass(frozen=True, slots=True)
class Cohorts:
    """One measure by role and tenure: a row a role, a column a band; "" where nobody is, None where too few."""

    key: str
    title: str
    bands: tuple[str, ...] = ()
    rows: tuple[tuple[str, tuple[str | None, ...]], ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upskilling:
    """Parts that are not the viewer's are left out: an empty tuple, or None.

    lately: the last week of a measure of `engaged` by its key, in words; none where the view shows no more itself.
    """

    engaged: tuple[Number, ...]
    matrix: Matrix
    action: tuple[Number, ...]
    outcomes: tuple[Number, ...]
    places: Places | None
    cohorts: Cohorts
    lately: Mapping[str, str]
    anything: bool


def upskilling(
    see: See, view: View, *, modules: Sequence[Module], skills: SkillsMap, by: str, result: str, cohort: str,
    seen: frozenset[str],
) -> Upskilling:  # fmt: skip
    """The page. seen: families of measures the viewer sees. by, result, cohort: as BY, RISEN and COHORTS have them."""
    able = {key for key in (*ENGAGED, *IN_ACTION, *OUTCOMES, *RISEN, *COHORTS) if BY_KEY[key].family in seen}
    return together(see, lambda see: _page(see, view, modules, skills, by, result, cohort, able))


def _page(
    see: See, view: View, modules: Sequence[Module], skills: SkillsMap, by: str, result: str, cohort: str,
    able: set[str],
) -> Upskilling:  # fmt: skip
    engaged, action, outcomes = (
        on_one_scale([number(see, view, key) for key in keys if key in able]) for keys in (ENGAGED, IN_ACTION, OUTCOMES)
    )
    several = len(see.labels.doors) > 1 and not view.filters.boutique
    numbers = (*engaged, *action, *outcomes)
    return Upskilling(
        engaged=engaged, action=action, outcomes=outcomes, matrix=matrix(see, view, modules, skills, by),
        places=places(see, view, result) if several and {result, "practice_streak"} <= able else None,
        cohorts=cohorts(see, view, cohort), lately=lately(see, view, [one.key for one in engaged]),
        anything=any(one.n or one.said == say(TOO_FEW) for one in numbers),
    )  # fmt: skip


def lately(see: See, view: View, keys: Sequence[str]) -> dict[str, str]:
    """What each measure was in the last week, beside the longer time a view shows."""
    if view.now.days <= 7 or view.window.period.until:
        return {}
    span = last_week(view)
    asked = [replace(view.ask(key), since=span.since, until=span.until) for key in keys]
    found = {}
    for key, answer in zip(keys, see.ask_many(asked), strict=True):
        if isinstance(answer, Answer):
            found[key] = _week(answer, BY_KEY[key].unit, view.reach.above)
    return found


def last_week(view: View) -> Span:
    """The last seven days; above the boutique the last closed week."""
    week = next(period for period in periods(view.reach.above) if period.days == 7)
    return window(week, view.day, view.reach.above).now


def _week(answer: Answer, unit: str, above: bool) -> str:
    cell = answer.cells.get((), Cell(0.0, 0.0, 0))
    if cell is None:
        return say("Last closed week: too few to show") if above else say("Last seven days: too few to show")
    if not cell.n:
        return say("Last closed week: none") if above else say("Last seven days: none")
    value = written(cell.value, unit, cell.currency)
    return say("Last closed week: {value}", value=value) if above else say("Last seven days: {value}", value=value)


def matrix(see: See, view: View, modules: Sequence[Module], skills: SkillsMap, by: str) -> Matrix:
    """Practice steps answered, by skill and by boutique or role; modules of no skill of the map stand last."""
    (parts, wholes) = see.ask_many([view.ask("practice_count", "module", by), view.ask("practice_count", "module")])
    if not isinstance(parts, Answer):
        return Matrix(by, said=str(parts))
    skill_of = {one.key: one.skill if skills.skill(one.skill) else "" for one in modules}
    found: dict[str, dict[str, list[Cell | None]]] = {}
    for (module, column), cell in parts.cells.items():
        found.setdefault(skill_of.get(module, ""), {}).setdefault(column, []).append(cell)
    totals: dict[str, list[Cell | None]] = {}
    for (module,), cell in _cells(wholes).items():
        totals.setdefault(skill_of.get(module, ""), []).append(cell)
    if not found:
        return Matrix(by, said=say("Nobody has answered a practice step in this view yet."))
    called = see.labels.doors if by == "boutique" else {key: say(title) for key, title in ROLES.items()}
    every = sorted({c for some in found.values() for c in some if c}, key=lambda c: called.get(c, c).casefold())
    columns = every[:WIDEST]
    rows = [
        Practised(title, key, tuple(_added(found[key].get(c, [])) for c in columns), _added(totals.get(key, [None])))
        for key, title in (*((one.key, one.title) for one in skills.skills), ("", say(OTHER)))
        if key in found
    ]
    taught = {one.skill for one in modules}
    return Matrix(
        by, tuple(called.get(c, c) for c in columns), tuple(row for row in rows if _told(row)),
        few=tuple(row for row in rows if not _told(row)),
        idle=tuple(Practised(s.title, s.key) for s in skills.skills if s.key in taught and s.key not in found),
        more=len(every) - len(columns),
    )  # fmt: skip


def _told(row: Practised) -> bool:
    """Whether any number of it may be shown."""
    return row.total is not None or any(n not in (None, whole(0)) for n in row.counts)


def places(see: See, view: View, result: str) -> Places:
    """Boutiques whose practice is at least the middle one's, or not, beside whether a result rose.

    The result's change is clear where the interval of the difference to the days before leaves zero out.
    """
    what = BY_KEY[result]
    asked = [view.ask("practice_streak", "boutique"), view.ask(result, "boutique"), view.ask_before(result, "boutique")]
    practice, now, before = (_cells(answer) for answer in see.ask_many(asked))
    known = {key: cell for key, cell in practice.items() if cell and cell.n}
    told = [key for key in known if (cell := now.get(key)) and cell.n]
    if len(told) < 2:
        return Places(result, say(what.title), said=say("Fewer than two boutiques can be shown in this view."))
    middle = sorted(known[key].value for key in told)[len(told) // 2]
    rows = []
    for key in sorted(told, key=lambda k: see.labels.doors.get(k[0], k[0]).casefold()):
        here, cell = now[key], known[key]
        if here is None:
            continue
        rows.append(Place(
            see.labels.doors.get(key[0], key[0]), key[0], _shifts(cell.value), cell.value >= max(middle, LEAST),
            written(here.value, what.unit, here.currency), change(here, before.get(key), what, view.beside),
        ))  # fmt: skip
    return Places(result, say(what.title), _shifts(middle), tuple(rows))


def cohorts(see: See, view: View, key: str) -> Cohorts:
    """One measure by job role and tenure."""
    what = measure(key)
    title = say(what.title) if what else key
    (answer,) = see.ask_many([view.ask(key, "job_role", "tenure")])
    if not isinstance(answer, Answer):
        return Cohorts(key, title, said=str(answer))
    roles = [role for role in ROLES if any(k[0] == role for k in answer.cells)]
    if not roles or what is None:
        return Cohorts(key, title, said=say("Nothing in this view yet."))
    bands = [band for band in TENURES if any(k[1] == band for k in answer.cells)]

    def told(role: str, band: str) -> str | None:
        if (role, band) not in answer.cells:
            return ""
        cell = answer.cells[role, band]
        if cell is None:
            return None
        return written(cell.value, what.unit, cell.currency) if cell.n else ""

    rows = tuple((say(ROLES[role]), tuple(told(role, band) for band in bands)) for role in roles)
    return Cohorts(key, title, tuple(say(TENURES[band]) for band in bands), rows)


def _rose(place: Place) -> bool:
    return place.change is not None and place.change.direction == "up"


def _shifts(value: float) -> str:
    return decimal(value, 2) if value else whole(0)


def _added(cells: Sequence[Cell | None]) -> str | None:
    """The sum; where one part is held back the sum is."""
    return None if None in cells else whole(sum(cell.top for cell in cells if cell))


def _cells(answer: Answer | Refusal) -> Mapping[tuple[str, ...], Cell | None]:
    return answer.cells if isinstance(answer, Answer) else {}
