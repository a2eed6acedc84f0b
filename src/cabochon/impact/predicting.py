"""Does doing more of one thing go with more of another, within the same door and the same week?"""

from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from .intervals import beyond, student
from .within import F1, F2, I1, Grid, grid, jackknife, normal, solved, through

B2 = NDArray[np.bool_]

LEAST_DOORS, GROUPS = 3, 100


@dataclass(frozen=True, slots=True)
class Reliability:
    """of: share of the variance seen between people (or doors) that is theirs, 0..1, at `each` entries a head. single:
    of one entry alone. units: how many with an entry; n: entries."""

    of: float
    single: float
    each: float
    units: int
    n: float


def reliability(x: F1, n: F1) -> Reliability | None:
    """
    Args:
        x, n: yes and entries of each person (or door); those without an entry are left out.

    single = between^2 / (between^2 + MSW), one-way analysis of variance for 0/1 entries; of = k single /
    (1 + (k - 1) single), k = the mean number of entries (Spearman & Brown). Three observations a person of a single
    reliability of 0.095 carry 0.24.
    None with fewer than two units, or with not one entry more than units.
    Sources: Fleiss & Cuzick, Applied Psychological Measurement 3 (1979) 537-542; Spearman, Brit. J. Psychology 3
    (1910) 271-295; Brown, ibid. 296-322.
    Not for: judging a person; agreement of two who see the same (agreement.py).
    """
    x, n = np.asarray(x, float), np.asarray(n, float)
    x, n = x[n > 0], n[n > 0]
    return from_sums(
        units=len(n),
        n=float(n.sum()),
        n_squares=float((n * n).sum()),
        x=float(x.sum()),
        x_squares=float((x * x / n).sum()),
    )


def carried(single: float, entries: float) -> float:
    """Spearman & Brown: reliability of the mean of so many entries, each of the reliability `single`."""
    return entries * single / (1 + (entries - 1) * single) if single > 0 else 0.0


def from_sums(*, units: float, n: float, n_squares: float, x: float, x_squares: float) -> Reliability | None:
    """As `reliability`, from sums over units: how many, n, n^2, x, and x^2 / n; no single unit leaves the store."""
    if units < 2 or n <= units:
        return None
    between = (x_squares - x * x / n) / (units - 1)
    within = (x - x_squares) / (n - units)
    size = (n - n_squares / n) / (units - 1)
    spread = max(0.0, (between - within) / size)
    single = spread / (spread + within) if spread + within > 0 else 0.0
    return Reliability(carried(single, n / units), single, n / units, int(units), n)


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicts:
    """slope: of the outcome, in its own unit, for one unit more of the behaviour (ten points more: a tenth of it). se,
    low, high: 95 %, doors left out one by one, t(G-1). p: two-sided.

    reliability: share of what is left of the behaviour within door and week that is no sampling noise, 0..1; the slope
    is about that share of the true one (attenuation) and is not corrected. doors, weeks: with something within them to
    compare; cells: door-weeks; n: behaviour entries behind them; sd: of the behaviour within door and week.
    """

    slope: float
    se: float
    low: float
    high: float
    p: float
    reliability: float
    doors: int
    weeks: int
    cells: int
    n: float
    sd: float


def predicts(
    behaviour: F1, outcome: F1, door: I1, week: I1, *, behaviour_n: F1, outcome_n: F1,
    binary: bool = True, design_effect: float = 1.0,
) -> Predicts | None:  # fmt: skip
    """
    Args:
        behaviour, outcome: rate or mean of each door-week; door, week: which; behaviour_n, outcome_n: the events
        behind each: a cell without one of them is left out. binary: the behaviour is a share of yes; otherwise it is
        counted (signals a visit) and its noise is that of a count. design_effect: how much more entries of a cell vary
        than independent ones, because some are of one person.

    outcome = door + week + slope * behaviour, weighted by n_b n_o / (n_b + n_o): both demeaned by door and by week.
    Variance: jackknife over doors, week effects fitted anew; above 100 doors in 100 groups of doors. Reliability =
    1 - sampling variance / variance of the demeaned behaviour, by the same weights.
    None with fewer than three doors or two weeks that tell anything, or a behaviour that never moves.
    Sources: weighted double demeaning, Wooldridge, Econometric Analysis, 2nd ed. (2010), 10.5; jackknife over clusters
    MacKinnon, Nielsen & Webb, J. Applied Econometrics 38 (2023) 671-694; attenuation: Spearman, American Journal of
    Psychology 15 (1904) 72-101.
    Not for: cause (a good week makes both); comparing people; a behaviour seen only when it was done (self-logged).
    """
    b_n, o_n = np.asarray(behaviour_n, float), np.asarray(outcome_n, float)
    both = (b_n > 0) & (o_n > 0) & np.isfinite(behaviour) & np.isfinite(outcome)
    weight = np.divide(b_n * o_n, b_n + o_n, out=np.zeros_like(b_n), where=both)
    cells, _, _, _ = grid(door, week, np.where(both, outcome, 0.0), weight)
    moves, _, _, _ = grid(door, week, np.where(both, behaviour, 0.0), weight)
    entries, _, _, _ = grid(door, week, np.where(both, b_n, 0.0), weight)
    lone = _lone(cells.w)
    w = np.where(lone, 0.0, cells.w)
    doors, weeks = np.flatnonzero(w.sum(axis=1) > 0), int((w.sum(axis=0) > 0).sum())
    if len(doors) < LEAST_DOORS or weeks < 2:
        return None
    left, right = normal(_grouped(cells, w, doors), w, moves.y[:, :, None])
    groups = np.flatnonzero(left.any(axis=(1, 2)))
    whole, told = left.sum(axis=0), right.sum(axis=0)
    one = np.zeros((1, 1, len(whole)))
    one[..., -1] = 1.0
    slope = through(whole[None], told[None], one)[0]
    out = through(whole - left[groups], told - right[groups], np.broadcast_to(one, (len(groups), 1, len(whole))))
    se = float(jackknife(slope, out)[0])
    if not np.isfinite(se) or se == 0:
        return None
    spread, own = _spread(moves, w, entries.y, binary=binary, design_effect=design_effect)
    half = student(len(groups) - 1) * se
    middle = float(slope[0])
    return Predicts(
        slope=middle, se=se, low=middle - half, high=middle + half, p=beyond(middle / se, len(groups) - 1),
        reliability=min(1.0, max(0.0, own / spread)) if spread > 0 else 0.0, doors=len(doors), weeks=weeks,
        cells=int((w > 0).sum()), n=float(entries.y[w > 0].sum()), sd=sqrt(spread),
    )  # fmt: skip


def _lone(w: F2) -> B2:
    """Cells of a door seen in one week only, or a week of one door only: they tell nothing, and take a degree."""
    kept = w > 0
    while True:
        told = kept & (kept.sum(axis=1) > 1)[:, None] & (kept.sum(axis=0) > 1)[None, :]
        if bool((told == kept).all()):
            return ~kept
        kept = told


def _grouped(cells: Grid, w: F2, doors: I1) -> Grid:
    """The same cells, doors put together so that no more than GROUPS are left out one by one."""
    if len(doors) <= GROUPS:
        return cells
    home = np.zeros(len(w), np.int64)
    home[doors] = np.arange(len(doors)) % GROUPS
    return replace(cells, home=home, doors=GROUPS)


def _spread(moves: Grid, w: F2, entries: F2, *, binary: bool, design_effect: float) -> tuple[float, float]:
    """Variance of the behaviour with door and week taken out, and how much of it is no sampling noise, by weight.

    A share of yes varies by p (1-p) / n, and p itself moves: E p (1-p) = level (1 - level) - own variance.
    """
    left, right = normal(moves, w)
    weeks = solved(left.sum(axis=0)[None], right.sum(axis=0)[None, :, None])[0, :, 0]
    total = w.sum(axis=1)[:, None]
    share = np.divide(w, total, out=np.zeros_like(w), where=total > 0)
    rest = moves.y - weeks
    rest = rest - (share * rest).sum(axis=1)[:, None]
    level = (share * moves.y).sum(axis=1)[:, None]
    cells, used = w > 0, float(w.sum())
    fitted = cells.any(axis=1).sum() + cells.any(axis=0).sum() - 1
    spread = float((w * rest * rest).sum() / used * cells.sum() / max(1, cells.sum() - fitted))
    each = np.divide(design_effect, entries, out=np.zeros_like(w), where=cells)
    noise = float((w * (level * (1 - level) if binary else level) * each).sum() / used)
    less = float((w * each).sum() / used) if binary else 0.0
    return spread, (spread - noise) / (1 - less) if less < 1 else 0.0
