"""What a manager reads: the sentences of the verdicts. Short, plain, rounded to what the numbers carry."""

from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10

from ..languages import forms, in_english, mark
from .verdict import LEAST_DOORS, WEEKS

NO_MINOR = frozenset({"CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF"})
THREE_MINOR = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

DIRECTION = mark(f"A direction only: deciding takes {NUMBERS[LEAST_DOORS]} boutiques.")
NO_PEERS = mark("Nobody to compare with on these days, so a change of the season may hide in it.")
UNMATCHED = mark("This cannot be told here: too few who did not do it are left to compare with.")
NEAR_PEERS = mark("Compared with colleagues of the same boutique: what they picked up as well hides part of a lift.")
SEVERAL = mark("Several boutiques together can.")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip  # strftime would follow the machine's language


POINTS, PER100 = " points", " per 100 visits"


@dataclass(frozen=True, slots=True)
class Scale:
    """How amounts of a unit are written. times: from the stored value; digits: after the point; before and after it."""

    times: float
    digits: int
    before: str = ""
    after: str = ""

    def number(self, value: float) -> str:
        rounded = round(abs(value) * self.times + 1e-9, self.digits)
        return f"{rounded:,.{max(self.digits, 0)}f}"

    def amount(self, value: float) -> str:
        number = self.number(value)
        if self.after == POINTS:
            return in_english(float(number.replace(",", "")), forms("{n} point", "{n} points"), n=number)
        if self.after == PER100:
            return mark(f"{number} per 100 visits")
        return f"{self.before}{number}{self.after}"

    def signed(self, value: float) -> str:
        """With a minus where it is below nothing; for the ends of a bracket."""
        number = self.number(value)
        return number if value >= 0 or not number.strip("0.,") else f"−{number}"


def scale(unit: str, currency: str = "", size: float = 0.0) -> Scale:
    """size: a typical value, which decides how many digits money and counts carry."""
    match unit:
        case "rate" | "points":
            return Scale(100, 0, "", POINTS)
        case "score":
            return Scale(1, 1)
        case "per100":
            return Scale(100, 0 if abs(size) >= 0.1 else 1, "", PER100)
        case "money":
            minor = 0 if currency in NO_MINOR else 3 if currency in THREE_MINOR else 2
            times = 10.0**-minor
            return Scale(times, min(minor, _digits(size * times)), f"{currency} " if currency else "")
        case _:
            return Scale(1, _digits(size))


def amount(value: float, unit: str, currency: str = "") -> str:
    """A size without its sign: "8 points" (rate, points), "0.3" (score), "CHF 42" (money, from minor units), "1.2"."""
    return scale(unit, currency, value).amount(value)


def day(when: date) -> str:
    """14 March"""
    return f"{when.day} {MONTHS[when.month - 1]}"


def count(n: float) -> str:
    """A number somebody has to work for, rounded to two figures: 256 is 260, 11 is 11."""
    whole = ceil(n)
    if whole < 100:
        return f"{whole}"
    step = 10 ** (floor(log10(whole)) - 1)
    return f"{round(whole / step) * step:,}"


def span(days: int) -> str:
    """ "two weeks", "ten days", "26 days": how long a focus is."""
    if days >= 7 and days % 7 == 0:
        weeks = days // 7
        return in_english(weeks, forms("{n} week", "{n} weeks"), n=_word(weeks))
    if not days:
        return mark("no days")
    return in_english(days, forms("{n} day", "{n} days"), n=_word(days))


def too_early(n: float, counts: str, *, lift: str, total: float | None) -> str:
    """counts: "" where n is nothing a reader counts (shrink: money)."""
    if not counts:
        return mark("Too early to tell: keep going.")
    if not round(n) and total is None:
        return mark(f"Too early to tell: no {counts} so far.")
    some = f"{round(n):,} {_of(n, counts)}"
    if total is None:
        return mark(f"Too early to tell: {some} so far.")
    if not round(n):
        return mark(f"Too early to tell: no {counts} so far; a lift of {lift} needs about {count(total)}.")
    return mark(f"Too early to tell: {some} so far; a lift of {lift} needs about {count(total)}.")


def likely_lifted(
    estimate: float, low: float | None, high: float | None, *, how: Scale, side: str, doors: int = 0
) -> str:
    """side: "above" or "below" what was expected; doors: said where they are too few to decide on, else 0."""
    above, size = side == "above", how.amount(estimate)
    ends = _bracket(low, high, how) if low is not None and high is not None else ""
    if not doors and ends:
        if above:
            return mark(f"Likely lifted: about {size} above what we expected ({ends}).")
        return mark(f"Likely lifted: about {size} below what we expected ({ends}).")
    if not doors:
        if above:
            return mark(f"Likely lifted: about {size} above what we expected.")
        return mark(f"Likely lifted: about {size} below what we expected.")
    return f"{_lifted_in(_these(doors), size, ends, above)} {DIRECTION}"


def _lifted_in(these: str, size: str, ends: str, above: bool) -> str:
    if ends and above:
        return mark(f"Likely lifted in {these}: about {size} above what we expected ({ends}).")
    if ends:
        return mark(f"Likely lifted in {these}: about {size} below what we expected ({ends}).")
    if above:
        return mark(f"Likely lifted in {these}: about {size} above what we expected.")
    return mark(f"Likely lifted in {these}: about {size} below what we expected.")


def promising(until: date | None = None, *, weeks: float = WEEKS, doors: int = 0, alone: bool = False) -> str:
    """Why it is not proven: a short history, too few doors, nobody to compare with, or else time."""
    if weeks < WEEKS:
        was = floor(weeks)
        if was:
            return mark(f"Promising, not proven: only {span(7 * was)} of history.")
        return mark("Promising, not proven: no history.")
    if alone:
        return mark("Promising, not proven: there is nobody to compare with.")
    if doors:
        some = _these(doors, bare=True)
        return mark(f"Promising, a direction only: {some}; deciding takes {NUMBERS[LEAST_DOORS]}.")
    if until:
        return mark(f"Promising, not proven: keep going until {day(until)}.")
    return mark("Promising, not proven: keep going.")


def no_lift(
    estimate: float, high: float | None, *, how: Scale, side: str, then: str, doors: int = 0
) -> str:  # fmt: skip
    """side: where the estimate lies, seen from what was expected; high below zero: it got worse. then: what comes of it
    where that may be decided; doors: said instead where they are too few to decide on, else 0."""
    size, these = how.amount(estimate), _these(doors)
    worse = high is not None and high < 0
    if doors and not worse:
        return f"{mark(f'No useful lift seen in {these}.')} {DIRECTION}"
    if not worse:
        return mark(f"No useful lift seen; {then}.")
    if doors and side == "above":
        return f"{mark(f'No lift in {these}: about {size} above what we expected.')} {DIRECTION}"
    if doors:
        return f"{mark(f'No lift in {these}: about {size} below what we expected.')} {DIRECTION}"
    if side == "above":
        return mark(f"No lift: about {size} above what we expected; {then}.")
    return mark(f"No lift: about {size} below what we expected; {then}.")


def cannot_tell(who: str, *, days: int | None, doors: int = 0) -> str:
    """who: "associate", "boutique" or "" for several doors, whose days are None where no end is set; doors: that could
    show it together, 0 for none known."""
    if not who and not days:
        return mark(
            "These boutiques cannot show this within a year: more of them, or more held back to compare with, can."
        )
    during = span(days) if days and days > 0 else ""
    if not who:
        alone = (mark(f"These boutiques cannot show this in {during}.") if during
                 else mark("These boutiques cannot show this in the time of a focus."))  # fmt: skip
        return f"{alone} {mark('More boutiques or more time can.')}"
    together = mark(f"The {doors} boutiques together can.") if doors >= LEAST_DOORS else SEVERAL
    return f"{_one_cannot(who, during)} {together}"


def _one_cannot(who: str, during: str) -> str:
    if during:
        if who == "associate":
            return mark(f"One associate cannot show this in {during}.")
        return mark(f"One boutique cannot show this in {during}.")
    if who == "associate":
        return mark("One associate cannot show this in the time of a focus.")
    return mark("One boutique cannot show this in the time of a focus.")


def not_comparable(why: str) -> str:
    text = why.strip().rstrip(".")
    lower = text[:1].lower() + text[1:] if not text[1:2].isupper() else text
    return mark(f"Not comparable: {lower}.")


def short_history(weeks: float) -> str:
    was = floor(weeks)
    if was:
        return mark(f"Only {span(7 * was)} of history instead of {NUMBERS[WEEKS]}.")
    return mark("No history before the start.")


def left_out(episodes: int) -> str:
    some = forms("{n} was left out: less than {weeks} weeks of history.",
                 "{n} were left out: less than {weeks} weeks of history.")  # fmt: skip
    return in_english(episodes, some, n=_word(episodes).capitalize(), weeks=NUMBERS[WEEKS])


def smallest(p: float) -> str:
    """Said with one treated door: how sure it could be at best."""
    return mark(f"With one boutique a false alarm is never less likely than 1 in {round(1 / p):,}.")


def _bracket(low: float, high: float, how: Scale) -> str:
    small, large = min(abs(low), abs(high)), max(abs(low), abs(high))
    if low * high < 0:
        return f"{how.before}{how.signed(low)} to {how.signed(high)}"
    first = how.number(small)
    return f"{how.before}{first if first.strip('0.,') else mark('just over 0')} to {how.number(large)}"


def _these(doors: int, *, bare: bool = False) -> str:
    if bare:
        return in_english(doors, forms("{n} boutique", "{n} boutiques"), n=_word(doors))
    return in_english(doors, forms("this boutique", "these {n} boutiques"), n=_word(doors))


def _word(n: int) -> str:
    return NUMBERS[n] if 0 <= n <= 12 else str(n)


def _of(n: float, counts: str) -> str:
    if round(n) != 1 or not counts.endswith("s") or counts.endswith("ss") or " of " in counts or " behind " in counts:
        return counts
    return f"{counts[:-3]}y" if counts.endswith("ies") else counts[:-1]


def _digits(size: float) -> int:
    size = abs(size)
    return 0 if size >= 10 or size == 0 else 1 if size >= 1 else 2
