"""The house: opens the stores once and hands out the two doors. The only place where rooms are wired together."""

import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Condition, Lock
from typing import Any

import msgspec

from .. import vocabulary
from ..directory import Directory
from ..directory.lookup import Lookup
from ..directory.rows import Account, Quarantined, Value
from ..directory.sqlite import SQLiteDirectory
from ..facts import projector
from ..facts.tables import TABLES
from ..privacy.entering import Entrance, Sender
from ..privacy.keys import Keyring
from ..privacy.roles import viewer_of
from ..privacy.signing_in import Doorman
from ..privacy.viewer import Viewer
from ..refusals import Refused
from ..retail.visit import Windows
from ..stream import Log
from ..stream.sqlite import SQLiteLog
from ..warehouse import Warehouse
from ..warehouse.duckdb import DuckDBWarehouse
from ..xapi.versions import V103
from .floor import floor_for
from .folder import claim
from .hooks import Hooks
from .importing import Imports
from .keeping import Keep
from .people import People
from .quarantine import Quarantine
from .readiness import GoLive, go_live
from .seeing import See
from .settling import settle_waiting
from .statements import Statements

OPERATOR = "operator"


def utc_now() -> datetime:
    return datetime.now(UTC)


class House:
    """One open data folder. Use `House.open`, then `close`; everything in between is safe from several threads."""

    def __init__(self, *, log: Log, warehouse: Warehouse, directory: Directory, values: Mapping[str, Any],
                 clock: Callable[[], datetime] = utc_now) -> None:  # fmt: skip
        self._log, self._warehouse, self.directory, self.values, self.clock = log, warehouse, directory, values, clock
        self._lookup = Lookup(directory)
        self.home = self._instance(str(values["instance"]))
        self.entrance = Entrance(log, directory, home=self.home, clock=clock, staff=self._staff_names)
        self.doorman = Doorman(
            directory,
            clock=clock,
            random_token=secrets.token_urlsafe,
            idle=timedelta(minutes=values["idle_minutes"]),
            absolute=timedelta(hours=values["session_hours"]),
            link_life=timedelta(minutes=values["link_minutes"]),
        )
        self.keyring = Keyring(directory, clock=clock)
        self.people = People(self)
        self.statements = Statements(self)
        self.imports = Imports(self)
        self.hooks = Hooks(self)
        self.quarantined = Quarantine(self)
        self._projecting, self._moved, self._watermark = Lock(), Condition(), 0
        self._names: tuple[int, frozenset[str]] = (-1, frozenset())
        warehouse.prepare(TABLES)
        projector.renew(warehouse, self._windows)
        self._watermark = self._mark()
        self._held: Any = None

    @classmethod
    def open(cls, folder: Path, values: Mapping[str, Any], *, clock: Callable[[], datetime] = utc_now) -> "House":
        """Open a data folder on the embedded stores, making it where there is none.

        Raises:
            InUse: another process holds it. Refused: a newer Cabochon wrote it, or a file is damaged.
        """
        held = claim(folder)
        try:
            directory = SQLiteDirectory(folder, clock=clock)
            log = SQLiteLog(folder / "log.db", clock=clock)
            facts = DuckDBWarehouse(
                folder / "facts.duckdb", memory=values["duckdb_memory"], threads=values["duckdb_threads"]
            )
            house = cls(log=log, warehouse=facts, directory=directory, values=values, clock=clock)
        except BaseException:
            held.close()
            raise
        house._held = held
        return house

    def close(self) -> None:
        with self._projecting:
            self._log.close()
            self._warehouse.close()
            self.directory.close()
        if self._held is not None:
            self._held.close()

    # The two doors

    def keep_as(self, writer: Viewer | None = None, *, authority: bytes | None = None) -> Keep:
        """The way in. writer: a person at a page; or a credential's authority; neither: the house itself."""
        who = authority or _agent(self.home, "accounts", writer.account if writer else "house")
        sender = Sender(who, V103)
        return Keep(
            self.entrance, self._log, self.directory, self._lookup.now(), sender=sender, viewer=writer, clock=self.clock
        )

    def see_as(self, viewer: Viewer) -> See:
        """The way out."""
        return See(
            viewer,
            log=self._log,
            warehouse=self._warehouse,
            directory=self.directory,
            snapshot=self._lookup.now(),
            today=self.today,
            least=(self.values["least_people"], self.values["least_events"]),
            watermark=lambda: self._watermark,
        )

    # Who

    def viewer(self, account_id: str) -> Viewer | None:
        """The viewer an account is at this moment; None when it is unknown or disabled."""
        account = self.directory.get(Account, account_id)
        if account is None:
            return None
        return viewer_of(account, self._lookup.now().doors(self.today), self.clock())

    def operator(self) -> Viewer:
        """What the command line sees unless told otherwise: as an HQ leader, every door."""
        doors = frozenset(door.code for door in self._lookup.now().doors(self.today))
        return Viewer(account=OPERATOR, role="hq_leader", boutiques=doors, name="Operator")

    def viewer_by_login(self, login: str) -> Viewer | None:
        return self.people.viewer(login)

    @property
    def today(self) -> date:
        return self.clock().date()

    @property
    def snapshot(self) -> Any:
        return self._lookup.now()

    @property
    def log(self) -> Log:
        return self._log

    @property
    def warehouse(self) -> Warehouse:
        return self._warehouse

    # Facts

    def catch_up(self) -> bool:
        """Bring the facts up to the stream and the directory; True when something moved. Safe at any time."""
        with self._projecting:
            before = self._warehouse.bookmark()
            if before.position == self._log.position() and before.change == self.directory.change():
                return False
            projector.catch_up(
                self._log,
                self._warehouse,
                self.directory,
                home=self.home,
                windows=self._windows,
                code_hash=self.entrance.naming.code,
                refused=self._refused,
                moved=self._announce,
            )
            if before.change != self.directory.change():
                settle_waiting(self.directory, self._warehouse, self._lookup.now(), self.today)
        return True

    def rebuild(self) -> str:
        """Throw the facts away and retell the stream; returns the digest of what came out."""
        with self._projecting:
            projector.rebuild(
                self._log,
                self._warehouse,
                self.directory,
                home=self.home,
                windows=self._windows,
                code_hash=self.entrance.naming.code,
                refused=self._refused,
            )
            digest = self._warehouse.digest()
        self._announce()
        return digest

    def retell(self, statement: str) -> None:
        """Hear a refused statement again; when it is understood now, the facts are told anew with it."""
        for kept in self._log.by_id([statement]):
            try:
                vocabulary.hear(msgspec.json.decode(kept.entry.clear or b"{}"), self.home)
            except Refused as refusal:
                self._refused(statement, refusal.pointer, refusal.reason)
                return
        self.rebuild()

    def wait_change(self, watermark: int, timeout: float) -> int:
        """Wait until the facts have moved past a watermark, at most `timeout` seconds; the present watermark."""
        with self._moved:
            self._moved.wait_for(lambda: self._watermark != watermark, timeout)
            return self._watermark

    def _announce(self) -> None:
        with self._moved:
            self._watermark = self._mark()
            self._moved.notify_all()

    def _mark(self) -> int:
        bookmark = self._warehouse.bookmark()
        return bookmark.position + bookmark.change

    @property
    def _windows(self) -> Windows:
        v = self.values
        return Windows(
            before=timedelta(minutes=v["before_minutes"]),
            after=timedelta(minutes=v["after_minutes"]),
            basket=timedelta(minutes=v["basket_minutes"]),
            survey=timedelta(days=v["survey_days"]),
        )

    def _refused(self, statement: str, pointer: str, reason: str) -> None:
        """A statement that claims our template and breaks it: kept, not retold, waiting with its reason."""
        row = Quarantined(
            id=f"statement:{statement}", source="statement", place=pointer, reason=reason, at=self.clock(),
            statement=statement,
        )  # fmt: skip
        known = self.directory.get(Quarantined, row.id)
        if known is None or (known.state == "replayed"):
            self.directory.put(row)

    # What pages and commands need besides

    def floor_for(self, viewer: Viewer) -> dict[str, Any]:
        return floor_for(self.see_as(viewer))

    def go_live(self, viewer: Viewer, door: str) -> GoLive:
        return go_live(self, viewer, door)

    def deliver(self, hook: str, headers: Mapping[str, str], body: bytes) -> bool:
        """A webhook's body into the durable queue; see `Hooks.deliver`."""
        return self.hooks.deliver(hook, headers, body)

    def profile(self) -> bytes:
        return msgspec.json.encode(vocabulary.profile(self.home))

    def doctor(self) -> list[str]:
        """Faults in what is stored, one sentence each; empty when all is sound."""
        return [*self._log.check(), *self.directory.check()]

    def _instance(self, wished: str) -> str:
        """The address that names this house in its statements: written once, never changed."""
        known = self.directory.get(Value, "instance")
        if known is None:
            address = wished.rstrip("/") or f"https://{secrets.token_hex(4)}.cabochon.invalid"
            self.directory.add(Value(id="instance", value=address))
            known = self.directory.get(Value, "instance")
        return known.value if known else wished

    def _staff_names(self) -> frozenset[str]:
        change = self.directory.change()
        if self._names[0] != change:
            people = self._lookup.now().people(self.today)
            self._names = (change, frozenset(part for p in people for part in p.name.split()))
        return self._names[1]


def _agent(home: str, page: str, name: str) -> bytes:
    return msgspec.json.encode({"objectType": "Agent", "account": {"homePage": f"{home}/{page}", "name": name}})
