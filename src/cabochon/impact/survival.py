"""How long until something happens, with those to whom it has not happened yet counted as far as they were seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

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


def _bound(step: Step, *, upper: bool) -> float:
    """An end of the 95 % interval of the share left, on the log-log scale."""
    if step.share <= 0.0 or step.share >= 1.0:
        return step.share
    power = Z * step.error / (step.share * -log(step.share))
    scale = exp(-power if upper else power)
    bound: float = step.share**scale
    return bound
