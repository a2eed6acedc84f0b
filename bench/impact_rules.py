"""What is asked to tell a lift from luck in the judge's worlds: the usual rules, and the product's whole procedure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
from impact_worlds import DAYS, DOOR, DOORS, HISTORY, MONDAY, Chains
from numpy.typing import NDArray

from cabochon.impact import judging
from cabochon.impact.episodes import episodes
from cabochon.impact.intervals import Z
from cabochon.impact.panel import Panel
from cabochon.impact.pooling import Pool, pool
from cabochon.impact.shrinking import shrink
from cabochon.impact.verdict import LOOKS, POOLED_LOOKS, Verdict

F2 = NDArray[np.float64]
UNITS = tuple(f"p{row:02}/d{door:02}" for row, door in enumerate(DOOR))
PLACES = tuple(f"d{door:02}" for door in range(DOORS))
FORTNIGHT, MONTH = POOLED_LOOKS  # days after the start
TRIED = ("any rise", "with an interval", "against the uncoached", "shrunken seven days")


@dataclass(slots=True)
class Told:
    """What a rule said, one entry an episode or a world. low, high: of the 95 % interval; bound: whether the truth lies
    within what the page shows at this look; lifted: whether it was called a lift; ever: on any day it was opened."""

    estimate: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    bound: list[bool] = field(default_factory=list)
    lifted: list[bool] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    ever: list[bool] = field(default_factory=list)


def usual(told: Chains, lift: float, look: int) -> dict[str, Told]:
    """The four rules that are in use, for every coached associate at this look."""
    x, n = told.x[lift], told.n
    start = told.start[..., None]
    days = np.arange(DAYS)
    own_n = np.take_along_axis(n, told.coached[..., None], axis=1)
    own_x = np.take_along_axis(x, told.coached[..., None], axis=1)
    week = (days >= start - 7) & (days < start)
    after = (days > start) & (np.cumsum((own_n > 0) & (days > start), axis=2) <= look)
    b_x, b_n, a_x, a_n = (s.sum(2).astype(float) for s in (own_x * week, own_n * week, own_x * after, own_n * after))
    some = (b_n > 0) & (a_n > 0)
    b_n, a_n = np.maximum(b_n, 1), np.maximum(a_n, 1)
    rise = a_x / a_n - b_x / b_n
    below, above = _newcombe(a_x, a_n, b_x, b_n)
    free = ~told.treated
    others = [(s * free[..., None]).sum(1)[:, None] for s in (x, n)]
    span = (days > start) & (days <= _last(after)[..., None])
    c = [(s * part).sum(2).astype(float) for part in (week, span) for s in others]
    moved = c[2] / c[3] - c[0] / c[1]
    error = np.sqrt(sum(_var(*pair) for pair in ((a_x, a_n), (b_x, b_n), (c[2], c[3]), (c[0], c[1]))))
    base, sd = _seven(x, n, told)
    gap = a_x / a_n - base
    spread = np.sqrt(base * (1 - base) / a_n + sd**2)
    return {
        TRIED[0]: _told(rise, rise, np.full_like(rise, np.nan), some),
        TRIED[1]: _told(rise, below, above, some),
        TRIED[2]: _told(rise - moved, rise - moved - Z * error, rise - moved + Z * error, some),
        TRIED[3]: _told(gap, gap - Z * spread, gap + Z * spread, some),
    }


def usual_pooled(told: Chains, lift: float) -> Told:
    """Before and after of the twelve together, seven days against fourteen, doors as what is independent."""
    x, n, start, days = told.x[lift], told.n, told.start[..., None], np.arange(DAYS)
    own_x, own_n = (np.take_along_axis(s, told.coached[..., None], axis=1) for s in (x, n))
    week, after = (days >= start - 7) & (days < start), (days > start) & (days <= start + FORTNIGHT)
    b_x, b_n, a_x, a_n = ((s * part).sum(2) for part in (week, after) for s in (own_x, own_n))
    apart = a_x / np.maximum(a_n, 1) - b_x / np.maximum(b_n, 1)
    middle, error = apart.mean(1), apart.std(1, ddof=1) / np.sqrt(DOORS)
    return _told(middle, middle - 2.201 * error, middle + 2.201 * error, np.ones(len(middle), bool))


def ours(told: Chains, lift: float) -> Iterator[tuple[Panel, NDArray[np.bool_]]]:
    """One world after another: its panel, and who is no peer on which day."""
    begun = told.start[:, DOOR][..., None] <= np.arange(DAYS)
    begun &= told.treated[..., None]
    for world in range(len(told.n)):
        panel = Panel(
            x=told.x[lift][world].astype(float), n=told.n[world].astype(float), door=DOOR.astype(np.int64),
            first=MONDAY, units=UNITS, doors=PLACES,
        )  # fmt: skip
        yield panel, begun[world]


def looked(
    panel: Panel, told: Chains, world: int, off: NDArray[np.bool_], said: dict[int, Told], *, lift: float
) -> None:
    """What the page says of each person's behaviour at each planned look (of a sale it says nothing at the first).

    Beside it the 95 % interval that the same episode has when that look is the only one; said[0]: any of the looks."""
    asked = list(_asked(told, world, DAYS))
    single = {look: episodes(panel, asked, treated=off, looks=(look,)) for look in LOOKS}
    for i, one in enumerate(episodes(panel, asked, treated=off)):
        lifts = []
        for reading in one.looks:
            if reading.estimate is None:
                continue
            then = replace(one, look=reading.shifts, at=reading, now=reading)
            verdict = judging.one(then, measure="m", unit="rate", counts="demos", behaviour=True, day=reading.day)
            at = single[reading.shifts][i].at
            keep(said[reading.shifts], verdict, (reading.estimate, at.low, at.high), lift)
            lifts.append(verdict.state == "likely_lifted")
        said[0].lifted.append(any(lifts))


def pooled(panel: Panel, told: Chains, world: int, off: NDArray[np.bool_], said: dict[int, Told], *, lift: float,
           days: Sequence[int]) -> None:  # fmt: skip
    """The verdict on the twelve together, opened so many days after the starts; days 14 and 28 are planned looks."""
    frozen: list[Pool] = []
    ever = False
    for after in days:
        now = pool(episodes(panel, _asked(told, world, after), treated=off))
        if now is None or now.low is None or now.high is None:
            continue
        frozen += [now] if after in POOLED_LOOKS else []
        day = MONDAY + timedelta(days=int(told.start[world].max()) + after)
        verdict = judging.several(now, measure="m", unit="rate", counts="demos", looks=frozen, day=day)
        ever |= verdict.state == "likely_lifted"
        if after in POOLED_LOOKS:
            keep(said[after], verdict, (now.estimate, now.low, now.high), lift)
            said[after].ever.append(ever)


def keep(said: Told, verdict: Verdict, found: tuple[float, float | None, float | None], truth: float) -> None:
    """found: estimate and the ends of its 95 % interval."""
    estimate, low, high = found
    said.estimate.append(estimate)
    said.low.append(-1.0 if low is None else low)
    said.high.append(1.0 if high is None else high)
    if verdict.low is not None and verdict.high is not None:
        said.bound.append(verdict.low <= truth <= verdict.high)
    said.lifted.append(verdict.state == "likely_lifted")
    said.states.append(verdict.state)


def together(said: Sequence[Told]) -> Told:
    """Several lists as one."""
    out = Told()
    for one in said:
        for name in ("estimate", "low", "high", "bound", "lifted", "states", "ever"):
            getattr(out, name).extend(getattr(one, name))
    return out


def _asked(told: Chains, world: int, days: int) -> list[tuple[int, date, date]]:
    """Associate, start, and the last day so many days after it."""

    def day(column: int) -> date:
        return MONDAY + timedelta(days=int(column))

    return [
        (int(row), day(begun), day(min(begun + days, DAYS - 1)))
        for row, begun in zip(told.coached[world], told.start[world], strict=True)
    ]


def _told(estimate: F2, low: F2, high: F2, some: NDArray[np.bool_]) -> Told:
    low, high = low[some], high[some]
    return Told(estimate[some].tolist(), low.tolist(), high.tolist(), [], (low > 0).tolist())


def _last(after: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The last day that is on, of each row; HISTORY where none is."""
    return np.where(after.any(2), DAYS - 1 - after[..., ::-1].argmax(2), HISTORY)


def _var(x: F2, n: F2) -> F2:
    p = x / np.maximum(n, 1)
    return p * (1 - p) / np.maximum(n, 1)


def _newcombe(x1: F2, n1: F2, x0: F2, n0: F2) -> tuple[F2, F2]:
    """intervals.difference, of arrays."""
    (l1, u1), (l0, u0) = _wilson(x1, n1), _wilson(x0, n0)
    p1, p0 = x1 / n1, x0 / n0
    return p1 - p0 - np.hypot(p1 - l1, u0 - p0), p1 - p0 + np.hypot(u1 - p1, p0 - l0)


def _wilson(x: F2, n: F2) -> tuple[F2, F2]:
    p, spread = x / n, Z * Z / n
    half = Z / (1 + spread) * np.sqrt(p * (1 - p) / n + spread / (4 * n))
    centre = (p + spread / 2) / (1 + spread)
    return centre - half, centre + half


def _seven(x: NDArray[np.int64], n: NDArray[np.int64], told: Chains) -> tuple[F2, F2]:
    """Rate and sd of the coached after shrinking everybody's seven days."""
    base, sd = np.empty(told.start.shape), np.empty(told.start.shape)
    for world, door in np.ndindex(*told.start.shape):
        begun, row = told.start[world, door], told.coached[world, door]
        week = slice(begun - 7, begun)
        found = shrink(x[world, :, week].sum(1).astype(float), n[world, :, week].sum(1).astype(float))
        base[world, door], sd[world, door] = found.rate[row], found.sd[row]
    return base, sd
