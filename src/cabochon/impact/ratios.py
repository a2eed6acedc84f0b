"""Ratios of sums by door: how sure one is, and how it changed against the doors that did nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, sqrt

import numpy as np
from numpy.typing import NDArray

from .intervals import beyond, student

F1 = NDArray[np.float64]
F2 = NDArray[np.float64]
I1 = NDArray[np.int64]

ROUNDING = 1e-12  # of a sum
WAYS = ("times", "plus")  # how peers move what is expected: by a factor (money, rates of entries), or by so many points


@dataclass(frozen=True, slots=True)
class Ratio:
    """value = sum(num) / sum(den); se, low, high: 95 %, clustered. num, den: the sums; clusters: how many."""

    value: float
    se: float
    low: float
    high: float
    num: float
    den: float
    clusters: int


def ratio(num: F1, den: F1, cluster: Sequence[object] | I1) -> Ratio | None:
    """
    Args:
        num, den: top and bottom of each row; cluster: its door (or day): rows of one are not independent.

    R = sum(y)/sum(x); se = sqrt(G/(G-1) * sum over clusters of (y_g - R x_g)^2) / sum(x); R +- t(G-1) se.
    None with fewer than two clusters or without a positive bottom.
    Source: Cochran, Sampling Techniques, 3rd ed. (1977), 6.3 and 9A.1 (Taylor linearisation, ultimate clusters).
    Not for: a ratio of single rows averaged; fewer than about six clusters (the interval is then too hopeful in skewed
    money); a denominator that is nearly as uncertain as it is large.
    """
    num, den = np.asarray(num, float), np.asarray(den, float)
    names, at = np.unique(np.asarray(cluster), return_inverse=True)
    top, bottom = np.bincount(at, num, len(names)), np.bincount(at, den, len(names))
    if len(names) < 2 or bottom.sum() <= 0:
        return None
    value, groups = float(top.sum() / bottom.sum()), len(names)
    se = sqrt(groups / (groups - 1) * float(((top - value * bottom) ** 2).sum())) / float(bottom.sum())
    half = student(groups - 1) * se
    return Ratio(value, se, value - half, value + half, float(top.sum()), float(bottom.sum()), groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """before, after: ratios of sums of the doors that did it; raw = after - before = expected + estimate. expected: the
    change that would have come anyway. se, low, high: 95 % with `freedom` degrees, None with one door on either side.
    p: two-sided. smallest_p: the smallest that choosing so many of so many doors can ever give, one-sided.

    estimate, expected: None without peers: a plain before and after is no verdict. doors, peers: with both sides.
    before_num ... after_den: the sums behind it.
    """

    before: float
    after: float
    raw: float
    expected: float | None
    estimate: float | None
    se: float | None
    low: float | None
    high: float | None
    p: float | None
    smallest_p: float | None
    freedom: int
    doors: int
    peers: int
    before_num: float
    before_den: float
    after_num: float
    after_den: float


def changed(
    before_num: F1, before_den: F1, after_num: F1, after_den: F1,
    peer_before_num: F1, peer_before_den: F1, peer_after_num: F1, peer_after_den: F1,
    *, way: str = "times", base: F1 | None = None, peer_base: F1 | None = None,
) -> Changed | None:  # fmt: skip
    """A ratio of sums (ATV, conversion, accessory revenue, shrink, CSAT of doors) after, against what was to come.

    Args:
        before_num ... after_den: one entry a door that did it; peer_*: one a door that did not. A door without a
        positive bottom on both sides (opened or shut meanwhile) is left out. way: "times": peers move the expectation
        by a factor; "plus": by so many points (scales that are no amounts: CSAT; amounts that may be 0 or less:
        shrink). base, peer_base: what each door's ratio was before, when it is known better than from these sums
        (shrunken, over eight weeks).

    expected value = sum(after_den * base * index) / sum(after_den), index = sum(peer after_num) / sum(peer after_den *
    peer base), or + the peers' shift; so a door with more receipts afterwards moves nothing by being larger.
    Variance: jackknife, doors and peers left out one by one, each side for itself, or with one noise a door for both
    sides where that is larger (two peers can look alike by luck); t with doors + peers - 2 degrees.
    None when no door that did it has two sides.
    Sources: Cochran (1977) 6.3; jackknife of two samples: Arvesen, Annals of Math. Statistics 40 (1969) 2076-2100.
    Not for: one person; doors chosen because these very weeks were low (give a shrunken base); doors that began on
    different days (rollout).
    """
    if way not in WAYS:
        raise ValueError(f"a way is one of {', '.join(WAYS)}, not {way!r}")
    own = _side(before_num, before_den, after_num, after_den, base)
    peers = _side(peer_before_num, peer_before_den, peer_after_num, peer_after_den, peer_base)
    if not len(own[0]):
        return None
    sums = [float(part.sum()) for part in own[:4]]
    before, after = sums[0] / sums[1], sums[2] / sums[3]
    doors, others = len(own[0]), len(peers[0])
    estimate, error, freedom = None, None, 0
    if others:
        estimate = float(_beyond_peers(_parts(own), _parts(peers), way)[0])
        if doors > 1 and others > 1:
            error, freedom = _jackknifed(own, peers, way)
    if estimate is not None and not np.isfinite(estimate):
        estimate = error = None
    half = student(freedom) * error if error is not None else None
    return Changed(
        before=before, after=after, raw=after - before, estimate=estimate, se=error, freedom=freedom,
        expected=None if estimate is None else after - before - estimate,
        low=None if estimate is None or half is None else estimate - half,
        high=None if estimate is None or half is None else estimate + half,
        p=None if estimate is None or not error else beyond(estimate / error, freedom),
        smallest_p=1 / comb(doors + others, doors) if others else None, doors=doors, peers=others,
        before_num=sums[0], before_den=sums[1], after_num=sums[2], after_den=sums[3],
    )  # fmt: skip


_Side = tuple[F1, F1, F1, F1, F1]  # before_num, before_den, after_num, after_den, base


def _side(before_num: F1, before_den: F1, after_num: F1, after_den: F1, base: F1 | None) -> _Side:
    """The doors with a positive bottom on both sides, and no sum out of bounds."""
    top, bottom, later, under = (np.asarray(one, float) for one in (before_num, before_den, after_num, after_den))
    known = (
        np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0) if base is None else np.asarray(base, float)
    )
    both = (bottom > 0) & (under > 0) & np.isfinite((top, bottom, later, under, known)).all(axis=0)
    return top[both], bottom[both], later[both], under[both], known[both]


def _parts(side: _Side) -> F2:
    """Of each door after_num, after_den and what after_den expects of the base."""
    return np.stack([side[2], side[3], side[3] * side[4]], axis=1)


def _beyond_peers(own: F2, peers: F2, way: str, *, without: str = "") -> F1:
    """After less expected, from `_parts` of both: of all, or without each of its own doors or peers (`without`: own,
    peers). nan where nothing is left to divide by."""
    one = _left(own) if without == "own" else own.sum(axis=0)[None]
    other = _left(peers) if without == "peers" else peers.sum(axis=0)[None]
    after, expected = (_over(one[:, place], one[:, 1], own[:, 1]) for place in (0, 2))
    if way == "times":
        return after - expected * _over(other[:, 0], other[:, 2], peers[:, 2])
    return after - expected - _over(other[:, 0] - other[:, 2], other[:, 1], peers[:, 1])


def _left(parts: F2) -> F2:
    """Sums without each door."""
    return np.asarray(parts.sum(axis=0) - parts)


def _over(top: F1, bottom: F1, of: F1) -> F1:
    """nan where what is left of the sum of `of` is no more than rounding, so that nothing is out of bounds."""
    out: F1 = np.divide(top, bottom, out=np.full_like(top, np.nan), where=np.abs(bottom) > ROUNDING * np.abs(of).sum())
    return out


def _jackknifed(own: _Side, peers: _Side, way: str) -> tuple[float | None, int]:
    """Standard error and degrees of freedom, a door of either side left out at a time."""
    parts = _parts(own), _parts(peers)
    left_out = [_beyond_peers(*parts, way, without=name) for name in ("own", "peers")]
    own_sizes = [float((side[3] ** 2).sum() / side[3].sum() ** 2) for side in (own, peers)]
    if not all(np.isfinite(one).all() for one in left_out):
        return None, 0
    found = [float((len(one) - 1) / len(one) * ((one - one.mean()) ** 2).sum()) for one in left_out]
    freedom = [len(one) - 1 for one in left_out]
    apart = sum(found)
    alike = sum(v / k * f for v, k, f in zip(found, own_sizes, freedom, strict=True)) / sum(freedom) * sum(own_sizes)
    return sqrt(max(apart, alike)), sum(freedom)
