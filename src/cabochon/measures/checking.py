"""Whether a question can be asked: its measure, and every cut and filter one that the facts can make."""

from difflib import get_close_matches

from ..refusals import Unanswerable
from .catalogue import BY_KEY, measure
from .cuts import ALIASES, CUTS, cuts_of, why
from .kinds import Measure
from .question import Question


def check(question: Question) -> Measure:
    """The question's measure, once every cut and filter is one that its facts can make.

    Raises:
        Unanswerable: says what cannot be asked, why, and what can.
    """
    found = _measure(question.measure)
    for cut in (*question.by, *question.where):
        cut = ALIASES.get(cut, cut)
        if cut not in CUTS:
            raise Unanswerable(f"There is no cut called {cut[:40]!r}{_near(cut, (*CUTS, *ALIASES))}")
        if cut not in found.cuts:
            deed = "cut" if cut in {ALIASES.get(c, c) for c in question.by} else "filtered"
            able = f"it can be {deed} by {_list(found.cuts)}" if found.cuts else f"it cannot be {deed} at all"
            raise Unanswerable(f"{found.title} cannot be {deed} by {cut}: {_why(found, cut)}; {able}")
    for asked in (question.by, tuple(question.where)):
        if len({ALIASES.get(cut, cut) for cut in asked}) < len(asked):
            raise Unanswerable(f"The same cut is asked for twice: {', '.join(asked)}")
    if question.since and question.until and question.since > question.until:
        raise Unanswerable(f"The days run backwards: since {question.since} is after until {question.until}")
    return found


def plain(question: Question) -> Question:
    """The same question with aliases of cuts replaced by the cuts themselves."""
    where = {ALIASES.get(cut, cut): values for cut, values in question.where.items()}
    by = tuple(ALIASES.get(cut, cut) for cut in question.by)
    return Question(question.measure, by, question.since, question.until, where)


def _measure(key: str) -> Measure:
    found = measure(key)
    if found is None:
        raise Unanswerable(f"There is no measure called {key[:60]!r}{_near(key, tuple(BY_KEY))}")
    return found


def _why(found: Measure, cut: str) -> str:
    table = next((t for t in found.asks if cut not in cuts_of(t)), None)
    return why(table, cut) if table else "it is made over all of them together"


def _near(word: str, known: tuple[str, ...]) -> str:
    close = get_close_matches(word.lower(), known, n=3, cutoff=0.55)
    return f"; did you mean {' or '.join(close)}?" if close else f"; there are {_list(known)}"


def _list(words: tuple[str, ...]) -> str:
    return ", ".join(words)
