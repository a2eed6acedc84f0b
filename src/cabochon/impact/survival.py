"""How long until something happens, with those to whom it has not happened yet counted as far as they were seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, exp, log, pi, sqrt

import numpy as np

from .intervals import Z

LEAST = 20  # events behind a smoothed rate
WEEKS = 4  # weeks behind a smoothed rate, at least


@dataclass(frozen=True, slots=True)
class Step:
    """At `time` happened `events` of the `at_risk`; `share` is left, with Greenwood's standard error."""

    time: float
    at_risk: int
    events: int
    share: float
    error: float


@dataclass(frozen=True, slots=True)
class Survival:
    """median: the time at which half are through; None while more than half still wait. low, high: its 95 % interval,
    an end that is not reached is None. n, events: people, and those to whom it happened."""

    steps: tuple[Step, ...]
    median: float | None
    low: float | None
    high: float | None
    n: int
    events: int


def survival(times: Sequence[float], happened: Sequence[bool]) -> Survival:
    """Kaplan-Meier. times: of the event, or until when somebody was seen without it; happened: which of the two.

    Share left after t: product of (1 - d/r) over event times up to t; its error by Greenwood. The interval of the
    median holds the times at which |log(-log S(t)) - log(-log 1/2)| <= 1.96 standard errors of log(-log S).
    Sources: Kaplan & Meier, JASA 53 (1958) 457-481; Brookmeyer & Crowley, Biometrics 38 (1982) 29-41, on the
    log-log scale of Kalbfleisch & Prentice (1980).
    """
    pairs = sorted(zip(times, happened, strict=True))
    left, share, spread, steps = len(pairs), 1.0, 0.0, []
    for time in dict.fromkeys(time for time, _ in pairs):
        events = sum(done for at, done in pairs if at == time)
        if events:
            share *= 1 - events / left
            spread += events / (left * (left - events)) if left > events else 0.0
            steps.append(Step(time, left, events, share, share * sqrt(spread)))
        left -= sum(at == time for at, _ in pairs)
    median = next((step.time for step in steps if step.share <= 0.5 + 1e-12), None)
    low = next((step.time for step in steps if _bound(step, upper=False) <= 0.5), None)
    high = next((step.time for step in steps if _bound(step, upper=True) <= 0.5), None)
    return Survival(tuple(steps), median, low, high, len(pairs), sum(happened))


def crossing(weeks: Sequence[tuple[float, float]], target: float) -> int | None:
    """The first week (from 1) whose smoothed rate reaches the target; None when none does. weeks: (x, n) of each.

    The smoothed rate of a week is that of the last four weeks, or of as many more as it takes to hold 20 events: a
    raw weekly rate crosses any target by luck, and the sooner the fewer stand behind it.
    """
    for last in range(len(weeks)):
        x = n = 0.0
        for back in range(last, -1, -1):
            x, n = x + weeks[back][0], n + weeks[back][1]
            if n >= LEAST and last - back + 1 >= min(WEEKS, last + 1):
                if x >= target * n:
                    return last + 1
                break
    return None


@dataclass(frozen=True, slots=True)
class Logrank:
    """statistic: chi-squared with `freedom` degrees; p: its upper tail. groups: sorted by their words; observed,
    expected: the events of each."""

    statistic: float
    freedom: int
    p: float
    groups: tuple[object, ...]
    observed: tuple[float, ...]
    expected: tuple[float, ...]


def logrank(times: Sequence[float], happened: Sequence[bool], group: Sequence[object]) -> Logrank | None:
    """Do groups differ in how long it takes? times, happened: as `survival` takes them; group: of each person.

    At each event time the events expected of a group are d r_g / r; the statistic is (O-E)' V^-1 (O-E) over all groups
    but one, V the hypergeometric covariance. None with fewer than two groups or when nothing tells them apart.
    Source: Mantel, Cancer Chemotherapy Reports 50 (1966) 163-170; Peto & Peto, JRSS A 135 (1972) 185-207.
    Not for: curves that cross (they may differ and look alike); fewer than about five events a group; doors that share
    people.
    """
    groups = tuple(sorted(set(group), key=str))
    at, done = np.asarray(times, float), np.asarray(happened, bool)
    own = np.array([[one == name for one in group] for name in groups], bool).reshape(len(groups), len(at))
    observed, expected = (own & done).sum(axis=1).astype(float), np.zeros(len(groups))
    spread = np.zeros((len(groups), len(groups)))
    for time in np.unique(at[done]):
        risk = (own & (at >= time)).sum(axis=1).astype(float)
        r, d = float(risk.sum()), float((done & (at == time)).sum())
        share = risk / r
        expected += d * share
        if r > 1:
            spread += d * (r - d) / (r - 1) * (np.diag(share) - np.outer(share, share))
    freedom = len(groups) - 1
    if freedom < 1 or np.linalg.matrix_rank(spread) < freedom:
        return None
    apart = (observed - expected)[:-1]
    statistic = float(apart @ np.linalg.solve(spread[:-1, :-1], apart))
    return Logrank(
        statistic, freedom, chi_squared(statistic, freedom), groups, tuple(observed.tolist()), tuple(expected.tolist())
    )


def chi_squared(value: float, freedom: int) -> float:
    """Probability that a chi-squared of so many degrees is larger. Abramowitz & Stegun 26.4.4 and 26.4.5."""
    half, odd = value / 2, freedom % 2
    total = erfc(sqrt(half)) if odd else 0.0
    term = exp(-half) * (sqrt(half / pi) * 2 if odd else 1.0)
    for k in range(3 if odd else 2, freedom + 1, 2):
        total += term
        term *= value / k
    return min(1.0, total)


def _bound(step: Step, *, upper: bool) -> float:
    """An end of the 95 % interval of the share left, on the log-log scale."""
    if step.share <= 0.0 or step.share >= 1.0:
        return step.share
    power = Z * step.error / (step.share * -log(step.share))
    scale = exp(-power if upper else power)
    bound: float = step.share**scale
    return bound
