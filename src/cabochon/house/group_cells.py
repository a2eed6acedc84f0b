"""Weekly sums as one house gives them to its group: a closed week, the maison and its regions, through the group rule.

Boutiques stay in the house, persons never leave it. Every number comes through `See.ask_many` and so through
`privacy.leaving`; what is held back here is held back there.
"""

from dataclasses import replace
from datetime import date, timedelta
from hashlib import blake2b
from math import isfinite
from threading import Lock
from typing import TYPE_CHECKING

import msgspec

from ..measures.question import Answer, Question
from ..privacy.viewer import Viewer
from ..refusals import Refused
from ..retail.closed_weeks import closed_week
from .cells import asked_of

if TYPE_CHECKING:
    from . import House

FORMAT = 1
BACK = 53  # closed weeks that may be asked for
KEPT = 64  # answers remembered
STEPS = (("company", ()), ("region", ("region",)))
WEEK = timedelta(days=7)


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One number. place: "" for the company. value, low, high: in the unit; None where held back or not defined."""

    measure: str
    step: str
    place: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    unit: str = ""
    currency: str = ""
    held_back: bool = False


class Weekly(msgspec.Struct, frozen=True, kw_only=True):
    """A week as it is told. instance: the address that names the house; jurisdiction: what the group calls it.

    position: how far its log was told then; it grows. cells: in a fixed order.
    """

    format: int
    instance: str
    jurisdiction: str
    week: date
    position: int
    cells: list[Told]


def first_of(today: date) -> date:
    """The Monday of the last closed week."""
    return closed_week(today) - timedelta(days=6)


def weeks_of(today: date, count: int) -> list[date]:
    """Mondays of the last closed weeks, the newest first."""
    return [first_of(today) - n * WEEK for n in range(count)]


def week_of(text: str, today: date) -> date:
    """The Monday a parameter names, "" for the last closed week.

    Raises:
        Refused: no day, no Monday, a week that is not closed or too long ago.
    """
    last = first_of(today)
    try:
        week = date.fromisoformat(text) if text else last
    except ValueError:
        raise Refused("is no day; write the Monday of a week, as 2026-03-30", "week") from None
    if week.weekday():
        raise Refused("is no Monday; weeks run from Monday to Sunday", "week")
    if week > last:
        raise Refused(f"is not closed yet; the last closed week began on {last}", "week")
    if week <= last - BACK * WEEK:
        raise Refused(f"is too long ago; the first that is told began on {last - (BACK - 1) * WEEK}", "week")
    return week


class Out:
    """What this house tells. Remembered until its facts move."""

    def __init__(self, house: "House") -> None:
        self._house, self._lock = house, Lock()
        self._known: dict[tuple[object, ...], list[Told]] = {}

    def cells(self, week: date, boutiques: frozenset[str] | None = None) -> list[Told]:
        """boutiques: the ones told of; None for every one."""
        viewer = self._house.operator()
        if boutiques is not None:
            viewer = replace(viewer, boutiques=viewer.boutiques & boutiques)
        mark = self._house.warehouse.bookmark()
        name = (week, viewer.boutiques, mark.position, mark.change)
        with self._lock:
            if (found := self._known.get(name)) is not None:
                return found
        made = self._made(viewer, week)
        with self._lock:
            while len(self._known) >= KEPT:
                del self._known[next(iter(self._known))]
            self._known[name] = made
        return made

    def weekly(self, week: date, boutiques: frozenset[str] | None = None) -> tuple[bytes, str]:
        """(JSON, its ETag: a hash of all but the position, which moves by itself)."""
        told = Weekly(
            format=FORMAT, instance=self._house.home, jurisdiction=str(self._house.values.get("jurisdiction", "")),
            week=week, position=self._house.warehouse.bookmark().position, cells=self.cells(week, boutiques),
        )  # fmt: skip
        etag = blake2b(msgspec.json.encode(msgspec.structs.replace(told, position=0)), digest_size=16).hexdigest()
        return msgspec.json.encode(told), f'"{etag}"'

    def _made(self, viewer: Viewer, week: date) -> list[Told]:
        measures = {one.key: one for one in asked_of(viewer)}
        asked = [
            (step, Question(key, (*cuts, "week"), week, week + timedelta(days=6)))
            for key, one in measures.items() for step, cuts in STEPS if {*cuts, "week"} <= set(one.cuts)
        ]  # fmt: skip
        answers = self._house.see_as(viewer).ask_many([question for _, question in asked])
        found = []
        for (step, question), answer in zip(asked, answers, strict=True):
            if not isinstance(answer, Answer):
                continue  # no measure by week for this reach
            unit = measures[question.measure].unit
            for key, cell in sorted(answer.cells.items()):
                place = key[0] if step == "region" else ""
                if cell is None:
                    found.append(Told(measure=question.measure, step=step, place=place, unit=unit, held_back=True))
                elif cell.n and isfinite(cell.value):
                    found.append(Told(
                        measure=question.measure, step=step, place=place, value=cell.value, low=_end(cell.low),
                        high=_end(cell.high), n=cell.n, unit=unit, currency=cell.currency,
                    ))  # fmt: skip
        return found


def _end(value: float | None) -> float | None:
    return value if value is not None and isfinite(value) else None
