"""A raw number as it is read, by the unit of its measure, in the language spoken."""

from ..languages import decimal, money, percent, say, signed, whole
from ..retail.currencies import EXPONENTS


def written(value: float, unit: str, currency: str = "", *, bare: bool = False) -> str:
    """ "57%", "4.57", "CHF 1,234", "12 min". bare: without its unit, for the first of two ends."""
    match unit:
        case "rate":
            digits = _digits(abs(value))
            return decimal(value * 100, digits) if bare else percent(value, digits)
        case "per100":
            return decimal(value * 100, 1) if bare else say("{n} per 100", n=decimal(value * 100, 1))
        case "points":
            return signed(value * 100)
        case "money":
            major = value / 10 ** EXPONENTS.get(currency, 2)
            return whole(major) if bare or not currency else money(major, currency)
        case "count":
            return whole(value)
        case "seconds" | "minutes" | "days" | "weeks":
            return _timed(value, unit, bare=bare)
        case _:
            return decimal(value, 2)


def _digits(rate: float) -> int:
    """Decimals of a percentage: so many that a small share does not read as none."""
    return next((n for n, least in enumerate((0.1, 0.01, 0.001)) if rate >= least or not rate), 3)


def _timed(value: float, unit: str, *, bare: bool) -> str:
    n = decimal(value, 1) if 0 < abs(value) < 10 and unit != "seconds" else whole(value)
    if bare:
        return n
    match unit:
        case "seconds":
            return say("{n} s", n=n)
        case "minutes":
            return say("{n} min", n=n)
        case "days":
            return say("{n} days", n=n)
    return say("{n} weeks", n=n)


def difference(value: float, unit: str, currency: str = "") -> str:
    """The size of a difference, without its sign: "12 points", "0.15", "CHF 40"."""
    if unit == "rate":
        points = abs(value) * 100
        digits = next((n for n, least in enumerate((1, 0.1, 0.01)) if points >= least or not points), 3)
        said = decimal(points, digits)
        return say("{n} point", n=said) if said == "1" else say("{n} points", n=said)
    return written(abs(value), unit, currency).lstrip("+−")


def shown(value: float | None, unit: str, currency: str = "") -> float | None:
    """A raw number on the scale it is read on: francs of centimes, points of shares; a rate stays 0..1."""
    if value is None:
        return None
    match unit:
        case "money":
            return float(value / 10 ** EXPONENTS.get(currency, 2))
        case "points" | "per100":
            return value * 100
    return value
