"""What the programme is worth: incremental accessory and care revenue with its interval, against what it costs."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ..directory.verdict_rows import Cost
from ..languages import mark
from ..measures.question import Answer, Question
from ..privacy import notes
from ..privacy.roles import may
from ..privacy.viewer import Viewer
from ..refusals import Conflict, NotAllowed, Refused, Unknown
from ..retail.closed_weeks import latest
from ..retail.currencies import EXPONENTS
from ..verdicts.told import Pooled, Worth
from ..verdicts.worth import MEASURE, worth
from .worth_template import EVERY, MONTH, TEMPLATES

if TYPE_CHECKING:
    from . import House

TITLE, LINES, DEAREST = 80, 120, 1e9  # characters, lines, amount of one line
KEPT = timedelta(days=30)  # that a removed line can be brought back
LOOKED = 12  # closed weeks whose qualifying sales tell the volume of a month
MONTHLY = 365.25 / 12 / 7  # weeks of a month
KINDS = ("behaviour", "rollout", "module")  # of verdicts a worth may rest on, the first that is there
OFFER = "accessory"  # the behaviour that sells them
HOUR, MOST_TOLD = timedelta(hours=1), 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """The cost model. once, month: sums in minor units. removed: lines that can be brought back, the last first."""

    lines: tuple[Cost, ...]
    removed: tuple[Cost, ...]
    once: float
    month: float
    currency: str
    exponent: int


class Worthwhile:
    """One for a house."""

    def __init__(self, house: "House") -> None:
        self._house = house
        self._told: dict[tuple[str, str, frozenset[str]], tuple[datetime, Pooled | None]] = {}

    @property
    def currency(self) -> str:
        return str(self._house.values["group_currency"])

    def costs(self) -> Costs:
        rows = self._house.directory.find(Cost)
        lines = tuple(row for row in rows if row.gone is None)
        since = self._house.clock() - KEPT
        removed = sorted((row for row in rows if row.gone and row.gone >= since), key=_gone, reverse=True)
        return Costs(
            lines=lines, removed=tuple(removed), once=sum(one.amount for one in lines if one.every != MONTH),
            month=sum(one.amount for one in lines if one.every == MONTH), currency=self.currency,
            exponent=EXPONENTS.get(self.currency, 2),
        )  # fmt: skip

    def of(self, viewer: Viewer) -> tuple[Worth | None, Pooled | None]:
        """What it is worth to this viewer's doors, and the verdict it rests on; None for who does not see sales."""
        if not may(viewer, "measure.sales"):
            return None, None
        pooled, costs = self._rests_on(viewer), self.costs()
        volume = self._volume(viewer)
        if volume is None:
            return None, pooled
        return worth(
            pooled, volume=volume, cost_once=costs.once, cost_month=costs.month, currency=self.currency
        ), pooled

    def put(self, viewer: Viewer, name: str, title: str, amount: str, every: str) -> None:
        """A line of the cost model, new or as it is from now on.

        Args:
            name: its id; a new one is the form's, so that sent twice it is kept once. amount: as it is typed.
        Raises:
            Refused: what is wrong, at its field. Unknown: it was removed meanwhile.
        """
        self._allowed(viewer)
        directory, title = self._house.directory, " ".join(title.split())
        before = directory.get(Cost, name)
        if before is not None and before.gone:
            raise Unknown("this line was removed; bring it back first")
        if not title or len(title) > TITLE:
            raise Refused("is missing; say what is paid for" if not title else f"takes {TITLE} characters", "/title")
        entrance = self._house.entrance
        notes.refuse(title, "/title", staff=entrance.staff(), words=entrance.words(), most=TITLE)
        if every not in EVERY:
            raise Refused("is paid once or each month; choose one", "/every")
        if before is None and len(self.costs().lines) >= LINES:
            raise Refused(f"is one line too many; put some of the {LINES} together", "/title")
        row = Cost(id=name, title=title, amount=self._minor(amount), every=every, by=viewer.account,
                   at=self._house.clock())  # fmt: skip
        directory.put(row)
        self._note(viewer, mark("changed the cost model"), name)

    def remove(self, viewer: Viewer, name: str) -> None:
        self._allowed(viewer)
        row = self._row(name)
        if row.gone is None:
            self._house.directory.put(replace(row, gone=self._house.clock()))
            self._note(viewer, mark("removed a cost"), name)

    def restore(self, viewer: Viewer, name: str) -> None:
        """Bring a removed line back as it was."""
        self._allowed(viewer)
        self._house.directory.put(replace(self._row(name), gone=None))
        self._note(viewer, mark("brought back a cost"), name)

    def fill(self, viewer: Viewer, key: str) -> int:
        """The lines of a case study's table that are not there yet; how many. A line once changed stays as it is."""
        self._allowed(viewer)
        template, directory = TEMPLATES.get(key), self._house.directory
        if template is None:
            raise Refused("is no table of the case studies", "/template")
        now, scale = self._house.clock(), 10 ** EXPONENTS.get(self.currency, 2)
        rows = [
            Cost(id=f"{template.key}-{one.key}", title=one.title, amount=round(one.amount * scale), every=one.every,
                 by=viewer.account, at=now)
            for one in template.lines
        ]  # fmt: skip
        there = {row.id: row for row in directory.find(Cost)}
        fresh = [row for row in rows if row.id not in there or there[row.id].gone]
        if len(self.costs().lines) + len(fresh) > LINES:
            raise Conflict(f"would make more than {LINES} lines; remove some first", "/template")
        directory.put(*fresh)
        self._note(viewer, mark("filled in the cost model"), template.key)
        return len(fresh)

    def _rests_on(self, viewer: Viewer) -> Pooled | None:
        """The pooled verdict that accessory and care revenue rests on: the accessory offer's, else what began first.

        Kept for an hour: it is told of closed weeks, and takes long to be told of many doors.
        """
        heads = [one.subject for one in self._house.effects.verdicts.heads(viewer) if one.subject.kind in KINDS]
        if not heads:
            return None
        best = min(heads, key=lambda one: (one.about != OFFER, KINDS.index(one.kind), -len(one.doors), one.key))
        name, now = (best.key, viewer.role, viewer.boutiques), self._house.clock()
        kept = self._told.get(name)
        if kept is None or not now - HOUR < kept[0] <= now:
            told = self._house.effects.verdicts.told(viewer, best.key)
            if len(self._told) >= MOST_TOLD:
                self._told.clear()
            kept = self._told[name] = now, told if isinstance(told, Pooled) else None
        return kept[1]

    def _volume(self, viewer: Viewer) -> float | None:
        """Qualifying sales of a month at the viewer's doors, from the last closed weeks; None where not shown."""
        since, until = latest(self._house.today, LOOKED)
        (told,) = self._house.see_as(viewer).ask_many([Question(MEASURE, (), since, until)])
        if not isinstance(told, Answer) or (cell := told.whole) is None:
            return None
        return cell.bottom / LOOKED * MONTHLY

    def _minor(self, amount: str) -> float:
        said = re.sub(r"[\s'’_]", "", amount)
        if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", said):  # 6,720.50
            said = said.replace(",", "")
        said = said.replace(",", ".")
        if not re.fullmatch(r"\d{1,12}(\.\d{1,4})?", said) or not 0 < float(said) <= DEAREST:
            raise Refused(f"should be above 0 and at most {DEAREST:,.0f}, in whole {self.currency}", "/amount")
        return float(round(float(said) * 10 ** EXPONENTS.get(self.currency, 2)))

    def _row(self, name: str) -> Cost:
        row = self._house.directory.get(Cost, name)
        if row is None:
            raise Unknown("there is no such line")
        return row

    def _note(self, viewer: Viewer, deed: str, name: str) -> None:
        self._house.directory.note(viewer.account, deed, name)

    def _allowed(self, viewer: Viewer) -> None:
        if not may(viewer, "programme.edit"):
            raise NotAllowed("what the programme costs is kept by leaders")


def _gone(row: Cost) -> float:
    return row.gone.timestamp() if row.gone else 0.0
