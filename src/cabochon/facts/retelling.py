"""What has to be told again after news: a neighbourhood of one boutique, or all of it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from ..retail.neighbourhood import Reach, relink
from ..retail.receipts import Restating
from ..retail.records import Record, Windows
from ..retail.visit import link
from ..warehouse import Warehouse
from .master import Master
from .mirror import Mirror
from .setting import record, scenes
from .staging import Version, live
from .tables import FACTS, LINE, LINK, MOMENT, RECEIPT, STEP, SURVEY, TRAFFIC, VISIT
from .telling import Rows, tell, tell_loose

Gone = dict[str, set[str]]
Worlds = tuple[Mapping[str, Version], Mapping[str, Version]]
# The tables in which an event of a kind has rows, keyed by the event. A visit goes by the key of one of its anchors.
TOLD_IN = {
    "receipt": (RECEIPT, LINE, LINK, MOMENT, VISIT),
    "observation": (STEP, LINK, MOMENT, VISIT),
    "survey": (SURVEY, LINK, MOMENT),
    "traffic": (TRAFFIC,),
    "coaching": (MOMENT,),
    "learning": (MOMENT,),
}


@dataclass(slots=True)
class News:
    """What changed in one boutique: events as they were and as they are (equal where only the directory moved)."""

    before: dict[str, Version] = field(default_factory=dict)
    after: dict[str, Version] = field(default_factory=dict)


def restated(
    restating: Callable[[set[str]], list[Version]],
    keys: Iterable[str],
    worlds: Sequence[Mapping[str, Version]],
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
    warehouse: Warehouse,
    boutique: str,
    news: News,
    *,
    worlds: Worlds,
    masters: tuple[Master, Master],
    windows: Windows,
    mirror: Mirror,
) -> tuple[Rows, Gone]:
    """Rows to put and keys to empty after news in a boutique. The warehouse still stages the world before.

    worlds: the news of all boutiques, before and after (a return may be brought to another one).
    """
    changed = worlds[0].keys() | worlds[1].keys()

    def restating(events: set[str]) -> list[Version]:
        return mirror.restating(warehouse, events)

    receipts = {v.event for world in (news.before, news.after) for v in world.values() if v.kind == "receipt"}
    bys = restated(restating, receipts, worlds, changed) if receipts else [{}, {}]
    sides = list(zip((news.before, news.after), masters, bys, strict=True))
    before, after = ({k: r for k, v in w.items() if (r := record(v, m, by))} for w, m, by in sides)
    master, by, known = masters[1], dict(bys[1]), dict(news.after)

    def load(reach: Reach) -> list[Record]:
        who = {token for person in reach.associates for m in masters for token in m.tokens(person)}
        found = mirror.near(warehouse, boutique, reach.since, reach.until, who=who, names=reach.names)
        found = [v for v in found if v.event not in changed]
        sold = [v.event for v in found if v.kind == "receipt" and v.event not in known]
        if sold:
            by.update(restated(restating, sold, ({},), changed)[0])
        known.update((v.event, v) for v in found)
        return [r for v in found if (r := record(v, master, by))]

    told = relink(load, before, after, windows=windows)
    rows = tell(scenes(told.linked, told.visits, told.alone, known, master=master, by=by), master)
    _add(rows, tell_loose((v for k, v in news.after.items() if k not in after), master, by))
    gone: Gone = defaultdict(set)
    kinds = {v.event: v.kind for world in (known, news.before) for v in world.values()}
    for key in told.gone | news.before.keys() | news.after.keys():
        for table in TOLD_IN[kinds[key]]:
            gone[table.name].add(key)
    return rows, gone


def whole(warehouse: Warehouse, boutique: str, *, master: Master, windows: Windows) -> tuple[Rows, Gone]:
    """All rows of a boutique, told from all that was heard of it, and the keys it has rows under now."""
    known = {v.event: v for v in live(warehouse, {"boutique": boutique})}

    def restating(events: set[str]) -> list[Version]:
        return live(warehouse, {"original": events})

    (by,) = restated(restating, [k for k, v in known.items() if v.kind == "receipt"], ({},), set())
    records = {k: r for k, v in known.items() if (r := record(v, master, by))}
    linked = link(records.values(), windows)
    alone = [key for key, found in linked.links.items() if not found.visit]
    rows = tell(scenes(linked, linked.visits, alone, known, master=master, by=by), master)
    _add(rows, tell_loose((v for k, v in known.items() if k not in records), master, by))
    return rows, {table.name: _keys(warehouse, table.name, table.key, boutique) for table in FACTS}


def merge(rows: Rows, gone: Gone, more: tuple[Rows, Gone]) -> None:
    _add(rows, more[0])
    for table, keys in more[1].items():
        gone.setdefault(table, set()).update(keys)


def _add(rows: Rows, more: Mapping[str, list[tuple[Any, ...]]]) -> None:
    for table, found in more.items():
        rows.setdefault(table, []).extend(found)


def _keys(warehouse: Warehouse, table: str, key: str, boutique: str) -> set[str]:
    place = exp.Placeholder(this="boutique", kind="Text")
    tree = exp.select(exp.column(key)).distinct().from_(table).where(exp.column("boutique").eq(place))
    return {row[0] for row in warehouse.select(tree, {"boutique": boutique})}
