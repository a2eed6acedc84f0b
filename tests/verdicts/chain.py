"""A small chain of doors whose facts are written by hand: who saw, sold and was asked how often, day by day."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cabochon.facts.cuts import EVERY
from cabochon.facts.tables import TABLES
from cabochon.retail.master import Door
from cabochon.warehouse import Batch, Bookmark
from cabochon.warehouse.duckdb import DuckDBWarehouse

START = date(2026, 3, 2)  # a Monday: episodes begin here, unless a test says otherwise
FIRST = START - timedelta(days=70)
EMPTY = {"text": "", "int": 0, "real": 0.0, "day": None, "time": datetime(2026, 1, 1, tzinfo=UTC), "blob": b""}
BY_TABLE = {table.name: table for table in TABLES}
Often = Callable[[str, date], float]  # (person, day) -> how many of ten


def day(n: int) -> date:
    """n days from the start."""
    return START + timedelta(days=n)


@dataclass
class Chain:
    """doors: code -> its people. Nothing has happened yet."""

    doors: dict[str, tuple[str, ...]]
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    made: dict[str, Door] = field(default_factory=dict)
    at: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, doors: int, people: int = 4) -> "Chain":
        made = cls({f"D{n:02d}": tuple(f"d{n:02d}p{i}" for i in range(people)) for n in range(doors)})
        for n, code in enumerate(made.doors):
            region = "Europe" if n % 2 == 0 else "Asia"
            made.made[code] = Door(code=code, name=f"Door {n}", zone="Europe/Zurich", currency="CHF", region=region)
        made.at = {who: code for code, crew in made.doors.items() for who in crew}
        return made

    def add(self, table: str, **columns: Any) -> None:
        told = BY_TABLE[table]
        if "boutique" in columns and columns["boutique"] in self.made:
            columns = {"region": self.made[columns["boutique"]].region} | columns
        number = len(self.rows.setdefault(table, []))
        columns = {"grain": EVERY, told.key: f"{table}{number}"} | columns
        assert columns.keys() <= {c.name for c in told.columns} | {"grain", "region"}
        self.rows[table].append(tuple(columns.get(c.name, EMPTY[c.type]) for c in told.columns))

    def place(self, who: str, when: date, door: str = "") -> dict[str, Any]:
        return {"day": when, "boutique": door or self.at[who], "associate": who, "job_role": "advisor"}

    def shift(self, who: str, when: date, door: str = "") -> None:
        self.add("shift", **self.place(who, when, door))

    def seen(self, who: str, when: date, yes: int, of: int, *, about: str = "accessory", door: str = "") -> None:
        for i in range(of):
            self.add("step", **self.place(who, when, door), behaviour=about, judged=1, yes=int(i < yes))

    def sold(self, who: str, when: date, attached: int, of: int, *, door: str = "", **more: Any) -> None:
        for i in range(of):
            self.add("receipt", **{
                **self.place(who, when, door), "sale": 1, "qualifying": 1, "attached": int(i < attached), "net": 1e6,
                "currency": "CHF", "rate": 1.0, "units": 1.0, "sold": 1.0, "product_line": "watch",
                "accessory_net": 3e4 * (i < attached), **more,
            })  # fmt: skip

    def asked(self, who: str, when: date, scores: list[float], *, door: str = "") -> None:
        for score in scores:
            self.add("survey", **self.place(who, when, door), question="satisfaction", score=score)

    def coached(self, who: str, when: date, *, about: str = "accessory", door: str = "", **more: Any) -> None:
        self.add("coached", **self.place(who, when, door), behaviour=about, **more)

    def focus(self, door: str, since: date, until: date | None = None, about: str = "accessory", **more: Any) -> None:
        self.add("focus", focus=f"{door}/{about}/{since}", boutique=door, day=since, behaviour=about, since=since,
                 until=until, **more)  # fmt: skip

    def completed(self, who: str, when: date, module: str = "natural-add-on") -> None:
        self.add("learnt", **self.place(who, when), module=module, what="completed")

    def tag(self, door: str, tag: str, *days: date) -> None:
        for when in days:
            self.add("tag", tag=tag, boutique=door, day=when)

    def lived(
        self, first: date, last: date, *, yes: Often = lambda _, __: 4.0, attached: Often = lambda _, __: 2.0,
        seen: int = 2, sold: int = 3, score: float = 4.0,
    ) -> None:  # fmt: skip
        """Everybody is there five days a week, seen twice, sells three watches and has one answer every other day.

        yes, attached: how many of ten it is, spread evenly; so that every ten are exactly so many.
        """
        left: dict[tuple[str, str], float] = {}
        n = (last - first).days + 1
        for when in (first + timedelta(days=i) for i in range(n)):
            for i, who in enumerate(self.at):
                if (when.toordinal() + i) % 7 < 5:
                    self.shift(who, when)
                    self.seen(who, when, _due(left, ("seen", who), seen * yes(who, when) / 10), seen)
                    self.sold(who, when, _due(left, ("sold", who), sold * attached(who, when) / 10), sold)
                    if when.toordinal() % 2:
                        self.asked(who, when, [score + (0.5 if (when.toordinal() + i) % 3 else -0.5)])

    def staffed(self) -> None:
        for who, code in self.at.items():
            self.add("staff", person=who, boutique=code, job_role="advisor")

    def warehouse(self) -> DuckDBWarehouse:
        warehouse = DuckDBWarehouse(":memory:", threads=1)
        warehouse.prepare(TABLES)
        warehouse.replace(Batch(Bookmark(1, 1), self.rows))
        return warehouse


def _due(left: dict[tuple[str, str], float], name: tuple[str, str], more: float) -> int:
    """Whole ones, what is left over is kept for the next day."""
    total = left.get(name, 0.5) + more
    left[name] = total - int(total)
    return int(total)
