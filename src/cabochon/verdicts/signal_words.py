"""What the page on signals says: each state in a plain sentence, and what is missing to retire a measure."""

from ..languages import mark
from ..measures.catalogue import BY_KEY
from ..retail.currencies import EXPONENTS
from .told import Signal

CHANCE = 0.05  # p below which one link alone would look real
AMOUNTS = {"rate": 100, "score": 1, "per100": 100}


def said(one: Signal, currency: str = "", *, least_weeks: int = 0) -> str:
    """One sentence for the state; numbers rounded to what they carry."""
    if one.state == "retired":
        return mark("Retired: off the pages and the checklist.")
    if one.slope is None or (one.state == "cannot_tell" and one.weeks < least_weeks):
        return mark(f"Cannot tell yet: {one.why}")
    if one.state == "cannot_tell":
        return mark("Cannot tell yet: what is seen of it moves from week to week by chance alone.")
    unit, down = BY_KEY[one.outcome].unit, BY_KEY[one.outcome].better == "down"
    if one.state == "nothing_seen" and one.p is not None and one.p <= CHANCE:
        return mark(f"Not clear of chance: of so many links asked for, some look like this; {ends(one, currency)}.")
    if one.state == "nothing_seen":
        return mark(f"No link seen within a boutique and a week: {ends(one, currency)} for {more(one)}.")
    size = amount(abs(one.slope), unit, currency)
    if one.state == "goes_with":
        return _with(one.outcome_title, size, more(one), higher=one.slope > 0, down=down)
    return _against(one.outcome_title, size, more(one), higher=one.slope > 0, down=down)


def _with(outcome: str, size: str, what: str, *, higher: bool, down: bool) -> str:
    if higher:
        return mark(f"Goes with it: {outcome} is higher, about {size} for {what}.")
    if down:
        return mark(f"Goes with it: {outcome} is lower (better), about {size} for {what}.")
    return mark(f"Goes with it: {outcome} is lower, about {size} for {what}.")


def _against(outcome: str, size: str, what: str, *, higher: bool, down: bool) -> str:
    if higher:
        return mark(f"Goes against it: {outcome} is higher, about {size} for {what}, which is not what one would want.")
    if down:
        return mark(f"Goes against it: {outcome} is lower (better), about {size} for {what}, "
                    "which is not what one would want.")  # fmt: skip
    return mark(f"Goes against it: {outcome} is lower, about {size} for {what}, which is not what one would want.")


def ends(one: Signal, currency: str = "") -> str:
    """ "between −0.4 and 1.2 points" """
    unit = BY_KEY[one.outcome].unit
    if one.low is None or one.high is None:
        return ""
    low, high = amount(one.low, unit, currency), amount(one.high, unit, currency)
    cut = f"{currency} " if unit == "money" else ""
    return mark(f"between {low if cut else low.split(' ', 1)[0]} and {high.removeprefix(cut)}")


def more(one: Signal) -> str:
    if one.behaviour.startswith("signal."):
        return mark("ten more per 100 visits")
    return mark("ten points more of it")


def amount(value: float, unit: str, currency: str = "") -> str:
    """An outcome's change in its own words: points of a rate, of a score, whole units of money."""
    if unit == "money":
        return f"{currency} {_signed(value / 10 ** EXPONENTS.get(currency, 2), 0)}".strip()
    value *= AMOUNTS.get(unit, 1)
    number = _signed(value, 1 if abs(value) >= 0.1 else 2)
    return mark(f"{number} of a point") if unit == "score" else mark(f"{number} points")


def missing(
    *, doors: int, least: int, weeks: int | None = None, least_weeks: int = 0, share: float = 0.0,
    reliable: float = 0.0, best: float = 0.0, worth: float = 0.0, unit: str = "rate", found: bool = False,
    outcome: str = "", currency: str = "",
) -> str:  # fmt: skip
    """What is missing before a measure may be retired, the first thing first."""
    if doors < least:
        if not doors:
            return mark(f"nothing was counted yet; at least {least} boutiques are needed.")
        if doors == 1:
            return mark(f"both were counted in one boutique; at least {least} boutiques are needed.")
        return mark(f"both were counted in {doors} boutiques; at least {least} boutiques are needed.")
    if weeks is not None and weeks < least_weeks:
        return mark(f"both were counted in {weeks} weeks; at least {least_weeks} are needed.")
    if found:
        return mark(f"goes with {outcome}, so keep it.")
    if share < reliable:
        return mark(f"of what moves from week to week {share:.0%} is more than chance; at least {reliable:.0%} are "
                    "needed, so more of it has to be logged.")  # fmt: skip
    enough, most = amount(worth, unit, currency), amount(best, unit, currency)
    return mark(
        f"a link worth having ({enough}) is not ruled out: it may be as large as {most} once noise is allowed for."
    )


def _signed(value: float, digits: int) -> str:
    text = f"{value:,.{digits}f}"
    return "0" if not float(text.replace(",", "")) else text.replace("-", "−")
