"""A plan as it is frozen: one text, the same to the byte whenever it is made, and its digest."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from ..impact.intervals import Z
from ..languages import mark
from ..measures.catalogue import measure
from ..verdicts.planned import wider
from ..verdicts.planning import CHANCE, Chance, Plan

FORMAT = "cabochon pilot plan 1"
TOGETHER = mark(
    "Change of each boutique from the baseline to the weeks of the pilot, closed calendar weeks only, weighted by the "
    "events behind it; mean change of the boutiques that take part less mean change of those held back; two-sample t "
    "with one variance, two-sided 5 %."
)
ONE_BY_ONE = mark(
    "Difference-in-differences by imputation over boutiques and closed calendar weeks: boutique and week effects are "
    "fitted on weeks without it only (Borusyak, Jaravel & Spiess 2024); boutiques are left out one by one for the "
    "interval, two-sided 5 %."
)
PLANNED = mark("Boutiques count from their planned first day, whenever they really began.")
RULE = mark(
    "Lifted when the whole 95 % interval lies on the better side of no change; no useful lift when it lies below the "
    "lift hoped for; else the pilot could not tell. Every other measure is exploratory."
)
ALONE = mark("Nothing is held back and all begin together, so that nothing is left to compare with: no verdict.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a row holds of a plan. text: as frozen, "" before. withdrawn: the reason, with who and when."""

    plan: Plan
    text: str = ""
    withdrawn: str = ""
    withdrawn_by: str = ""
    withdrawn_at: datetime | None = None
    role: str = ""  # of who froze it


def said(kept: Kept) -> str:
    return msgspec.json.encode(kept).decode()


def heard(text: str) -> Kept:
    return msgspec.json.decode(text, type=Kept)


def canonical(plan: Plan, *, house: str, role: str, expected: Chance | None) -> str:
    """JSON with sorted keys, an indent of one space and lines that end in LF; UTF-8. Numbers as Python writes them."""
    what = measure(plan.measure)
    first, last = plan.baseline
    text: dict[str, Any] = {
        "format": FORMAT, "house": house, "planned_by_role": role, "title": plan.title, "about": plan.about,
        "primary_measure": {"key": plan.measure, "title": what.title if what else plan.measure,
                            "better": what.better if what else "up"},
        "lift_hoped_for": {"value": plan.lift, "unit": _unit(what.unit if what else "")},
        "first_day": plan.since.isoformat(), "last_day": plan.until.isoformat(), "weeks": plan.weeks,
        "baseline": {"first_day": first.isoformat(), "last_day": last.isoformat()},
        "boutiques": {code: day.isoformat() for code, day in plan.doors}, "held_back": sorted(plan.held_back),
        "looks": [day.isoformat() for day in plan.looks], "method": method(plan), "rule": RULE,
        "readiness": dict(plan.answers),
    }  # fmt: skip
    if len(plan.looks) > 1:
        text["bounds_z"] = [_rounded(Z * wider(plan, day), 3) for day in plan.looks]
    if expected is not None:
        text["expected"] = {
            "chance_to_show_it": _rounded(expected.power, 2), "least_lift_that_shows": _rounded(expected.least, 3),
            "with_chance": CHANCE, "smallest_possible_p": _rounded(expected.smallest_p, 4),
        }  # fmt: skip
    return json.dumps(text, sort_keys=True, indent=1, ensure_ascii=False)


def method(plan: Plan) -> str:
    """The sentence that says how it will be judged."""
    if not plan.compares:
        return ALONE
    return f"{TOGETHER if plan.together else ONE_BY_ONE} {PLANNED}"


def digest(text: str) -> str:
    """SHA-256 of its UTF-8 bytes, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _unit(unit: str) -> str:
    return {"rate": "share, 0 to 1", "score": "points of 1 to 5", "money": "share of what it was",
            "units": "share of what it was", "per100": "for a visit"}.get(unit, unit)  # fmt: skip


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
