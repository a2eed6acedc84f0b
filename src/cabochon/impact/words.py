"""What a manager reads: the sentences of the verdicts. Short, plain, rounded to what the numbers carry."""

from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10

from .verdict import LEAST_DOORS, WEEKS

NO_MINOR = frozenset({"CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF"})
THREE_MINOR = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

DIRECTION = f"A direction only: deciding takes {NUMBERS[LEAST_DOORS]} boutiques."
NO_PEERS = "Nobody to compare with on these days, so a change of the season may hide in it."
UNMATCHED = "This cannot be told here: too few who did not do it are left to compare with."
NEAR_PEERS = "Compared with colleagues of the same boutique: what they picked up as well hides part of a lift."
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip  # strftime would follow the machine's language


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
        after = " point" if self.after == " points" and number == "1" else self.after
        return f"{self.before}{number}{after}"

    def signed(self, value: float) -> str:
        """With a minus where it is below nothing; for the ends of a bracket."""
        number = self.number(value)
        return number if value >= 0 or not number.strip("0.,") else f"−{number}"


def scale(unit: str, currency: str = "", size: float = 0.0) -> Scale:
    """size: a typical value, which decides how many digits money and counts carry."""
    match unit:
        case "rate" | "points":
            return Scale(100, 0, "", " points")
        case "score":
            return Scale(1, 1)
        case "per100":
            return Scale(100, 0 if abs(size) >= 0.1 else 1, "", " per 100 visits")
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
        return "one week" if weeks == 1 else f"{NUMBERS[weeks] if weeks <= 12 else weeks} weeks"
    return "one day" if days == 1 else f"{NUMBERS[days] if 0 <= days <= 12 else days} days"


def too_early(n: float, counts: str, *, lift: str, total: float | None) -> str:
    """counts: "" where n is nothing a reader counts (shrink: money)."""
    if not counts:
        return "Too early to tell: keep going."
    so_far = f"{round(n):,} {_of(n, counts)}" if round(n) else f"no {counts}"
    if total is None:
        return f"Too early to tell: {so_far} so far."
    return f"Too early to tell: {so_far} so far; a lift of {lift} needs about {count(total)}."


def likely_lifted(
    estimate: float, low: float | None, high: float | None, *, how: Scale, side: str, doors: int = 0
) -> str:
    """side: "above" or "below" what was expected; doors: said where they are too few to decide on, else 0."""
    about = f"about {how.amount(estimate)} {side} what we expected"
    ends = f" ({_bracket(low, high, how)})" if low is not None and high is not None else ""
    if not doors:
        return f"Likely lifted: {about}{ends}."
    return f"Likely lifted in {_these(doors)}: {about}{ends}. {DIRECTION}"


def promising(until: date | None = None, *, weeks: float = WEEKS, doors: int = 0, alone: bool = False) -> str:
    """Why it is not proven: a short history, too few doors, nobody to compare with, or else time."""
    if weeks < WEEKS:
        was = floor(weeks)
        return (
            f"Promising, not proven: only {span(7 * was)} of history." if was else "Promising, not proven: no history."
        )
    if alone:
        return "Promising, not proven: there is nobody to compare with."
    if doors:
        return f"Promising, a direction only: {_these(doors, bare=True)}; deciding takes {NUMBERS[LEAST_DOORS]}."
    return f"Promising, not proven: keep going until {day(until)}." if until else "Promising, not proven: keep going."


def no_lift(
    estimate: float, high: float | None, *, how: Scale, side: str, then: str, doors: int = 0
) -> str:  # fmt: skip
    """side: where the estimate lies, seen from what was expected; high below zero: it got worse. then: what comes of it
    where that may be decided; doors: said instead where they are too few to decide on, else 0."""
    here = f" in {_these(doors)}" if doors else ""
    last = f". {DIRECTION}" if doors else f"; {then}."
    if high is not None and high < 0:
        return f"No lift{here}: about {how.amount(estimate)} {side} what we expected{last}"
    return f"No useful lift seen{here}{last}"


def cannot_tell(who: str, *, days: int | None, doors: int = 0) -> str:
    """who: "associate", "boutique" or "" for several doors, whose days are None where no end is set; doors: that could
    show it together, 0 for none known."""
    if not who and not days:
        return "These boutiques cannot show this within a year: more of them, or more held back to compare with, can."
    during = f"in {span(days)}" if days and days > 0 else "in the time of a focus"
    if not who:
        return f"These boutiques cannot show this {during}. More boutiques or more time can."
    together = f"The {doors} boutiques together can." if doors >= LEAST_DOORS else "Several boutiques together can."
    return f"One {who} cannot show this {during}. {together}"


def not_comparable(why: str) -> str:
    text = why.strip().rstrip(".")
    lower = text[:1].lower() + text[1:] if not text[1:2].isupper() else text
    return f"Not comparable: {lower}."


def short_history(weeks: float) -> str:
    was = floor(weeks)
    return f"Only {span(7 * was)} of history instead of {NUMBERS[WEEKS]}." if was else "No history before the start."


def left_out(episodes: int) -> str:
    who = f"{NUMBERS[episodes] if episodes <= 12 else episodes} {'was' if episodes == 1 else 'were'}"
    return f"{who[:1].upper()}{who[1:]} left out: less than {NUMBERS[WEEKS]} weeks of history."


def smallest(p: float) -> str:
    """Said with one treated door: how sure it could be at best."""
    return f"With one boutique a false alarm is never less likely than 1 in {round(1 / p):,}."


def _bracket(low: float, high: float, how: Scale) -> str:
    small, large = min(abs(low), abs(high)), max(abs(low), abs(high))
    if low * high < 0:
        return f"{how.before}{how.signed(low)} to {how.signed(high)}"
    first = how.number(small)
    return f"{how.before}{first if first.strip('0.,') else 'just over 0'} to {how.number(large)}"


def _these(doors: int, *, bare: bool = False) -> str:
    word = NUMBERS[doors] if 0 <= doors <= 12 else str(doors)
    if doors == 1:
        return "one boutique" if bare else "this boutique"
    return f"{word} boutiques" if bare else f"these {word} boutiques"


def _of(n: float, counts: str) -> str:
    if round(n) != 1 or not counts.endswith("s") or counts.endswith("ss"):
        return counts
    return f"{counts[:-3]}y" if counts.endswith("ies") else counts[:-1]


def _digits(size: float) -> int:
    size = abs(size)
    return 0 if size >= 10 or size == 0 else 1 if size >= 1 else 2
