"""`stock` and `listing`: counts of a zone with the one before, and what of the add-ons was in stock."""

from collections import defaultdict
from datetime import UTC

from ..retail.events import StockCount
from .ground import Row, Thread, at, day_of, here, on, real
from .master import Master
from .versions import Version


def counts(thread: Thread, master: Master) -> list[Row]:
    """The counts of a zone in one year; those of the years before are told elsewhere. One taken back was never made."""
    rows: list[Row] = []
    members = [v for v in thread.members if not v.told.cancelled]
    for n, v in enumerate(members):
        if not of_year(v, thread.parts[-1]) or (place := here(v, master)) is None:
            continue
        e, earlier = v.told, [day_of(one, master) for one in members[:n] if one.since < v.since]
        rows.append((
            v.event, *at(place), e.zone, e.at, e.currency, master.rate(e.currency, place.day), *_values(e),
            earlier[-1] if earlier else None, e.reason,
        ))  # fmt: skip
    return rows


def of_year(v: Version, year: str) -> bool:
    return str(v.since.astimezone(UTC).year) == year


def listing(thread: Thread, master: Master) -> list[Row]:
    """The day's last reading."""
    last = thread.members[-1]
    place, e = on(last.boutique, day_of(last, master), master), last.told
    return [] if place is None else [("/".join(thread.parts), *place, e.in_stock, e.listed)]


def _values(e: StockCount) -> Row:
    """SKUs, equal ones, book, counted, shrink, over. Lines of one SKU are one; without lines what was said."""
    if not e.lines:
        known = e.book is not None and e.value is not None
        shrink = float((e.book or 0) - (e.value or 0)) if known else None
        over = max(-shrink, 0.0) if shrink is not None else None
        return e.skus, e.equal, real(e.book), real(e.value), shrink, over
    skus: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0])  # expected, counted, book, counted value
    for line in e.lines:
        added = line.expected, line.counted, line.expected * line.cost, line.counted * line.cost
        skus[line.sku] = [have + more for have, more in zip(skus[line.sku], added, strict=True)]
    book, value = (round(sum(s[n] for s in skus.values()), 6) for n in (2, 3))
    over = round(sum(max(s[3] - s[2], 0) for s in skus.values()), 6)
    return len(skus), sum(s[0] == s[1] for s in skus.values()), book, value, round(book - value, 6), over
