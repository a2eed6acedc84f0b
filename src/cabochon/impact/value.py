"""What a lift is worth in a month, and when the programme has paid for itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """Minor units. month, month_low, month_high: revenue more a month than expected, with its interval. break_even:
    months until it has paid the programme back, with the earliest (of the upper bound) and the latest (of the lower
    one); None: never at that rate, or not known."""

    per_sale: float
    low: float | None
    high: float | None
    volume: float
    month: float
    month_low: float | None
    month_high: float | None
    cost_once: float
    cost_month: float
    break_even: float | None
    break_even_low: float | None
    break_even_high: float | None


def worth(
    per_sale: float, low: float | None, high: float | None, *,
    volume: float, cost_once: float = 0.0, cost_month: float = 0.0, share: float = 1.0,
) -> Value:  # fmt: skip
    """
    Args:
        per_sale: accessory and care revenue more per qualifying sale than expected, with its interval; volume:
        qualifying sales a month; cost_once, cost_month: of the programme; share: how much of the revenue counts
        (a margin), 0..1; 1 says revenue.

    month = per_sale * share * volume; break_even = cost_once / (month - cost_month), None unless that is above 0; a
    programme that cost nothing once and gains is even at once (0).
    Source: break-even of a constant monthly return, any textbook of managerial accounting (Drury, Management and Cost
    Accounting, 10th ed. (2018), 8). Errors: ValueError when a cost, the volume or the share is negative.
    Not for: a lift that is no verdict; a lift whose length nobody has seen (it is taken to last).
    """
    if min(volume, cost_once, cost_month, share) < 0 or share > 1:
        raise ValueError("costs and volume are 0 or more, the share lies within 0 and 1")

    def month(value: float | None) -> float | None:
        return None if value is None else value * share * volume

    def even(value: float | None) -> float | None:
        gain = -cost_month if value is None else value - cost_month
        return cost_once / gain if gain > 0 else None

    middle, least, most = per_sale * share * volume, month(low), month(high)
    return Value(
        per_sale=per_sale, low=low, high=high, volume=volume, month=middle, month_low=least, month_high=most,
        cost_once=cost_once, cost_month=cost_month, break_even=even(middle), break_even_low=even(most),
        break_even_high=even(least),
    )  # fmt: skip
