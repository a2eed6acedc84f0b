"""How many demonstrations, receipts or surveys it takes to show a lift."""

from math import ceil, sqrt

from .verdict import WORTHWHILE

ALPHA_Z, POWER_Z = 1.959964, 0.841621  # two-sided 5 %, found four times out of five
MOST = 1_000_000  # nobody waits for more


def demos_needed(
    p: float, target: float, n_so_far: float = 0, design_effect: float = 1.3, *, within: float | None = None
) -> int:
    """More events needed, beside n_so_far, until a rise from p to target is found four times out of five.

    n = design_effect (1.96 sqrt(p (1-p)) + 0.84 sqrt(t (1-t)))^2 / (t - p)^2, less n_so_far, 0 or more. p: what would
    be expected anyway, target: a value and not a lift (0.18 -> 0.26 is 256 in all). A target not above p is taken as p
    plus the worthwhile lift. within: variance of one event of a mean (then n = design_effect (1.96 + 0.84)^2 within /
    (t - p)^2). design_effect: days, clients and the baseline's own error in common; 1.3 of the pretend chain.
    Source: Fleiss, Levin & Paik, Statistical Methods for Rates and Proportions, 3rd ed. (2003), 2.2. Not a reason to
    stop once it is reached, nor to go on until something shows.
    """
    rise = target - p
    if within is None:
        p = min(max(p, 0.0), 1.0)
        target = min(target if rise > 0 else p + WORTHWHILE, 1.0)
        rise = target - p
        root = ALPHA_Z * sqrt(p * (1 - p)) + POWER_Z * sqrt(target * (1 - target))
    else:
        root = (ALPHA_Z + POWER_Z) * sqrt(max(within, 0.0))
    if rise <= 0 or root <= 0:
        return MOST if rise <= 0 else max(0, ceil(1 - n_so_far))
    total = min(design_effect * (root / rise) ** 2, MOST)
    return max(0, ceil(total - n_so_far))
