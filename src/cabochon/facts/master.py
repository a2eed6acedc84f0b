"""What a code meant on a day, as the tables ask it: doors, products, people and the codes somebody has claimed."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, timedelta
from math import isfinite
from typing import Any

from ..directory.lookup import Snapshot, at
from ..retail.currencies import EXPONENTS
from ..retail.day import business_day
from ..retail.master import Dated, Door, Identifier, Product, Rate, Theme
from ..retail.who import Who
from .roster import Leave, Roster, Span, band, leaves, spans
from .strands import token
from .themes import Themes

CodeHash = Callable[[str, str], str]
DAY = timedelta(days=1)
COMMENTS = 100_000  # whose themes are remembered


class Master:
    """One snapshot of the directory, remembered while it lasts. code_hash(source, code) is what statements hold.

    roster: what the stream says of employment. comment(statement id): what a client wrote, "" where it is gone.
    currency: the group's. follow_up_days: when a follow-up is due that names no day.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        code_hash: CodeHash,
        *,
        roster: Roster | None = None,
        comment: Callable[[str], str] = lambda _: "",
        currency: str = "",
        follow_up_days: int = 7,
    ) -> None:
        self.change, self._snapshot = snapshot.change, snapshot
        self.currency, self.follow_up_days = currency, follow_up_days
        self._roster, self._comment = roster or Roster(), comment
        self._doors: dict[tuple[str, date], Door | None] = {}
        self._products: dict[tuple[str, date], Product | None] = {}
        self._rates: dict[tuple[str, date], float] = {}
        self._standings: dict[tuple[str, date], tuple[str, str]] = {}
        self._spans: dict[str, tuple[list[Span], list[Leave]]] = {}
        self._teams: dict[str, list[tuple[str, Span]]] | None = None
        self._commented: dict[tuple[str, str], str] = {}
        self._themes: Themes | None = None
        self._claims: dict[str, list[tuple[str, Dated]]] = defaultdict(list)  # source/hash -> (boutique, dated row)
        self._codes: dict[str, set[str]] = defaultdict(set)  # person -> source/hash
        for found in snapshot.kinds.get("Identifier", {}).values():
            for dated in found:
                if isinstance(row := dated.row, Identifier):
                    name = f"{row.source}/{code_hash(row.source, row.code)}"
                    self._claims[name].append((row.boutique, dated))
                    self._codes[row.person].add(name)

    def same(self, other: "Master", kinds: Collection[str]) -> bool:
        """Whether the other one says the same of these kinds of the directory, of what codes mean and of the roster."""
        now, then = self._snapshot.kinds, other._snapshot.kinds
        return self._roster is other._roster and all(now.get(k) is then.get(k) for k in (*kinds, "Identifier"))

    def door(self, code: str, day: date) -> Door | None:
        asked = code, day
        if asked not in self._doors:
            self._doors[asked] = self._snapshot.door_on(code, day)
        return self._doors[asked]

    def open_at(self, code: str, at: datetime) -> tuple[Door, date] | None:
        """The door as it was on the business day of a moment, and that day; None for a door nobody knows."""
        door = self.door(code, at.date()) or self.door(
            code, at.date() + DAY
        )  # the date there may be a day ahead of UTC
        if door is None:
            return None
        day = business_day(at, door)
        return self.door(code, day) or door, day

    def product(self, sku: str, day: date) -> Product | None:
        if (sku, day) not in self._products:
            self._products[sku, day] = self._snapshot.product_on(sku, day)
        return self._products[sku, day]

    def standing(self, person: str, day: date) -> tuple[str, str]:
        """Job role and tenure band on that day, '' where not known."""
        asked = person, day
        if (found := self._standings.get(asked)) is None:
            found = self._standings[asked] = self._stands(person, day) if person else ("", "")
        return found

    def away(self, person: str, day: date) -> bool:
        """On leave or absent that day."""
        return any(one.since <= day and (one.until is None or day <= one.until) for one in self._history(person)[1])

    def employed(self, person: str, day: date) -> bool:
        """False for somebody known to have worked on other days only."""
        known = self._history(person)[0]
        return not known or any(span.holds(day) for span in known)

    def team(self, boutique: str, day: date, job_role: str = "") -> list[str]:
        """Everybody employed at a door on a day, those on leave included; of one job role, or of all."""
        known = self._by_door().get(boutique, ())
        return sorted({who for who, span in known if span.holds(day) and job_role in ("", span.job_role)})

    def doors_of(self, person: str) -> set[str]:
        """Every door somebody ever worked at."""
        return {span.boutique for span in self._history(person)[0]}

    def staff(self) -> list[tuple[Any, ...]]:
        """Rows of `staff`."""
        return [(who, s.boutique, s.job_role, s.hired, s.since, s.until) for who in self._people()
                for s in self._history(who)[0]]  # fmt: skip

    def leave(self) -> list[tuple[Any, ...]]:
        """Rows of `leave`."""
        return [(who, *one) for who in self._people() for one in self._history(who)[1]]

    def doors(self) -> list[str]:
        """Codes of every door there ever was."""
        return sorted(self._snapshot.kinds.get("Door", {}))

    def rates(self, currency: str) -> Sequence[Dated]:
        """The stored rates of a currency, by day."""
        return self._snapshot.kinds.get("Rate", {}).get(currency, ())

    def rate(self, currency: str, day: date) -> float:
        """Minor units of the group's currency for one of this currency's; 0 where no rate is stored."""
        if currency == self.currency:
            return 1.0
        asked = currency, day
        if (found := self._rates.get(asked)) is None:
            dated = at(self._snapshot.kinds.get("Rate", {}), currency, day)
            value = dated.row.value if dated and isinstance(dated.row, Rate) and self.currency else 0.0
            exponent = EXPONENTS.get(self.currency, 2) - EXPONENTS.get(currency, 2)
            found = self._rates[asked] = value * 10.0**exponent if isfinite(value) and value > 0 else 0.0
        return found

    def themes(self, statement: str, language: str = "") -> str:
        """|-separated keys of the themes a comment holds words of. language: its tag, where it is known."""
        if self._themes is None:
            rows = [found[-1].row for found in self._snapshot.kinds.get("Theme", {}).values() if found]
            self._themes = Themes(row for row in rows if isinstance(row, Theme))
        asked = statement, language
        if (known := self._commented.get(asked)) is None:
            if len(self._commented) >= COMMENTS:
                self._commented.clear()
            known = self._commented[asked] = self._themes.of(self._comment(statement), language)
        return known

    def person(self, who: Who, boutique: str, day: date) -> str:
        """The person's id; `source/keyed hash` for a code nobody claimed. A boutique's own claim goes first."""
        return self.named(token(who), boutique, day)

    def named(self, name: str, boutique: str, day: date) -> str:
        """The person a token stands for on that day; itself where nobody claims it."""
        if name not in self._claims:
            return name
        valid = [
            (place, dated.row)
            for place, dated in self._claims[name]
            if place in ("", boutique)
            and (dated.since is None or dated.since <= day)
            and (dated.until is None or day < dated.until)
        ]
        rows = sorted((not place, row.person) for place, row in valid if isinstance(row, Identifier))
        return rows[0][1] if rows else name

    def tokens(self, person: str) -> set[str]:
        """Everything a statement may say for this person."""
        return {person, *self._codes.get(person, ())}

    def behind(self, name: str) -> set[str]:
        """Everybody a token ever stands for, and itself."""
        return {name, *(d.row.person for _, d in self._claims.get(name, ()) if isinstance(d.row, Identifier))}

    def _stands(self, person: str, day: date) -> tuple[str, str]:
        for span in self._history(person)[0]:
            if span.holds(day):
                return span.job_role, band(span.hired, day)
        row = self._snapshot.person_on(person, day)
        return (row.job_role if row else ""), ""

    def _history(self, person: str) -> tuple[list[Span], list[Leave]]:
        if (found := self._spans.get(person)) is None:
            said = [
                word
                for one in self.tokens(person)
                for word in self._roster.words.get(one, ())
                if self.named(one, word.boutique, word.said) == person
            ]
            said.sort(key=lambda word: word[:4])
            rows = self._snapshot.kinds.get("Person", {}).get(person, ())
            found = self._spans[person] = spans(said, rows), leaves(said)
        return found

    def _people(self) -> list[str]:
        """Everybody the directory or the roster speaks of."""
        said = {
            self.named(one, word.boutique, word.said) for one, words in self._roster.words.items() for word in words
        }
        return sorted(said | set(self._snapshot.kinds.get("Person", {})))

    def _by_door(self) -> dict[str, list[tuple[str, Span]]]:
        if self._teams is None:
            self._teams = defaultdict(list)
            for who in self._people():
                for span in self._history(who)[0]:
                    self._teams[span.boutique].append((who, span))
        return self._teams
