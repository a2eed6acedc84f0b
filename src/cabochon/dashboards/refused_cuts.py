"""Why a number is not broken down so: a short sentence with the titles people know; any other refusal as it came."""

from collections.abc import Iterable, Sequence

from ..languages import again, listed, say
from ..measures.cuts import PERSONS
from ..refusals import NotAllowed
from . import Refusal

FINE = frozenset({"day", "weekday", "hour"})
OFF_THE_LADDER, BY_WEEK = " together: ", " can be asked by week "  # what the rule above the boutique says of itself


def plainly(refusal: Refusal, cuts: Sequence[str]) -> str:
    """cuts: what the number was to be broken down by."""
    text, fine = str(refusal), FINE.intersection(cuts)
    if isinstance(refusal, NotAllowed) and refusal.pointer in PERSONS:
        return say("Numbers of single people stay in their boutique. Choose Boutique or Role.")
    if BY_WEEK in text:
        return say("By week this is told for the company, by region, by boutique or by role alone. Choose one "
                   "breakdown less, or four weeks together.")  # fmt: skip
    if OFF_THE_LADDER not in text:
        return again(refusal.reason if isinstance(refusal, NotAllowed) and not refusal.pointer else text)
    if fine:
        return say("Above the boutique nothing finer than a week is told. Choose Week, or another breakdown.")
    if len(cuts) > 1:
        return say("Together these make groups too small to show above the boutique. Choose one breakdown less.")
    return say("Above the boutique this is not told in such groups. Choose Region, Boutique or Role, or take a filter "
               "away.")  # fmt: skip


def gathered(refusals: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """What cannot be asked, with why: those with the same reason as one."""
    by_why: dict[str, list[str]] = {}
    for name, why in refusals:
        by_why.setdefault(why, []).append(name)
    return tuple((listed(names), why) for why, names in by_why.items())
