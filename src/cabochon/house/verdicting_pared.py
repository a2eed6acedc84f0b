"""An episode without the measures that a role is not told of, and without what tells the same in words."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from ..impact.verdict import Verdict
from ..languages import mark
from ..privacy.verdict_rule import sees
from ..privacy.viewer import Viewer
from ..verdicts.told import Change, Circumstance, Pooled, Told

OF = {"response": "csat", "discount": "discount_share", "returns": "secondary_return_rate", "mix": "attach_rate",
      "availability": "addon_availability"}  # circumstance -> a measure that tells the same  # fmt: skip
NOT_COMPARABLE = mark("Not comparable: something else changed in these weeks.")
T = TypeVar("T")


def pared(viewer: Viewer, told: Told | Pooled) -> Told | Pooled:
    """What comes next is told only with the measure it was said of."""
    around = tuple(one for one in told.circumstances if one.kind not in OF or sees(viewer, OF[one.kind]))
    changes = tuple(change for change in told.changes if sees(viewer, change.measure))
    leads = changes[:1] == told.changes[:1]
    found = replace(
        told, changes=quiet(changes, told.circumstances, around), circumstances=around,
        restated=tuple(one for one in told.restated if sees(viewer, one.measure)),
        next_step=told.next_step if leads else "",
    )  # fmt: skip
    if isinstance(found, Told):
        return found
    return replace(
        found, by_door=_seen(viewer, found.by_door), by_role=_seen(viewer, found.by_role),
        cohorts=_seen(viewer, found.cohorts), events=_seen(viewer, found.events),
        may_decide=found.may_decide and leads, why_not=found.why_not if leads else "",
    )  # fmt: skip


def quiet(
    changes: Iterable[Change], before: Collection[Circumstance], now: Collection[Circumstance]
) -> tuple[Change, ...]:  # fmt: skip
    """Verdicts without the sentences that are not told any more."""
    gone = {one.text for one in before} - {one.text for one in now}
    return tuple(replace(one, verdict=_silent(one.verdict, gone)) if one.verdict else one for one in changes)


def _silent(verdict: Verdict, gone: Collection[str]) -> Verdict:
    warnings = tuple(one for one in verdict.warnings if one not in gone)
    told = any(one.rstrip(".").casefold() in verdict.text.casefold() for one in gone)
    return replace(verdict, warnings=warnings, text=NOT_COMPARABLE if told else verdict.text)


def _seen(viewer: Viewer, found: Mapping[str, T]) -> dict[str, T]:
    return {key: one for key, one in found.items() if sees(viewer, key)}
