"""What an annotation may say: a short title that names nobody, and not too many days."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from ..languages import say
from ..privacy import notes
from ..refusals import Refused
from ..retail.feasts import NAMES

TITLE = 60  # characters
DAYS = 92  # at most
FAR = timedelta(days=3652)
FEASTS = frozenset(word for name in NAMES.values() for word in name.replace("’s", "").replace("s’", "s").split())


def title(text: str, *, staff: Iterable[str], words: frozenset[str]) -> str:
    """The title as it is kept.

    Args:
        staff: whole names of the house's people; they may not be said either, a title is read above the boutique.
        words: brands and models of the catalogue.
    Raises:
        Refused: in a sentence.
    """
    said = " ".join(text.split())
    if not said:
        raise Refused(say("Give it a title: what would somebody looking at the numbers want to know?"), "/title")
    if len(said) > TITLE:
        raise Refused(say("The title takes at most {n} characters.", n=str(TITLE)), "/title")
    known = words | FEASTS
    if _names_one_of(said, staff) or any(one.kind == "name" for one in notes.screen(said, words=known)):
        raise Refused(say("The title looks as if it names somebody; say what happened, naming nobody."), "/title")
    notes.refuse(said, "/title", words=known, most=TITLE)
    return said


def days(since: date | None, until: date | None, *, today: date) -> tuple[date, date]:
    """First and last day; without a last one it is one day.

    Raises:
        Refused: in a sentence.
    """
    if since is None:
        raise Refused(say("Say the first day."), "/since")
    last = until or since
    if last < since:
        raise Refused(say("The last day lies before the first."), "/until")
    if (last - since).days >= DAYS:
        raise Refused(say("At most {n} days are marked at once; mark the rest by itself.", n=str(DAYS)), "/until")
    if max(abs(since - today), abs(last - today)) > FAR:
        raise Refused(say("That lies more than ten years away; look at the year again."), "/since")
    return since, last


def _names_one_of(text: str, staff: Iterable[str]) -> bool:
    """Whether two words beside each other are of one person's name."""
    said = [word.strip(".,;:!?()’'\"").casefold() for word in text.split()]
    beside = {frozenset(pair) for pair in pairwise(said)}
    parts = (frozenset(name.casefold().split()) for name in staff)
    return any(len(pair) == 2 and pair <= one for one in parts for pair in beside)
