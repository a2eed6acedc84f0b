"""What a rollout door by door changed: difference-in-differences by imputation, with the doors left out one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma

import numpy as np
from numpy.typing import NDArray

from .imputing import Parts, Untreated
from .intervals import beyond, student
from .within import F1, F2, I1, Within, grid, jackknife, solved, through

B1 = NDArray[np.bool_]

NEVER = 1 << 40  # a week no door reaches

FEWEST = 3  # degrees of freedom, see _freedom
LEADS = 4  # weeks before the start that are asked whether doors had already moved apart


@dataclass(frozen=True, slots=True)
class Event:
    """`week` since the door's start (0 is the first, -1 the last before). low, high: 95 %, None where leaving one door
    out leaves nothing to compare with. doors: treated doors behind it."""

    week: int
    estimate: float
    low: float | None
    high: float | None
    doors: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollout:
    """effect: treated cells less what doors and weeks without it say they would have been, weighted by `weight`; in
    the unit of y. se, low, high: by leaving doors out, t with `freedom` degrees; None with one treated door, one door
    to compare with, or a week only one untreated door stands behind and no other.

    p: two-sided; with one treated door the rank of its effect among doors that only pretend to have started then.
    smallest_p: the smallest that so few starts among so many doors can ever give. doors: all; treated_doors: those with
    an effect. cells: treated door-weeks compared; left_out: treated ones nothing can be compared with. events: by week
    since the start, those before it from untreated cells alone. lead: the last LEADS weeks before the start against
    earlier ones, in the same way: doors that had moved already (an interval clear of 0) make the effect doubtful.
    """

    effect: float
    se: float | None
    low: float | None
    high: float | None
    p: float | None
    smallest_p: float
    freedom: int
    doors: int
    treated_doors: int
    cells: int
    left_out: int
    events: tuple[Event, ...]
    lead: Event | None


def rollout(
    unit: Sequence[object] | I1, time: I1, treated: B1, y: F1, weight: F1, *, door: I1 | None = None,
    weekly: bool = True,
) -> Rollout | None:  # fmt: skip
    """
    Args:
        unit: of each cell, the door (or door and role, door and person); time: its week, as an integer; treated:
        whether it had begun by then (it stays begun); y: the cell's rate or mean; weight: the events behind it. Cells
        without weight are left out. door: what is left out together, the unit itself unless given.
        weekly: False leaves out events and lead, which take most of the time where doors are many.

    y = unit + week + effect. Unit and week are fitted by weighted least squares on untreated cells only; effect of a
    treated cell = y less what they say; the mean of those, weighted by `weight`. Treated weeks in which fewer than two
    untreated doors are left count only when there are no others, and then without an interval.

    None when no treated cell has anything to be compared with.
    Sources: Borusyak, Jaravel & Spiess, Review of Economic Studies 91 (2024) 3253-3285; the jackknife over doors
    (CV3) MacKinnon, Nielsen & Webb, Journal of Applied Econometrics 38 (2023) 671-694; degrees of freedom after
    Satterthwaite, Biometrics Bulletin 2 (1946) 110-114, from the doors' shares in the variance; p of a single
    treated door: Abadie, Diamond & Hainmueller, JASA 105 (2010) 493-505.
    Not for: doors that stop again; a start chosen because the door was just low (take eight weeks before, not the week
    that triggered it); effects that spill over to doors still waiting (they look smaller).
    """
    cells, row, column, counts = grid(unit, time, y, weight, door)
    on = np.zeros(cells.w.shape, bool)
    np.logical_or.at(on, (row, column), np.asarray(treated, bool)[counts])
    on = np.logical_or.accumulate(on, axis=1)
    return imputed(Untreated(cells, np.where(on, 0.0, cells.w)), np.where(on, cells.w, 0.0), weekly=weekly)


def imputed(told: Untreated, busy: F2, *, weekly: bool = True) -> Rollout | None:
    """`rollout` with the untreated cells of a table that may stand behind many. busy: weights of the treated cells
    (units, weeks)."""
    cells, free = told.cells, told.fit.w
    used = np.where(told.comparable(busy), busy, 0.0)
    if not used.any():
        return None
    begun = np.where(busy.any(axis=1), cells.weeks[np.argmax(busy > 0, axis=1)], NEVER)
    since = cells.weeks[None, :] - begun[:, None]
    doors = np.flatnonzero(cells.by_door(free.sum(axis=1) + used.sum(axis=1)) > 0)
    after = [int(week) for week in np.unique(since[used > 0])] if weekly else []
    parts = Parts(told, used, np.searchsorted(after, since) if weekly else np.zeros_like(since), len(after))
    behind = np.flatnonzero(parts.weight[:, 0] > 0)
    middle, error = parts.means(doors)
    freedom = _freedom(parts)
    p = _p(middle[0], error[0], freedom)
    if len(behind) == 1:
        error[:], p = np.nan, _rank(told, used, int(behind[0]))
    first = np.full(cells.doors, NEVER)
    np.minimum.at(first, cells.home, begun)
    low, high = _ends(middle[0], error[0], freedom)
    events: list[Event] = []
    lead: list[Event] = []
    if weekly:
        nearing = [week for week in range(-LEADS, 0) if ((since == week) & (free > 0)).any()]
        events = _leads(told, since, [(week, week) for week in nearing], freedom)
        there = (parts.weight > 0).sum(axis=0).tolist()
        for k, week in enumerate(after, 1):
            events.append(Event(week, float(middle[k]), *_ends(middle[k], error[k], freedom), there[k]))
        lead = _leads(told, since, [(-LEADS, -1)], freedom)
    return Rollout(
        effect=float(middle[0]), se=float(error[0]) if error[0] >= 0 else None, low=low, high=high, p=p,
        smallest_p=_smallest(first[doors]), freedom=freedom, doors=len(doors), treated_doors=len(behind),
        cells=int((used > 0).sum()), left_out=int(((busy > 0) & (used == 0)).sum()),
        events=tuple(events), lead=lead[0] if lead else None,
    )  # fmt: skip


def _freedom(parts: Parts) -> int:
    """Satterthwaite's degrees from what each door takes of the variance if every event had the same: few treated doors
    are few degrees, however many wait.

    Never below FEWEST where there are so many doors: leaving doors out says too much of the variance just then (1.5 to
    1.8 times), which pays for the degrees. With 2 doors of 12 waiting, or 2 treated, 97 and 94.5 % of intervals cover
    with it, 99.5 and 99.8 % without (400 worlds each)."""
    fit = parts.told.fit
    weeks = solved(fit.left[None], parts.all_weeks[0][None, :, None])[0, :, 0]
    total, used = fit.w.sum(axis=1), parts.per_unit
    level = np.divide(used, total, out=np.zeros_like(total), where=total > 0)
    spread = (fit.w * (weeks + (level - fit.share @ weeks)[:, None]) ** 2).sum(axis=1)
    noise = fit.cells.by_door(used + spread)
    most = int((noise > 0).sum()) - 1
    return max(1, min(most, max(FEWEST, int(noise.sum() ** 2 / (noise**2).sum()) - 1)))


def _rank(told: Untreated, used: F2, door: int) -> float:
    """p of one treated door: the rank of its effect among doors that pretend to have begun in its weeks."""
    cells, free = told.cells, told.fit.w
    weeks = (cells.by_door(used)[door] > 0).astype(float)
    first = int(np.argmax(weeks))
    begun = np.arange(len(weeks)) >= first
    before = Untreated(cells, np.where(begun, 0.0, free))
    others = np.array([g for g in range(cells.doors) if g != door], np.int64)
    left, right = told.fit.parts(np.arange(cells.doors))
    short_left, short_right = before.fit.parts(np.arange(cells.doors))
    whole, target = told.fit.left, told.fit.right
    none = np.zeros(used.shape, np.int64)
    own, parts = Parts(told, used, none, 0), Parts(before, np.where(begun, free, 0.0) * weeks, none, 0)
    real = own.gain[door] - through(whole[None], target[None], own.weeks(np.array([door])))[0]
    real = np.abs(real / own.weight[door])[0]
    placed = parts.gain[others] - through(
        whole - left[door] - left[others] + short_left[others],
        target - right[door] - right[others] + short_right[others],
        parts.weeks(others),
    )
    weight = parts.weight[others]
    found = np.abs(np.divide(placed, weight, out=np.full_like(placed, np.nan), where=weight > 0))
    found = found[np.isfinite(found)]
    return float((1 + (found >= real - 1e-12).sum()) / (1 + len(found)))


def _leads(told: Untreated, since: I1, spans: list[tuple[int, int]], freedom: int) -> list[Event]:
    """Effects that should be none: weeks before the start, each span against earlier ones, from untreated cells."""
    cells, free = told.cells, told.fit.w
    kind = np.full(since.shape, -1)
    for i, (first, last) in enumerate(spans):
        kind[(since >= first) & (since <= last) & (free > 0)] = i
    if not spans:
        return []
    weeks, k = free.shape[1], len(spans)
    fit = Within(cells, free, kind, k)
    doors = np.flatnonzero(cells.by_door(free.sum(axis=1)) > 0)
    wanted = np.eye(weeks + k)[weeks:]
    middle = through(fit.left[None], fit.right[None], wanted[None])[0]
    effects, sure = fit.without()
    out, some = effects[doors][:, weeks:], doors[~sure[doors]]
    if len(some):
        left, right = fit.parts(some)
        out[~sure[doors]] = through(fit.left - left, fit.right - right,
                                    np.broadcast_to(wanted, (len(some), *wanted.shape)))  # fmt: skip
    error = jackknife(middle, out)
    there = [int((cells.by_door((kind == i).any(axis=1).astype(float)) > 0).sum()) for i in range(k)]
    return [
        Event(first, float(middle[i]), *_ends(middle[i], error[i], freedom), there[i])
        for i, (first, _) in enumerate(spans) if np.isfinite(middle[i])
    ]  # fmt: skip


def _p(middle: float, error: float, freedom: int) -> float | None:
    if not error >= 0:
        return None
    return beyond(float(middle / error), freedom) if error > 0 else float(middle == 0)


def _ends(middle: float, error: float, freedom: int) -> tuple[float | None, float | None]:
    if not error >= 0:
        return None, None
    half = student(freedom) * float(error)
    return float(middle) - half, float(middle) + half


def _smallest(begun: I1) -> float:
    """One over the ways to hand these starting weeks (never is one too) to these doors."""
    _, times = np.unique(begun, return_counts=True)
    return exp(sum(lgamma(n + 1) for n in times.tolist()) - lgamma(len(begun) + 1))
