"""How often a guard rail speaks up where nothing changed, and where something did.

    ./run bench impact_guards [--worlds 300] [--seed 8]

Twelve boutiques of five associates: receipts, discounts, add-on returns, survey answers, product mix, shifts and
add-ons in stock, ten weeks of them. Eight weeks are held against the two that follow, of one person, of one boutique,
and of all twelve together; first nothing changes, then one thing at every boutique that is looked at.
"""

import argparse
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from cabochon.impact.panel import Panel
from cabochon.verdicts import Beside
from cabochon.verdicts.guards import Days, guards

FIRST = date(2026, 9, 7)
DOORS, CREW, BEFORE, AFTER = 12, 5, 56, 14
SPAN = BEFORE + 1 + AFTER
DOOR = np.repeat(np.arange(DOORS), CREW)
PLACES = tuple(f"d{door:02}" for door in range(DOORS))
UNITS = tuple(f"p{row:02}/{PLACES[door]}" for row, door in enumerate(DOOR))
START = FIRST + timedelta(days=BEFORE)
SIDES = Days(FIRST, START - timedelta(days=1)), Days(START + timedelta(days=1), START + timedelta(days=AFTER))
SHELF, SPELL = 40, 0.1  # add-ons on the list of a boutique; chance that one comes back on a day
WHOSE = {"one person": (PLACES[:1], "p00"), "one boutique": (PLACES[:1], ""), "twelve": (PLACES, "")}
F2 = NDArray[np.float64]


@dataclass(frozen=True)
class Shop:
    """What stays as it is, or not, from the start on at the boutiques looked at."""

    answers: float = 0.30
    discounted: float = 0.20  # of receipts, by 5 to 20 %
    returned: float = 0.04  # of add-ons
    watches: float = 0.60
    rostered: float = 5 / 7
    silent: float = 0.0  # days without the till's data
    missing: float = 0.08  # of add-ons in the drawer


QUIET = Shop()
CHANGED = {
    "response": replace(QUIET, answers=0.18), "discount": replace(QUIET, discounted=0.45),
    "returns": replace(QUIET, returned=0.16), "mix": replace(QUIET, watches=0.30),
    "staffing": replace(QUIET, rostered=2.5 / 7), "data": replace(QUIET, silent=0.35),
    "availability": replace(QUIET, missing=0.25),
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """The sheets of one world."""

    of_people: Mapping[str, Panel]
    of_doors: Mapping[str, Panel]
    of_lines: Mapping[str, Panel]
    there: Panel
    since: date = FIRST
    until: date = FIRST + timedelta(days=SPAN - 1)

    def people(self, measure: str) -> Panel | None:
        return self.of_people.get(measure)

    def doors(self, measure: str, *, group: bool = False) -> Panel | None:  # noqa: ARG002  the protocol's
        return self.of_doors.get(measure)

    def cut(self, measure: str, by: str) -> Panel | None:  # noqa: ARG002
        return None

    def roles(self, measure: str) -> Panel | None:  # noqa: ARG002
        return None

    def shifts(self) -> Panel:
        return self.there

    def lines(self) -> Mapping[str, Panel]:
        return self.of_lines

    def beside(self) -> Beside:
        return Beside()


def world(rng: np.random.Generator, later: Shop, looked_at: int) -> Told:
    """later: how it is from the start on at the first so many boutiques."""
    changed = (looked_at > DOOR)[:, None] & (np.arange(SPAN) >= BEFORE)

    def level(name: str) -> F2:
        return np.where(changed, getattr(later, name), getattr(QUIET, name))

    shape = DOOR.shape[0], SPAN
    there = rng.random(shape) < level("rostered")
    heard = ~np.repeat(rng.random((DOORS, SPAN)) < level("silent")[::CREW], CREW, axis=0)
    sold = rng.poisson(4.0, shape) * there * heard
    watches = rng.binomial(sold, np.clip(level("watches") + rng.normal(0, 0.05, (DOORS, 1))[DOOR], 0.05, 0.95))
    added = rng.binomial(sold, 0.18)
    net, off = np.zeros(shape), np.zeros(shape)
    for k in range(int(sold.max(initial=0))):
        value = rng.lognormal(8.0, 0.9, shape) * (sold > k)
        cut = value * rng.uniform(0.05, 0.20, shape) * (rng.random(shape) < level("discounted"))
        net, off = net + value, off + cut
    out = np.zeros((DOORS, SPAN, SHELF), bool)
    out[:, 0] = rng.random((DOORS, SHELF)) < QUIET.missing
    for day in range(1, SPAN):
        gone = level("missing")[::CREW, day][:, None]
        goes = rng.random((DOORS, SHELF)) < SPELL * gone / (1 - gone)
        out[:, day] = np.where(out[:, day - 1], rng.random((DOORS, SHELF)) >= SPELL, goes)
    of_people = {"attach_rate": _of(added, sold), "discount_share": _of(off, net + off),
                 "secondary_return_rate": _of(rng.binomial(added, level("returned")), added)}  # fmt: skip
    of_doors = {name: _summed(panel) for name, panel in of_people.items()}
    of_doors["response_rate"] = _summed(_of(rng.binomial(sold, level("answers")), sold))
    of_doors["receipts"] = _summed(_of(sold, sold))
    of_doors["addon_availability"] = _at((SHELF - out.sum(axis=2)).astype(float), np.full((DOORS, SPAN), float(SHELF)))
    lines = {"watch": _summed(_of(watches, sold)), "jewelry": _summed(_of(sold - watches, sold))}
    return Told(of_people, of_doors, lines, _of(there, there))


def _of(x: NDArray[np.generic], n: NDArray[np.generic]) -> Panel:
    return Panel(x.astype(float), n.astype(float), DOOR.astype(np.int64), FIRST, UNITS, PLACES)


def _at(x: F2, n: F2) -> Panel:
    return Panel(x, n, np.arange(DOORS, dtype=np.int64), FIRST, PLACES, PLACES)


def _summed(one: Panel) -> Panel:
    x, n = (side.reshape(DOORS, CREW, SPAN).sum(axis=1) for side in (one.x, one.n))
    return _at(x, n)


def heard(worlds: int, *, seed: int) -> dict[tuple[str, str, str], float]:
    """(changed or "nothing", who, kind said) -> share of worlds; kinds that forbid a comparison end in "!"."""
    rng, said = np.random.default_rng(seed), Counter[tuple[str, str, str]]()
    for who, (doors, person) in WHOSE.items():
        for changed, later in {"nothing": QUIET, **CHANGED}.items():
            for _ in range(worlds):
                for one in guards(world(rng, later, len(doors)), doors, *SIDES, person=person):
                    kind = one.circumstance.kind
                    said[changed, who, kind] += 1
                    said[changed, who, f"{kind}!"] += one.circumstance.grave
    return {key: count / worlds for key, count in said.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=8)
    args = parser.parse_args()
    told = heard(args.worlds, seed=args.seed)
    print("% of worlds in which it speaks up (in brackets: and withholds verdicts); one person / one boutique / twelve")
    print(f"{'guard rail':<14}{'nothing changed':>34}{'it changed':>34}")
    for kind in CHANGED:
        cells = ["  ".join(f"{told.get((what, who, kind), 0):4.0%} ({told.get((what, who, f'{kind}!'), 0):3.0%})"
                           for who in WHOSE) for what in ("nothing", kind)]  # fmt: skip
        print(f"{kind:<14}{cells[0]:>36}{cells[1]:>36}")


if __name__ == "__main__":
    main()
