"""What the page on signals says: each state in a plain sentence, and what is missing to retire a measure."""

from ..measures.catalogue import BY_KEY
from ..retail.currencies import EXPONENTS
from .told import Signal

CHANCE = 0.05  # p below which one link alone would look real
AMOUNTS = {"rate": (100, "points"), "score": (1, "of a point"), "per100": (100, "points")}


def said(one: Signal, currency: str = "", *, least_weeks: int = 0) -> str:
    """One sentence for the state; numbers rounded to what they carry."""
    if one.state == "retired":
        return "Retired: off the pages and the checklist."
    if one.slope is None or (one.state == "cannot_tell" and one.weeks < least_weeks):
        return f"Cannot tell yet: {one.why}"
    if one.state == "cannot_tell":
        return "Cannot tell yet: what is seen of it moves from week to week by chance alone."
    unit, down = BY_KEY[one.outcome].unit, BY_KEY[one.outcome].better == "down"
    about = f"about {amount(abs(one.slope), unit, currency)} for {more(one)}"
    if one.state == "nothing_seen" and one.p is not None and one.p <= CHANCE:
        return f"Not clear of chance: of so many links asked for, some look like this; {ends(one, currency)}."
    if one.state == "nothing_seen":
        return f"No link seen within a boutique and a week: {ends(one, currency)} for {more(one)}."
    higher = "higher" if one.slope > 0 else "lower"
    turn = "Goes with" if one.state == "goes_with" else "Goes against"
    better = "" if one.state == "goes_with" else ", which is not what one would want"
    return (
        f"{turn} it: {one.outcome_title} is {higher}{' (better)' if down and one.slope < 0 else ''}, {about}{better}."
    )


def ends(one: Signal, currency: str = "") -> str:
    """ "between −0.4 and 1.2 points" """
    unit = BY_KEY[one.outcome].unit
    if one.low is None or one.high is None:
        return ""
    low, high = amount(one.low, unit, currency), amount(one.high, unit, currency)
    cut = f"{currency} " if unit == "money" else ""
    return f"between {low if cut else low.split(' ', 1)[0]} and {high.removeprefix(cut)}"


def more(one: Signal) -> str:
    return "ten more per 100 visits" if one.behaviour.startswith("signal.") else "ten points more of it"


def amount(value: float, unit: str, currency: str = "") -> str:
    """An outcome's change in its own words: points of a rate, of a score, whole units of money."""
    if unit == "money":
        return f"{currency} {_signed(value / 10 ** EXPONENTS.get(currency, 2), 0)}".strip()
    times, word = AMOUNTS.get(unit, (1, "points"))
    value *= times
    return f"{_signed(value, 1 if abs(value) >= 0.1 else 2)} {word}"


def missing(
    *, doors: int, least: int, weeks: int | None = None, least_weeks: int = 0, share: float = 0.0,
    reliable: float = 0.0, best: float = 0.0, worth: float = 0.0, unit: str = "rate", found: bool = False,
    outcome: str = "", currency: str = "",
) -> str:  # fmt: skip
    """What is missing before a measure may be retired, the first thing first."""
    if doors < least:
        if not doors:
            return f"nothing was counted yet; at least {least} boutiques are needed."
        seen = "in one boutique" if doors == 1 else f"in {doors} boutiques"
        return f"both were counted {seen}; at least {least} boutiques are needed."
    if weeks is not None and weeks < least_weeks:
        return f"both were counted in {weeks} weeks; at least {least_weeks} are needed."
    if found:
        return f"goes with {outcome}, so keep it."
    if share < reliable:
        return (f"of what moves from week to week {share:.0%} is more than chance; at least {reliable:.0%} are needed, "
                "so more of it has to be logged.")  # fmt: skip
    enough, most = amount(worth, unit, currency), amount(best, unit, currency)
    return f"a link worth having ({enough}) is not ruled out: it may be as large as {most} once noise is allowed for."


def _signed(value: float, digits: int) -> str:
    text = f"{value:,.{digits}f}"
    return "0" if not float(text.replace(",", "")) else text.replace("-", "−")
