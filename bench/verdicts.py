"""Every verdict of a large group out of its facts, and a single page's, beside a plain loop of the same run.

    ./run bench verdicts [--doors 1000] [--people 10] [--weeks 26] [--data DIR] [--pooled N] [--profile] [--json FILE]

Facts of the group are made by the store itself (bench/coached_group.py; with --data they are kept and used again):
twelve measures (seven behaviours, attach rate, CSAT, accessory and care revenue, conversion, ATV). In order: episodes
are found; panels are read; every coached person's and every door's episode is judged (behaviour and attach rate);
everything together (behaviours, modules, rollouts, waves, regions: each of its measures). Beside it, for a sample, the
plain loop: each episode asked for by itself in SQL, without peers, priors or bounds.
"""

import argparse
import json
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from cProfile import Profile
from datetime import date, timedelta
from pathlib import Path
from pstats import Stats
from typing import Any

import coached_group
import sqlglot

from cabochon.impact import judging
from cabochon.impact.episodes import episodes
from cabochon.measures.catalogue import BY_KEY
from cabochon.retail.master import Door
from cabochon.verdicts import finding, one
from cabochon.verdicts.many import Asked, tell_all
from cabochon.verdicts.panels import Panels
from cabochon.verdicts.told import Subject
from cabochon.verdicts.untreated import Found, treated
from cabochon.warehouse.duckdb import DuckDBWarehouse

UNTIL = date(2026, 11, 22)
TODAY = UNTIL + timedelta(days=1)
OWN = tuple(f"behaviour.{key}" for key in coached_group.BEHAVIOURS)
OTHERS = ("attach_rate", "csat", "secondary_per_qualifying", "conversion", "atv")
MEASURES = (*OWN, *OTHERS)
DAY = timedelta(days=1)
SAMPLE = 200  # episodes of the plain loop
PAGES = 20


@contextmanager
def timed(name: str, into: dict[str, Any]) -> Iterator[None]:
    """Seconds on the clock and of processor time, under a name."""
    began, cpu = time.perf_counter(), time.process_time()
    yield
    into[name] = {"s": time.perf_counter() - began, "cpu_s": time.process_time() - cpu}


def places(size: coached_group.Size) -> dict[str, Door]:
    return {
        f"D{d:05d}": Door(code=f"D{d:05d}", name=f"Boutique {d}", zone="Europe/Paris", currency="EUR",
                          region=f"R{d % coached_group.REGIONS}")
        for d in range(size.doors)
    }  # fmt: skip


def measures_of(subject: Subject) -> tuple[str, ...]:
    own = f"behaviour.{subject.about}"
    return (own, *OTHERS) if own in OWN else OTHERS


def single(found: Found, sheets: Panels) -> Counter[str]:
    """Verdicts of people and of doors on the behaviour and the attach rate: state -> how many."""
    said = Counter[str]()
    for people, who in ((True, "associate"), (False, "boutique")):
        mine = [s for s in found if not s.doors and (s.kind == "person") == people]
        for about in sorted({s.about for s in mine}):
            runs = [s for s in mine if s.about == about]
            for key in (f"behaviour.{about}", "attach_rate"):
                if key not in BY_KEY:
                    continue
                panel = sheets.people(key) if people else sheets.doors(key)
                names = [f"{s.person}/{s.boutique}" if people else s.boutique for s in runs]
                asked = [(panel.places[name], s.since, min(UNTIL, s.until or UNTIL))
                         for name, s in zip(names, runs, strict=True) if name in panel.places]  # fmt: skip
                for made in episodes(panel, asked, treated=treated(panel, about, found, people=people)):
                    verdict = judging.one(made, measure=key, unit="rate", counts="demos", day=TODAY,
                                          behaviour=key in OWN, who=who)  # fmt: skip
                    said[verdict.state] += 1
    return said


def pooled(asked: list[Subject], sheets: Panels, doors: dict[str, Door], found: Found) -> Counter[str]:
    told = [Asked(subject, measures_of(subject)) for subject in asked]
    pages = tell_all(told, sheets, today=TODAY, doors=doors, others=found, parts=False)
    return Counter(change.verdict.state for page in pages for change in page.changes if change.verdict)


def plain(store: DuckDBWarehouse, subjects: list[Subject]) -> float:
    """Seconds for one episode of the plain loop: sums before and after of one person, asked for two measures."""
    trees = [
        sqlglot.parse_one(
            f"select sum({value}), count(*) from {table} where associate = :who and boutique = :door and day >= :since"
            f" and day <= :until and {rows}"
        )
        for table, value, rows in (("step", "yes", "judged = 1"), ("receipt", "attached", "qualifying = 1"))
    ]
    mine = [s for s in subjects if s.kind == "person"][:SAMPLE]
    began = time.perf_counter()
    for s in mine:
        for tree in trees:
            for since, until in ((s.since - timedelta(weeks=8), s.since - DAY), (s.since + DAY, UNTIL)):
                store.select(tree, {"who": s.person, "door": s.boutique, "since": since, "until": until})
    return (time.perf_counter() - began) / max(1, len(mine))


def page_ms(subjects: list[Subject], tell: Callable[[Subject], Any]) -> float:
    """Milliseconds of processor time of the median page, once the panels are there."""
    took = []
    for subject in subjects[: PAGES + 1]:
        began = time.process_time()
        tell(subject)
        took.append((time.process_time() - began) * 1000)
    return sorted(took[1:])[len(took[1:]) // 2] if len(took) > 1 else 0.0


def measured(path: Path, size: coached_group.Size, *, most: int | None) -> dict[str, Any]:
    store = DuckDBWarehouse(path)
    store.prepare(coached_group.TABLES)
    doors, found = places(size), dict[str, Any]()
    try:
        with timed("episodes found", found):
            subjects = finding.subjects(store, today=TODAY, doors=doors)
            known = Found(subjects)
        found["episodes"] = dict(Counter(s.kind for s in subjects))
        sheets = Panels(store, UNTIL - timedelta(days=size.days - 1), UNTIL, currency="EUR", keys=MEASURES)
        with timed("panels read", found):
            for key in MEASURES:
                sheets.doors(key)
                if BY_KEY[key].person and key != "secondary_per_qualifying":
                    sheets.people(key)
        with timed("people and doors judged", found):
            found["said of one"] = dict(single(known, sheets))
        many = [s for s in subjects if s.doors]
        asked = many if most is None else many[:: max(1, len(many) // most)][:most]
        with timed("together judged", found):
            found["said together"] = dict(pooled(asked, sheets, doors, known))
        found["together"] = {"asked": len(asked), "there": len(many)}
        found["loop_s_each"] = plain(store, subjects)
        people = [s for s in subjects if s.kind == "person"]
        places_ = [s for s in subjects if s.kind == "focus"]

        def tell(subject: Subject) -> Any:
            return one.tell(subject, sheets, today=TODAY, doors=doors, others=known)

        found["page of a person, ms"], found["page of a door, ms"] = page_ms(people, tell), page_ms(places_, tell)
        found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        return found
    finally:
        store.close()


def report(row: dict[str, Any], size: coached_group.Size) -> None:
    crew = f"{size.doors:,} boutiques, {size.doors * size.people:,} associates"
    print(f"{crew}, {size.weeks} weeks, {len(MEASURES)} measures")
    print("episodes: " + ", ".join(f"{n:,} {kind}" for kind, n in row["episodes"].items()))
    for name in ("episodes found", "panels read", "people and doors judged", "together judged"):
        print(f"{name:>26} {row[name]['s']:>8.2f} s on the clock {row[name]['cpu_s']:>8.2f} s of processor time")
    one_by_one, both = sum(row["said of one"].values()), sum(row["said together"].values())
    print(f"{one_by_one:,} verdicts of people and doors: {row['said of one']}")
    some = f"{row['together']['asked']} of {row['together']['there']}"
    print(f"{both:,} verdicts of {some} together: {row['said together']}")
    loop = row["loop_s_each"]
    print(f"plain loop: {loop * 1000:.1f} ms an episode, {loop * one_by_one / 2:,.0f} s for as many")
    pages = f"{row['page of a person, ms']:.0f} ms of a person, {row['page of a door, ms']:.0f} ms of a door"
    print(f"processor time of a page, panels in memory: {pages}; {row['peak_mb']:,.0f} MB at most")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--doors", type=int, default=1_000)
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--weeks", type=int, default=26)
    parser.add_argument("--pooled", type=int, help="judge only so many of those together")
    parser.add_argument("--data", type=Path, help="keep the facts made there, and use those that are there")
    parser.add_argument("--profile", action="store_true", help="say where the time went")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    args = parser.parse_args()
    size = coached_group.Size(doors=args.doors, people=args.people, weeks=args.weeks)
    with tempfile.TemporaryDirectory() as scratch:
        path = (args.data or Path(scratch)) / f"coached-{size.doors}-{size.people}-{size.weeks}.duckdb"
        if not path.exists():
            coached_group.make(path, size, until=UNTIL).close()
        profile = Profile()
        if args.profile:
            profile.enable()
        row = measured(path, size, most=args.pooled)
        profile.disable()
    report(row, size)
    if args.profile:
        Stats(profile).sort_stats("tottime").print_stats(25)
    if args.json:
        args.json.write_text(json.dumps(row))


if __name__ == "__main__":
    main()
