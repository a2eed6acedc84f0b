"""One's own page: numbers against one's own past and the boutique's range, what is stored about one, who looked."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import quantiles
from typing import TYPE_CHECKING

from ..directory import Asked
from ..languages import mark
from ..measures.answer import answers
from ..measures.question import Question
from ..privacy.viewer import Viewer
from ..retail.who import person
from ..stream import Query
from ..vocabulary import KINDS
from ..vocabulary.places import account
from ..xapi.facets import agent_value
from .auditing_words import Names
from .looking import LOOKED

if TYPE_CHECKING:
    from . import House

COLLEAGUES = 5  # behind a range that is shown (trust.md, One person)
COUNTED = 5_000  # statements about one that are counted; beyond that it is "more than"
OTHER = "other"
YEAR = timedelta(days=365)
MOST = 20_000  # entries about one that are looked through
# Deeds of others by which they read what is kept of one, and the page it was on; LOOKED says its page itself.
LOOKS = {LOOKED: "", mark("looked for a person’s statements"): mark("Statements"),
         mark("read a statement about a person"): mark("Statements")}  # fmt: skip
TOLD = mark("told what is held")  # as `house.held` notes a report


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
    """Somebody looked at what is kept of one: on that day, on that page. name: "" where names are off."""

    at: str
    name: str
    role: str
    page: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Everything one reader looked at. days: the newest first, each with its pages."""

    name: str
    role: str
    days: tuple[tuple[date, tuple[str, ...]], ...]

    @property
    def pages(self) -> tuple[str, ...]:
        return tuple(sorted({page for _, pages in self.days for page in pages}))


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
        """Who read what is kept of one in the last twelve months, the newest first: numbers, feedback, statements,
        what was told of one on request."""
        since = (self._house.today - YEAR).isoformat()
        one = tuple(dict.fromkeys(who for who in (viewer.person, viewer.account) if who))
        names, found = Names(self._house, shown=viewer.names), list[Look]()
        for entry in self._house.directory.noted(Asked(abouts=one, since=since, limit=MOST)):
            if entry.actor not in one and (entry.deed in LOOKS or entry.deed.startswith(TOLD)):
                name, role = names.of(entry.actor)
                shown = name if viewer.names or not role else ""
                page = (entry.detail or "") if entry.deed == LOOKED else LOOKS.get(entry.deed, "What is held")
                found.append(Look(entry.at, shown, role, page))
        return found

    def readers(self, viewer: Viewer) -> list[Reader]:
        """The same by reader, who looked last first."""
        readers: dict[tuple[str, str], dict[date, dict[str, None]]] = {}
        for look in self.looks(viewer):
            days = readers.setdefault((look.name, look.role), {})
            days.setdefault(datetime.fromisoformat(look.at).date(), {})[look.page] = None
        return [
            Reader(name, role, tuple((day, tuple(sorted(pages))) for day, pages in days.items()))
            for (name, role), days in readers.items()
        ]
