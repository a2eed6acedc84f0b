"""What closed weeks said, as far as one viewer may be told: beside a number that they may see, and never more of it.

The difference of two sums is what came late. Below the group rule that is nobody's secret; above it, it is shown of
whole regions and of the company alone, where enough boutiques and events stand behind it in each of them.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from ..measures.catalogue import measure
from ..measures.kinds import Measure
from ..measures.question import Answer, Cell, Question
from ..privacy.roles import right
from ..privacy.viewer import Viewer
from .labelling import Labels
from .said import Days, Said, Then, counts
from .said_packed import NOTHING

WIDEST = 300  # boutiques looked at one by one while a page waits
KNOWN = {"boutique", "region", "product_line"}
WEEK = timedelta(days=7)
Ask = Callable[[Question], Answer]


def first(said: Said, viewer: Viewer, question: Question, labels: Labels) -> dict[date, Then]:
    """What each week of the question's days said when it closed, by its Monday. Nothing where that is not known: days
    that are no whole weeks, a view of people or of anything but whole boutiques and product lines.
    """
    what = measure(question.measure)
    if what is None or _reach(viewer, what) in ("no", "brand") or not {*question.where} <= KNOWN:
        return {}
    weeks = _weeks(question)
    if not weeks:
        return {}
    return said.then(_name(question), _doors(question, labels), weeks, days=labels.counts, regions=labels.regions)


def may_say(
    said: Said, viewer: Viewer, question: Question, week: date, ask: Ask, *, doors: Mapping[str, str],
    days: Mapping[str, Days], least: tuple[int, int],
) -> bool:  # fmt: skip
    """Whether the old sums of a week may be said beside the new ones.

    ask: asks the facts without any limit. doors: code -> region, of every door. least: people and events, as the group
    rule has them.
    """
    what = measure(question.measure)
    reach = _reach(viewer, what) if what else "no"
    if what is None or reach not in ("scope", "all"):
        return reach == "boutique"
    here = {code: region for code, region in doors.items() if counts(days.get(code, (None, None)), week)}
    asked = {code for code in _within(question, viewer, doors) if code in here}
    if len(here) > WIDEST or "product_line" in question.where:
        return False
    old = said.boutiques(what.key, here, week)
    late, people = _late(old, what, week, ask), least[0] if what.person else 0
    if sum(old[code].n for code in asked) < least[1]:
        return False
    if asked == {*here}:
        return not late or _enough(late, people, least[1])
    regions = {here[code] for code in asked}
    if len(regions) != 1 or asked != {code for code, region in here.items() if region in regions}:
        return False
    by_region = ({code: n for code, n in late.items() if here[code] == region} for region in {*here.values()})
    return all(_enough(some, people, least[1]) for some in by_region if some)  # one alone would be told by the rest


def _late(old: Mapping[str, Cell], what: Measure, week: date, ask: Ask) -> dict[str, int]:
    """Boutiques whose week changed -> by how many events, at least."""
    codes = tuple(sorted(old))
    now = ask(Question(what.key, ("boutique",), week, week + timedelta(days=6), {"boutique": codes})).cells
    new = {code: now.get((code,)) or NOTHING for code in codes}
    return {code: abs(new[code].n - old[code].n) for code in codes if changed(old[code], new[code])}


def changed(old: Cell, new: Cell) -> bool:
    """Whether the sums are others, beyond the last places of a float."""
    parts = ((old.top, new.top), (old.bottom, new.bottom), (old.n, new.n))
    return any(abs(a - b) > 1e-6 * max(1.0, abs(a), abs(b)) for a, b in parts)


def _enough(late: Mapping[str, int], people: int, events: int) -> bool:
    """Whether what came late is of so many boutiques, and so of as many people, and so many events."""
    found = [n for n in late.values() if n]
    return len(found) >= people and sum(found) >= events


def _reach(viewer: Viewer, what: Measure) -> str:
    return right(viewer, f"measure.{what.family}")


def _name(question: Question) -> str:
    lines = question.where.get("product_line", ())
    return f"{question.measure}|{'+'.join(lines)}" if lines else question.measure


def _weeks(question: Question) -> list[date]:
    since, until = question.since, question.until
    if since is None or until is None or since.weekday() or until.weekday() != 6:
        return []
    return [since + n * WEEK for n in range(((until - since).days + 1) // 7)]


def _doors(question: Question, labels: Labels) -> list[str]:
    return [code for code in labels.doors if _asked(question, code, labels.regions.get(code, ""))]


def _within(question: Question, viewer: Viewer, doors: Mapping[str, str]) -> list[str]:
    return [code for code, at in doors.items() if code in viewer.boutiques and _asked(question, code, at)]


def _asked(question: Question, code: str, region: str) -> bool:
    codes, regions = (question.where.get(cut) for cut in ("boutique", "region"))
    return (codes is None or code in codes) and (regions is None or region in regions)
