"""The projector: follows the stream and the directory, and tells again what they touch.

Small news is told by neighbourhood in one `replace` with the bookmark. Much news (a first start, an import, a rebuild)
is only staged, the boutiques marked `due` in the same transaction; each is then told whole. What was heard is staged
before the facts are written: a process killed anywhere finds the staging ahead of the facts, and tells the boutiques
that were touched in between; a staging that is behind or gone is heard again from the log.
"""

import gc
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime

from msgspec.structs import replace

from ..directory import Directory
from ..directory.lookup import Lookup
from ..stream import Kept, Log
from ..warehouse import Batch, Bookmark, Warehouse
from ..warehouse.staging import Staging
from . import homes, retelling
from .hearing import heard
from .house_tables import HouseTables
from .master import Master
from .restating import restated
from .retelling import Told
from .roster import Roster
from .rules import Telling, renew
from .staging import DUE, live, rivals, versions
from .tables import FACTS, RULES
from .versions import Version, elected

FEW = 400  # changed events: beyond, their boutiques are told whole
FAR = 4_000  # statements behind from which news is much: read in large pieces, told by boutique
READ, STEP = 20_000, 400  # statements read at once when far behind, and when not: soon told, soon shown

Shown = Callable[[Collection[datetime]], None]
Progress = Callable[[str, int, int], None]


@contextmanager
def without_collecting() -> Iterator[None]:
    """Rows and events hold no circles: looking for some while there are millions of them costs a fifth of the work."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class Projector:
    """One for a warehouse and its staging; not for two threads at once."""

    def __init__(
        self, log: Log, warehouse: Warehouse, staging: Staging, directory: Directory, *, telling: Telling,
        wrote: Callable[[Batch], None] = lambda _: None,
    ) -> None:  # fmt: skip
        self.log, self.warehouse, self.staging, self.directory = log, warehouse, staging, directory
        self._telling, self._lookup, self._wrote = telling, Lookup(directory), wrote
        self._master: Master | None = None
        self._roster: Roster | None = None
        self._house_tables = HouseTables(warehouse)
        self.begun = False  # whether staging and facts are known to be at one place, and nothing due

    def catch_up(
        self,
        *,
        moved: Callable[[], None] = lambda: None,
        shown: Shown = lambda _: None,
        progress: Progress = lambda *_: None,
    ) -> Bookmark:
        """Bring the facts up to the end of the log and the last directory change. Safe at any time.

        moved() after every step that shows; shown(when the statements were kept that show now);
        progress(what is done, how many, of how many).
        """
        before = self._master
        self._begin(progress)
        bookmark = self.warehouse.bookmark()
        waiting, much = set[str](), False  # marked due by this very call; told from nothing
        while True:
            top = self.log.position()
            master = self._now()
            behind = top - bookmark.position
            if behind <= 0 and bookmark.change == master.change:
                if waiting:
                    self._settle(progress)
                if much:
                    self.warehouse.arrange()
                self.begun = True
                return bookmark
            self.begun = False  # until it is told, whoever comes next must look
            far = behind > FAR or bool(waiting)
            much |= far and bookmark.position == 0
            position = min(top, bookmark.position + (READ if far else STEP))
            kept = self.log.told(bookmark.position, position) if behind > 0 else []
            if far and bookmark.position == 0:
                self.staging.begin_bulk()
            progress("read", position, top)
            due = self._step(bookmark, position, kept, before=before, master=master)
            if due is not None:
                moved()
                shown([one.stored for one in kept])
                waiting |= due
            bookmark, before = self.warehouse.bookmark(), self._master
            if waiting and position == top:  # else first stage what is left: a boutique is told whole once
                self._settle(progress)
                moved()
                waiting = set()

    def hear_again(self, kept: list[Kept]) -> bool:
        """Tell statements that were refused before and are understood now; True when something moved."""
        master, bookmark = self._now(), self.warehouse.bookmark()
        self.begun = False
        due = self._step(bookmark, bookmark.position, kept, before=master, master=master)
        self._settle(lambda *_: None)
        self.begun = True
        return due is not None

    def _step(
        self, bookmark: Bookmark, position: int, kept: list[Kept], *, before: Master | None, master: Master
    ) -> set[str] | None:
        """Stage and tell some statements; the boutiques that are due now, None when nothing shows."""
        voided = self.log.voidings(bookmark.position) if position > bookmark.position else []
        found = heard(kept, self._telling.home, master=master, refused=self._telling.refused)
        rows, gone, was, now = self._staged(found, voided)
        if any(v.kind == "employment" for v in (*was.values(), *now.values())):
            before, master = before or master, self._rostered(was, now)
        due = set[str]()
        if before is not master:
            due = restated(self.staging, self.warehouse, self.directory, was, now, since=bookmark.change,
                           masters=(before, master), code_hash=self._telling.code_hash)  # fmt: skip
        told, reach = Told(), self._reach(was, now)
        told.put(self._house_tables.told(self.staging, was, now, master=master, gone=told.gone))
        few = len(was.keys() | now.keys()) <= FEW
        if few:
            masters = (before if before and before.change == bookmark.change else master, master)
            self._tell(told, was, now, due, masters=masters)
        else:
            due |= reach
        self.staging.keep(rows, gone, position, told=bookmark.position, reach=reach)
        batch = Batch(Bookmark(position, master.change), told.rows, told.gone, span=told.span)
        batch.new = {table.name: now.keys() - was.keys() for table in FACTS}
        batch.doors = frozenset(reach)
        batch.rows[DUE.name] = [(boutique,) for boutique in sorted(due)]
        if bookmark == Bookmark():
            batch.rows[RULES.name] = [*self._telling.rules]
        self._write(batch)
        return due if due or any(batch.rows.values()) or any(batch.gone.values()) else None

    def _begin(self, progress: Progress) -> None:
        """Bring staging and facts to one place, and tell what was left due."""
        if self.begun and self.staging.position() == self.warehouse.bookmark().position:
            return  # else another process told in between
        if renew(self.warehouse, self._telling):
            self._house_tables.forget()
        if self.staging.position() > self.log.position():
            self.staging.clear()  # the log was put back from a backup since
        bookmark, staged = self.warehouse.bookmark(), self.staging.position()
        later = set(self.log.voidings(bookmark.position)) if staged < bookmark.position else set()
        while staged < bookmark.position:  # lost or of another shape: heard again as it stood when it was told
            until = min(bookmark.position, staged + READ)
            kept = [replace(k, voided=k.voided and k.entry.id not in later) for k in self.log.told(staged, until)]
            found = heard(kept, self._telling.home, master=self._now(), refused=lambda *_: None)
            rows, gone, _, _ = self._staged(found, [])
            self.staging.keep(rows, gone, until, told=bookmark.position)
            progress("stage", until, bookmark.position)
            staged = until
        if staged > bookmark.position:
            told = Told()
            told.put(self._house_tables.told(self.staging, {}, {}, master=self._now(), gone=told.gone))
            told.rows[DUE.name] = [(boutique,) for boutique in self.staging.touched(bookmark.position)]
            if bookmark == Bookmark():
                told.rows[RULES.name] = [*self._telling.rules]
            self._write(Batch(Bookmark(staged, bookmark.change), told.rows, told.gone))
        self._settle(progress)

    def _now(self) -> Master:
        snapshot = self._lookup.now()
        if self._roster is None:
            self._roster = Roster(versions(self.staging.kinds({"employment"})))
        if self._master is None or snapshot.change != self._master.change:
            t = self._telling
            self._master = Master(snapshot, t.code_hash, roster=self._roster, comment=t.comment, currency=t.currency,
                                  follow_up_days=t.follow_up_days)  # fmt: skip
        return self._master

    def _rostered(self, was: dict[str, Version], now: dict[str, Version]) -> Master:
        """The master with the roster as this news leaves it."""
        changed = was.keys() | now.keys()
        rest = [v for v in versions(self.staging.kinds({"employment"})) if v.event not in changed]
        self._roster = Roster([*rest, *(v for v in now.values() if v.kind == "employment")])
        self._master = None
        return self._now()

    def _settle(self, progress: Progress) -> None:
        """Tell boutiques whole: one is written, by a thread of its own, while the next is made up."""
        self.staging.end_bulk()
        due = sorted(self.warehouse.fetch(DUE.name, {}))
        if not due:
            return
        with without_collecting():
            self._whole(due, progress)

    def _whole(self, due: list[tuple[str]], progress: Progress) -> None:
        master, bookmark, written = self._now(), self.warehouse.bookmark(), list[Future[None]]()
        with ThreadPoolExecutor(1, "facts") as writer:
            for done, (boutique,) in enumerate(due):
                progress("tell", done, len(due))
                t = self._telling
                found = retelling.whole(self.staging, boutique, master=master, windows=t.windows, refused=t.refused)
                if written:
                    written.pop().result()
                emptied = {table.name: {boutique} for table in FACTS}
                batch = Batch(bookmark, found, {DUE.name: {boutique}}, emptied, doors=frozenset({boutique}))
                batch.new = {name: {row[0] for row in rows} for name, rows in found.items()}
                written.append(writer.submit(self._write, batch))
            written.pop().result()
        progress("tell", len(due), len(due))

    def _write(self, batch: Batch) -> None:
        self._wrote(batch)
        self.warehouse.replace(batch)

    def _staged(
        self, found: list[Version], voided: list[str]
    ) -> tuple[list[Version], set[int], dict[str, Version], dict[str, Version]]:
        """Rows to keep and places to drop from staging, and the events whose version in force changed: was, now."""
        lost = {one.entry.id: one.seq for one in self.log.by_id(voided)} if voided else {}
        events = {v.event for v in found} | {v.event for v in versions(self.staging.seqs(lost.values()))}
        held = rivals(self.staging, events)
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
        return rows, set(lost.values()), was, now

    def _originals(self, was: dict[str, Version], now: dict[str, Version]) -> list[Version]:
        """Receipts that changed returns, voids and corrections are about, and what those are about in turn."""
        changed = was.keys() | now.keys()
        asked = {v.original for v in (*was.values(), *now.values())} - {""}
        found: dict[str, Version] = {}
        while asked := asked - found.keys() - changed:
            news = live(self.staging, asked)
            found |= {v.event: v for v in news}
            asked = {v.original for v in news} - {""}
        return list(found.values())

    def _reach(self, was: dict[str, Version], now: dict[str, Version]) -> set[str]:
        """Boutiques where news may be told: its own, that of what it is about, names or shares a thread with."""
        news = (*was.values(), *now.values())
        names = {name for v in news for name in (homes.calls(v) or ({v.called} if homes.answers(v) else ()))}
        named = versions(self.staging.naming(names))
        shared = self.staging.places({t for v in news for t in v.thread.split("|") if t})
        return {v.boutique for v in (*news, *self._originals(was, now), *named)} | shared

    def _tell(
        self,
        told: Told,
        was: dict[str, Version],
        now: dict[str, Version],
        due: set[str],
        *,
        masters: tuple[Master, Master],
    ) -> None:
        about = {v.event: v for v in self._originals(was, now)}
        about |= {v.event: v for v in homes.guests_of(self.staging, was, now)}
        worlds = homes.settled(self.staging, {**about, **was}, {**about, **now})
        news: dict[str, retelling.News] = {}
        for v in worlds[0].values():
            news.setdefault(v.boutique, retelling.News()).before[v.event] = v
        for v in worlds[1].values():
            news.setdefault(v.boutique, retelling.News()).after[v.event] = v
        for boutique in sorted(news.keys() - due):
            near = Told()
            try:
                retelling.neighbourhood(near, self.staging, boutique, news[boutique], worlds=worlds, masters=masters,
                                        windows=self._telling.windows)  # fmt: skip
            except retelling.FAULTS:
                due.add(boutique)  # told whole, where what cannot be told is found and set apart
                continue
            told.join(near)
        try:
            retelling.threaded(told, self.staging, worlds=worlds, masters=masters)
        except retelling.FAULTS:
            due |= news.keys()
