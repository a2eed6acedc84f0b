"""Pilots in words: lifts in the measure's own unit, how surely a plan shows one, and what came of it."""

from dataclasses import dataclass

from ..measures.kinds import Measure
from ..retail.currencies import EXPONENTS

SHARES = frozenset({"money", "units"})  # a lift of these is a share of what they were
SURE, FAIR = 0.8, 0.5
AT_END, HALF_WAY = "at the end", "half-way"
STATES = {  # of verdict.STATES: what stands above the sentence, and its tone
    "likely_lifted": ("Lifted", "good"),
    "promising": ("Promising, not proven", "warn"),
    "no_lift": ("No useful lift", "bad"),
    "cannot_tell": ("Could not tell", "warn"),
    "too_early": ("Too little to judge", "warn"),
    "not_comparable": ("Not comparable", "bad"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shows:
    """What a plan can show of a measure. word: shows, hardly, cannot. useful: the change asked about; least: the least
    that shows; would: what would do instead, "" where it does. says: the sentence."""

    title: str
    word: str
    useful: str
    least: str
    would: str
    says: str
    base: str
    events: str
    power: float | None = None


def shows(
    what: Measure, *, wanted: float, power: float | None, least: float | None, weeks: int | None, doors: int | None,
    smallest_p: float | None, base: float | None, events: float, now: int, within: int, longest: int,
) -> Shows:  # fmt: skip
    """
    Args:
        wanted: the lift asked about; now: doors of the plan; within: its weeks; longest: weeks that were tried.
    """
    lift, fall = amount(what, wanted), what.better == "down"
    change = f"a {'fall' if fall else 'lift'} of {lift}"
    if power is None:
        says = (
            f"No interval is possible: with so few boutiques p cannot fall below {smallest_p:.2f}." if smallest_p else
            "Nothing is left to compare with."
        ) if events else "It is counted too rarely for its past weeks to tell."  # fmt: skip
    else:
        says = f"Of ten such pilots {_of_ten(power)} would show {change}."
    if power is not None and power < SURE and least is None:
        says += " Not even the largest possible change would show surely."
    word = "cannot" if power is None or power < FAIR else "hardly" if power < SURE else "shows"
    return Shows(
        title=what.title, word=word, useful=lift, least=amount(what, least) if least is not None else "", says=says,
        would="" if word == "shows" else _would(weeks, doors, now=now, within=within, longest=longest), power=power,
        base=value(what, base) if base is not None and what.unit != "money" else "",
        events=f"{events:,.0f}" if events >= 10 else f"{events:.1f}",
    )  # fmt: skip


def amount(what: Measure, lift: float, *, signed: bool = False) -> str:
    """A lift: "5 points", "0.20 of 5", "12 %", "3.0 per 100"."""
    sign = ("+" if lift > 0 else "−" if lift < 0 else "") if signed else "−" if lift < 0 else ""
    size = abs(lift)
    if what.unit in SHARES:
        return f"{sign}{_short(size * 100)} %"
    match what.unit:
        case "rate":
            points = _short(size * 100)
            return f"{sign}{points} {'point' if points == '1' else 'points'}"
        case "per100":
            return f"{sign}{_short(size * 100)} per 100"
        case _:
            return f"{sign if round(size, 2) else ''}{size:.2f}"


def value(what: Measure, at: float, currency: str = "") -> str:
    match what.unit:
        case "rate":
            return f"{_short(at * 100)} %"
        case "per100":
            return f"{_short(at * 100)} per 100"
        case "money":
            return money(at, currency)
        case _:
            return f"{at:.2f}"


def money(minor: float, currency: str) -> str:
    """ "CHF 6,720"; cents only of what is small."""
    exponent = EXPONENTS.get(currency, 2)
    units = minor / 10**exponent
    digits = exponent if abs(units) < 100 and round(units, exponent) != round(units) else 0
    return f"{'−' if units < 0 else ''}{currency} {abs(units):,.{digits}f}".strip()


def between(what: Measure, low: float | None, high: float | None) -> str:
    """ "3 to 13 points", "−2 to 6 points"; "" where there is no interval."""
    if low is None or high is None:
        return ""
    first, last = amount(what, low), amount(what, high)
    number, _, unit = last.partition(" ")
    return f"{first.partition(' ')[0]} to {number} {unit}".rstrip() if unit else f"{first} to {last}"


def came_out(
    what: Measure, state: str, *, effect: float | None, low: float | None, high: float | None, hoped: float,
    n: float, smallest_p: float | None, look: str,
) -> str:  # fmt: skip
    """The verdict on the primary measure in a manager's words. look: AT_END or HALF_WAY."""
    by = what.better == "down"
    said = between(what, low, high)
    if effect is not None:
        size = amount(what, abs(effect))
        side = "below" if effect < 0 else "above"
    match state:
        case "too_early":
            return f"Only {n:,.0f} {what.counts or 'events'} so far: too few to judge by."
        case "not_comparable":
            return "Too many weeks lack the number: before and after cannot be compared."
        case "cannot_tell" if effect is None:
            return "Nothing is left to compare with: the numbers below are raw, and no verdict is given."
        case "cannot_tell" if not said:
            found = f"; p can be no smaller than {smallest_p:.2f}" if smallest_p else ""
            return f"About {size} {side} what was expected, by so few boutiques that no interval exists{found}."
        case "likely_lifted":
            return f"{'Lower' if by else 'Lifted'} {look}: about {size} {side} what was expected ({said})."
        case "promising":
            return f"About {size} {side} what was expected ({said}): likely, but no change at all is possible too."
        case "no_lift":
            return f"Less than the {amount(what, hoped)} hoped for: the change may be anything from {said}."
    start = "The pilot could not tell" if look == AT_END else "It cannot be told so far"
    return f"{start}: the change may be anything from {said}."


def _would(weeks: int | None, doors: int | None, *, now: int, within: int, longest: int) -> str:
    longer = f"{weeks} weeks" if weeks and weeks > within else ""
    more = f"about {doors} boutiques" if doors and doors > now else ""
    if longer and more:
        return f"{longer} would do, or {more}"
    return f"{longer or more} would do" if longer or more else f"not within {longest} weeks"


def _of_ten(power: float) -> str:
    count = round(power * 10)
    return "hardly one" if count < 1 else "nearly all" if count > 9 else "one" if count == 1 else str(count)


def _short(number: float) -> str:
    """Whole from ten on; below it one decimal, and of what is nearly nothing two."""
    if number >= 10 or (number >= 1 and abs(number - round(number)) < 0.05) or not number:
        return f"{number:.0f}"
    return f"{number:.1f}" if number >= 0.1 else f"{number:.2f}"
