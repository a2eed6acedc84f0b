"""One chain through a real house: events said, heard, told as facts, and the verdicts that come of them.

Planted is what `cabochon.demo.story` says: an accessory focus with its module lifts offers, and add-ons with them, at
eight doors of ten; one-to-one coaching lifts two of its four steps; managers coach whoever does least.
"""

import os
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from cabochon.demo.maison import maison
from cabochon.demo.story import FOCUS
from cabochon.demo.weeks import history
from cabochon.house import House
from cabochon.settings import load
from cabochon.verdicts.finding import subjects
from cabochon.verdicts.many import tell_many
from cabochon.verdicts.one import tell
from cabochon.verdicts.panels import Panels
from cabochon.verdicts.told import Change

NOW = datetime(2026, 11, 22, 20, tzinfo=UTC)
WEEKS = 16


def whole(*, seed: int) -> None:
    began = perf_counter()
    made = maison(boutiques=10, until=NOW.date(), weeks=WEEKS, seed=seed)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "data"
        house = House.open(folder, load(folder, os.environ), clock=lambda: NOW)
        house.directory.keep([*made.doors, *made.people, *made.identifiers, *made.products])
        events = sorted(history(made, now=NOW, weeks=WEEKS, seed=seed), key=lambda event: event.at)
        house.keep_as().events(events, fresh=True)
        house.catch_up()
        print(f"{house.log.position():,} statements told as facts in {perf_counter() - began:.0f} s")
        began = perf_counter()
        doors = {door.code: door for door in made.doors}
        today = NOW.date()
        found = subjects(house.warehouse, today=today, doors=doors)
        sheets = Panels(house.warehouse, today - timedelta(weeks=WEEKS), today - timedelta(days=1), currency="EUR")
        print(f"episodes found: {dict(Counter(one.kind for one in found))}\n")
        people: dict[str, Counter[str]] = {}
        for one in found:
            if one.kind == "person":
                for change in tell(one, sheets, today=today, doors=doors, others=found).changes:
                    said = change.verdict.state if change.verdict else "no verdict, ever"
                    people.setdefault(change.measure.partition(".")[0], Counter())[said] += 1
        for measure, states in people.items():
            print(f"coached people, {measure}: {dict(states)}")
        for one in found:
            if one.kind == "focus":
                told = tell(one, sheets, today=today, doors=doors, others=found)
                print(f"\n{one.boutique}: {told.title}, since {one.since}, planted +{FOCUS * 100:.0f} points of offers")
                _said(told.changes)
        for one in found:
            if one.doors and one.about == "accessory":
                many = tell_many(one, sheets, today=today, doors=doors, others=found, parts=False)
                print(f"\n{one.kind}: {many.title}; may decide: {many.may_decide} {many.why_not}")
                _said(many.changes)
        print(f"\nfound and told in {perf_counter() - began:.1f} s")
        house.close()


def _said(changes: tuple[Change, ...]) -> None:
    for change in changes:
        before, after = change.window.value, change.after.value
        if before is None or after is None:
            continue
        text = change.verdict.text if change.verdict else change.withheld
        print(f"  {change.measure:26} {before:10.3f} -> {after:10.3f}  n {change.after.n:8.0f}  {text}")
