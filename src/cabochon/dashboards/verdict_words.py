"""Verdicts in words: what a state, a kind and a circumstance are called, how numbers and days are written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import isfinite

from ..impact.verdict import Needed, Side, Verdict
from ..programme.playbook import BY_KEY
from ..retail.currencies import EXPONENTS

NONE, NOTHING = "–", "nothing yet"
WIDE, WHOLE = "too wide to say anything yet", 100.0  # points
YEAR = 365  # days: a date further off is not worth naming
FAR = 10_000  # events: what no day can be named for and is so many, is not told as a number to work for
A_DAY = 10_000_000  # a look above it is a day, written as a number


@dataclass(frozen=True, slots=True)
class State:
    """What a verdict's state is called, its tone (a colour, never alone: `key` also has a mark of its own) and when."""

    key: str
    word: str
    tone: str
    when: str


# fmt: off
STATES = {one.key: one for one in (
    State("too_early", "Too early to tell", "quiet",
          "Before the first planned look, or fewer than 30 events since it began."),
    State("likely_lifted", "Likely lifted", "good",
          "The lower end of the interval lies above what was expected anyway."),
    State("promising", "Promising", "brass",
          "A lift is more likely than 90 in 100, but the interval still reaches down to none."),
    State("no_lift", "No useful lift", "quiet",
          "At least 100 events since, and even the upper end lies below the lift worth having: 4 points unless set."),
    State("cannot_tell", "Cannot be told here", "quiet",
          "What it takes cannot be gathered within the focus, or by several boutiques within a year; or too few who "
          "did not do it are left to compare with."),
    State("not_comparable", "Not comparable", "warn",
          "Something beside it changed too much: survey answers, what was sold, staffing, how complete the data are."),
)}
UNSAID = State("none", "No verdict", "quiet", "")
KINDS = {
    "person":    "One person’s coaching",
    "focus":     "Focus of a boutique",
    "module":    "Module at a boutique",
    "behaviour": "A behaviour, all boutiques together",
    "rollout":   "Rollout, boutique by boutique",
    "wave":      "Boutiques that began together",
    "region":    "Region",
}
BESIDE = {
    "launch": "Launch", "holiday": "Holiday", "promotion": "Promotion", "staffing": "Staffing",
    "response": "Survey answers", "mix": "What was sold", "availability": "Add-ons in stock",
    "discount": "Discounts", "returns": "Add-on returns", "data": "Data", "overlap": "Another episode",
    "transfer": "Changed boutique", "currency": "Currency", "opened": "Boutique opened", "history": "Short history",
}
PICKED = {
    "low_rate": "This step was seen less often", "not_seen": "Nobody had observed here for a while",
    "asked": "It was asked for", "new_hire": "New in the house", "follow_up": "To follow up what was practised",
    "rotation": "It was its turn",
}
RESTATED = {"late": "Something came in late and changed {what}.",
            "improved": "The way this is worked out was improved and changed {what}; what was counted is the same.",
            "both": "The way this is worked out was improved and something came in late; together they changed {what}."}
ENDED = {"kept": "kept", "tuned": "tuned", "dropped": "dropped", "replaced": "gave way to the next"}
# fmt: on


@dataclass(frozen=True, slots=True)
class Scale:
    """How the numbers of one measure are written: all with the same digits, so that what is shown adds up.

    times: from the measure's own unit to the one shown. head, tail: about a level; word: after a change.
    """

    times: float = 100.0
    digits: int = 0
    head: str = ""
    tail: str = "%"
    word: str = "point"

    @property
    def unit(self) -> str:
        """ "points", "CHF", "" where the number says enough."""
        return f"{self.word}s" if self.word else self.head.strip()

    def shown(self, value: float) -> float:
        """In the unit shown, rounded as it is written."""
        return round(value * self.times, self.digits) + 0.0  # not -0.0

    def level(self, shown: float) -> str:
        return f"{self.head}{_minus(f'{shown:,.{self.digits}f}')}{self.tail}"

    def change(self, shown: float) -> str:
        """ "+8 points", "−1 point", "+CHF 210", "0.00"."""
        size = f"{self.head}{abs(shown):,.{self.digits}f}{self._after(shown)}"
        return f"{'+' if shown > 0 else '−' if shown < 0 else ''}{size}"

    def between(self, low: float, high: float) -> str:
        """ "−3 to 13 points"."""
        ends = " to ".join(_minus(f"{self.shown(end):,.{self.digits}f}") for end in (low, high))
        return f"{self.head}{ends}{self._after(2)}"

    def known(self, low: float | None, high: float | None) -> bool:
        """Whether an interval says anything: one end to end of a share's whole range does not."""
        if low is None or high is None or not isfinite(high - low):
            return False
        return self.word != "point" or (high - low) * self.times <= WHOLE

    def _after(self, shown: float) -> str:
        return f" {self.word}{'' if abs(shown) == 1 else 's'}" if self.word else ""


def scale_of(unit: str, currency: str, levels: Iterable[float]) -> Scale:
    """levels: values in the measure's own unit that will be written; small ones get more digits."""
    most = max((abs(one) for one in levels), default=1.0)
    match unit:
        case "rate":
            return Scale(digits=0 if most >= 0.1 or not most else 1 if most >= 0.01 else 2)
        case "points":
            return Scale(tail="")
        case "per100":
            return Scale(digits=1, tail=" per 100", word="")
        case "money":
            exponent = EXPONENTS.get(currency, 2)
            major = most / 10**exponent
            return Scale(10.0**-exponent, 0 if major >= 100 else min(2, exponent), f"{currency} ".lstrip(), "", "")
        case "score" | "index":
            return Scale(1.0, 2, "", "", "")
        case _:
            return Scale(1.0, 0 if most >= 20 else 1, "", "", "")


def counted(n: float, events: str) -> str:
    """ "1 demo", "1,210 receipts"."""
    one = events[:-1] if round(n) == 1 and events.endswith("s") else events
    return f"{n:,.0f} {one}".rstrip()


def footing(side: Side, unit: str, events: str) -> str:
    """What stands behind a level: of a share how many of how many, of a mean how many. events: "" for amounts."""
    if not side.n:
        return NOTHING
    if not events:
        return "by value"
    if unit == "rate" and float(side.x).is_integer() and side.x >= 0:
        return f"{side.x:,.0f} of {counted(side.n, events)}"
    return counted(side.n, events)


def missing(needed: Needed | None, events: str, today: date) -> str:
    """ "About 60 more demos, around 14 March at this pace."; "" where nothing is missing, or out of all reach."""
    soon = needed is not None and needed.by is not None and (needed.by - today).days <= YEAR
    if needed is None or needed.n <= 0 or (not soon and needed.n > FAR):
        return ""
    at = f", around {day(needed.by, today)} at this pace" if soon and needed.by else ""
    return f"About {counted(_rough(needed.n), events).replace(' ', ' more ', 1)}{at}."


def day(one: date, beside: date) -> str:
    """ "14 March", with its year where it is another than of the day it stands beside."""
    return f"{one.day} {one:%B}" + (f" {one.year}" if one.year != beside.year else "")


def days(since: date, until: date, beside: date) -> str:
    """ "5 January to 1 March"; one day as itself."""
    return day(since, beside) if since == until else f"{day(since, until)} to {day(until, beside)}"


def about(key: str) -> str:
    """What a behaviour is called; anything else goes by its key."""
    key = key.removeprefix("behaviour.")
    return BY_KEY[key].title if key in BY_KEY else key.replace("_", " ").replace("-", " ").capitalize()


def kind(key: str, pooled: bool) -> str:
    return "Module, all boutiques together" if pooled and key == "module" else KINDS.get(key, "")


def statistics(one: Verdict, scale: Scale, events: str, today: date) -> list[tuple[str, str]]:
    """The table one tap below the sentence: only what there is."""
    said: list[tuple[str, str]] = []

    def tell(name: str, text: str) -> None:
        if text:
            said.append((name, text))

    if one.estimate is not None:
        tell("Estimate", f"{scale.change(scale.shown(one.estimate))} against what was expected")
    together = one.doors > 1
    bound = "on any day" if together and not one.look else "at this planned look"
    if one.low is not None and one.high is not None and scale.known(one.low, one.high):
        tell("Interval", f"{scale.between(one.low, one.high)}, holds {bound}")
    else:
        tell("Interval", "none exists here" if one.low is None else WIDE)
    if one.posterior is not None:
        tell("Probability of a lift", share(one.posterior))
    if one.before.value is not None:
        over = f", {days(*one.baseline, today)}" if one.baseline else ""
        tell("Baseline", f"{scale.level(scale.shown(one.before.value))}, {footing(one.before, one.unit, events)}{over}")
    if one.weeks:
        tell("History used", f"{one.weeks:.0f} weeks")
    tell("Counted at this look" if one.look else "Since", footing(one.after, one.unit, events) if one.after.n else "")
    tell("Planned look", looked(one.look, together=together))
    tell("Boutiques", str(one.doors) if together else "")
    tell("People", str(one.people) if one.people else "")
    tell("Smallest p that can be" if one.direction_only else "p", f"{one.p:.2g}" if one.p is not None else "")
    tell("After false-discovery control", f"{one.q:.2g}" if one.q is not None else "")
    if one.direction_only:
        tell("Direction only", "too few boutiques to scale or retire on")
    return said


def looked(look: int, *, together: bool = False) -> str:
    """ "after 10 shifts"; of several together "14 days after each began", or a closed week: 20261122. 0: ""."""
    if look > A_DAY:
        last = date(look // 10_000, look // 100 % 100, look % 100)
        return f"of the week to {last.day} {last:%B %Y}"
    return "" if not look else f"{look} days after each began" if together else f"after {look} shifts"


def share(probability: float) -> str:
    """Never nought or all: "more than 99 in 100"."""
    if probability >= 0.995:
        return "more than 99 in 100"
    return "fewer than 1 in 100" if probability < 0.005 else f"{probability * 100:.0f} in 100"


def _rough(n: int) -> int:
    """To two figures: what is missing is a guess."""
    size = int(f"1{'0' * max(0, len(str(n)) - 2)}")
    return -(-n // size) * size


def _minus(text: str) -> str:
    return text.replace("-", "−")
