"""How long closed weeks of a made-up maison are judged: a week, and a lot of four with a cut of three values.

.venv/bin/python bench/judging.py --boutiques 150 --people 8
"""

import argparse
import random
from itertools import product
from time import perf_counter

from cabochon.measures.catalogue import BY_KEY
from cabochon.privacy import ladder
from cabochon.privacy.groups import Least
from cabochon.privacy.judging import judge
from cabochon.privacy.lattice import Lattice

CUTS = ("boutique", "daypart", "job_role", "region", "tenure", "week")
WEEKS = ("2026-02-23", "2026-03-02", "2026-03-09", "2026-03-16")


def rows(boutiques: int, people: int, seed: int = 1) -> list[tuple[object, ...]]:
    """In the order of CUTS, then who and how many."""
    dice, found = random.Random(seed), []
    for door in range(boutiques):
        for i in range(max(2, round(dice.gauss(people, 2)))):
            role = "manager" if i == 0 else dice.choices(["advisor", "stock", "cashier"], [6, 1, 1])[0]
            tenure = dice.choices(["0-3", "3-6", "6-12", "12+"], [1, 1, 1, 5])[0]
            for week, part in product(WEEKS, ("morning", "midday", "evening")):
                if dice.random() < 0.8:
                    place = (f"D{door:04}", part, role, f"R{door % 6}", tenure, week)
                    found.append((*place, f"D{door:04}-{i}", dice.randrange(1, 12)))
    return found


def timed(what: str, told: list[tuple[object, ...]], cuts: tuple[str, ...], weeks: int) -> None:
    began = perf_counter()
    extra = ("daypart",) if "daypart" in cuts else ()
    measure, least = BY_KEY["attach_rate"], Least(5, 10)
    places = [CUTS.index(cut) for cut in cuts]
    lattice = Lattice(cuts, [(*(row[i] for i in places), *row[-2:]) for row in told])
    fixed = dict(judge(lattice, ladder.tables(measure, (), weeks), least).shown) if extra else {}
    judged = judge(lattice, ladder.tables(measure, extra, weeks), least, fixed)
    shown = sum(len(keys) for keys in judged.shown.values())
    held = sum(len(keys) for keys in judged.held.values())
    print(f"{what:34} {perf_counter() - began:6.2f} s   {shown:5} cells shown, {held:5} held back")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--boutiques", type=int, default=150)
    parser.add_argument("--people", type=int, default=8)
    args = parser.parse_args()
    told = rows(args.boutiques, args.people)
    week = [row for row in told if row[5] == WEEKS[0]]
    plain = tuple(cut for cut in CUTS if cut not in ("daypart", "week"))
    timed("a week", week, plain, 1)
    timed("a week by part of the day", week, tuple(sorted((*plain, "daypart"))), 1)
    timed("a lot of four weeks", told, plain, 4)
    timed("a lot by part of the day, by week", told, CUTS, 4)


if __name__ == "__main__":
    main()
