"""From an episode, a pool or an estimate made elsewhere to a verdict of the closed set of impact.md."""

from collections.abc import Sequence
from datetime import date
from statistics import NormalDist
from typing import Any, Required, TypedDict, Unpack

from . import words
from .episodes import Episode, posterior
from .intervals import Z, student
from .pooling import Pool
from .ruling import SHORT, Case, Finding, judged
from .sequential import always_valid, bounded, quantile
from .verdict import LEAST_AFTER, LOOKS, POOLED_LOOKS, WEEKS, Side, Verdict, worthwhile_of

SPENT = (0.047, 0.057)  # by the first and the second planned look of pooled doors, both sides together
EVERY_DAY = 0.003  # for all other days; without planned looks those have 5 %
MIXED = 1.5  # tau in worthwhile lifts: the bound is narrowest at a standard error of about 2 points


class About(TypedDict, total=False):
    """What surrounds every verdict.

    unit: rate, score, money, units, points, per100. counts: what n counts, plural ("demos"), "" for what nobody counts
    (money). then: what to do where there is no lift ("try another focus"). worthwhile, target: in the measure's unit,
    target a value and not a lift. pace: events a day; day: today; since, until: of the focus. grave: sentences that
    make the comparison impossible; the first is said. before: over the baseline; after: so far. better: "up" or
    "down". currency: of money.
    """

    measure: Required[str]
    unit: Required[str]
    counts: Required[str]
    worthwhile: float | None
    target: float | None
    pace: float | None
    day: date | None
    since: date | None
    until: date | None
    grave: Sequence[str]
    warnings: Sequence[str]
    before: Side | None
    after: Side | None
    baseline: tuple[date, date] | None
    better: str
    currency: str
    then: str


def one(
    episode: Episode | None, *, behaviour: bool = True, who: str = "associate", doors: int = 0, **about: Unpack[About]
) -> Verdict:  # fmt: skip
    """One person or one door, at the last planned look that was reached.

    `after` is used until the first look (then the look's own sums stand). behaviour: False (attach, money) says nothing
    at the first look. who: "associate" or "boutique". doors: in the same programme, 0 for none.
    The rules, in order: grave -> not_comparable; no look or n < 30 -> too_early (cannot_tell once until is past); bound
    above 0 -> likely_lifted, but promising where history is short of 8 weeks, peers are missing or the prior rests on
    fewer than 3 units; n >= 100 and upper bound below the worthwhile lift -> no_lift; posterior > 90 % -> promising;
    after the last look, after until, or when the sample cannot be had by then -> cannot_tell; else too_early.
    Not for CSAT, money or shrink of one person: there is no such verdict.
    """
    at = episode.at if episode is not None else None
    first = episode.planned[0] if episode is not None else LOOKS[0]
    reached = episode is not None and episode.look > (0 if behaviour else first)
    so_far, known = about.get("after"), about.get("warnings", ())
    told = so_far if so_far is not None and not reached else Side(at.observed, at.n) if at is not None else Side()
    base = episode.base if episode is not None else 0.0
    case = _case(
        about, base=base, after=told, who=who, together=doors, doors=1, people=1 if who == "associate" else 0,
        rate=at.expected / at.n if at is not None and at.n > 0 else base,
        within=episode.prior.within if episode is not None else None,
        weeks=episode.weeks if episode is not None else 0.0,
        alone=episode is not None and (episode.peers == 0 or episode.prior.units < 3),
        over=episode is not None and episode.look >= episode.planned[-1],
        warnings=_warned(known, episode.weeks, peers=episode.peers, near=episode.near) if episode else known,
    )  # fmt: skip
    if episode is None or at is None or at.estimate is None:
        return judged(None, case)
    return judged(
        Finding(
            estimate=at.estimate, n=at.n, se=at.se, low=at.low, high=at.high, p=at.p,
            likely=_likely(at.posterior, case.better), look=episode.look, ready=reached,
        ),
        case,
    )  # fmt: skip


def _case(about: About, *, base: float, **own: Any) -> Case:
    """own: what the verdict's own way of finding brings to it; base: the value expected, for what is worthwhile."""
    given = {name: value for name, value in about.items() if name not in own and value is not None}
    given.setdefault("worthwhile", worthwhile_of(about["unit"], base))
    return Case(**given, **own)  # type: ignore[arg-type]


def several(
    pool: Pool | None, *, looks: Sequence[Pool | None] | None = None, tau: float | None = None,
    doors: int | None = None, people: int | None = None, **about: Unpack[About],
) -> Verdict:  # fmt: skip
    """Several doors together: `pool` is of everything so far.

    looks: None (nothing was planned): the bound is the always-valid one at 5 %, on any day. A sequence, even empty:
    pools of the first 14 and of the first 28 days after each start were planned, those reached are in it, frozen. Then
    4.7 % is spent by day 14, 5.7 % by day 28 (bounds 1.99 and 2.36, as t) and 0.3 % is left for the always-valid bound
    of all other days: 3 % on the side of a lift, what a pooled false lift may be at most. Shown is the one that finds a
    lift, else the narrower. Measured with 12 doors, one coached each, day 14: +8 found in 91 %, +4 in 36 %, false lifts
    1.4 %; by the always-valid bound at 5 % +8 in 55 % (its width is never below 3.03 standard errors).
    tau: of `always_valid`, 1.5 worthwhile lifts unless given. doors, people: those of the pool unless given. Fewer than
    6 doors: direction_only. One door: no interval, p is the smallest possible one, promising at most.
    The rules in order are those of `one`; n of at least 30 stands for the first look.
    """
    told, known = about.get("after"), about.get("warnings", ())
    case = _case(
        about, base=pool.base if pool else 0.0,
        after=told if told is not None else Side(pool.x, pool.n) if pool else Side(),
        doors=doors if doors is not None else pool.doors if pool else 0,
        people=people if people is not None else pool.people if pool else 0,
        rate=pool.expected / pool.n if pool else 0.0, weeks=pool.weeks if pool else 0.0,
        alone=pool is not None and (pool.peers == 0 or pool.doors < 2),
        warnings=_warned(known, pool.weeks, peers=pool.peers, near=pool.near, left_out=pool.left_out,
                         smallest=pool.smallest_p if pool.doors == 1 else 1.0)
        if pool
        else known,
    )  # fmt: skip
    least, better = case.worthwhile, case.better
    if pool is None:
        return judged(None, case)
    finding = _open(
        pool.estimate, pool.se, freedom=pool.freedom, n=pool.n, p=_p(pool), tau=tau or MIXED * least, least=least,
        better=better, alpha=0.05 if looks is None else EVERY_DAY, chance=pool.chance, fixed=pool.shared,
    )  # fmt: skip
    for place, look in enumerate(looks or ()):
        if look is not None and look.se is not None and look.n >= LEAST_AFTER and place < len(POOLED_LOOKS):
            finding = _chosen(_planned(look, look.se, place=place, least=least, better=better), finding, better)
    return judged(finding, case)


def found(
    estimate: float, se: float | None, *, n: float, doors: int, p: float | None, freedom: int | None = None,
    tau: float | None = None, base: float = 0.0, people: int = 0, weeks: float = float(WEEKS), **about: Unpack[About],
) -> Verdict:  # fmt: skip
    """The same for several doors whose estimate was made elsewhere (a rollout, a changed ratio): always valid at 5 %.

    estimate, se: in the measure's own unit; doors: the treated ones; freedom: of the se, doors - 1 unless given; p:
    found, or the smallest possible with one door; base: value expected. The others are `About`.
    """
    case = _case(
        about, base=base, after=about.get("after") or Side(), doors=doors, people=people, rate=base, weeks=weeks,
        alone=doors < 2, warnings=_warned(about.get("warnings", ()), weeks),
    )  # fmt: skip
    return judged(
        _open(
            estimate, se if doors > 1 else None, freedom=max(freedom if freedom is not None else doors - 1, 1), n=n,
            p=p, tau=tau or MIXED * case.worthwhile, least=case.worthwhile, better=case.better, alpha=0.05, chance=se,
        ),
        case,
    )  # fmt: skip


def _open(
    estimate: float,
    se: float | None,
    *,
    freedom: int,
    n: float,
    p: float | None,
    tau: float,
    least: float,
    better: str,
    alpha: float,
    chance: float | None,
    fixed: float = 0.0,
) -> Finding:
    """Looked at on any day: always valid, the standard error widened as t is against the normal."""
    low = high = None
    wide = se * student(freedom) / Z if se is not None and freedom > 0 else None
    if wide:
        low, high = always_valid(estimate, wide, tau, alpha=alpha)
    sure = wide or chance
    likely = _likely(posterior(estimate, sure, least), better) if sure else None
    held = fixed * wide / se if wide and se else 0.0
    return Finding(estimate=estimate, n=n, se=wide, low=low, high=high, likely=likely, p=p, fixed=held)


def _planned(pool: Pool, se: float, *, place: int, least: float, better: str) -> Finding:
    """At a planned look, by t at what may be spent there."""
    times = tuple(day / POOLED_LOOKS[-1] for day in POOLED_LOOKS)
    alpha = 2 * (1 - NormalDist().cdf(bounded(times, SPENT)[place]))
    half, wide = quantile(alpha, max(pool.freedom, 1)) * se, se * student(max(pool.freedom, 1)) / Z
    return Finding(
        estimate=pool.estimate, n=pool.n, se=wide, low=pool.estimate - half, high=pool.estimate + half, p=_p(pool),
        likely=_likely(posterior(pool.estimate, wide, least), better), look=POOLED_LOOKS[place],
        after=Side(pool.x, pool.n), fixed=pool.shared * wide / se,
    )  # fmt: skip


def _chosen(later: Finding, earlier: Finding, better: str) -> Finding:
    """All hold at once: the one that shows a lift, else the narrower."""

    def width(one: Finding) -> tuple[bool, float]:
        if one.low is None or one.high is None:
            return True, float("inf")
        return not (one.high < 0 if better == "down" else one.low > 0), one.high - one.low

    return min(later, earlier, key=width)


def _likely(above: float | None, better: str) -> float | None:
    return 1 - above if above is not None and better == "down" else above


def _p(pool: Pool) -> float:
    return pool.smallest_p if pool.p is None else max(pool.p, pool.smallest_p)


def _warned(
    warnings: Sequence[str],
    weeks: float,
    *,
    peers: int = 1,
    near: bool = False,
    left_out: int = 0,
    smallest: float = 1.0,
) -> tuple[str, ...]:
    own = []
    if weeks < WEEKS - SHORT:
        own.append(words.short_history(weeks))
    if smallest < 1:
        own.append(words.smallest(smallest))
    if left_out:
        own.append(words.left_out(left_out))
    if not peers:
        own.append(words.NO_PEERS)
    elif near:
        own.append(words.NEAR_PEERS)
    return (*warnings, *own)
