"""What a till counted for a day beside what arrived of it: when they agree."""

Counted = tuple[float, float]  # receipts, net in minor units


def agree(had: Counted, closed: Counted) -> bool:
    """As many receipts, and a net as far apart as rounding leaves it: a till that takes the tax off its whole day's
    sum is up to half a minor unit a receipt beside one that takes it off each."""
    return had[0] == closed[0] and abs(round(had[1]) - round(closed[1])) <= tolerance(closed[0])


def tolerance(receipts: float) -> int:
    """Minor units."""
    return int(receipts) // 2
