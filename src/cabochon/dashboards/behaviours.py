"""The behaviours panels: what is seen most, what is seen least, what the best visits share."""

from dataclasses import dataclass, replace

from ..languages import mark, say
from ..measures.question import Answer, Cell, Question
from ..programme.playbook import CLIENT_VISIT, Behaviour
from ..refusals import NotAllowed, Unanswerable
from . import See, gone
from .changes import Lift, lift
from .numbers import TOO_FEW

SHOWN = 3
EVERY = CLIENT_VISIT.behaviours
ENOUGH = 5  # observations before one behaviour is held against another
NONE_YET = mark("No observations in this view yet.")


@dataclass(frozen=True, slots=True)
class Seen:
    """One behaviour: share of its observations marked yes (0..1) with the 95 % interval, and how many were judged."""

    title: str
    seen: str
    share: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Top:
    """Rows, or in their place the sentence `said`. least: the behaviour seen least, for the huddle."""

    rows: tuple[Seen, ...] = ()
    least: Seen | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Shared:
    """One behaviour among visits scored five and among the others (shares 0..1), and what lies between."""

    title: str
    five: float
    others: float
    n_five: int
    n_others: int
    lift: Lift


@dataclass(frozen=True, slots=True)
class Best:
    """Rows, or in their place the sentence `said`; n: most visits behind one row of each kind."""

    rows: tuple[Shared, ...] = ()
    n_five: int = 0
    n_others: int = 0
    said: str = ""


def top(see: See, question: Question, *, shown: int = SHOWN) -> Top:
    """The behaviours seen most, by the share of judged observations marked yes.

    question: days and filters; its measure is replaced by each behaviour's.

    Raises:
        Unanswerable, NotAllowed: no behaviour can be asked for in this view.
    """
    answers = _each(see, question)
    cells = [(behaviour, answer.whole) for behaviour, answer in answers]
    rows = [_seen(behaviour, cell) for behaviour, cell in cells if cell is not None and cell.n]
    if not rows:
        held = any(() in answer.cells and answer.whole is None for _, answer in answers)
        return Top(said=say(TOO_FEW if held else NONE_YET))
    rows.sort(key=lambda row: (-row.share, -row.n))
    least = min((row for row in rows if row.n >= ENOUGH), key=lambda row: row.share, default=None)
    return Top(tuple(rows[:shown]), least if len(rows) > SHOWN else None)


def best(see: See, question: Question) -> Best | None:
    """What visits scored five have more of than the others; None when this view cannot be cut so.

    A behaviour is listed when it is more frequent in visits scored five; the widest gap first.
    """
    try:
        answers = _each(see, replace(question, by=("scored",)))
    except (Unanswerable, NotAllowed):
        return None
    rows = []
    for behaviour, answer in answers:
        five, others = answer.cells.get(("five",)), answer.cells.get(("other",))
        if five and others and min(five.n, others.n) >= ENOUGH:
            rows.append(_shared(behaviour, five, others))
    if not rows:
        return Best(said=say("No visits in this view were both observed and surveyed in numbers that can be compared."))
    n_five, n_others = max(row.n_five for row in rows), max(row.n_others for row in rows)
    rows.sort(key=lambda row: row.others - row.five)
    more = tuple(row for row in rows[:SHOWN] if row.five > row.others)
    return Best(more, n_five, n_others, "" if more else say("Visits scored 5 and the others look alike."))


def _each(see: See, question: Question) -> list[tuple[Behaviour, Answer]]:
    """Every behaviour's answer; one that cannot be answered is left out unless none can."""
    found: list[tuple[Behaviour, Answer]] = []
    why: Unanswerable | NotAllowed | None = None
    for behaviour in (one for one in EVERY if f"behaviour.{one.key}" not in gone(see)):
        try:
            found.append((behaviour, see.ask(replace(question, measure=f"behaviour.{behaviour.key}"))))
        except (Unanswerable, NotAllowed) as e:
            why = why or e
    if why and not found:
        raise why
    return found


def _seen(behaviour: Behaviour, cell: Cell) -> Seen:
    low, high = cell.low, cell.high
    return Seen(
        say(behaviour.title),
        say(behaviour.seen),
        cell.value,
        cell.value if low is None else low,
        cell.value if high is None else high,
        cell.n,
    )


def _shared(behaviour: Behaviour, five: Cell, others: Cell) -> Shared:
    return Shared(say(behaviour.title), five.value, others.value, five.n, others.n, lift(five, others))
