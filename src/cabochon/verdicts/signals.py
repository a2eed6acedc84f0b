"""Which behaviours, process steps and signals go with which outcomes, within the same boutique and the same weeks."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from ..impact.discovery import fdr
from ..impact.panel import F2, Panel
from ..impact.predicting import Predicts, Reliability, predicts, reliability
from ..measures.catalogue import BY_KEY, SIGNALS, STEPS
from ..measures.trees import Term
from ..programme.playbook import CLIENT_VISIT
from ..retail.closed_weeks import LOT, latest
from ..warehouse import Warehouse
from .panels import Panels
from .signal_words import missing, said
from .told import Signal

WEEKS = 28  # closed ones that are looked at: seven lots of four
LEAST_DOORS, LEAST_WEEKS, LEAST_LOTS = 6, 8, 4
LEAST_SHARE = 0.05  # of a behaviour's movement that is no noise; below it nothing can be said
RELIABLE = 0.4  # to say that there is nothing
FOUND = 0.05  # false discoveries among what is called found
DESIGN = 1.1  # entries of one person in a week are few and alike: 1 + (2 - 1) 0.1
TEN = 0.1  # slopes are told for ten points more, or ten signals a hundred visits

# What ten points more must move an outcome by to be worth the watching; of money a share of the house's own mean.
WORTH: Mapping[str, float] = {"csat": 0.05, "attach_rate": 0.01, "shrink_rate": 0.0005, "count_accuracy": 0.005,
                              "return_rate": 0.005, "conversion": 0.01, "atv": 0.01}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """Measures that are held against outcomes. weeks: how many make one cell: counts of stock are few."""

    keys: tuple[str, ...]
    outcomes: tuple[str, ...]
    weeks: int = 1
    binary: bool = True


ASKED = (
    Asked(tuple(f"behaviour.{b.key}" for b in CLIENT_VISIT.behaviours), ("csat", "attach_rate")),
    Asked(tuple(f"sop.{key}" for key in STEPS), ("shrink_rate", "count_accuracy", "return_rate"), LOT),
    Asked(tuple(f"signal.{key}" for key in SIGNALS), ("conversion", "atv"), binary=False),
)
MEASURES = tuple(key for one in ASKED for key in one.keys)


def signals(
    warehouse: Warehouse, *, today: date, doors: Collection[str], currency: str, gone: Collection[str] = (),
    asked: Iterable[Asked] = ASKED,
) -> list[Signal]:  # fmt: skip
    """Every pair, in the order of ASKED: within door and week, over the doors given, of WEEKS closed weeks.

    Args:
        doors: at least LEAST_DOORS, or every pair cannot be told. currency: the group's, for values of receipts.
        gone: keys of measures that are retired today.

    q is after Benjamini & Hochberg over all pairs that have a p. goes_with and against: q <= 0.05, for better or for
    worse. Source of each figure: impact/predicting.py. Nobody is named in what comes out, and no single boutique.
    """
    asked = tuple(asked)
    since, until = latest(today, WEEKS)
    if len(doors) < LEAST_DOORS:
        few = len(doors)
        return _closed(
            [_none(key, outcome, few, gone) for one in asked for key in one.keys for outcome in one.outcomes]
        )
    keys = [key for one in asked for key in (*one.keys, *one.outcomes)]
    panels = Panels(warehouse, since, until, currency=currency, keys=keys, only=doors)
    carried = _carried(panels, asked)
    pairs = [(one, key, outcome) for one in asked for key in one.keys for outcome in one.outcomes]
    found = [_pair(panels, one, key, outcome) for one, key, outcome in pairs]
    q = fdr([told.p if told and told.doors >= LEAST_DOORS else None for told in found])
    out = [
        _signal(
            one,
            key,
            outcome,
            told,
            q=q[n],
            carried=carried.get(key),
            mean=_mean(panels, outcome),
            gone=gone,
            currency=currency,
        )
        for n, ((one, key, outcome), told) in enumerate(zip(pairs, found, strict=True))
    ]
    return _closed(out)


def _pair(panels: Panels, one: Asked, key: str, outcome: str) -> Predicts | None:
    """Both by door and span; an outcome in money in the group's currency."""
    doing = panels.doors(key)
    money = BY_KEY[outcome].unit == "money" or outcome == "shrink_rate"
    result = panels.doors(outcome, group=money)
    if doing is None or result is None:
        return None
    doors = sorted({*doing.doors} & {*result.doors})
    if not doors:
        return None
    b, b_n = _spans(doing, doors, one.weeks)
    o, o_n = _spans(result, doors, one.weeks)
    rows, columns = np.nonzero((b_n > 0) & (o_n > 0))
    if not len(rows):
        return None
    behaviour, behaviour_n = b[rows, columns] / b_n[rows, columns], b_n[rows, columns]
    value, weight = o[rows, columns] / o_n[rows, columns], o_n[rows, columns]
    return predicts(behaviour, value, rows.astype(np.int64), columns.astype(np.int64), behaviour_n=behaviour_n,
                    outcome_n=weight, binary=one.binary, design_effect=DESIGN if one.binary else 1.0)  # fmt: skip


def _spans(panel: Panel, doors: list[str], weeks: int) -> tuple[F2, F2]:
    """x and n of these doors, added up over spans of so many weeks; (doors, spans)."""
    place = {code: i for i, code in enumerate(doors)}
    rows = [(place[panel.doors[d]], i) for i, d in enumerate(panel.door) if panel.doors[d] in place]
    found = []
    for side in (panel.x, panel.n):
        table = np.zeros((len(doors), side.shape[1]))
        for to, of in rows:
            table[to] += side[of]
        found.append(table.reshape(len(doors), -1, 7 * weeks).sum(axis=2))
    return found[0], found[1]


def _mean(panels: Panels, outcome: str) -> float | None:
    panel = panels.doors(outcome, group=True) if BY_KEY[outcome].unit == "money" else None
    if panel is None:
        return None
    n = float(panel.n.sum())
    return float(panel.x.sum()) / n if n else None


def _carried(panels: Panels, asked: Iterable[Asked]) -> dict[str, Reliability]:
    """Of each behaviour, how much of what is seen of people is theirs; people are read here and left here."""
    keys = [key for one in asked for key in one.keys if key.startswith("behaviour.")]
    if not keys:
        return {}
    sums = [(BY_KEY[key].top, BY_KEY[key].bottom) for key in keys]
    terms = [Term(side.value, side.rows) for pair in sums for side in pair]
    first = panels.until - timedelta(weeks=LOT) + timedelta(days=1)
    rows = panels.select("step", ("associate",), terms, since=first)
    rows = [row for row in rows if row[0]]
    told = np.array([[float(value or 0) for value in row[1:]] for row in rows]).reshape(len(rows), len(terms))
    found = {key: reliability(told[:, 2 * n], told[:, 2 * n + 1]) for n, key in enumerate(keys)}
    return {key: one for key, one in found.items() if one is not None}


def _none(key: str, outcome: str, doors: int, gone: Collection[str]) -> Signal:
    retired = key in gone
    one = Signal(
        behaviour=key, title=BY_KEY[key].title, outcome=outcome, outcome_title=BY_KEY[outcome].title, slope=None,
        low=None, high=None, p=None, q=None, reliability=None, doors=doors, weeks=0, n=0,
        state="retired" if retired else "cannot_tell", why=missing(doors=doors, least=LEAST_DOORS),
    )  # fmt: skip
    return replace(one, text=said(one))


def _signal(
    one: Asked, key: str, outcome: str, told: Predicts | None, *, q: float | None, carried: Reliability | None,
    mean: float | None, gone: Collection[str], currency: str,
) -> Signal:  # fmt: skip
    """The pair in words. slope, low, high: of the outcome for ten points more, better or worse as it stands."""
    if told is None or told.doors < LEAST_DOORS:
        return replace(_none(key, outcome, told.doors if told else 0, gone), doors=told.doors if told else 0)
    down = BY_KEY[outcome].better == "down"
    worth = WORTH[outcome] * (mean if mean else 1.0) if BY_KEY[outcome].unit == "money" else WORTH[outcome]
    slope, low, high = told.slope * TEN, told.low * TEN, told.high * TEN
    weeks, least = told.weeks * one.weeks, LEAST_WEEKS if one.weeks == 1 else LEAST_LOTS * one.weeks
    enough = weeks >= least and told.reliability >= LEAST_SHARE
    best = (-low if down else high) / max(told.reliability, LEAST_SHARE)
    found = q is not None and q <= FOUND
    helps = (slope < 0) if down else (slope > 0)
    state = "cannot_tell" if not enough else "nothing_seen" if not found else "goes_with" if helps else "against"
    free = enough and told.reliability >= RELIABLE and best < worth
    why = "" if free else missing(
        doors=told.doors, least=LEAST_DOORS, weeks=weeks, least_weeks=least, share=told.reliability, reliable=RELIABLE,
        best=best, worth=worth, unit=BY_KEY[outcome].unit, found=state == "goes_with", outcome=BY_KEY[outcome].title,
        currency=currency,
    )  # fmt: skip
    made = Signal(
        behaviour=key, title=BY_KEY[key].title, outcome=outcome, outcome_title=BY_KEY[outcome].title, slope=slope,
        low=low, high=high, p=told.p, q=q, reliability=told.reliability, doors=told.doors, weeks=weeks, n=int(told.n),
        state="retired" if key in gone else state, may_retire=free, why=why, worth=worth,
        person=carried.of if carried else None, each=carried.each if carried else None,
    )  # fmt: skip
    return replace(made, text=said(made, currency, least_weeks=least))


def _closed(found: list[Signal]) -> list[Signal]:
    """A measure may be retired only when every outcome it is asked about lets it."""
    free: dict[str, bool] = {}
    for one in found:
        free[one.behaviour] = free.get(one.behaviour, True) and one.may_retire
    return [replace(one, may_retire=free[one.behaviour] and one.state != "retired") for one in found]
