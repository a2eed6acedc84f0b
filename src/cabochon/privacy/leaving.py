"""The way out: a question is narrowed to the viewer's reach, refused where it may not be asked, and small groups are
held back. A cut is never dropped silently.

Known limit: any days may be asked, so two looks can be subtracted; closed calendar weeks from a fixed set, and
protection against linear reconstruction across several tables, come with the privacy issue.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from ..measures.answer import check
from ..measures.checking import plain
from ..measures.cuts import OVERLAP, PERSONS
from ..measures.kinds import Measure
from ..measures.question import Answer, Cell, Question
from ..refusals import NotAllowed, Unanswerable, Unknown
from .frozen import Cells, Frozen
from .groups import Dims, Group, Key, Least, TableOf, grouped, rolled, shown
from .roles import right
from .rows import comments, moments, words
from .viewer import Viewer

__all__ = ["ask", "ask_many", "comments", "moments", "words"]

Ask = Callable[[Question], Answer]
Answers = Callable[[Sequence[Question]], Sequence[Answer]]
Refusal = Unanswerable | NotAllowed | Unknown
Name = tuple[object, ...]  # Question.name

FAMILY = {"client": "what clients say", "sales": "what was sold", "behaviour": "what was observed",
          "traffic": "who came in", "coaching": "the rhythm of coaching", "engagement": "learning and practice",
          "stock": "counts, exceptions and routines", "programme": "how the programme holds",
          "health": "the health of the numbers"}  # fmt: skip
PLACES = tuple(
    frozenset(places)
    for places in (
        (), ("region",), ("boutique",), ("boutique", "region"),
        ("job_role",), ("boutique", "job_role"), ("boutique", "region", "job_role"),
        ("tenure",), ("job_role", "tenure"),
    )
)  # fmt: skip
PLACE = frozenset({"region", "boutique", "job_role", "tenure"})
EXTRA = ("day", "week", "daypart", "product_line", "brand", "collection", "segment", "scored", "behaviour", "module",
         "item", "aid", "source", "tag")  # fmt: skip
WHOLE_DOOR = frozenset({"boutique", "region", "door_type", "zone", "day", "week", "weekday", "hour", "daypart",
                        "source", "kind", "tag"})  # fmt: skip
LADDER = (
    "above the boutique a number about people can be asked for the company, by region, by boutique, by job role, by "
    f"boutique and job role or by job role and tenure, with one of {', '.join(EXTRA)} besides"
)


@dataclass(frozen=True, slots=True)
class Way:
    """What a question comes to for a viewer: what is asked of the facts, and what must stand behind its cells.

    tables: the questions whose cells show who stands behind, for the rule of people.
    """

    question: Question
    asked: Question
    measure: Measure
    least: Least | None
    narrowed: Question
    tables: Mapping[Dims, Question]
    boutiques: frozenset[str]
    myself: str
    known: Cells | None = None  # the cells that may be shown, where that was judged lately

    @property
    def name(self) -> tuple[object, ...]:
        """By which a judgement is remembered."""
        bottom = self.measure.bottom
        return self.narrowed.name, bottom, self.boutiques, self.myself, self.least

    @property
    def asks(self) -> tuple[Question, ...]:
        return (self.narrowed, *self.tables.values())


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
    (found,) = ask_many(
        viewer, [question], lambda some: [answer(one) for one in some], doors=doors, least_people=least_people,
        least_events=least_events,
    )  # fmt: skip
    if isinstance(found, Answer):
        return found
    raise found


def ask_many(
    viewer: Viewer, questions: Sequence[Question], answers: Answers, *, doors: Mapping[str, str], least_people: int,
    least_events: int, frozen: Frozen | None = None, change: int = 0,
) -> list[Answer | Refusal]:  # fmt: skip
    """Each question as `ask` would answer or refuse it, with the facts asked for all of them at once.

    frozen: which cells of large tables were let out lately; change: the directory's, for which that holds.
    """
    ways: list[Way | Refusal] = []
    for question in questions:
        try:
            way = _way(viewer, question, doors=doors, people=least_people, events=least_events)
            known = frozen.get((change, *way.name)) if frozen and way.tables else None
            ways.append(way if known is None else replace(way, tables={}, known=known))
        except (Unanswerable, NotAllowed, Unknown) as refusal:
            ways.append(refusal)
    wanted = {one.name: one for way in ways if isinstance(way, Way) for one in way.asks}
    told = _told(wanted, answers)
    found: list[Answer | Refusal] = []
    for one in ways:
        if not isinstance(one, Way):
            found.append(one)
        elif refused := next((told[q.name] for q in one.asks if not isinstance(told[q.name], Answer)), None):
            found.append(refused)
        else:
            found.append(_judged(one, told, regions=doors, frozen=frozen, change=change))  # type: ignore[arg-type]
    return found


def _told(wanted: Mapping[Name, Question], answers: Answers) -> dict[Name, Answer | Refusal]:
    """All at once; where one cannot be answered each by itself, so that it refuses no other."""
    some = list(wanted.values())
    try:
        return dict(zip(wanted, answers(some), strict=True)) if some else {}
    except (Unanswerable, NotAllowed, Unknown) as refusal:
        if len(some) == 1:
            return dict.fromkeys(wanted, refusal)
    found: dict[Name, Answer | Refusal] = {}
    for name, one in wanted.items():
        found |= _told({name: one}, answers)
    return found


def _way(viewer: Viewer, question: Question, *, doors: Mapping[str, str], people: int, events: int) -> Way:
    measure = check(question)
    asked = plain(question)
    reach = _reach(viewer, measure)
    boutiques = frozenset(doors) if reach == "all" else viewer.boutiques
    chosen = _chosen(asked, boutiques, doors)
    _names(viewer, asked, reach)
    least = _least(measure, asked, reach, people, events) if chosen else None
    if measure.bottom.table == "outside" and "boutique" not in asked.where and boutiques == frozenset(doors):
        chosen = (*chosen, "")  # what no boutique is known of belongs to the whole house
    narrowed = replace(asked, where={**asked.where, "boutique": chosen})
    tables = _tables(asked, measure, boutiques) if least and least.people else {}
    myself = viewer.person if reach == "self" else ""
    return Way(question, asked, measure, least, narrowed, tables, boutiques, myself)


def _judged(
    way: Way, told: Mapping[Name, Answer], *, regions: Mapping[str, str], frozen: Frozen | None = None, change: int = 0
) -> Answer:
    raw, least = told[way.narrowed.name], way.least
    if least is None:
        return replace(raw, question=way.question)
    allowed = set(raw.cells) if way.known is None else way.known
    if way.tables:
        tables = _table_of(way, {dims: told[one.name] for dims, one in way.tables.items()})
        allowed = frozenset(_allowed(way.asked, way.boutiques, tables, regions=regions, least=least))
        if frozen:
            frozen.put((change, *way.name), allowed, sum(len(told[one.name].cells) for one in way.tables.values()))
    cells = {key: _shown(cell, key in allowed, least) if cell else None for key, cell in raw.cells.items()}
    held = any(cell is None for cell in cells.values())
    notes = (*raw.notes, _too_few(least)) if held else raw.notes
    return replace(raw, question=way.question, cells=cells, notes=notes)


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
    named = PERSONS & {*question.by, *question.where}
    if reach == "boutique" or not named:
        return
    if reach != "self":
        raise NotAllowed("numbers of single associates stay in their boutique; ask by boutique or job_role", min(named))
    if named != {"associate"} or not viewer.person or tuple(question.where.get("associate", ())) != (viewer.person,):
        raise NotAllowed("you may ask for your own numbers and for the boutique's, not for a colleague's", min(named))


def _least(measure: Measure, question: Question, reach: str, people: int, events: int) -> Least | None:
    """What must stand behind this question's cells for this viewer; None when nothing is held back.

    A door's number for the whole door names nobody: the rule of people does not hold for it, the rule of events does
    (trust.md, Aggregates).

    Raises:
        Unanswerable: a number about people that is not on the ladder.
    """
    if reach == "boutique" or measure.bottom.table == "outside":  # the house's own counts are about nobody
        return None
    dims = frozenset((*question.by, *question.where))
    whole_door = not measure.person and (dims <= WHOLE_DOOR or measure.who not in measure.cuts)
    if reach == "self":
        return None if whole_door or "associate" in dims else Least(people)
    if whole_door:
        return Least(0, events)
    extra = dims - PLACE - ({"module"} if "item" in dims else frozenset())  # a question is its module's
    if dims & PLACE not in PLACES or len(extra) > 1 or not extra <= set(EXTRA):
        raise Unanswerable(f"{measure.title} cannot be asked by {', '.join(sorted(dims))} together: {LADDER}")
    return Least(people, events)


def _tables(question: Question, measure: Measure, boutiques: frozenset[str]) -> dict[Dims, Question]:
    """Tables of everything within reach, by the people concerned: leaving itself asks the coarser cells it needs.

    At most four: with and without a cut whose parts overlap (a receipt counts under each of its lines), and with the
    region in place of the boutique. The rest are added up from these, which gives the same.
    """
    widest = frozenset({*question.by, *question.where})
    bases = {widest, widest - OVERLAP}
    bases |= {base - {"boutique"} | {"region"} for base in bases if "boutique" in base and "region" not in base}
    reach = {"boutique": tuple(sorted(boutiques))}
    named = {tuple(sorted(base)) for base in bases}
    return {dims: replace(question, by=(*dims, measure.who), where=reach) for dims in sorted(named)}


def _table_of(way: Way, told: Mapping[Dims, Answer]) -> TableOf:
    """myself: an associate sees the range of colleagues; who asks does not make the group larger."""
    widest = frozenset({*way.asked.by, *way.asked.where})

    @cache
    def grown(dims: Dims) -> dict[Key, Group]:
        counted = ((key, max(c.n, 1 if c.top else 0)) for key, c in told[dims].cells.items() if c)
        return grouped(counted, lambda person: person != way.myself)

    @cache
    def table_of(dims: Dims) -> Mapping[Key, Group]:
        base = widest - (OVERLAP - set(dims))
        if not base.issuperset(dims):
            base = base - {"boutique"} | {"region"}
        return rolled(grown(tuple(sorted(base))), tuple(sorted(base)), dims)

    return table_of


def _allowed(
    question: Question, boutiques: frozenset[str], tables: TableOf, *, regions: Mapping[str, str], least: Least
) -> set[Key]:
    where = {cut: frozenset(values) for cut, values in question.where.items()}
    if where.get("boutique") == boutiques:
        del where["boutique"]  # everything within reach is no filter
    return shown(question.by, where, table_of=tables, regions=regions, least=least)
