"""Doors that began in different weeks: their weeks and those of all others, as a rollout."""

from datetime import date

import numpy as np

from ..impact.imputing import Untreated
from ..impact.panel import F2, I1, Panel
from ..impact.rollouts import Rollout, imputed
from ..impact.within import Grid
from .starts import DAY, HISTORY, Starts, monday, of_doors, touched

WEEKLY, UNTREATED = "weekly", "untreated"  # what panels keep
AT_HAND = 4  # tables of untreated weeks


def rolled(panel: Panel, starts: Starts, *, weekly: bool) -> Rollout | None:
    """Weeks from eight before the first start on. The week a door begins in counts from its Monday or not at all.
    weekly: with the effect of each week since the start, and before."""
    first, _, n = _weekly(panel, starts.last)
    early = max(0, (monday(min(starts.doors.values()) - HISTORY).toordinal() - first) // 7)
    week = np.arange(early, n.shape[1])
    if not len(week):
        return None
    unit, since, _ = of_doors(panel, starts)
    began = touched(panel, starts).copy()
    began[unit] = since
    told = _untreated(panel, starts.last, early, began)
    busy = np.zeros((len(n), len(week)))
    busy[unit] = np.where(week >= (since[:, None] - first + 6) // 7, n[unit, early:], 0.0)
    return imputed(told, busy, weekly=weekly)


def _untreated(panel: Panel, last: date, early: int, begun: I1) -> Untreated:
    """Weeks from `early` on before the one each unit began in. The last few are kept."""
    kept: dict[object, Untreated] = panel.kept.setdefault(UNTREATED, {})
    name = last, early, begun.tobytes()
    if name not in kept:
        first, value, n = _weekly(panel, last)
        week = np.arange(early, n.shape[1])
        rows = np.arange(len(n))
        free = np.where(week < (begun[:, None] - first) // 7, n[:, early:], 0.0)
        while len(kept) >= AT_HAND:
            kept.pop(next(iter(kept)), None)
        kept[name] = Untreated(Grid(value[:, early:], n[:, early:], rows, week, len(rows)), free)
    return kept[name]


def _weekly(panel: Panel, last: date) -> tuple[int, F2, F2]:
    """The first Monday, and value and events of each unit in each week from there up to the one of `last`, as far as
    that."""
    if (WEEKLY, last) not in panel.kept:
        first = monday(panel.first + 6 * DAY)
        weeks = [first + 7 * i * DAY for i in range(max(0, (last - first).days // 7 + 1))]
        told = [panel.sums(day, min(last, day + 6 * DAY)) for day in weeks]
        x, n = (np.array([one[side] for one in told]).reshape(len(weeks), len(panel.units)).T for side in (0, 1))
        value = np.divide(x, n, out=np.zeros(x.shape), where=n > 0)
        panel.kept[WEEKLY, last] = first.toordinal(), value, np.ascontiguousarray(n)
    weekly: tuple[int, F2, F2] = panel.kept[WEEKLY, last]
    return weekly
