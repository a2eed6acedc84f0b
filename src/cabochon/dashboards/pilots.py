"""Pilots in words: lifts in the measure's own unit, how surely a plan shows one, and what came of it."""

from dataclasses import dataclass

from ..languages import count, decimal, mark, say, whole
from ..languages import money as said_money
from ..measures.kinds import Measure
from ..retail.currencies import EXPONENTS
from .things import things

SHARES = frozenset({"money", "units"})  # a lift of these is a share of what they were
SURE, FAIR = 0.8, 0.5
AT_END, HALF_WAY = "at the end", "half-way"
STATES = {  # of verdict.STATES: what stands above the sentence, and its tone
    "likely_lifted": (mark("Lifted"), "good"),
    "promising": (mark("Promising, not proven"), "warn"),
    "no_lift": (mark("No useful lift"), "bad"),
    "cannot_tell": (mark("Could not tell"), "warn"),
    "too_early": (mark("Too little to judge"), "warn"),
    "not_comparable": (mark("Not comparable"), "bad"),
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
    if power is None and not events:
        says = say("It is counted too rarely for its past weeks to tell.")
    elif power is None and smallest_p:
        says = say("No interval is possible: with so few boutiques p cannot fall below {p}.", p=decimal(smallest_p, 2))
    elif power is None:
        says = say("Nothing is left to compare with.")
    elif fall:
        says = say("Of ten such pilots {many} would show a fall of {change}.", many=_of_ten(power), change=lift)
    else:
        says = say("Of ten such pilots {many} would show a lift of {change}.", many=_of_ten(power), change=lift)
    if power is not None and power < SURE and least is None:
        says = say("{said} Not even the largest possible change would show surely.", said=says)
    word = "cannot" if power is None or power < FAIR else "hardly" if power < SURE else "shows"
    return Shows(
        title=say(what.title), word=word, useful=lift, says=says,
        least=amount(what, least) if least is not None else "",
        would="" if word == "shows" else _would(weeks, doors, now=now, within=within, longest=longest), power=power,
        base=value(what, base) if base is not None and what.unit != "money" else "",
        events=decimal(events, 0 if events >= 10 else 1),
    )  # fmt: skip


def amount(what: Measure, lift: float, *, signed: bool = False) -> str:
    """A lift: "5 points", "0.20 of 5", "12 %", "3.0 per 100"."""
    sign = ("+" if lift > 0 else "−" if lift < 0 else "") if signed else "−" if lift < 0 else ""
    return _united(what, f"{sign if _seen(what, lift) else ''}{_size(what, lift)}", lift)


def value(what: Measure, at: float, currency: str = "") -> str:
    match what.unit:
        case "rate":
            return say("{n} %", n=_short(at * 100))
        case "per100":
            return say("{n} per 100", n=_short(at * 100))
        case "money":
            return money(at, currency)
        case _:
            return decimal(at, 2)


def money(minor: float, currency: str) -> str:
    """ "CHF 6,720"; cents only of what is small."""
    exponent = EXPONENTS.get(currency, 2)
    units = minor / 10**exponent
    digits = exponent if abs(units) < 100 and round(units, exponent) != round(units) else 0
    return said_money(units, currency, digits)


def between(what: Measure, low: float | None, high: float | None) -> str:
    """ "3 to 13 points", "−2 to 6 points"; "" where there is no interval."""
    if low is None or high is None:
        return ""
    first, last = (f"{'−' if end < 0 and _seen(what, end) else ''}{_size(what, end)}" for end in (low, high))
    return _united(what, say("{low} to {high}", low=first, high=last), high)


def _size(what: Measure, lift: float) -> str:
    """The number of a lift, without sign and unit."""
    if what.unit in SHARES or what.unit in ("rate", "per100"):
        return _short(abs(lift) * 100)
    return decimal(abs(lift), 2)


def _seen(what: Measure, lift: float) -> bool:
    """Whether its number is other than nothing."""
    return what.unit in SHARES or what.unit in ("rate", "per100") or bool(round(abs(lift), 2))


def _united(what: Measure, said: str, lift: float) -> str:
    if what.unit in SHARES:
        return say("{n} %", n=said)
    match what.unit:
        case "rate":
            return say("{n} point", n=said) if _size(what, lift) == whole(1) else say("{n} points", n=said)
        case "per100":
            return say("{n} per 100", n=said)
    return said


def came_out(
    what: Measure, state: str, *, effect: float | None, low: float | None, high: float | None, hoped: float,
    n: float, smallest_p: float | None, look: str,
) -> str:  # fmt: skip
    """The verdict on the primary measure in a manager's words. look: AT_END or HALF_WAY."""
    said, by = between(what, low, high), what.better == "down"
    about = _about(what, effect) if effect is not None else ""
    match state:
        case "too_early":
            return say("Only {things} so far: too few to judge by.", things=things(n, what.counts))
        case "not_comparable":
            return say("Too many weeks lack the number: before and after cannot be compared.")
        case "cannot_tell" if effect is None:
            return say("Nothing is left to compare with: the numbers below are raw, and no verdict is given.")
        case "cannot_tell" if not said and smallest_p:
            return say("{about}, by so few boutiques that no interval exists; p can be no smaller than {p}.",
                       about=about, p=decimal(smallest_p, 2))  # fmt: skip
        case "cannot_tell" if not said:
            return say("{about}, by so few boutiques that no interval exists.", about=about)
        case "likely_lifted":
            return _lifted(about[:1].lower() + about[1:], said, by=by, end=look == AT_END)
        case "promising":
            return say("{about} ({band}): likely, but no change at all is possible too.", about=about, band=said)
        case "no_lift":
            return say("Less than the {lift} hoped for: the change may be anything from {band}.",
                       lift=amount(what, hoped), band=said)  # fmt: skip
    if look == AT_END:
        return say("The pilot could not tell: the change may be anything from {band}.", band=said)
    return say("It cannot be told so far: the change may be anything from {band}.", band=said)


def _about(what: Measure, effect: float) -> str:
    size = amount(what, abs(effect))
    if effect < 0:
        return say("About {size} below what was expected", size=size)
    return say("About {size} above what was expected", size=size)


def _lifted(about: str, band: str, *, by: bool, end: bool) -> str:
    told = {"about": about, "band": band}
    if by:
        return say("Lower at the end: {about} ({band}).", **told) if end else say(
            "Lower half-way: {about} ({band}).", **told)  # fmt: skip
    return say("Lifted at the end: {about} ({band}).", **told) if end else say(
        "Lifted half-way: {about} ({band}).", **told)  # fmt: skip


def _would(weeks: int | None, doors: int | None, *, now: int, within: int, longest: int) -> str:
    longer = count(weeks, "{n} week", "{n} weeks") if weeks and weeks > within else ""
    more = count(doors, "about {n} boutique", "about {n} boutiques") if doors and doors > now else ""
    if longer and more:
        return say("{longer} would do, or {more}", longer=longer, more=more)
    if longer or more:
        return say("{longer} would do", longer=longer or more)
    return count(longest, "not within {n} week", "not within {n} weeks")


def _of_ten(power: float) -> str:
    many = round(power * 10)
    if many < 1:
        return say("hardly one")
    return say("nearly all") if many > 9 else say("one") if many == 1 else whole(many)


def _short(number: float) -> str:
    """Whole from ten on; below it one decimal, and of what is nearly nothing two."""
    if number >= 10 or (number >= 1 and abs(number - round(number)) < 0.05) or not number:
        return whole(number)
    return decimal(number, 1 if number >= 0.1 else 2)
