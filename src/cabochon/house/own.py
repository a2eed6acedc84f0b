"""One's own page: numbers against one's own past and the boutique's range, what is stored about one, who looked."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from statistics import quantiles
from typing import TYPE_CHECKING

from ..directory.rows import Account
from ..measures.answer import answers
from ..measures.question import Question
from ..privacy.viewer import Viewer
from ..retail.who import person
from ..stream import Query
from ..vocabulary import KINDS
from ..vocabulary.places import account
from ..xapi.facets import agent_value
from .looking import LOOKED

if TYPE_CHECKING:
    from . import House

COLLEAGUES = 5  # behind a range that is shown (trust.md, One person)
COUNTED = 5_000  # statements about one that are counted; beyond that it is "more than"
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Range:
    """The middle half of the colleagues' rates: a quarter lies below `low`, a quarter above `high`. Never the ends:
    each would be somebody's."""

    low: float
    high: float
    colleagues: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What is stored about one: kind -> how many statements; `more` when there are too many to count. since: when the
    first came in, None when there is none."""

    kinds: Mapping[str, int]
    more: bool
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at one's feedback: on that day, on that page."""

    at: str
    name: str
    role: str
    page: str


class Own:
    def __init__(self, house: "House") -> None:
        self._house = house

    def ranges(self, viewer: Viewer, measures: list[str], *, since: date, until: date) -> dict[str, Range]:
        """By measure; left out where fewer than COLLEAGUES others have enough events of it."""
        if not viewer.person or not viewer.boutiques:
            return {}
        one = self._house.snapshot.person_on(viewer.person, self._house.today)
        door = one.boutique if one and one.boutique in viewer.boutiques else min(viewer.boutiques)
        least = int(self._house.values["least_events"])
        asked = [Question(key, ("associate",), since, until, {"boutique": (door,)}) for key in measures]
        found: dict[str, Range] = {}
        for key, answer in zip(measures, answers(asked, self._house.warehouse, people=True), strict=True):
            rates = [
                cell.value for (who, *_), cell in answer.cells.items()
                if cell and who and "/" not in who and who != viewer.person and cell.bottom and cell.n >= least
            ]  # fmt: skip
            if len(rates) >= COLLEAGUES:
                low, _, high = quantiles(rates, n=4, method="inclusive")
                found[key] = Range(low, high, len(rates))
        return found

    def kept(self, viewer: Viewer) -> Kept:
        """Statements whose actor one is, by kind."""
        if not viewer.person:
            return Kept({}, False, None)
        agent = agent_value({"account": account(person(viewer.person), self._house.home)})
        key = self._house.entrance.ref("agent", agent or "")
        counts: Counter[str] = Counter()
        cursor, first, more = None, None, True
        while more and counts.total() < COUNTED:
            page = self._house.log.query(Query(refs=(frozenset({key}),), limit=500, cursor=cursor))
            for kept in page.found:
                counts[kept.entry.kind or OTHER] += 1
                cursor, first = kept.seq, kept.stored
            more = page.more
        order = [kind.name for kind in KINDS]
        kinds = dict(sorted(counts.items(), key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order)))
        return Kept(kinds, more, first)

    def looks(self, viewer: Viewer) -> list[Look]:
        """Who read one's feedback, the newest first."""
        if not viewer.person:
            return []
        found = []
        for at, actor, deed, _, detail in self._house.directory.notes(about=viewer.person):
            if deed == LOOKED:
                who = self._house.directory.get(Account, actor)
                found.append(Look(at, who.name if who else actor, who.role if who else "", detail))
        return found
