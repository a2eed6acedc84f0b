"""What numbers are read with: a year of currency rates, targets, words by which comments are found."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from ..retail.master import Rate, Target, Theme
from .maison import RATE, Maison

WHOLE = frozenset({"JPY"})  # currencies without minor units
# fmt: off
THEMES = (
    ("thoughtful", "Thoughtful", {"en": ("thoughtful", "right strap", "good advice"), "fr": ("conseils très justes",)}),
    ("personal",   "Personal",   {"en": ("personal", "remembered"), "fr": ("chaleureux",), "de": ("persönliche",)}),
    ("rushed",     "Rushed",     {"en": ("rushed", "not much time", "busy evening"), "fr": ("attente",)}),
    ("pushy",      "Pushy",      {"en": ("pushy",)}),
)
TARGETS = (("csat", 4.5), ("attach_rate", 0.35), ("behaviour.accessory", 0.6), ("module_completion", 0.85),
           ("conversion", 0.12))
# fmt: on


def rates(house: Maison, until: date, *, days: int = 365, seed: int = 1) -> Iterator[tuple[date, list[Rate]]]:
    """One day's rates into the Swiss franc at a time, on banking days of a year: a slow walk about RATE."""
    dice = Random(f"{seed}/rates")
    value = {c: (1 if c in WHOLE else 100) / RATE[c] for c in sorted({d.currency for d in house.doors} - {"CHF"})}
    for back in range(days, -1, -1):
        day = until - timedelta(days=back)
        if day.weekday() < 5 or back == days:
            value = {c: v * (1 + dice.gauss(0, 0.002)) for c, v in value.items()}
            yield day, [Rate(currency=c, value=round(v, 6)) for c, v in value.items()]


def targets(house: Maison) -> list[Target]:
    """For the whole house, and a higher one of the first boutique."""
    first = house.doors[0].code
    owner = house.managers[first][0].id
    return [*(Target(measure=key, value=value, owner=owner) for key, value in TARGETS),
            Target(measure="attach_rate", place=first, value=0.4, owner=owner)]  # fmt: skip


def themes() -> list[Theme]:
    return [
        Theme(key=key, language=language, title=title, words=words)
        for key, title, by_language in THEMES
        for language, words in by_language.items()
    ]
