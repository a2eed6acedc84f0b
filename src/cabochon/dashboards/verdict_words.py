"""Verdicts in words: what a state, a kind and a circumstance are called, how numbers and days are written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import isfinite

from ..impact.verdict import Needed, Side, Verdict
from ..languages import count, decimal, mark, money, percent, say, whole
from ..languages import day as said_day
from ..programme.playbook import BY_KEY
from ..retail.currencies import EXPONENTS
from .things import THINGS, things

NONE, NOTHING = "–", mark("nothing yet")
WIDE, WHOLE = mark("too wide to say anything yet"), 100.0  # points
YEAR = 365  # days: a date further off is not worth naming
FAR = 10_000  # events: what no day can be named for and is so many, is not told as a number to work for
A_DAY = 10_000_000  # a look above it is a day, written as a number


@dataclass(frozen=True, slots=True)
class State:
    """What a verdict's state is called, its tone (a colour, never alone: `key` also has a mark of its own) and when."""

    key: str
    english: str
    tone: str
    reason: str

    @property
    def word(self) -> str:
        return say(self.english)

    @property
    def when(self) -> str:
        return say(self.reason)


# fmt: off
STATES = {one.key: one for one in mark((
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
))}
UNSAID = State("none", mark("No verdict"), "quiet", "")
KINDS = mark({
    "person":    "One person’s coaching",
    "focus":     "Focus of a boutique",
    "module":    "Module at a boutique",
    "behaviour": "A behaviour, all boutiques together",
    "rollout":   "Rollout, boutique by boutique",
    "wave":      "Boutiques that began together",
    "region":    "Region",
})
BESIDE = mark({
    "launch": "Launch", "holiday": "Holiday", "promotion": "Promotion", "staffing": "Staffing",
    "response": "Survey answers", "mix": "What was sold", "availability": "Add-ons in stock",
    "discount": "Discounts", "returns": "Add-on returns", "data": "Data", "overlap": "Another episode",
    "transfer": "Changed boutique", "currency": "Currency", "opened": "Boutique opened", "history": "Short history",
})
PICKED = mark({
    "low_rate": "This step was seen less often", "not_seen": "Nobody had observed here for a while",
    "asked": "It was asked for", "new_hire": "New in the house", "follow_up": "To follow up what was practised",
    "rotation": "It was its turn",
})
RESTATED = mark({
    "late": "Something came in late and changed {what}.",
    "improved": "The way this is worked out was improved and changed {what}; what was counted is the same.",
    "both": "The way this is worked out was improved and something came in late; together they changed {what}.",
})
ENDED = {"kept": mark("kept"), "tuned": mark("tuned"), "dropped": mark("dropped"),
         "replaced": mark("gave way to the next")}
# fmt: on


@dataclass(frozen=True, slots=True)
class Scale:
    """How the numbers of one measure are written: all with the same digits, so that what is shown adds up.

    times: from the measure's own unit to the one shown. head, tail: about a level; word: after a change; end: after a
    change where that is no word, as a currency is in some languages.
    """

    times: float = 100.0
    digits: int = 0
    head: str = ""
    tail: str = "%"
    word: str = "point"
    end: str = ""

    @property
    def unit(self) -> str:
        """ "points", "CHF", "" where the number says enough."""
        return say("points") if self.word else (self.head or self.end).strip()

    def shown(self, value: float) -> float:
        """In the unit shown, rounded as it is written."""
        return round(value * self.times, self.digits) + 0.0  # not -0.0

    def level(self, shown: float) -> str:
        return f"{self.head}{decimal(shown, self.digits)}{self.tail}"

    def change(self, shown: float) -> str:
        """ "+8 points", "−1 point", "+CHF 210", "0.00"."""
        sign = "+" if shown > 0 else "−" if shown < 0 else ""
        return self._after(f"{sign}{self.head}{decimal(abs(shown), self.digits)}", abs(shown))

    def between(self, low: float, high: float) -> str:
        """ "−3 to 13 points"."""
        first, last = (decimal(self.shown(end), self.digits) for end in (low, high))
        return self._after(f"{self.head}{say('{low} to {high}', low=first, high=last)}", 2)

    def known(self, low: float | None, high: float | None) -> bool:
        """Whether an interval says anything: one end to end of a share's whole range does not."""
        if low is None or high is None or not isfinite(high - low):
            return False
        return self.word != "point" or (high - low) * self.times <= WHOLE

    def _after(self, said: str, shown: float) -> str:
        if not self.word:
            return f"{said}{self.end}"
        return say("{n} point", n=said) if shown == 1 else say("{n} points", n=said)


def scale_of(unit: str, currency: str, levels: Iterable[float]) -> Scale:
    """levels: values in the measure's own unit that will be written; small ones get more digits."""
    most = max((abs(one) for one in levels), default=1.0)
    match unit:
        case "rate":
            digits = 0 if most >= 0.1 or not most else 1 if most >= 0.01 else 2
            return Scale(digits=digits, tail=percent(0).removeprefix(whole(0)))
        case "points":
            return Scale(tail="")
        case "per100":
            head, _, tail = say("{n} per 100", n="\0").partition("\0")
            return Scale(digits=1, head=head, tail=tail, word="")
        case "money":
            exponent = EXPONENTS.get(currency, 2)
            major = most / 10**exponent
            head, _, tail = money(0, currency).partition(whole(0))
            return Scale(10.0**-exponent, 0 if major >= 100 else min(2, exponent), head, tail, "", tail)
        case "score" | "index":
            return Scale(1.0, 2, "", "", "")
        case _:
            return Scale(1.0, 0 if most >= 20 else 1, "", "", "")


def counted(n: float, events: str) -> str:
    """ "1 visit", "1,210 receipts"."""
    if events in THINGS and events:
        return things(round(n), events)
    return things(n, events[:-1] if round(n) == 1 and events.endswith("s") else events) if events else whole(n)


def footing(side: Side, unit: str, events: str) -> str:
    """What stands behind a level: of a share how many of how many, of a mean how many. events: "" for amounts."""
    if not side.n:
        return say(NOTHING)
    if not events:
        return say("by value")
    if unit == "rate" and float(side.x).is_integer() and side.x >= 0:
        return say("{top} of {things}", top=whole(side.x), things=counted(side.n, events))
    return counted(side.n, events)


def missing(needed: Needed | None, events: str, today: date) -> str:
    """ "About 60 demos more, around 14 March at this pace."; "" where nothing is missing, or out of all reach."""
    soon = needed is not None and needed.by is not None and (needed.by - today).days <= YEAR
    if needed is None or needed.n <= 0 or (not soon and needed.n > FAR):
        return ""
    more = counted(_rough(needed.n), events)
    if soon and needed.by:
        return say("About {things} more, around {day} at this pace.", things=more, day=day(needed.by, today))
    return say("About {things} more.", things=more)


def day(one: date, beside: date) -> str:
    """ "14 March", with its year where it is another than of the day it stands beside."""
    return said_day(one, "full" if one.year != beside.year else "date")


def days(since: date, until: date, beside: date) -> str:
    """ "5 January to 1 March"; one day as itself."""
    if since == until:
        return day(since, beside)
    return say("{first} to {last}", first=day(since, until), last=day(until, beside))


def about(key: str) -> str:
    """What a behaviour is called; anything else goes by its key."""
    key = key.removeprefix("behaviour.")
    return say(BY_KEY[key].title) if key in BY_KEY else key.replace("_", " ").replace("-", " ").capitalize()


def kind(key: str, pooled: bool) -> str:
    if pooled and key == "module":
        return say("Module, all boutiques together")
    return say(KINDS[key]) if key in KINDS else ""


def statistics(one: Verdict, scale: Scale, events: str, today: date) -> list[tuple[str, str]]:
    """The table one tap below the sentence: only what there is."""
    said: list[tuple[str, str]] = []

    def tell(name: str, text: str) -> None:
        if text:
            said.append((name, text))

    if one.estimate is not None:
        tell(say("Estimate"), say("{change} against what was expected", change=scale.change(scale.shown(one.estimate))))
    together = one.doors > 1
    if one.low is not None and one.high is not None and scale.known(one.low, one.high):
        band = scale.between(one.low, one.high)
        on_any = together and not one.look
        tell(say("Interval"), say("{band}, holds on any day", band=band) if on_any else say(
            "{band}, holds at this planned look", band=band))  # fmt: skip
    else:
        tell(say("Interval"), say("none exists here") if one.low is None else say(WIDE))
    if one.posterior is not None:
        tell(say("Probability of a lift"), share(one.posterior))
    if one.before.value is not None:
        stands = [scale.level(scale.shown(one.before.value)), footing(one.before, one.unit, events)]
        tell(say("Baseline"), ", ".join([*stands, days(*one.baseline, today)] if one.baseline else stands))
    if one.weeks:
        tell(say("History used"), count(one.weeks, "{n} week", "{n} weeks"))
    tell(say("Counted at this look") if one.look else say("Since"),
         footing(one.after, one.unit, events) if one.after.n else "")  # fmt: skip
    tell(say("Planned look"), looked(one.look, together=together))
    tell(say("Boutiques"), whole(one.doors) if together else "")
    tell(say("People"), whole(one.people) if one.people else "")
    tell(say("Smallest p that can be") if one.direction_only else "p", _two(one.p))
    tell(say("After false-discovery control"), _two(one.q))
    if one.direction_only:
        tell(say("Direction only"), say("too few boutiques to scale or retire on"))
    return said


def looked(look: int, *, together: bool = False) -> str:
    """ "after 10 shifts"; of several together "14 days after each began", or a closed week: 20261122. 0: ""."""
    if look > A_DAY:
        last = date(look // 10_000, look // 100 % 100, look % 100)
        return say("of the week to {day}", day=said_day(last, "full"))
    if not look:
        return ""
    if together:
        return count(look, "{n} day after each began", "{n} days after each began")
    return count(look, "after {n} shift", "after {n} shifts")


def share(probability: float) -> str:
    """Never nought or all: "more than 99 in 100"."""
    if probability >= 0.995:
        return say("more than 99 in 100")
    if probability < 0.005:
        return say("fewer than 1 in 100")
    return say("{n} in 100", n=whole(probability * 100))


def _two(p: float | None) -> str:
    """To two figures: "0.043"."""
    return "" if p is None else f"{p:.2g}".replace(".", decimal(0.1, 1)[1:-1])


def _rough(n: int) -> int:
    """To two figures: what is missing is a guess."""
    size = int(f"1{'0' * max(0, len(str(n)) - 2)}")
    return -(-n // size) * size
