"""What learning paths ask of the facts: who works where, who is away, who has completed which module when."""

from collections import defaultdict
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from sqlglot import exp

from ..warehouse import Warehouse
from .strands import COMPLETED
from .tables_beside import LEARNT, LEAVE, STAFF


class Working(NamedTuple):
    """Somebody's place on a day."""

    person: str
    boutique: str
    job_role: str
    hired: date | None


def working(warehouse: Warehouse, day: date, boutique: str = "") -> list[Working]:
    """Everybody employed on that day, by person; those on leave included. boutique: "" is the whole house."""
    rows = warehouse.select(_staff(bool(boutique)), {"day": day} | _at(boutique))
    return sorted((Working(*row) for row in rows), key=lambda one: (one.person, one.boutique))


def leaves(warehouse: Warehouse, since: date) -> dict[str, list[tuple[date, date | None]]]:
    """Person -> first and last day away (None: nobody said), of leave that ends on that day or later."""
    found: dict[str, list[tuple[date, date | None]]] = defaultdict(list)
    for person, first, last in warehouse.select(_leave(), {"since": since}):
        found[str(person)].append((first, last))
    return dict(found)


def completions(warehouse: Warehouse, boutique: str = "") -> dict[tuple[str, str], list[date]]:
    """(person, module) -> the days it was completed or passed on, ascending, wherever that was. boutique: only of
    people who ever worked there."""
    found: dict[tuple[str, str], list[date]] = defaultdict(list)
    for person, module, day in warehouse.select(_completed(bool(boutique)), _at(boutique)):
        found[str(person), str(module)].append(day)
    return {key: sorted(days) for key, days in found.items()}


def practised(warehouse: Warehouse, person: str, since: date) -> set[date]:
    """The days from `since` on on which a person answered something in a module."""
    return {row[0] for row in warehouse.select(_practised(), {"person": person, "since": since})}


def _at(boutique: str) -> dict[str, str]:
    return {"boutique": boutique} if boutique else {}


def _here() -> exp.Expression:
    return exp.column("boutique").eq(exp.Placeholder(this="boutique", kind="varchar"))


@lru_cache(maxsize=2)
def _staff(here: bool) -> exp.Select:
    since, until, day = exp.column("since"), exp.column("until"), exp.Placeholder(this="day", kind="date")
    tree = (
        exp.select("person", "boutique", "job_role", "hired")
        .from_(STAFF.name)
        .where(
            exp.or_(since.is_(exp.null()), since <= day),
            exp.or_(until.is_(exp.null()), exp.column("until") > day.copy()),
        )
    )
    return tree.where(_here()) if here else tree


@lru_cache(maxsize=1)
def _leave() -> exp.Select:
    until, day = exp.column("until"), exp.Placeholder(this="since", kind="date")
    return exp.select("person", "since", "until").from_(LEAVE.name).where(exp.or_(until.is_(exp.null()), until >= day))


@lru_cache(maxsize=2)
def _completed(here: bool) -> exp.Select:
    names = [exp.column(name) for name in ("associate", "module", "day")]
    what = [exp.Literal.string(word) for word in sorted(COMPLETED)]
    tree = exp.select(*names).from_(LEARNT.name).where(exp.In(this=exp.column("what"), expressions=what))
    if here:
        crew = exp.select("person").from_(STAFF.name).where(_here())
        tree = tree.where(exp.In(this=exp.column("associate"), query=exp.Subquery(this=crew)))
    return tree.where(exp.column("associate").neq(exp.Literal.string(""))).group_by(*(n.copy() for n in names))


@lru_cache(maxsize=1)
def _practised() -> exp.Select:
    return (
        exp.select("day")
        .from_(LEARNT.name)
        .where(
            exp.column("associate").eq(exp.Placeholder(this="person", kind="varchar")),
            exp.column("what").eq(exp.Literal.string("practised")),
            exp.column("day") >= exp.Placeholder(this="since", kind="date"),
        )
        .group_by("day")
    )
