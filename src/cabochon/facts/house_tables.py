"""The tables told of the whole house at once follow what they are told from; only what changed is written."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from ..warehouse import Warehouse
from ..warehouse.staging import Staging
from . import housewide
from .master import Master
from .staging import versions
from .tables_beside import HOUSEWIDE
from .versions import Version

KINDS = frozenset({"employment", "annotation", "decision", "plan"})
OF = ("Person", "Door")  # kinds of the directory they are told from too
Held = dict[str, dict[str, list[tuple[Any, ...]]]]  # table -> key -> its rows


class HouseTables:
    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._held: Held | None = None
        self._master: Master | None = None

    def forget(self) -> None:
        """The facts were emptied."""
        self._held = self._master = None

    def told(
        self,
        staging: Staging,
        was: Mapping[str, Version],
        now: Mapping[str, Version],
        *,
        master: Master,
        gone: dict[str, set[str]],
    ) -> dict[str, list[tuple[Any, ...]]]:
        """Rows that are new or otherwise after this news; the keys of those that went are added to `gone`."""
        changed = {e for world in (was, now) for e, v in world.items() if v.kind in KINDS}
        known, self._master = self._master, master
        if not changed and known is not None and master.same(known, OF):
            return {}
        rest = [v for v in versions(staging.kinds(KINDS)) if v.event not in changed]
        rows = housewide.tell([*rest, *(now[e] for e in changed if e in now)], master)
        fresh = _by_key(rows)
        held = (
            self._held
            if self._held is not None
            else _by_key({t.name: self._warehouse.fetch(t.name, {}) for t in HOUSEWIDE})
        )
        self._held, news = fresh, dict[str, list[tuple[Any, ...]]]()
        for table in HOUSEWIDE:
            old, new = held.get(table.name, {}), fresh.get(table.name, {})
            gone[table.name] |= old.keys() - new.keys()
            news[table.name] = [row for key, found in new.items() if old.get(key) != found for row in found]
        return news


def _by_key(rows: Mapping[str, list[tuple[Any, ...]]]) -> Held:
    places = {t.name: [c.name for c in t.columns].index(t.key) for t in HOUSEWIDE}
    held: Held = {}
    for table, found in rows.items():
        by: dict[str, list[tuple[Any, ...]]] = held.setdefault(table, defaultdict(list))
        for row in sorted(found, key=repr):
            by[row[places[table]]].append(row)
    return held
