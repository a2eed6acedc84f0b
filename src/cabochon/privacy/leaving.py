"""The way out: a question is narrowed to the viewer's reach, refused where it may not be asked, and small groups are
held back. A cut is never dropped silently.

Above the boutique a number about people is of closed weeks out of a fixed set (`retail.closed_weeks`), on a fixed
ladder (`ladder`), and its cells are judged once, for the whole maison (`weighing`, `judging`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ..languages import mark
from ..measures.answer import check
from ..measures.checking import plain
from ..measures.cuts import PERSONS
from ..measures.kinds import Measure
from ..measures.question import Answer, Cell, Question
from ..refusals import NotAllowed, Unanswerable, Unknown
from ..retail.closed_weeks import LOT, Window, latest
from . import colleagues
from .frozen import Frozen
from .groups import Dims, Least
from .judged import Judged
from .ladder import WHOLE_DOOR, extra_of, windows_of
from .letting import let
from .roles import right
from .rows import comments, moments, words
from .shutting import told as shut_told
from .viewer import Viewer
from .weighing import Need, weighed

__all__ = ["ask", "ask_many", "comments", "dated", "file", "moments", "words"]

Answers = Callable[[Sequence[Question]], Sequence[Answer]]
Refusal = Unanswerable | NotAllowed | Unknown
Name = tuple[object, ...]  # Question.name

FAMILY = mark({"client": "what clients say", "sales": "what was sold", "behaviour": "what was observed",
          "traffic": "who came in", "coaching": "the rhythm of coaching", "engagement": "learning and practice",
          "stock": "counts, exceptions and routines", "programme": "how the programme holds",
          "health": "the health of the numbers"})  # fmt: skip
ROLES = frozenset({"job_role", "tenure"})


@dataclass(frozen=True, slots=True)
class Way:
    """What a question comes to for a viewer: what is asked of the facts, and what must stand behind its cells.

    needs: the judgements of closed weeks that its cells are held against. tables: below that, the questions whose cells
    show who stands behind, for an associate's look at colleagues.
    """

    question: Question
    asked: Question
    measure: Measure
    least: Least | None
    narrowed: Question
    boutiques: frozenset[str]
    doors: frozenset[str]
    needs: tuple[Need, ...] = ()
    tables: Mapping[Dims, Question] | None = None
    myself: str = ""

    @property
    def asks(self) -> tuple[Question, ...]:
        return (self.narrowed, *(self.tables or {}).values())


def ask(
    viewer: Viewer, question: Question, answer: Callable[[Question], Answer], *, doors: Mapping[str, str],
    least_people: int, least_events: int, today: date,
) -> Answer:  # fmt: skip
    """The answer as far as this viewer may see it; cells held back are None.

    answer: asks the facts without any limit. doors: code -> region, of every door. today: of the house.

    Raises:
        Unanswerable: the facts cannot make the cut, or it is not on the ladder above the boutique.
        NotAllowed: the role does not see this kind of number, or not by person.
        Unknown: a boutique or region that is not there, or not within reach: the two are not told apart.
    """
    (found,) = ask_many(
        viewer, [question], lambda some: [answer(one) for one in some], doors=doors, least_people=least_people,
        least_events=least_events, today=today,
    )  # fmt: skip
    if isinstance(found, Answer):
        return found
    raise found


def ask_many(
    viewer: Viewer, questions: Sequence[Question], answers: Answers, *, doors: Mapping[str, str], least_people: int,
    least_events: int, today: date, frozen: Frozen | None = None,
) -> list[Answer | Refusal]:  # fmt: skip
    """Each question as `ask` would answer or refuse it, with the facts asked for all of them at once.

    frozen: what was judged of closed weeks before.
    """
    ways: list[Way | Refusal] = []
    for question in questions:
        try:
            ways.append(_way(viewer, question, doors=doors, least=Least(least_people, least_events), today=today))
        except (Unanswerable, NotAllowed, Unknown) as refusal:
            ways.append(refusal)

    def asked(some: Sequence[Question]) -> list[Answer | Refusal]:
        told = _told({one.name: one for one in some}, answers)
        return [told[one.name] for one in some]

    judged = weighed(
        [need for way in ways if isinstance(way, Way) for need in way.needs], ask=asked, doors=doors.keys(),
        least=Least(least_people, least_events), frozen=frozen or Frozen(), today=today,
    )  # fmt: skip
    wanted = {one.name: one for way in ways if isinstance(way, Way) for one in way.asks}
    told = _told(wanted, answers)
    found: list[Answer | Refusal] = []
    for one in ways:
        if not isinstance(one, Way):
            found.append(one)
        elif refused := next((told[q.name] for q in one.asks if not isinstance(told[q.name], Answer)), None):
            found.append(refused)
        else:
            found.append(_seen(one, told, judged, regions=doors))  # type: ignore[arg-type]
    return found


def file(question: Question) -> None:
    """Whether an answer may leave the pages: as a file, or as what a command prints, for whoever asks.

    What is about one person is for the conversation at a page: an export can serve pay or discipline.

    Raises:
        NotAllowed: it is cut by person, or of one person.
    """
    check(question)
    if named := PERSONS & {*question.by, *question.where}:
        raise NotAllowed(
            "numbers of single associates stay in their boutique, on its pages: nothing about one person leaves as a "
            "file or by a command, and none of it is for pay or discipline; ask by boutique or job_role", min(named),
        )  # fmt: skip


def dated(viewer: Viewer, question: Question, *, today: date) -> Question:
    """A question without days as it is meant: where the viewer may be told of closed weeks alone, of the last lot."""
    if question.since or question.until:
        return question
    measure, reach = check(question), right(viewer, f"measure.{check(question).family}")
    if reach in ("no", "self") or not (least := _least(measure, plain(question), reach, Least(1))) or not least.people:
        return question
    since, until = latest(today, LOT)
    return replace(question, since=since, until=until)


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


def _way(viewer: Viewer, question: Question, *, doors: Mapping[str, str], least: Least, today: date) -> Way:
    measure = check(question)
    reach = _reach(viewer, measure)
    asked = _of_brand(viewer, measure, plain(question)) if reach == "brand" else plain(question)
    boutiques = frozenset(doors) if reach == "all" else viewer.boutiques
    chosen = _chosen(asked, boutiques, doors)
    _names(viewer, asked, reach, chosen)
    behind = _least(measure, asked, reach, least) if chosen else None
    if measure.bottom.table == "outside" and "boutique" not in asked.where and boutiques == frozenset(doors):
        chosen = (*chosen, "")  # what no boutique is known of belongs to the whole house
    narrowed = replace(asked, where={**asked.where, "boutique": chosen})
    way = Way(question, asked, measure, behind, narrowed, boutiques, frozenset(doors))
    if behind is None or not behind.people:
        return way
    if reach == "self":
        return replace(way, tables=colleagues.tables(asked, measure, boutiques), myself=viewer.person)
    extra = extra_of(measure, asked)
    return replace(way, needs=tuple(Need(measure, extra, one) for one in windows_of(measure, asked, extra, today)))


def _seen(
    way: Way, told: Mapping[Name, Answer], judged: Mapping[Need, Judged | Refusal], *, regions: Mapping[str, str]
) -> Answer | Refusal:  # fmt: skip
    raw, least = told[way.narrowed.name], way.least
    if least is None:
        return replace(raw, question=way.question)
    allowed = set(raw.cells)
    if way.needs:
        weeks: dict[Window, Judged] = {}
        for need in way.needs:
            one = judged[need]
            if not isinstance(one, Judged):
                return one
            weeks[need.window] = one
        allowed = let(way.narrowed, raw.cells, weeks, doors=way.doors)
    elif way.tables:
        people = {dims: told[one.name] for dims, one in way.tables.items()}
        allowed = colleagues.allowed(way.asked, people, way.boutiques, regions=regions, least=least, myself=way.myself)
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
    people, events = least.people, least.events
    if people and events:
        return mark("Too few to show where a number is missing: "
                    f"at least {people} people and {events} events must stand behind each.")  # fmt: skip
    if people:
        return mark(f"Too few to show where a number is missing: at least {people} people must stand behind each.")
    return mark(f"Too few to show where a number is missing: at least {events} events must stand behind each.")


def _reach(viewer: Viewer, measure: Measure) -> str:
    """How far the role reaches for this family of measures: self, boutique, scope or all (privacy.roles)."""
    reach = right(viewer, f"measure.{measure.family}")
    if reach == "no":
        able = ", ".join(says for key, says in FAMILY.items() if right(viewer, mark(f"measure.{key}")) != "no") or mark(
            "no numbers"
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


def _names(viewer: Viewer, question: Question, reach: str, chosen: Sequence[str]) -> None:
    """Names stay in the boutique: with its manager, unless they are shut there, and with each person for themselves."""
    cuts = {*question.by, *question.where}
    named = PERSONS & cuts
    if reach == "boutique":
        own = viewer.person and tuple(question.where.get("associate", ())) == (viewer.person,)
        if (named or cuts & ROLES) and not own and (shut := shut_told(viewer, chosen)):
            raise NotAllowed(shut, min(named or cuts & ROLES))
        return
    if not named:
        return
    if reach != "self":
        raise NotAllowed("numbers of single associates stay in their boutique; ask by boutique or job_role", min(named))
    if named != {"associate"} or not viewer.person or tuple(question.where.get("associate", ())) != (viewer.person,):
        raise NotAllowed("you may ask for your own numbers and for the boutique's, not for a colleague's", min(named))


def _of_brand(viewer: Viewer, measure: Measure, question: Question) -> Question:
    """A partner's question: of their brand alone.

    Raises:
        NotAllowed: no brand is set, or it is cut by who sold. Unanswerable: the facts do not know the brand.
    """
    if not viewer.brand:
        raise NotAllowed("no brand is set for your account; ask who looks after accounts", "brand")
    if ROLES & {*question.by, *question.where}:
        raise NotAllowed("a brand's numbers are by place, not by who sold", "job_role")
    if "brand" not in measure.cuts:
        raise Unanswerable(f"{measure.title} does not know the brand, so that it cannot be told of yours alone")
    if set(question.where.get("brand", ())) - {viewer.brand}:
        raise Unknown("there is no brand by this name within your reach", "brand")
    return replace(question, where={**question.where, "brand": (viewer.brand,)})


def _least(measure: Measure, question: Question, reach: str, least: Least) -> Least | None:
    """What must stand behind this question's cells for this viewer; None when nothing is held back.

    A door's number for the whole door names nobody: the rule of people does not hold for it, the rule of events does.
    """
    if reach == "boutique" or measure.bottom.table == "outside":  # the house's own counts are about nobody
        return None
    dims = frozenset((*question.by, *question.where))
    whole_door = not measure.person and (dims <= WHOLE_DOOR or measure.who not in measure.cuts)
    if reach == "self":
        return None if whole_door or "associate" in dims else Least(least.people)
    return Least(0, least.events) if whole_door else least
