"""Chains of doors as arrays: rates and amounts by chance around each door's own level, with or without effect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from cabochon.impact.panel import Panel
from cabochon.retail.master import Door
from cabochon.verdicts import Beside, Span
from cabochon.verdicts.told import Subject

MONDAY = date(2026, 3, 2)
SINCE = MONDAY - timedelta(days=70)
LAST = MONDAY + timedelta(days=48)
TODAY = LAST + timedelta(days=1)
ABOUT, OWN, ATTACH, SALE = "accessory", "behaviour.accessory", "attach_rate", "secondary_per_qualifying"
ROLES = ("advisor", "stock")


def day(n: int) -> date:
    return MONDAY + timedelta(days=n)


@dataclass
class Doors:
    """began: door -> its first day, of those that did it. lift: added to the rate, or to the amount, afterwards.

    count: events of a door on a day; rate: of the others; spread: SD between doors; money: what one event is worth on
    average, for amounts.
    """

    n: int = 12
    began: Mapping[str, date] = field(default_factory=dict)
    lift: float = 0.0
    count: int = 20
    rate: float = 0.4
    seed: int = 1
    crew: int = 4
    currencies: Mapping[str, str] = field(default_factory=dict)
    currency: str = ""
    since: date = SINCE
    until: date = LAST
    shut: Sequence[tuple[str, date, date]] = ()  # nothing happens there on these days

    def __post_init__(self) -> None:
        self.codes = tuple(f"D{i:02d}" for i in range(self.n))
        self.days = (self.until - self.since).days + 1
        self.chance = np.random.default_rng(self.seed)
        self.made: dict[tuple[str, str], Panel | None] = {}

    def on(self, door: str) -> np.ndarray:
        """1 on the days after it began."""
        begun = self.began.get(door)
        columns = np.arange(self.days)
        return np.zeros(self.days) if begun is None else (columns > (begun - self.since).days).astype(float)

    def grid(self, units: Sequence[str], doors: Sequence[str], count: int, kind: str) -> Panel:
        n = self.chance.poisson(count, (len(units), self.days)).astype(float)
        for code, first, last in self.shut:
            if code in doors:
                rows = [i for i, door in enumerate(doors) if door == code]
                n[rows, (first - self.since).days : (last - self.since).days + 1] = 0.0
        level = np.clip(self.rate + 0.04 * self.chance.standard_normal(len(units)), 0.05, 0.9)
        on = np.array([self.on(door) for door in doors])
        place = np.array([self.codes.index(door) for door in doors], np.int64)
        if kind == "rate":
            x = self.chance.binomial(n.astype(int), np.clip(level[:, None] + self.lift * on, 0, 1)).astype(float)
            return Panel(x, n, place, self.since, tuple(units), self.codes)
        value = (5000 * level / self.rate)[:, None] + self.lift * on
        x = n * value + 1500 * np.sqrt(n) * self.chance.standard_normal(n.shape)
        squares = n * (value**2 + 1500**2) if kind == "mean" else None
        return Panel(x, n, place, self.since, tuple(units), self.codes, squares, False)

    def people_of(self) -> list[str]:
        return [f"{door}p{i}/{door}" for door in self.codes for i in range(self.crew)]

    def _once(self, name: tuple[str, str], units: Sequence[str], count: int) -> Panel | None:
        if name not in self.made:
            measure = name[0]
            if measure not in (OWN, ATTACH, SALE, "atv", "csat", "conversion"):
                return None
            kind = (
                "rate" if measure in (OWN, ATTACH, "conversion") else "mean" if measure in ("atv", "csat") else "ratio"
            )
            doors = [u.split("/")[0] if name[1] in ("job_role", "tenure") else u.rpartition("/")[2] for u in units]
            self.made[name] = self.grid(units, doors, count, kind)
        return self.made[name]

    def people(self, measure: str) -> Panel | None:
        return None if measure in ("atv", "conversion") else self._once((measure, "people"), self.people_of(), 5)

    def doors(self, measure: str, *, group: bool = False) -> Panel | None:
        return self._once((measure, "group" if group else "doors"), self.codes, self.count)

    def cut(self, measure: str, by: str) -> Panel | None:
        if measure == "conversion":
            return None
        parts = ROLES if by == "job_role" else ("0-3", "12+")
        return self._once((measure, by), [f"{door}/{part}" for door in self.codes for part in parts], self.count // 2)

    def roles(self, measure: str) -> Panel | None:
        return self.cut(measure, "job_role")

    def shifts(self) -> Panel:
        units = self.people_of()
        ones = np.ones((len(units), self.days))
        place = np.array([self.codes.index(unit.rpartition("/")[2]) for unit in units], np.int64)
        return Panel(ones, ones, place, self.since, tuple(units), self.codes)

    def lines(self) -> Mapping[str, Panel]:
        return {}

    def beside(self) -> Beside:
        spans = {
            unit.partition("/")[0]: (
                Span(unit.partition("/")[2], ROLES[i % 2], day(-900 if i % 2 else -60), None, None),
            )
            for i, unit in enumerate(self.people_of())
        }
        codes = {door: ((self.since, self.currencies.get(door, "CHF")),) for door in self.codes}
        return Beside(spans=spans, currencies=codes)

    def places(self) -> dict[str, Door]:
        return {code: Door(code=code, name=code, zone="Europe/Zurich", currency="CHF") for code in self.codes}

    def parts(self, kind: str = "focus") -> list[Subject]:
        return [Subject(key=f"{kind}-{door}", kind=kind, about=ABOUT, boutique=door, since=begun)
                for door, begun in self.began.items()]  # fmt: skip

    def coached(self, each: int = 1) -> list[Subject]:
        return [Subject(key=f"person-{door}-{i}", kind="person", about=ABOUT, boutique=door, person=f"{door}p{i}",
                        since=begun) for door, begun in self.began.items() for i in range(each)]  # fmt: skip

    def subject(self, kind: str = "wave", parts: Sequence[Subject] = (), **more: object) -> Subject:
        told = {"key": "k", "kind": kind, "about": ABOUT, "since": min(self.began.values(), default=MONDAY),
                "doors": tuple(self.began), "began": tuple(self.began.values()),
                "parts": tuple(one.key for one in parts or self.parts())}  # fmt: skip
        return Subject(**(told | more))  # type: ignore[arg-type]
