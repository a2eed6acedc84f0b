"""The projector: follows the stream and the directory, and tells again what they touch.

Small news is told by neighbourhood in one `replace` with the bookmark. Much news (a first start, an import, a rebuild)
is only staged, the boutiques marked `due` in the same transaction; each is then told whole. A process killed anywhere
finds either the bookmark before, or the bookmark after and the boutiques that are still due.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import msgspec

from ..directory import Directory
from ..directory.lookup import Lookup
from ..retail.visit import Windows
from ..stream import Log
from ..warehouse import Batch, Bookmark, Warehouse
from . import retelling
from .hearing import Refuse, heard
from .master import CodeHash, Master
from .mirror import Mirror
from .staging import DUE, HEARD, Version, elected, holding, live, versions
from .tables import RULES

TELLING = "1"  # raise it when the same columns are told otherwise: facts of an earlier version are then told anew
FEW = 400  # changed events: beyond, their boutiques are told whole
FAR = 4_000  # statements behind from which news is much: read in large pieces, told by boutique
READ, STEP = 20_000, 400  # statements read at once when far behind, and when not: soon told, soon shown


def catch_up(
    log: Log,
    warehouse: Warehouse,
    directory: Directory,
    *,
    home: str,
    windows: Windows,
    code_hash: CodeHash,
    refused: Refuse,
    moved: Callable[[], None] = lambda: None,
) -> Bookmark:
    """Bring the facts up to the end of the log and the last directory change. Safe at any time, any number of times.

    home: the instance's address. code_hash(source, code): the keyed hash statements hold for a code.
    refused(statement id, JSON pointer, reason) is told of what cannot be used; moved() after every step that shows.
    """
    memory = _memories.setdefault(warehouse, Memory())
    return Projector(log, warehouse, directory, memory=memory, code_hash=code_hash).catch_up(
        home=home, windows=windows, refused=refused, moved=moved
    )


def rebuild(
    log: Log,
    warehouse: Warehouse,
    directory: Directory,
    *,
    home: str,
    windows: Windows,
    code_hash: CodeHash,
    refused: Refuse,
) -> Bookmark:
    """Throw the facts away and tell the stream again. The digest is that of the facts followed step by step."""
    warehouse.clear()
    _memories.pop(warehouse, None)
    return catch_up(log, warehouse, directory, home=home, windows=windows, code_hash=code_hash, refused=refused)


def renew(warehouse: Warehouse, windows: Windows) -> bool:
    """Empty facts that were told by other rules, with other windows or by an earlier version; True when they were.

    `catch_up` does so by itself. Who calls it only when there is news asks here first.
    """
    if warehouse.bookmark() == Bookmark() or sorted(warehouse.fetch(RULES.name, {})) == _rules(windows):
        return False
    warehouse.clear()
    return True


def _rules(windows: Windows) -> list[tuple[str, str]]:
    spans = (windows.before, windows.after, windows.basket, windows.survey)
    return [("telling", TELLING), ("windows", " ".join(f"{span.total_seconds():.0f}" for span in spans))]


@dataclass(slots=True)
class Memory:
    """The directory as the facts last followed it: a change restates from what was to what is. settled: the windows by
    which everything is told, None while something may be due or told otherwise."""

    lookup: Lookup | None = None
    master: Master | None = None
    settled: Windows | None = None
    mirror: Mirror = field(default_factory=Mirror)


class Projector:
    def __init__(
        self, log: Log, warehouse: Warehouse, directory: Directory, *, memory: Memory, code_hash: CodeHash
    ) -> None:
        self.log, self.directory, self._warehouse = log, directory, warehouse
        self._memory, self._code_hash = memory, code_hash

    def catch_up(self, *, home: str, windows: Windows, refused: Refuse, moved: Callable[[], None]) -> Bookmark:
        before = self._memory.master
        if self._memory.settled != windows:
            if renew(self._warehouse, windows):
                self._memory.mirror.forget()
            self._tell_due(self._now(), windows)
        self._memory.settled, bookmark = None, self._warehouse.bookmark()
        waiting: set[str] = set()  # marked due by this very call
        while True:
            master = self._now()
            top = self.log.position()
            behind = top - bookmark.position
            limit = READ if behind > FAR or waiting else STEP
            position = min(top, bookmark.position + limit)
            kept = self.log.told(bookmark.position, position) if behind > 0 else []
            if behind <= 0 and bookmark.change == master.change:
                if waiting:
                    self._tell_due(master, windows)
                self._memory.settled = windows
                return bookmark
            voided = self.log.voidings(bookmark.position) if behind > 0 else []
            found = heard(kept, home, master=master, refused=refused)
            rows, gone, was, now = self._staged(found, voided)
            due: set[str] = set()
            if bookmark.change != master.change:
                due = self._restated(bookmark.change, before, master, was, now)
            batch = Batch(Bookmark(position, master.change), {HEARD.name: [*rows]}, {HEARD.name: gone})
            if len(was.keys() | now.keys()) > FEW:
                due |= {v.boutique for v in (*was.values(), *now.values())}
                due |= {v.boutique for v in self._originals(was, now)}
            else:
                masters = (before if before and before.change == bookmark.change else master, master)
                self._tell(batch, was, now, due, masters=masters, windows=windows)
            batch.rows[DUE.name] = [(boutique,) for boutique in sorted(due)]
            if bookmark == Bookmark():
                batch.rows[RULES.name] = [*_rules(windows)]
            self._warehouse.replace(batch)
            self._memory.mirror.follow(rows, gone)
            if due or any(batch.rows.values()) or any(batch.gone.values()):
                moved()
            bookmark, before = batch.bookmark, master
            waiting |= due
            if waiting and position == top:  # else first stage what is left: a boutique is told whole once
                self._tell_due(master, windows)
                waiting = set()

    def _now(self) -> Master:
        lookup = self._memory.lookup = self._memory.lookup or Lookup(self.directory)
        snapshot = lookup.now()
        if self._memory.master is None or snapshot.change != self._memory.master.change:
            self._memory.master = Master(snapshot, self._code_hash)
        return self._memory.master

    def _tell_due(self, master: Master, windows: Windows) -> None:
        """Tell boutiques whole: one is written, by a thread of its own, while the next is made up."""
        due = sorted(self._warehouse.fetch(DUE.name, {}))
        if not due:
            return
        bookmark, written = self._warehouse.bookmark(), list[Future[None]]()
        with ThreadPoolExecutor(1, "facts") as writer:
            for (boutique,) in due:
                rows, gone = retelling.whole(self._warehouse, boutique, master=master, windows=windows)
                if written:
                    written.pop().result()
                batch = Batch(bookmark, rows, {**gone, DUE.name: {boutique}})
                written.append(writer.submit(self._warehouse.replace, batch))
            written.pop().result()

    def _staged(
        self, found: list[Version], voided: list[str]
    ) -> tuple[list[Version], set[str], dict[str, Version], dict[str, Version]]:
        """Rows to keep and statements to drop from staging, and the events whose version in force changed: was, now."""
        lost = set(voided)
        events = {v.event for v in found}
        if lost:
            events |= {v.event for v in versions(self._warehouse.fetch(HEARD.name, {"statement": lost}))}
        held: dict[str, dict[str, Version]] = {event: {} for event in events}
        for v in versions(self._warehouse.fetch(HEARD.name, {"event": events}) if events else []):
            held[v.event][v.statement] = v
        rows, was, now = list[Version](), dict[str, Version](), dict[str, Version]()
        fresh: dict[str, list[Version]] = {event: [] for event in events}
        for v in found:
            fresh[v.event].append(v)
        for event in events:
            old = held[event]
            kept = {**old, **{v.statement: v for v in fresh[event]}}
            new = elected(v for v in kept.values() if v.statement not in lost)
            rows += [v for v in new if old.get(v.statement) != v]
            one, other = next((v for v in old.values() if v.live), None), new[-1] if new else None
            if one != other:
                was |= {event: one} if one else {}
                now |= {event: other} if other else {}
        return rows, lost, was, now

    def _restated(
        self, since: int, before: Master | None, master: Master, was: dict[str, Version], now: dict[str, Version]
    ) -> set[str]:
        """Add to was and now what the directory's changes touch; boutiques that must be told whole."""
        doors, words, skus = set[str](), set[str](), set[str]()
        for _, kind, key in self.directory.changes(since):
            match kind:
                case "Door":
                    doors.add(key)
                case "Product":
                    skus.add(key)
                case "Person":
                    words |= master.tokens(key) | (before.tokens(key) if before else set())
                case "Identifier":
                    source, code, *_ = msgspec.json.decode(key)
                    words.add(f"{source}/{self._code_hash(source, code)}")
        touched = [*holding(self._warehouse, "who", words), *holding(self._warehouse, "skus", skus)]
        if before is None or before.change != since or len(touched) > FEW:
            return doors | {v.boutique for v in touched}  # what it said before is not known any more, or too much of it
        for v in touched:
            if v.event not in was and v.event not in now:
                was[v.event] = now[v.event] = v
        return doors

    def _originals(self, was: dict[str, Version], now: dict[str, Version]) -> list[Version]:
        """Receipts that changed returns, voids and corrections are about, and what those are about in turn."""
        changed = was.keys() | now.keys()
        asked = {v.original for v in (*was.values(), *now.values())} - {""}
        found: dict[str, Version] = {}
        while asked := asked - found.keys() - changed:
            news = live(self._warehouse, {"event": asked})
            found |= {v.event: v for v in news}
            asked = {v.original for v in news} - {""}
        return list(found.values())

    def _tell(
        self,
        batch: Batch,
        was: dict[str, Version],
        now: dict[str, Version],
        due: Iterable[str],
        *,
        masters: tuple[Master, Master],
        windows: Windows,
    ) -> None:
        restated = {v.event: v for v in self._originals(was, now)}
        worlds = {**restated, **was}, {**restated, **now}
        news: dict[str, retelling.News] = {}
        for v in worlds[0].values():
            news.setdefault(v.boutique, retelling.News()).before[v.event] = v
        for v in worlds[1].values():
            news.setdefault(v.boutique, retelling.News()).after[v.event] = v
        for boutique in sorted(news.keys() - set(due)):
            told = retelling.neighbourhood(
                self._warehouse,
                boutique,
                news[boutique],
                worlds=worlds,
                masters=masters,
                windows=windows,
                mirror=self._memory.mirror,
            )
            retelling.merge(batch.rows, batch.gone, told)


_memories: WeakKeyDictionary[Warehouse, Memory] = WeakKeyDictionary()
