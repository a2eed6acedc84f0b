"""Sheets made of arrays: what a verdict is made from without any facts, a unit and measure at a time."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from chain import FIRST, START, day

from cabochon.impact.panel import Panel
from cabochon.retail.master import Door
from cabochon.verdicts import Beside
from cabochon.verdicts.told import Subject

BEHAVIOUR = "behaviour.accessory"
DAYS = 140
HERE = Subject(key="f", kind="focus", about="accessory", boutique="D0", since=START, until=day(13))
ONE = Subject(key="p", kind="person", about="accessory", boutique="D0", person="d0p0", since=START, until=day(41))
DOORS = {f"D{n}": Door(code=f"D{n}", name=f"Door {n}", zone="UTC", currency="CHF") for n in range(6)}


@dataclass
class Made:
    """crew: "person/door"; every day is a working day. A panel that a test did not set is None."""

    crew: tuple[str, ...]
    since: date = FIRST
    until: date = FIRST + timedelta(days=DAYS - 1)
    of_people: dict[str, Panel] = field(default_factory=dict)
    of_doors: dict[str, Panel] = field(default_factory=dict)
    of_lines: dict[str, Panel] = field(default_factory=dict)
    around: Beside = field(default_factory=Beside)
    there: np.ndarray | None = None

    @classmethod
    def of(cls, doors: int, people: int) -> "Made":
        return cls(tuple(f"d{n}p{i}/D{n}" for n in range(doors) for i in range(people)))

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(sorted({unit.split("/")[1] for unit in self.crew}))

    def people(self, measure: str) -> Panel | None:
        return self.of_people.get(measure)

    def doors(self, measure: str, *, group: bool = False) -> Panel | None:
        return self.of_doors.get(measure)

    def cut(self, measure: str, by: str) -> Panel | None:
        return None

    def roles(self, measure: str) -> Panel | None:
        return None

    def shifts(self) -> Panel:
        grid = np.ones((len(self.crew), DAYS)) if self.there is None else self.there
        return self._panel(self.crew, grid, grid)

    def lines(self) -> dict[str, Panel]:
        return self.of_lines

    def beside(self) -> Beside:
        return self.around

    def column(self, when: date) -> int:
        return (when - self.since).days

    def put(self, key: str, was: float, now: dict[str, float] | float | None = None, *, n: float = 10.0,
            people: bool = False, squares: float = 0.0) -> None:  # fmt: skip
        """A measure: `was` of each event before and at the start, `now` after it, the same for all or by unit."""
        units = self.crew if people else self.codes
        x, ns = np.full((len(units), DAYS), was * n), np.full((len(units), DAYS), float(n))
        for i, unit in enumerate(units):
            after = was if now is None else now.get(unit, was) if isinstance(now, dict) else now
            x[i, self.column(START) + 1 :] = after * n
        made = self._panel(units, x, ns, squares)
        (self.of_people if people else self.of_doors)[key] = made

    def line(self, key: str, was: float, now: dict[str, float]) -> None:
        self.put("line", was, now)
        self.of_lines[key] = self.of_doors.pop("line")

    def _panel(self, units: tuple[str, ...], x: np.ndarray, n: np.ndarray, squares: float = 0.0) -> Panel:
        codes = self.codes
        door = np.array([codes.index(unit.split("/")[-1]) for unit in units], np.int64)
        rate = not squares
        return Panel(x, n, door, self.since, units, codes, None if rate else x * x / n + squares * n, rate)
