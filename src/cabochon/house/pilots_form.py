"""A plan as it is typed: every field read, and what is wrong with it said at the field."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zlib import crc32

from ..languages import mark
from ..measures.catalogue import measure
from ..measures.kinds import Measure
from ..refusals import Refused
from ..retail.master import Door
from ..verdicts.planning import LONGEST, Plan, drawn
from .pilots_questions import ANSWERS, BY_KEY

Form = Mapping[str, str | Sequence[str]]
WORDS = mark({"rate": "points", "per100": "a hundred visits", "money": "per cent", "units": "per cent",
              "score": "on the scale of 1 to 5"})  # fmt: skip
Bad = Callable[[str, str], None]
TITLE = 80  # characters
MOST_DOORS = 120
MOST_POINTS, MOST_SCORE = 50.0, 2.0
GROUPS, APART = range(2, 13), range(1, 5)  # groups of doors; weeks between them
SCALE = {"rate": 100.0, "per100": 100.0, "money": 100.0, "units": 100.0}  # typed for one of Plan.lift


class Faulty(Refused):
    """A plan that cannot be taken. at: field -> what is wrong with it."""

    def __init__(self, at: Mapping[str, str]) -> None:
        field, reason = next(iter(at.items()))
        super().__init__(reason, f"/{field}")
        self.at = dict(at)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What may be named. doors: within reach, by code; abouts: key -> title; measures: those the viewer may see."""

    doors: Mapping[str, Door]
    abouts: Mapping[str, str]
    measures: Mapping[str, Measure]


@dataclass(frozen=True, slots=True)
class Read:
    """plan: None where a fault leaves none."""

    plan: Plan | None
    faults: Mapping[str, str]


def read(form: Form, shelf: Shelf, *, lot: str, before: Plan | None = None) -> Read:
    """
    Args:
        lot: what the order of doors is drawn by: the id of the plan. before: the plan as it was kept; what the form
            does not change of its starts stays.
    """
    faults: dict[str, str] = {}

    def bad(field: str, reason: str) -> None:
        faults.setdefault(field, reason)

    title = " ".join(_one(form, "title").split())
    if not title or len(title) > TITLE:
        bad(
            "title",
            mark("is missing; give the pilot a name") if not title else mark(f"is longer than {TITLE} characters"),
        )
    about = _one(form, "about")
    if about not in shelf.abouts:
        bad(
            "about",
            mark("is missing; choose a behaviour or a module")
            if not about
            else mark("is not there any more; choose one"),
        )
    what = shelf.measures.get(_one(form, "measure"))
    if what is None:
        known = measure(_one(form, "measure"))
        bad("measure", mark("is not for your role to see; choose another") if known else mark("is missing; choose one"))
    weeks = _whole(form, "weeks", bad, 1, LONGEST, mark(f"should be 1 to {LONGEST} weeks"))
    since = _monday(form, bad)
    lift = _lift(form, what, bad)
    doors, held = _doors(form, shelf, bad)
    groups, apart = _order(form, bad, len(doors))
    if faults or what is None or since is None:
        return Read(None, faults)
    plan = Plan(
        title=title, about=about, measure=what.key, lift=lift, since=since, weeks=weeks, held_back=held,
        doors=drawn(doors, since=since, groups=groups, apart=apart, lot=crc32(lot.encode())),
        half_way=_one(form, "half_way") == "yes", answers=_answers(form), groups=groups, apart=apart,
    )  # fmt: skip
    plan = _started(plan, form, before, bad)
    late = [shelf.doors[code].name for code, day in plan.doors if day > plan.until]
    if late:
        bad("weeks", mark(f"is over before {_and(late)} would start; plan more weeks, fewer groups or shorter gaps"))
    return Read(None if faults else plan, faults)


def freezable(plan: Plan, today: date) -> dict[str, str]:
    """What is wrong with freezing it today, field by field."""
    found = {}
    if plan.since < today:
        found["since"] = mark(
            f"has passed; a plan is frozen before it starts. Take {_next_monday(today):%-d %B %Y} or later"
        )
    return found


def typed(plan: Plan) -> dict[str, str | list[str]]:
    """A plan as the form that would make it."""
    what = measure(plan.measure)
    scale = SCALE.get(what.unit, 1.0) if what else 1.0
    return {
        "title": plan.title, "about": plan.about, "measure": plan.measure, "lift": f"{plan.lift * scale:g}",
        "since": plan.since.isoformat(), "weeks": str(plan.weeks), "groups": str(plan.groups), "apart": str(plan.apart),
        "half_way": "yes" if plan.half_way else "", "door": [code for code, _ in plan.doors],
        "held": list(plan.held_back), **{f"start-{code}": day.isoformat() for code, day in plan.doors},
        **{f"answer-{key}": said for key, said in plan.answers},
    }  # fmt: skip


def _one(form: Form, name: str) -> str:
    found = form.get(name, "")
    return found.strip() if isinstance(found, str) else ""


def _many(form: Form, name: str) -> tuple[str, ...]:
    found = form.get(name, ())
    return tuple(dict.fromkeys([found] if isinstance(found, str) else found))


def _whole(form: Form, name: str, bad: Bad, least: int, most: int, reason: str) -> int:
    said = _one(form, name)
    if not said.isascii() or not said.isdigit() or len(said) > 4 or not least <= int(said) <= most:
        bad(name, reason)
        return least
    return int(said)


def _monday(form: Form, bad: Bad) -> date | None:
    try:
        day = date.fromisoformat(_one(form, "since"))
    except ValueError:
        bad("since", mark("is missing; give the Monday it starts on"))
        return None
    if not date(2000, 1, 1) < day < date(2100, 1, 1):
        bad("since", mark("is no day that a pilot could start on"))
    elif day.weekday():
        bad("since", mark("should be a Monday: numbers above the boutique are of whole weeks; "
                          f"{_next_monday(day):%-d %B %Y} is the next"))  # fmt: skip
    return day


def _lift(form: Form, what: Measure | None, bad: Bad) -> float:
    unit = what.unit if what else "rate"
    try:
        said = float(_one(form, "lift").replace(",", ".").replace("−", "-"))
    except ValueError:
        said = 0.0
    most = MOST_SCORE if unit == "score" else MOST_POINTS
    if not 0 < said <= most:
        bad("lift", _most(most, unit))
    return said / SCALE.get(unit, 1.0)


def _most(most: float, unit: str) -> str:
    match unit:
        case "rate":
            return mark(f"should be above 0 and at most {most:g} points")
        case "per100":
            return mark(f"should be above 0 and at most {most:g} a hundred visits")
        case "money" | "units":
            return mark(f"should be above 0 and at most {most:g} per cent")
        case "score":
            return mark(f"should be above 0 and at most {most:g} on the scale of 1 to 5")
        case _:
            return mark(f"should be above 0 and at most {most:g}")


def _doors(form: Form, shelf: Shelf, bad: Bad) -> tuple[tuple[str, ...], tuple[str, ...]]:
    doors, held = _many(form, "door"), _many(form, "held")
    unknown = [code for code in (*doors, *held) if code not in shelf.doors]
    both = [shelf.doors[code].name for code in held if code in doors and code in shelf.doors]
    if unknown:
        bad("door", mark(f"include {unknown[0][:20]}, which is no boutique within your reach; choose from the list"))
    if not doors:
        bad("door", mark("are missing; choose at least one boutique that takes part"))
    if both:
        bad(
            "held",
            mark(f"include {_and(both)}, which takes part as well; a boutique is either held back or takes part")
            if len(both) == 1
            else mark(f"include {_and(both)}, which take part as well; a boutique is either held back or takes part"),
        )
    if len(doors) + len(held) > MOST_DOORS:
        bad("door", mark(f"are more than {MOST_DOORS}; a pilot is smaller than that"))
    return tuple(one for one in doors if one in shelf.doors), tuple(one for one in held if one in shelf.doors)


def _order(form: Form, bad: Bad, doors: int) -> tuple[int, int]:
    """Groups and weeks between them; (1, 0) when all begin together."""
    if _one(form, "groups") in ("", "0", "1") or doors < 2:
        return 1, 0
    groups = _whole(form, "groups", bad, GROUPS[0], GROUPS[-1], mark(f"should be 2 to {GROUPS[-1]} groups"))
    return groups, _whole(form, "apart", bad, APART[0], APART[-1], mark(f"should be 1 to {APART[-1]} weeks"))


def _started(plan: Plan, form: Form, before: Plan | None, bad: Bad) -> Plan:
    """With the days typed for single doors, where the order was not changed in the same breath."""
    if before is None or (before.groups, before.apart, before.since) != (plan.groups, plan.apart, plan.since):
        return plan
    found = []
    for code, drawn_for in plan.doors:
        said = _one(form, f"start-{code}")
        try:
            day = date.fromisoformat(said) if said else drawn_for
        except ValueError:
            day = drawn_for
            bad(mark(f"start-{code}"), mark("is no date"))
        if day.weekday() or not plan.since <= day:
            bad(mark(f"start-{code}"), mark(f"should be a Monday from {plan.since:%-d %B} on"))
        found.append((code, day))
    return replace(plan, doors=tuple(found))


def _answers(form: Form) -> tuple[tuple[str, str], ...]:
    told = ((key, _one(form, f"answer-{key}")) for key in BY_KEY)
    return tuple((key, said) for key, said in told if said in ANSWERS)


def _next_monday(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7 or 7)


def _and(names: Sequence[str]) -> str:
    return f"{'; '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
