"""Pretend chains as a page tells them: `verdicts.one.tell` and `verdicts.many.tell_many` on facts held in memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

import numpy as np
from impact_rules import FORTNIGHT, MONTH, PLACES, UNITS
from impact_worlds import DAYS, DOOR, DOORS, EASY, MONDAY, SHIFT, chains

from cabochon.impact.panel import Panel
from cabochon.impact.verdict import LOOKS
from cabochon.retail.master import Door
from cabochon.verdicts import Beside
from cabochon.verdicts.many import tell_many
from cabochon.verdicts.one import tell
from cabochon.verdicts.told import Subject

ABOUT = "accessory"
MEASURES = (f"behaviour.{ABOUT}", "attach_rate")  # the same figures stand for both
HERE = {code: Door(code=code, name=code, zone="Europe/Zurich", currency="CHF", region="Europe", type="boutique",
                   opens=time(10), closes=time(19), factor=1.0) for code in PLACES}  # fmt: skip


@dataclass(frozen=True)
class Held:
    """Sheets of one world: attach and behaviour of people and doors, receipts, shifts; nothing else is known."""

    x: np.ndarray
    n: np.ndarray
    kept: dict[str, Panel]
    since: date = MONDAY
    until: date = MONDAY + timedelta(days=DAYS - 1)

    def people(self, measure: str) -> Panel | None:
        return self._panel("people", self.x, self.n, UNITS) if measure in MEASURES else None

    def doors(self, measure: str, *, group: bool = False) -> Panel | None:  # noqa: ARG002  the protocol's
        x, n = (
            np.add.reduceat(side, np.arange(0, len(UNITS), len(UNITS) // DOORS), axis=0) for side in (self.x, self.n)
        )
        if measure == "receipts":
            return self._panel("receipts", n, n, PLACES)
        return self._panel("doors", x, n, PLACES) if measure in MEASURES else None

    def cut(self, measure: str, by: str) -> Panel | None:  # noqa: ARG002
        return None

    def roles(self, measure: str) -> Panel | None:  # noqa: ARG002
        return None

    def shifts(self) -> Panel:
        return self._panel("shifts", SHIFT.astype(float), SHIFT.astype(float), UNITS)

    def lines(self) -> Mapping[str, Panel]:
        return {}

    def beside(self) -> Beside:
        return Beside()

    def _panel(self, name: str, x: np.ndarray, n: np.ndarray, units: tuple[str, ...]) -> Panel:
        if name not in self.kept:
            door = DOOR if units is UNITS else np.arange(DOORS)
            self.kept[name] = Panel(x, n, door.astype(np.int64), MONDAY, units, PLACES)
        return self.kept[name]


def subjects(coached: np.ndarray, start: np.ndarray) -> list[Subject]:
    """The twelve, each picked for the week before."""
    found = []
    for row, begun in zip(coached.tolist(), start.tolist(), strict=True):
        person, door = UNITS[row].split("/")
        since = MONDAY + timedelta(days=begun)
        week = (since - timedelta(days=7), since - timedelta(days=1))
        found.append(Subject(
            key=person, kind="person", about=ABOUT, boutique=door, person=person, region="Europe", since=since,
            until=since + timedelta(days=41), baseline_since=since - timedelta(days=56), baseline_until=week[1],
            picked="lowest", picked_since=week[0], picked_until=week[1],
        ))  # fmt: skip
    return found


def paged(worlds: int, *, seed: int, lifts: tuple[float, ...]) -> dict[str, dict[str, float]]:
    """Shares of pages that say "likely lifted": of a person's behaviour at each look, of attach at the last, of the
    twelve together on day 14 and 28; and the bias of what they print."""
    out: dict[str, dict[str, float]] = {}
    batch = chains(worlds, EASY, lifts=lifts, rng=np.random.default_rng(seed))
    for lift in lifts:
        said: dict[str, list[float]] = {}
        for world in range(worlds):
            sheets = Held(batch.x[lift][world].astype(float), batch.n[world].astype(float), {})
            found = subjects(batch.coached[world], batch.start[world])
            _people(sheets, found, said, lift)
            _together(sheets, found, said, lift)
        out[f"{lift}"] = {name: float(np.mean(values)) for name, values in said.items()}
    return out


def _people(sheets: Held, found: list[Subject], said: dict[str, list[float]], lift: float) -> None:
    for one in found:
        told = tell(one, sheets, today=MONDAY + timedelta(days=DAYS), doors=HERE, others=found)
        for look in told.looks:
            if look.shifts in LOOKS and look.state == "done":
                said.setdefault(f"a person's behaviour, {look.shifts} shifts", []).append(look.says == "likely_lifted")
        for change in told.changes:
            if change.measure == MEASURES[1] and change.verdict is not None and change.verdict.estimate is not None:
                said.setdefault("a person's attach rate", []).append(change.verdict.state == "likely_lifted")
                said.setdefault("its bias", []).append(change.verdict.estimate - lift)


def _together(sheets: Held, found: list[Subject], said: dict[str, list[float]], lift: float) -> None:
    first, last = min(one.since for one in found), max(one.since for one in found)
    subject = Subject(
        key="b", kind="behaviour", about=ABOUT, since=first, baseline_since=first - timedelta(days=14),
        baseline_until=first - timedelta(days=1), doors=tuple(one.boutique for one in found),
        began=tuple(one.since for one in found), parts=tuple(one.key for one in found),
    )  # fmt: skip
    for days in (FORTNIGHT, MONTH):
        today = last + timedelta(days=days + 1)
        told = tell_many(subject, sheets, today=today, doors=HERE, measures=MEASURES[1:], others=found, parts=False)
        verdict = told.changes[0].verdict
        if verdict is None or verdict.estimate is None:
            continue
        said.setdefault(f"twelve together, {days} days", []).append(verdict.state == "likely_lifted")
        said.setdefault(f"their bias, {days} days", []).append(verdict.estimate - lift)
