"""The steps of a visit by shift, line, weekday, boutique, person, role or tenure: a table that cannot be sorted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..languages import count, mark, percent, say
from ..measures.catalogue import measure
from ..measures.question import Answer, Cell, Question
from ..refusals import NotAllowed, Unanswerable, Unknown
from . import Labels, Refusal, See, cutting
from .behaviours_steps import NO_OBSERVATION, every, measured, title
from .numbers import TOO_FEW, between
from .things import things
from .view import View

CUTS = {"shift": "daypart", "line": "product_line", "associate": "associate", "weekday": "weekday",
        "boutique": "boutique", "role": "job_role", "tenure": "tenure"}  # fmt: skip
TABS = {"shift": mark("Shift"), "line": mark("Product line"), "associate": mark("Associate"),
        "weekday": mark("Weekday"), "boutique": mark("Boutique"), "role": mark("Role"),
        "tenure": mark("Tenure")}  # fmt: skip
FEW, MOST = 4, 60  # columns beside the whole; rows of a table
SHADES = 5


@dataclass(frozen=True, slots=True)
class Spot:
    """One cell. text: "42%", "–" where nothing was seen; n: "34"; says: the same as a sentence; shade: 0 (seldom) to 4
    (often), -1 without a number."""

    text: str
    n: str
    says: str
    shade: int = -1


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its heading and its cells. whole: everything shown taken together."""

    head: str
    spots: tuple[Spot, ...]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The steps by one cut, or in their place the sentence `said`. tabs: (key, words) of the cuts there are."""

    by: str
    tabs: tuple[tuple[str, str], ...]
    heads: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    title: str = ""
    notes: tuple[str, ...] = ()
    said: str = ""


def tabs(view: View, labels: Labels) -> tuple[tuple[str, str], ...]:
    """The cuts this viewer can use: nobody is offered what the way out would refuse."""
    reach = view.reach
    able = {
        "associate": not reach.above and bool(labels.people), "weekday": not reach.above,
        "boutique": len(labels.doors) > 1 and not view.filters.boutique, "role": not reach.own,
        "tenure": not reach.own and not (reach.above and (view.filters.boutique or view.filters.region)),
    }  # fmt: skip
    return tuple((key, say(words)) for key, words in TABS.items() if able.get(key, True))


def table(see: See, view: View, by: str, *, myself: str = "") -> Table:
    """by: a key of CUTS; one that this viewer cannot use gives the first they can. myself: a person's own id."""
    labels, offered = see.labels, tabs(view, see.labels)
    by = by if by in dict(offered) else offered[0][0]
    cut, keys = CUTS[by], [one.key for one in every(see)]
    wholes = _each(see, [view.ask(measured(key)) for key in keys])
    parts = _each(see, [_asked(view, key, cut, myself) for key in keys])
    made = Table(by, offered, title=say("Steps by {cut}", cut=dict(offered)[by].lower()))
    refused = next((one for one in parts if not isinstance(one, Answer)), None)
    if refused is not None and not any(isinstance(one, Answer) for one in parts):
        return Table(by, offered, title=made.title, said=_why(refused))
    cells = {key: one.cells if isinstance(one, Answer) else {} for key, one in zip(keys, parts, strict=True)}
    values = _values(cut, cells, labels)
    if not values:
        return Table(by, offered, title=made.title, said=say(NO_OBSERVATION))
    whole = {key: one.whole if isinstance(one, Answer) else None for key, one in zip(keys, wholes, strict=True)}
    return _laid(by, offered, made.title, cut=cut, values=values, cells=cells, whole=whole, labels=labels)


def _laid(
    by: str, offered: tuple[tuple[str, str], ...], name: str, *, cut: str, values: Sequence[str],
    cells: Mapping[str, Mapping[tuple[str, ...], Cell | None]], whole: Mapping[str, Cell | None], labels: Labels,
) -> Table:  # fmt: skip
    """A few values stand across, so that a phone holds them; many stand below each other with the steps across."""
    keys, every_one = list(cells), say("Everything shown")
    heads = {value: cutting.value(cut, value, labels) for value in values}
    notes = _notes(cut, values)
    if len(values) <= FEW and cut not in ("associate", "boutique"):
        lines = tuple(
            Line(title(key), (_spot(title(key), every_one, whole[key]),
                              *(_spot(title(key), heads[v], cells[key].get((v,), NOBODY)) for v in values)))
            for key in keys
        )  # fmt: skip
        return Table(by, offered, (every_one, *heads.values()), lines, name, notes)
    rows = [Line(every_one, tuple(_spot(title(key), every_one, whole[key]) for key in keys), whole=True)]
    rows += [Line(heads[v], tuple(_spot(title(key), heads[v], cells[key].get((v,), NOBODY)) for key in keys))
             for v in values[:MOST]]  # fmt: skip
    return Table(by, offered, tuple(title(key) for key in keys), tuple(rows), name, notes)


NOBODY = Cell(0.0, 0.0, 0)


def _each(see: See, questions: Sequence[Question]) -> list[Answer | Refusal]:
    """One by one, so that a page's questions can be heard first and asked together."""
    found: list[Answer | Refusal] = []
    for question in questions:
        try:
            found.append(see.ask(question))
        except (Unanswerable, NotAllowed, Unknown) as refused:
            found.append(refused)
    return found


def _asked(view: View, key: str, cut: str, myself: str) -> Question:
    """An associate asks by associate of themselves alone."""
    if cut == "associate" and view.reach.own and not view.filters.associate:
        return view.ask(measured(key), cut, associate=myself)
    return view.ask(measured(key), cut)


def _values(cut: str, cells: Mapping[str, Mapping[tuple[str, ...], Cell | None]], labels: Labels) -> list[str]:
    """In the order of time or of the trade, else by name; people who are not in the team today are left out."""
    found = {key[0] for told in cells.values() for key in told}
    if cut == "associate":
        found &= set(labels.people)
    else:
        found = {one for one in found if one}
    return sorted(found, key=lambda one: cutting.order(cut, one, labels))


def _notes(cut: str, values: Sequence[str]) -> tuple[str, ...]:
    notes = []
    if cut == "associate":
        notes.append(say("In alphabetical order, for the conversation. Not for pay or discipline."))
    if cut == "product_line":
        notes.append(say("A visit with a watch and a jewel counts under each."))
    if len(values) > MOST:
        notes.append(count(len(values) - MOST, "{n} more is not listed; choose a region.",
                           "{n} more are not listed; choose a region."))  # fmt: skip
    return tuple(notes)


def _spot(step: str, where: str, cell: Cell | None) -> Spot:
    if cell is None:
        few = say(TOO_FEW)
        return Spot("·", "", say("{step}, {where}: {says}", step=step, where=where, says=few))
    if not cell.n:
        return Spot("–", "", say("{step}, {where}: not observed.", step=step, where=where))
    what = measure("behaviour.welcome")
    behind = things(cell.n, what.counts if what else "")
    shade = min(SHADES - 1, int(cell.value * SHADES))
    return Spot(percent(cell.value), str(cell.n), say(
        "{step}, {where}: {share} of {things}; {interval}.", step=step, where=where, share=percent(cell.value),
        things=behind, interval=between(cell.low, cell.high, "rate")), shade)  # fmt: skip


def _why(refused: Refusal) -> str:
    return str(getattr(refused, "reason", "") or refused)
