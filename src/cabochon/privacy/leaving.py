"""The way out: a question is narrowed to the viewer's reach, refused where it may not be asked, and small groups are
held back. A cut is never dropped silently.

Known limit: any days may be asked, so two looks can be subtracted; closed calendar weeks from a fixed set, and
protection against linear reconstruction across several tables, come with the privacy issue.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

from ..measures.answer import check
from ..measures.cuts import ALIASES
from ..measures.kinds import Measure
from ..measures.question import Answer, Cell, Question
from ..refusals import NotAllowed, Unanswerable, Unknown
from .groups import Dims, Group, Key, Least, TableOf, grouped, rolled, shown
from .roles import right
from .rows import comments, moments
from .viewer import Viewer

__all__ = ["ask", "comments", "moments"]

Ask = Callable[[Question], Answer]

FAMILY = {"client": "what clients say", "sales": "what was sold", "behaviour": "what was observed",
          "traffic": "who came in", "health": "the health of the numbers"}  # fmt: skip
PLACES = tuple(
    frozenset(places)
    for places in (
        (), ("region",), ("boutique",), ("boutique", "region"),
        ("job_role",), ("boutique", "job_role"), ("boutique", "region", "job_role"),
    )
)  # fmt: skip
PLACE = frozenset({"region", "boutique", "job_role"})
EXTRA = ("day", "week", "daypart", "product_line", "scored")
WHOLE_DOOR = frozenset({"boutique", "region", "day", "week", "weekday", "hour", "daypart", "source", "kind"})
LADDER = (
    "above the boutique a number about people can be asked for the company, by region, by boutique, by job role or by "
    f"boutique and job role, with one of {', '.join(EXTRA)} besides"
)


def ask(
    viewer: Viewer, question: Question, answer: Ask, *, doors: Mapping[str, str], least_people: int, least_events: int
) -> Answer:
    """The answer as far as this viewer may see it; cells held back are None.

    answer: asks the facts without any limit. doors: code -> region, of every door.

    Raises:
        Unanswerable: the facts cannot make the cut, or it is not on the ladder above the boutique.
        NotAllowed: the role does not see this kind of number, or not by person.
        Unknown: a boutique or region that is not there, or not within reach: the two are not told apart.
    """
    measure = check(question)
    asked = _plain(question)
    reach = _reach(viewer, measure)
    boutiques = frozenset(doors) if reach == "all" else viewer.boutiques
    chosen = _chosen(asked, boutiques, doors)
    _names(viewer, asked, reach)
    least = _least(measure, asked, reach, least_people, least_events)
    raw = answer(replace(asked, where={**asked.where, "boutique": chosen}))
    if least is None or not chosen:
        return replace(raw, question=question)
    myself = viewer.person if reach == "self" else ""
    tables = _tables(asked, answer, boutiques, myself) if least.people else None
    allowed = _allowed(asked, boutiques, tables, regions=doors, least=least) if tables else set(raw.cells)
    cells = {key: _shown(cell, key in allowed, least) if cell else None for key, cell in raw.cells.items()}
    held = any(cell is None for cell in cells.values())
    return Answer(question, cells, (*raw.notes, _too_few(least)) if held else raw.notes)


def _shown(cell: Cell, allowed: bool, least: Least) -> Cell | None:
    """The cell, or None when too few stand behind it; an empty cell says nothing of anybody."""
    if not (cell.n or cell.top):
        return cell
    return cell if allowed and cell.n >= least.events else None


def _too_few(least: Least) -> str:
    who = [f"{least.people} people"] if least.people else []
    what = [f"{least.events} events"] if least.events else []
    return f"Too few to show where a number is missing: at least {' and '.join(who + what)} must stand behind each."


def _reach(viewer: Viewer, measure: Measure) -> str:
    """How far the role reaches for this family of measures: self, boutique, scope or all (privacy.roles)."""
    reach = right(viewer, f"measure.{measure.family}")
    if reach == "no":
        able = (
            ", ".join(says for key, says in FAMILY.items() if right(viewer, f"measure.{key}") != "no") or "no numbers"
        )
        raise NotAllowed(f"{measure.title} tells {FAMILY[measure.family]}; your role sees {able}", "measure")
    return reach


def _chosen(question: Question, boutiques: frozenset[str], doors: Mapping[str, str]) -> tuple[str, ...]:
    """The boutiques asked for, or all within reach."""
    for code in question.where.get("boutique", ()):
        if code not in boutiques:
            raise Unknown("there is no boutique by this code within your reach; choose one from the list", "boutique")
    for region in question.where.get("region", ()):
        if region not in {doors.get(code) for code in boutiques}:
            raise Unknown("there is no region by this name within your reach; choose one from the list", "region")
    return tuple(sorted(question.where.get("boutique", boutiques)))


def _names(viewer: Viewer, question: Question, reach: str) -> None:
    """Names stay in the boutique: with its manager, and with each person for themselves."""
    if reach == "boutique" or not ("associate" in question.by or "associate" in question.where):
        return
    if reach != "self":
        raise NotAllowed(
            "numbers of single associates stay in their boutique; ask by boutique or job_role", "associate"
        )
    if not viewer.person or tuple(question.where.get("associate", ())) != (viewer.person,):
        raise NotAllowed("you may ask for your own numbers and for the boutique's, not for a colleague's", "associate")


def _least(measure: Measure, question: Question, reach: str, people: int, events: int) -> Least | None:
    """What must stand behind this question's cells for this viewer; None when nothing is held back.

    A door's number for the whole door names nobody: the rule of people does not hold for it, the rule of events does
    (trust.md, Aggregates).

    Raises:
        Unanswerable: a number about people that is not on the ladder.
    """
    if reach == "boutique":
        return None
    dims = frozenset((*question.by, *question.where))
    whole_door = not measure.person and (dims <= WHOLE_DOOR or "associate" not in measure.cuts)
    if reach == "self":
        return None if whole_door or "associate" in dims else Least(people)
    if whole_door:
        return Least(0, events)
    extra = dims - PLACE
    if dims & PLACE not in PLACES or len(extra) > 1 or not extra <= set(EXTRA):
        raise Unanswerable(f"{measure.title} cannot be asked by {', '.join(sorted(dims))} together: {LADDER}")
    return Least(people, events)


def _tables(question: Question, answer: Ask, boutiques: frozenset[str], myself: str) -> TableOf:
    """Tables of everything within reach: leaving itself asks the coarser cells it needs.

    At most four are asked for: with and without the product line (a receipt counts under each of its lines), and with
    the region in place of the boutique. The rest are added up from these, which gives the same.
    myself: an associate sees the range of colleagues; who asks does not make the group larger.
    """
    reach = {"boutique": tuple(sorted(boutiques))}
    widest = {*question.by, *question.where}

    @cache
    def asked(dims: Dims) -> dict[Key, Group]:
        cells = answer(replace(question, by=(*dims, "associate"), where=reach)).cells
        counted = ((key, max(cell.n, 1 if cell.top else 0)) for key, cell in cells.items() if cell)
        return grouped(counted, lambda person: person != myself)

    @cache
    def table_of(dims: Dims) -> Mapping[Key, Group]:
        base = widest if "product_line" in dims else widest - {"product_line"}
        if not base.issuperset(dims):
            base = base - {"boutique"} | {"region"}
        return rolled(asked(tuple(sorted(base))), tuple(sorted(base)), dims)

    return table_of


def _allowed(
    question: Question, boutiques: frozenset[str], tables: TableOf, *, regions: Mapping[str, str], least: Least
) -> set[Key]:
    where = {cut: frozenset(values) for cut, values in question.where.items()}
    if where.get("boutique") == boutiques:
        del where["boutique"]  # everything within reach is no filter
    return shown(question.by, where, table_of=tables, regions=regions, least=least)


def _plain(question: Question) -> Question:
    """Aliases of cuts replaced by the cuts themselves."""
    by = tuple(ALIASES.get(cut, cut) for cut in question.by)
    return replace(question, by=by, where={ALIASES.get(cut, cut): values for cut, values in question.where.items()})
