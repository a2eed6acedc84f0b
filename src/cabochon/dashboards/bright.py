"""Bright spots as a page: what was done in visits that went well, in words; above the boutique only counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from ..languages import count, mark, percent, say, wall_clock, whole
from ..measures.question import Answer, Cell, Question
from ..programme.playbook import Behaviour
from . import Refusal, See
from .periods import CLOSED, short_day, window

LINES = mark({"watch": "Watch", "jewelry": "Jewelry"})
WHY = mark({
    "five": "A client scored this visit 5",
    "need": "An add-on met a need",
    "both": "Scored 5, and an add-on met a need",
})  # fmt: skip
TIP = 140  # characters
TOO_FEW = mark("Too few to show")
WEEKS = CLOSED[1]  # the closed weeks counted above the boutique


class Spot(Protocol):
    """One visit that went well: `house.bright.Spot`."""

    @property
    def why(self) -> str: ...
    @property
    def day(self) -> date: ...
    @property
    def at(self) -> datetime | None: ...
    @property
    def associate(self) -> str: ...
    @property
    def product_line(self) -> str: ...
    @property
    def done(self) -> tuple[str, ...]: ...
    @property
    def words(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Bright:
    """A visit in words. who: a name or "". associate: whom praise goes to, "" for nobody. behaviour, result: what the
    praise is for, one of them; praised: whether that was said since. done: what was seen, as words. tip: the line it
    becomes, "" where nothing was seen."""

    title: str
    footing: str
    who: str
    associate: str
    behaviour: str
    result: str
    praise: str
    praised: bool
    done: tuple[str, ...]
    words: str
    tip: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A boutique's closed weeks in counts: each a number with what it is of, or "Too few to show"."""

    name: str
    needs: str
    scores: str
    praise: str


Given = tuple[str, str, date]  # praise: whose, the behaviour or result, on which day


def told(
    spots: Iterable[Spot], behaviours: Sequence[Behaviour], *, people: Mapping[str, str], me: str, focus: str = "",
    now: datetime, given: Iterable[Given] = (),
) -> list[Bright]:  # fmt: skip
    """people: names the viewer may know. me: the viewer's person, who praises nobody of that id. focus: behaviour key,
    first in line for praise and tip."""
    praised = list(given)
    return [_bright(one, behaviours, people, me=me, focus=focus, now=now, given=praised) for one in spots]


def counted(see: See, day: date) -> list[Counted]:
    """By boutique, of the last four closed weeks; no visit by itself."""
    days = window(WEEKS, day, True).now
    where: dict[str, tuple[str, ...]] = {}
    keys = ("offer_to_sale", "csat_top2", "recognitions")
    asked = [Question(key, ("boutique",), days.since, days.until, where) for key in keys]
    needs, scores, praise = see.ask_many(asked)
    return [
        Counted(name, _offers(needs, code), _share(scores, code), _count(praise, code))
        for code, name in see.labels.doors.items()
    ]


def spoken(keys: Iterable[str], behaviours: Sequence[Behaviour]) -> tuple[str, ...]:
    """What was seen, in the playbook's order."""
    seen = set(keys)
    return tuple(b.seen for b in behaviours if b.key in seen)


def tip(one: Spot, behaviours: Sequence[Behaviour], focus: str) -> str:
    """The line a visit becomes: what was done in it, the focus first; "" where nobody watched."""
    ordered = [b.seen for b in _dearest(one, behaviours, focus)]
    if not ordered:
        return ""
    for many in (3, 2, 1):
        steps = ", ".join(ordered[:many])
        line = (
            say("As in a visit scored 5: {steps}", steps=steps)
            if one.why != "need"
            else say("As in a visit where an add-on met a need: {steps}", steps=steps)
        )
        if len(line) <= TIP:
            return line
    return ""


def _bright(
    one: Spot, behaviours: Sequence[Behaviour], people: Mapping[str, str], *, me: str, focus: str, now: datetime,
    given: Sequence[Given],
) -> Bright:  # fmt: skip
    known = _dearest(one, behaviours, focus)
    chosen = known[0] if known else None
    theirs = one.associate if one.associate in people and one.associate != me else ""
    line, what = LINES.get(one.product_line, ""), chosen.key if chosen else "csat"
    return Bright(
        title=say(WHY[one.why]),
        footing=" · ".join(part for part in (_when(one, now), line and say(line)) if part),
        who=say("You") if one.associate and one.associate == me else people.get(one.associate, ""),
        associate=theirs,
        behaviour=chosen.key if chosen else "",
        result="" if chosen else "csat",
        praise=chosen.seen if chosen else say("a visit scored 5"),
        praised=any(who == theirs and key == what and day >= one.day for who, key, day in given),
        done=spoken(one.done, behaviours),
        words=one.words,
        tip=tip(one, behaviours, focus),
    )


def _dearest(one: Spot, behaviours: Sequence[Behaviour], focus: str) -> list[Behaviour]:
    """What was done: the focus first, then the offer that met a need, then as the playbook has it."""
    first = (focus, "accessory") if one.why != "five" else (focus,)
    seen = [b for b in behaviours if b.key in one.done]
    return sorted(seen, key=lambda b: first.index(b.key) if b.key in first else len(first))


def _when(one: Spot, now: datetime) -> str:
    today = now.date()
    yesterday = one.day == today - timedelta(days=1)
    day = say("Today") if one.day == today else say("Yesterday") if yesterday else short_day(one.day)
    return say("{day}, {time}", day=day, time=wall_clock(one.at.astimezone(now.tzinfo))) if one.at else day


def _offers(answer: Answer | Refusal, code: str) -> str:
    cell = _cell(answer, code)
    if cell is None or not cell.n:
        return say(TOO_FEW) if cell is None else say("no offers")
    return count(cell.n, "{met} of {n} offer", "{met} of {n} offers", met=whole(cell.top))


def _share(answer: Answer | Refusal, code: str) -> str:
    cell = _cell(answer, code)
    if cell is None or not cell.n:
        return say(TOO_FEW) if cell is None else say("no surveys")
    return count(cell.n, "{share} of {n} survey", "{share} of {n} surveys", share=percent(cell.value))


def _count(answer: Answer | Refusal, code: str) -> str:
    cell = _cell(answer, code)
    return say(TOO_FEW) if cell is None else whole(cell.top)


NOTHING = Cell(0.0, 0.0, 0)


def _cell(answer: Answer | Refusal, code: str) -> Cell | None:
    """None where it is held back or may not be asked; an empty cell where there is nothing."""
    return answer.cells.get((code,), NOTHING) if isinstance(answer, Answer) else None
