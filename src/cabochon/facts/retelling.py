"""What has to be told again after news: a neighbourhood of one boutique, some threads, or all of a boutique."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from ..retail.neighbourhood import Reach, relink
from ..retail.receipts import By, Restating
from ..retail.records import GUESTS, Record, Windows
from ..retail.visit import link
from ..warehouse.staging import Staging
from . import homes, threads
from .hearing import Refuse
from .master import Master
from .setting import record, scenes
from .staging import linkable, live, versions
from .tables import FACTS
from .telling import TOLD_IN, Rows, tell, tell_loose
from .versions import Version

Gone = dict[str, set[str]]
World = Mapping[str, Version]
Worlds = tuple[World, World]
FAULTS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
PLACES = {table.name: [c.name for c in table.columns].index("boutique") for table in FACTS}
RESTATED = ("receipt", "observation", "coaching")  # what returns, voids, corrections and contests are about
DAY = timedelta(days=1)


@dataclass(slots=True)
class Told:
    """rows to put; gone: keys to empty; span: days within which the rows that go lie, where that is known."""

    rows: Rows = field(default_factory=lambda: defaultdict(list))
    gone: Gone = field(default_factory=lambda: defaultdict(set))
    span: dict[str, tuple[date, date]] = field(default_factory=dict)

    def put(self, rows: Mapping[str, list[tuple[Any, ...]]]) -> None:
        for table, found in rows.items():
            self.rows[table].extend(found)

    def empty(self, keys: Mapping[str, Iterable[str]]) -> None:
        for table, found in keys.items():
            self.gone[table].update(found)

    def join(self, other: "Told") -> None:
        self.put(other.rows)
        self.empty(other.gone)
        for table, days in other.span.items():
            self.widen(table, days)

    def widen(self, table: str, days: Iterable[date]) -> None:
        found = [*days, *self.span.get(table, ())]
        self.span[table] = min(found), max(found)


@dataclass(slots=True)
class News:
    """What changed in one boutique: events as they were and as they are (equal where only the directory moved)."""

    before: dict[str, Version] = field(default_factory=dict)
    after: dict[str, Version] = field(default_factory=dict)


def restated(
    restating: Callable[[set[str]], list[Version]],
    keys: Iterable[str],
    worlds: Sequence[World],
    changed: set[str],
) -> list[dict[str, list[Restating]]]:
    """What restates these receipts, and what restates that, in each world: staging with `changed` events replaced.

    restating: the versions in force that restate one of these receipts.
    """
    found: list[dict[str, list[Restating]]] = [defaultdict(list) for _ in worlds]
    asked, seen = set(keys), set[str]()
    while asked := asked - seen:
        seen |= asked
        rest = [v for v in restating(asked) if v.event not in changed]
        asked = set()
        for by, world in zip(found, worlds, strict=True):
            for v in [*rest, *(v for v in world.values() if v.original in seen and v.original)]:
                if all(r.key != v.event for r in by[v.original]):
                    by[v.original].append(Restating(v.event, v.revision, v.told))
                    asked.add(v.event)
    return found


def neighbourhood(
    told: Told,
    staging: Staging,
    boutique: str,
    news: News,
    *,
    worlds: Worlds,
    masters: tuple[Master, Master],
    windows: Windows,
) -> None:
    """Tell what news in a boutique touches. Staging still holds the world before.

    worlds: the news of all boutiques, before and after (a return may be brought to another one).
    """
    changed = worlds[0].keys() | worlds[1].keys()

    def restating(events: set[str]) -> list[Version]:
        return versions(staging.restating(events))

    told_of = {v.event for world in (news.before, news.after) for v in world.values() if v.kind in RESTATED}
    bys = restated(restating, told_of, worlds, changed) if told_of else [{}, {}]
    sides = list(zip((news.before, news.after), masters, bys, strict=True))
    before, after = ({k: r for k, v in w.items() if (r := record(v, m, by))} for w, m, by in sides)
    master, by, known = masters[1], dict(bys[1]), dict(news.after)

    def load(reach: Reach) -> list[Record]:
        who = {token for person in reach.associates for m in masters for token in m.tokens(person)}
        rows = {row[1]: row for row in staging.near(boutique, who, reach.since, reach.until)}
        rows |= {row[1]: row for row in staging.naming(reach.names - {""})}
        found = linkable(versions(rows.values()))
        about = live(staging, {v.original for v in found} - {""})  # a correction may name other sellers than its sale
        found = [
            v for v in {v.event: v for v in (*found, *about)}.values() if v.event not in changed and not v.original
        ]
        receipts = versions(staging.naming({name for v in found for name in homes.calls(v)}))
        found = [v for v in homes.at_home(found, receipts) if v.boutique == boutique]
        fresh = [v.event for v in found if v.kind in RESTATED and v.event not in known]
        if fresh:
            by.update(restated(restating, fresh, ({},), changed)[0])
        known.update((v.event, v) for v in found)
        return [r for v in found if (r := record(v, master, by))]

    linked = relink(load, before, after, windows=windows)
    told.put(tell(scenes(linked.linked, linked.visits, linked.alone, known, master=master, by=by), master))
    told.put(tell_loose((v for k, v in news.after.items() if k not in after), master, by))
    heard = {**news.before, **known}
    gone = linked.gone | news.before.keys() | news.after.keys()
    gone -= worlds[1].keys() - worlds[0].keys()  # these are told for the first time
    days = [day for key in gone for day in _days(heard[key])]
    for key in gone:
        for table in TOLD_IN[heard[key].kind]:
            told.gone[table.name].add(key)
            told.widen(table.name, days)


def threaded(told: Told, staging: Staging, *, worlds: Worlds, masters: tuple[Master, Master]) -> None:
    """Tell the threads that news belongs to, before and after."""
    names = [{t for v in world.values() for t in threads.canonical(v, m)}
             for world, m in zip(worlds, masters, strict=True)]  # fmt: skip
    touched = names[0] | names[1]
    if not touched:
        return
    changed = worlds[0].keys() | worlds[1].keys()
    spelled = {word for name in touched for m in masters for word in threads.variants(name, m)}
    rest = [v for v in versions(staging.threads(spelled)) if v.event not in changed]
    contested = {v.event for v in (*rest, *worlds[0].values(), *worlds[1].values()) if v.kind in RESTATED}
    bys = restated(lambda events: versions(staging.restating(events)), contested, worlds, changed)
    for world, master, by, last in zip(worlds, masters, bys, (False, True), strict=True):
        members: dict[str, list[Version]] = {name: [] for name in touched}
        for v in (*rest, *world.values()):
            for name in threads.canonical(v, master) & touched:
                members[name].append(v)
        for name, found in members.items():
            told.empty(threads.keys(name, found))
            if last:
                told.put(threads.tell(name, found, master, by))


def whole(staging: Staging, boutique: str, *, master: Master, windows: Windows, refused: Refuse) -> Rows:
    """All rows of a boutique, told from all that was heard of it.

    refused: an event that cannot be told stands alone in the quarantine, and the rest is told without it.
    """
    known = {v.event: v for v in _at_home(staging, boutique)}
    try:
        return _whole(staging, boutique, known, master=master, windows=windows)
    except FAULTS:
        sound = {}
        for event, v in known.items():
            try:
                _whole(staging, boutique, {event: v}, master=master, windows=windows)
                sound[event] = v
            except FAULTS as fault:
                refused(v.statement, "", f"cannot be told as facts: {type(fault).__name__}: {fault}")
        if len(sound) == len(known):
            raise
        return _whole(staging, boutique, sound, master=master, windows=windows)


def _whole(staging: Staging, boutique: str, known: dict[str, Version], *, master: Master, windows: Windows) -> Rows:
    def restating(events: set[str]) -> list[Version]:
        return versions(staging.restating(events))

    (by,) = restated(restating, known, ({},), set())
    records = {k: r for k, v in known.items() if (r := record(v, master, by))}
    linked = link(records.values(), windows)
    alone = [key for key, found in linked.links.items() if not found.visit]
    told = Told()
    told.put(tell(scenes(linked, linked.visits, alone, known, master=master, by=by), master))
    told.put(tell_loose((v for k, v in known.items() if k not in records), master, by))
    told.put(_threads_of(staging, boutique, known.values(), master, by=by))
    return told.rows


def _at_home(staging: Staging, boutique: str) -> list[Version]:
    """What was heard of a boutique, without the guests that belong to others and with those of others that belong."""
    found = versions([*staging.of(boutique), *staging.guests(boutique, sorted(GUESTS))])
    here = {v.called for v in found if homes.answers(v) and v.boutique == boutique}
    away = versions(staging.naming({name for v in found for name in homes.calls(v)} - here))
    return [v for v in homes.at_home(found, [*found, *away]) if v.boutique == boutique]


def _threads_of(staging: Staging, boutique: str, known: Iterable[Version], master: Master, *, by: By) -> Rows:
    """The rows that a boutique's threads have there; some have members in other boutiques too."""
    members: dict[str, dict[str, Version]] = defaultdict(dict)
    for v in known:
        for name in threads.canonical(v, master):
            members[name][v.event] = v
    spelled = {word for name in members for word in threads.variants(name, master)}
    for v in versions(staging.threads(spelled, elsewhere=boutique)):
        for name in threads.canonical(v, master) & members.keys():
            members[name][v.event] = v
    rows: Rows = defaultdict(list)
    for name, found in members.items():
        for table, some in threads.tell(name, found.values(), master, by).items():
            place = PLACES[table]
            rows[table] += [row for row in some if row[place] == boutique]
    return rows


def _days(v: Version) -> tuple[date, date]:
    """Days on which rows of an event may lie: a business day begins the day before or after the date in UTC."""
    day = v.since.date()
    if v.kind == "receipt":
        other = v.told.business_day
        return min(day, other) - DAY, max(day, other) + DAY
    return day - DAY, v.told.at.date() + DAY if v.kind == "survey" else v.until.date() + DAY
