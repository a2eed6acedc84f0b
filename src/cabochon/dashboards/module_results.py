"""What a module changed: counts, its questions, and figures by door before and after it came there.

Raw figures with their intervals, no verdict: what is low rises by itself (regression to the mean), and a rise says
nothing of its cause. Closed calendar weeks only: the two before the week a door first completed the module, locked, and
those since.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ..languages import again, say, whole
from ..measures.catalogue import measure
from ..measures.kinds import Measure
from ..measures.question import Answer, Cell, Question
from ..programme.module import EXERCISES, Module
from ..programme.skills import Skill, SkillsMap
from ..refusals import NotAllowed
from ..retail.closed_weeks import closed_week, latest
from . import Refusal, See, gone
from .changes import Change, change
from .module_figures import NOT_YOURS, NOTHING, Figure, figure
from .periods import Span

BASELINE = 14  # days
LATELY, YEAR = 4, 52  # closed weeks
COUNTS = {"completed": "module_completion", "practised": "practice_count", "right": "item_difficulty",
          "tried": "action_applied"}  # fmt: skip
EASY, MISSED, TELLS, FEW = 0.9, 0.5, 0.2, 20  # shares right, a discrimination, answers: see `judged`
Told = Mapping[tuple[object, ...], Answer | Refusal]  # by the name of the question


@dataclass(frozen=True, slots=True)
class Line:
    """One module over all doors within reach, of the last year of closed weeks. leading: of the last four."""

    module: Module
    skill: Skill | None
    counts: Mapping[str, Figure]
    leading: Figure
    leading_title: str


@dataclass(frozen=True, slots=True)
class Row:
    """A measure at a door in the two weeks before the module came, and since. change: raw, of the two."""

    door: str
    since: date | None
    before: Figure
    after: Figure
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """One measure, door by door; or in place of the rows the sentence `said`."""

    key: str
    title: str
    says: str
    leading: bool
    rows: tuple[Row, ...] = ()
    said: str = ""

    @property
    def bare(self) -> bool:
        """Whether there is nothing at any door: of what a house does not ask or count."""
        return not self.said and all(
            row.since is None or (row.before.said == row.after.said == say(NOTHING)) for row in self.rows
        )


@dataclass(frozen=True, slots=True)
class Item:
    """A question of the module. word: what it comes to; why: in a sentence."""

    key: str
    kind: str
    prompt: str
    right: Figure
    tells: Figure
    word: str
    why: str


@dataclass(frozen=True, slots=True)
class After:
    """A measure over all doors within reach: the two closed weeks before a decision, and since."""

    title: str
    before: Figure
    since: Figure


def lines(see: See, modules: Iterable[Module], skills: SkillsMap, today: date) -> tuple[Line, ...]:
    """Every module, in the order of the library."""
    modules = tuple(modules)
    lately = {s.leading for m in modules if (s := skills.skill(m.skill)) and s.leading}
    asked = [Question(key, ("module",), *latest(today, YEAR)) for key in COUNTS.values()]
    asked += [Question(key, (), *latest(today, LATELY)) for key in sorted(lately)]
    answers = dict(zip([*COUNTS.values(), *sorted(lately)], see.ask_many(asked), strict=True))
    found = []
    for one in modules:
        skill = skills.skill(one.skill)
        key = skill.leading if skill else ""
        counts = {name: figure(answers[of], (one.key,)) for name, of in COUNTS.items()}
        leading = figure(answers[key], ()) if key else Figure(said=say("no measure"))
        found.append(Line(one, skill, counts, leading, title_of(key)))
    return tuple(found)


def by_door(see: See, module: Module, doors: Sequence[str], today: date) -> dict[str, dict[str, Figure]]:
    """Door -> the module's counts there."""
    asked = [Question(key, ("boutique",), *latest(today, YEAR), {"module": (module.key,)}) for key in COUNTS.values()]
    answers = see.ask_many(asked)
    return {
        door: {name: figure(one, (door,)) for name, one in zip(COUNTS, answers, strict=True)} for door in doors
    }  # fmt: skip


def panels(see: See, skill: Skill, came: Mapping[str, date], doors: Sequence[str], today: date) -> tuple[Panel, ...]:
    """The skill's leading measure and its outcomes, before and after.

    Args:
        came: door -> the Monday of the week its first person completed the module; a door without one has not had it.
    """
    keys = [key for key in dict.fromkeys((skill.leading, *skill.outcomes)) if key and key not in gone(see)]
    until = last_sunday(today)
    mondays = sorted({day for door, day in came.items() if door in doors})
    spans = [(day, Span(day - timedelta(days=BASELINE), day - timedelta(days=1)), Span(day, until)) for day in mondays]
    asked: list[Question] = []
    for key in keys:
        for day, before, after in spans:
            some = tuple(door for door in doors if came.get(door) == day)
            asked += [_within(key, before, some), _within(key, after, some)] if day <= until else [
                _within(key, before, some)
            ]  # fmt: skip
    told = {one.name: answer for one, answer in zip(asked, see.ask_many(asked), strict=True)}
    return tuple(_panel(key, skill, told, spans, came, doors) for key in keys)


def _panel(
    key: str, skill: Skill, told: Told, spans: Sequence[tuple[date, Span, Span]], came: Mapping[str, date],
    doors: Sequence[str],
) -> Panel:  # fmt: skip
    what = measure(key)
    panel = Panel(key, title_of(key), say(what.says) if what else "", key == skill.leading)
    rows = []
    for door in doors:
        found = next((one for one in spans if came.get(door) == one[0]), None)
        if found is None:
            rows.append(Row(door, None, Figure(said=say("not completed here yet")), Figure()))
            continue
        day, before, after = found
        some = tuple(one for one in doors if came.get(one) == day)
        earlier = told[_within(key, before, some).name]
        later = told.get(_within(key, after, some).name)
        if not isinstance(earlier, Answer):
            said = say(NOT_YOURS) if isinstance(earlier, NotAllowed) else again(str(earlier))
            return Panel(key, panel.title, panel.says, panel.leading, said=said)
        after_figure = figure(later, (door,)) if later else Figure(said=say("its first week is not over yet"))
        rows.append(Row(door, day, figure(earlier, (door,)), after_figure, _change(what, earlier, later, door)))
    return Panel(key, panel.title, panel.says, panel.leading, tuple(rows))


def after(see: See, skill: Skill, decided: date, until: date) -> tuple[After, ...]:
    """The same measures since a decision, up to a Sunday, as far as the viewer sees them; nothing before a closed week
    of it is over."""
    monday = decided + timedelta(days=-decided.weekday() % 7)
    if monday + timedelta(days=6) > until:
        return ()
    keys = [key for key in dict.fromkeys((skill.leading, *skill.outcomes)) if key]
    spans = (Span(monday - timedelta(days=BASELINE), monday - timedelta(days=1)), Span(monday, until))
    answers = see.ask_many([Question(key, since=s.since, until=s.until) for key in keys for s in spans])
    pairs = zip(keys, answers[::2], answers[1::2], strict=True)
    return tuple(
        After(title_of(key), figure(was, ()), figure(now, ()))
        for key, was, now in pairs if not isinstance(was, NotAllowed)
    )  # fmt: skip


def items(see: See, module: Module, today: date) -> tuple[Item, ...]:
    """Its questions that have a right answer, in their order."""
    days, where = latest(today, YEAR), {"module": (module.key,)}
    right, tells = see.ask_many([
        Question(key, ("item",), *days, where) for key in ("item_difficulty", "item_discrimination")
    ])  # fmt: skip
    found = []
    for one in module.exercises:
        if not one.judged:
            continue
        word, why = judged(_cell(right, (one.key,)), _cell(tells, (one.key,)))
        found.append(Item(one.key, say(EXERCISES[one.kind][0]), one.prompt, figure(right, (one.key,)),
                          figure(tells, (one.key,)), word, why))  # fmt: skip
    return tuple(found)


def judged(right: Cell | None, tells: Cell | None) -> tuple[str, str]:
    """What a question comes to, as its intervals allow, and why.

    A discrimination under 0.2 is poor: Ebel & Frisbie, Essentials of Educational Measurement, 5th ed. (1991), 13.
    """
    if right is None or right.n < FEW or right.low is None or right.high is None:
        return say("too few answers"), say(
            "At least {n} answers of several people are needed to say something.", n=whole(FEW)
        )
    if right.high < MISSED:
        return say("everybody misses it"), say(
            "Most answer it wrongly: is the demo clear on it, and the right answer right?"
        )
    if right.low >= EASY:
        return say("tells nothing apart"), say(
            "Nearly everybody gets it right: it practises, it does not show who needs more."
        )
    if tells is None or tells.low is None or tells.high is None:
        return say("too few answers"), say(
            "Too few people answered it and the others to see whether it tells them apart."
        )
    if tells.high < TELLS:
        return say("tells nothing apart"), say("Those who get the rest right miss it as often: its words may mislead.")
    if tells.low > 0:
        return say("works"), say("Those who get the rest right get it right more often.")
    return say("too few answers"), say("Its interval still holds both: that it works, and that it tells nothing apart.")


def last_sunday(today: date) -> date:
    """The last day of the last calendar week that is over everywhere."""
    return closed_week(today)


def counted_until(today: date) -> date:
    """The last day of what is counted of modules: lots of four weeks, of a year."""
    return latest(today, YEAR)[1]


def title_of(key: str) -> str:
    found = measure(key) if key else None
    return say(found.title) if found else key


def _within(key: str, span: Span, doors: tuple[str, ...]) -> Question:
    return Question(key, ("boutique",), span.since, span.until, {"boutique": doors})


def _cell(answer: Answer | Refusal, key: tuple[str, ...]) -> Cell | None:
    return answer.cells.get(key) if isinstance(answer, Answer) else None


def _change(what: Measure | None, before: Answer, later: Answer | Refusal | None, door: str) -> Change | None:
    """Raw; None for what has no interval of a difference, or where one side is not shown."""
    was, now = _cell(before, (door,)), _cell(later, (door,)) if later else None
    if what is None or was is None or now is None or not was.n or not now.n:
        return None
    if what.kind != "rate" and not (what.kind == "mean" and what.unit == "score"):
        return None
    return change(now, was, what, say("the two weeks before"))
