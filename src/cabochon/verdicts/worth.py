"""What a pooled lift of accessory and care revenue is worth in a month, against what the programme costs."""

from ..impact import value
from ..impact.verdict import Verdict
from ..languages import mark
from .told import Pooled, Worth

MEASURE = "secondary_per_qualifying"
WHY = mark({
    "": "Accessory and care revenue per qualifying sale was not judged, so there is nothing to multiply.",
    "too_early": "It is too early to tell whether accessory and care revenue rose.",
    "promising": "A rise of accessory and care revenue is promising, not proven: no worth is claimed yet.",
    "no_lift": "No useful lift of accessory and care revenue was seen.",
    "cannot_tell": "It cannot be told here whether accessory and care revenue rose.",
    "not_comparable": "Accessory and care revenue before and after cannot be compared.",
})  # fmt: skip
BARE = mark("The lift has no interval that one could rely on, so no worth is claimed.")
COSTS_MORE = mark("The programme costs more in a month than the lift brings in.")


def worth(
    pooled: Pooled | None, *, volume: float, cost_once: float = 0.0, cost_month: float = 0.0, currency: str = "",
    share: float = 1.0,
) -> Worth:  # fmt: skip
    """
    Args:
        pooled: what it rests on; only a likely lift of accessory and care revenue per qualifying sale has a worth.
        volume: qualifying sales a month; costs in minor units of `currency`; share: how much of revenue counts, 0..1.

    Errors: ValueError when a cost, the volume or the share is negative.
    """
    change = next((one for one in pooled.changes if one.measure == MEASURE), None) if pooled else None
    said = change.verdict if change else None
    code = (change.currency if change else "") or currency
    why = ""
    if currency and code != currency:
        code, why = currency, mark(f"The lift is in {code}, the costs in {currency}.")
    elif said is None or said.estimate is None or said.state != "likely_lifted":
        why = WHY.get(said.state if said else "", WHY[""])
    elif said.low is None or said.high is None:
        why = BARE
    if why or said is None or said.estimate is None:
        return _nothing(said, volume, cost_once, cost_month, code, why)
    made = value.worth(said.estimate, said.low, said.high, volume=volume, cost_once=cost_once, cost_month=cost_month,
                       share=share)  # fmt: skip
    return Worth(
        per_sale=made.per_sale, low=made.low, high=made.high, volume=volume, month=made.month,
        month_low=made.month_low, month_high=made.month_high, cost_once=cost_once, cost_month=cost_month,
        break_even=made.break_even, break_even_low=made.break_even_low, break_even_high=made.break_even_high,
        currency=code, state=said.state, why="" if made.month > cost_month else COSTS_MORE,
    )  # fmt: skip


def _nothing(said: Verdict | None, volume: float, once: float, month: float, currency: str, why: str) -> Worth:
    """No number that pretends: what it costs is known, what it brings is not."""
    return Worth(
        per_sale=None, low=None, high=None, volume=volume, month=None, month_low=None, month_high=None, cost_once=once,
        cost_month=month, break_even=None, break_even_low=None, break_even_high=None, currency=currency,
        state=said.state if said else "too_early", why=why,
    )  # fmt: skip
