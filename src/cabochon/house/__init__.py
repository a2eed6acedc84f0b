"""The house: opens the stores once and hands out the two doors. The only place where rooms are wired together."""

import secrets
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from .. import vocabulary
from ..directory import Directory
from ..directory.rows import Account, Value
from ..facts.projector import Progress
from ..facts.staging import HEARD, SHAPE
from ..facts.tables import TABLES
from ..privacy.entering import Entrance, Sender
from ..privacy.frozen import Frozen
from ..privacy.keyring import Keyring
from ..privacy.roles import viewer_of
from ..privacy.signing_in import Doorman
from ..privacy.viewer import Viewer
from ..stream import Log
from ..stream.documents import Documents as DocumentStore
from ..stream.documents import MemoryDocuments
from ..warehouse import Warehouse
from ..warehouse.staging import Staging
from ..xapi.versions import V103
from . import writing
from .activities import Activities
from .amending import Amending
from .analyst import Analyst
from .answering import Answering
from .assigning import Assigning
from .boards import Boards
from .browsing import Browsing
from .calibrating import Calibrating
from .called import Called
from .connections import Connections
from .deliveries import Deliveries
from .demos import Demos
from .deputies import Deputies
from .documents import Documents
from .door_modes import Modes
from .effects import Effects
from .floor import floor_for
from .folder import claim
from .following import Following
from .forwarding import Forwarding
from .health import Health
from .hosting import Hosting
from .importing import Imports
from .keeping import Keep
from .launches import Launches
from .learning import Learning
from .library import Library
from .looking import Looked, Reads
from .module_media import Media
from .module_results import Results
from .nudges import Nudges
from .opening import facts_of, opened
from .own import Own
from .packages import Packages
from .paths import Paths
from .people import People
from .pickups import Pickups
from .pinning import Pinning
from .programme import Programme
from .pulse import Pulse
from .quarantine import Quarantine
from .readiness import GoLive, go_live
from .record import Record
from .repeats import Repeats
from .reviews import Reviews
from .rhythm import Rhythm
from .said import Said
from .screens import Screens
from .seeing import See
from .senders import Senders
from .skills import Skills
from .statements import Statements
from .tablets import Tablets
from .tallying import Tally
from .trust import Trust
from .weekly import Weekly

OPERATOR = "operator"


def utc_now() -> datetime:
    return datetime.now(UTC)


class House:
    """One open data folder. Use `House.open`, then `close`; everything in between is safe from several threads."""

    def __init__(self, *, log: Log, warehouse: Warehouse, directory: Directory, values: Mapping[str, Any],
                 clock: Callable[[], datetime] = utc_now,
                 documents: DocumentStore | None = None, staging: Staging | None = None) -> None:  # fmt: skip
        self._log, self._warehouse, self.directory, self.values, self.clock = log, warehouse, directory, values, clock
        self.called = Called(directory, values, lambda: self.today)
        self.home = self._instance(str(values["instance"]))
        self.entrance = Entrance(log, directory, home=self.home, clock=clock, staff=self.called.words)
        self.doorman = Doorman(
            directory,
            clock=clock,
            random_token=secrets.token_urlsafe,
            idle=timedelta(minutes=values["idle_minutes"]),
            absolute=timedelta(hours=values["session_hours"]),
            link_life=timedelta(minutes=values["link_minutes"]),
        )
        self.keyring = Keyring.of(values, directory, clock)
        self.repeats = Repeats(directory, clock, self.home)
        self.people, self.health, self.amending = People(self), Health(self), Amending(self)
        self.activities, self.statements = Activities(self), Statements(self)
        self._documents = documents or MemoryDocuments(clock)
        self.documents = Documents(self, self._documents)
        self.analyst = Analyst(self)
        self.imports = Imports(self)
        self.connections, self.deliveries, self.senders = Connections(self), Deliveries(self), Senders(self)
        self.pickups = Pickups(self)
        self.forwarding = Forwarding(self)
        self.quarantined = Quarantine(self)
        self.browsing, self.launches, self.tally = Browsing(self), Launches(self), Tally(self)
        self.tablets, self.deputies, self.demos = Tablets(self), Deputies(self), Demos(self)
        self.programme, self.modes, self.screens = Programme(self), Modes(self), Screens(self)
        self.calibrating, self.pulse, self.own = Calibrating(self), Pulse(self), Own(self)
        self.record, self.looked = Record(self), Looked(directory, lambda: self.today)
        self.reads = Reads(directory, clock)
        self.rhythm, self.assigning, self.nudges = Rhythm(self), Assigning(self), Nudges(self)
        self.library, self.skills, self.media = Library(self), Skills(self), Media(self)
        self.learning, self.paths, self.results = Learning(self), Paths(self), Results(self)
        self.packages, self.hosting, self.pinning = Packages(self), Hosting(self), Pinning(self)
        self._frozen = Frozen(directory, clock)
        self.trust, self.effects, self.boards = Trust(self), Effects(self), Boards(self)
        self.reviews = Reviews(self)
        self.weekly, self.said = Weekly(self), Said(self)
        warehouse.prepare(TABLES)
        self.following = Following(self, staging or Staging(None, HEARD, shape=SHAPE))
        self.answering = Answering(self.following.back)
        self._held: Any = None

    @classmethod
    def open(cls, folder: Path, values: Mapping[str, Any], *, clock: Callable[[], datetime] = utc_now) -> "House":
        """Open a data folder, making it where there is none; on the setting `log` in PostgreSQL, else on its own files.

        Raises:
            InUse: another process holds it. Refused: a newer Cabochon wrote it, a file is damaged, no database answers.
        """
        held = ExitStack()
        try:
            held.callback(claim(folder).close)
            stores = opened(folder, str(values.get("log", "")), clock)
            held.callback(stores.close)
            facts = facts_of(values, folder)
            held_back = Staging(folder / "heard.db", HEARD, shape=SHAPE)
            house = cls(log=stores.log, warehouse=facts, directory=stores.directory, values=values, clock=clock,
                        documents=stores.documents, staging=held_back)  # fmt: skip
        except BaseException:
            held.close()
            raise
        house._held = held
        house.demos.folder = folder / "media"
        house.packages.settle(folder / "packages")
        house.trust.backing.folder = folder
        return house

    def close(self) -> None:
        self.quarantined.replaying.stop()
        self.connections.files.hush()
        self.forwarding.hush()
        self.nudges.sending.hush()
        self.weekly.sending.hush()
        self.media.hush()
        self.trust.group.hush()
        self.analyst.close()
        self.reads.hush()
        with self.following.still:
            self._log.close()
            self.repeats.close()
            self._documents.close()
            self._warehouse.close()
            self.following.staging.close()
            self.directory.close()
        if self._held is not None:
            self._held.close()

    # The two doors

    def keep_as(self, writer: Viewer | None = None, *, authority: bytes | None = None) -> Keep:
        """The way in. writer: a person at a page; or a credential's authority; neither: the house itself."""
        who = authority or _agent(self.home, "accounts", writer.account if writer else "house")
        return Keep(
            self.entrance, self._log, self.directory, self.snapshot, sender=Sender(who, V103), viewer=writer,
            clock=self.clock, repeats=self.repeats, checklist=self.programme.checklist,
            contests=self.record.contests, library=self.library,
        )  # fmt: skip

    def see_as(self, viewer: Viewer) -> See:
        """The way out."""
        return See(
            viewer, log=self._log, warehouse=self._warehouse, directory=self.directory, snapshot=self.snapshot,
            staff=self.called.staff, today=self.today, least=(self.values["least_people"], self.values["least_events"]),
            watermark=lambda: self.following.watermark, record=self.record, looked=self.looked, frozen=self._frozen,
            counts=self.health, currency=self.values["group_currency"],
            gone=lambda: self.effects.retiring.gone(self.today), answering=self.answering, said=self.said,
        )  # fmt: skip

    # Who

    def viewer(self, account_id: str) -> Viewer | None:
        """The viewer an account is at this moment; None when it is unknown or disabled."""
        account = self.deputies.held(self.directory.get(Account, account_id))
        if account is None:
            return None
        return self.trust.agreements.over(viewer_of(account, self.snapshot.doors(self.today), self.clock()))

    def operator(self) -> Viewer:
        """What the command line sees unless told otherwise: as an HQ leader, every door."""
        doors = frozenset(door.code for door in self.snapshot.doors(self.today))
        return self.trust.agreements.over(Viewer(account=OPERATOR, role="hq_leader", boutiques=doors, name="Operator"))

    def viewer_by_login(self, login: str) -> Viewer | None:
        return self.people.viewer(login)

    @property
    def today(self) -> date:
        return self.clock().date()

    @property
    def snapshot(self) -> Any:
        """The dated rows as of now; where names are off, staff under pseudonyms (`called.named` has the names)."""
        return self.called.snapshot()

    @property
    def log(self) -> Log:
        return self._log

    @property
    def warehouse(self) -> Warehouse:
        return self._warehouse

    # Facts, see `Following`

    def catch_up(self) -> bool:
        """Bring the facts up to the stream and the directory; True when something moved. Safe at any time."""
        return self.following.catch_up()

    def rebuild(self, progress: Progress = lambda *_: None) -> str:
        """Retell the whole stream beside the facts and change over; returns the digest of what came out."""
        return self.following.rebuild(progress)

    def retell(self, *statements: str) -> None:
        """Hear refused statements again; where one is understood now, the facts are told anew with it."""
        self.following.retell(*statements)

    def wait_change(self, watermark: int, timeout: float) -> int:
        """Wait until the facts have moved past a watermark, at most `timeout` seconds; the present watermark."""
        return self.following.wait_change(watermark, timeout)

    # What pages and commands need besides

    def alone(self, what: str) -> AbstractContextManager[bool]:
        """May this process do what only one may at a time? See `Directory.alone`."""
        return self.directory.alone(what)

    def floor_for(self, viewer: Viewer) -> dict[str, Any]:
        return floor_for(self, viewer)

    def entered_again(self, body: Mapping[str, Any], came: datetime) -> str:
        """An entry that waited for an area coach, kept; see `writing`."""
        return writing.again(self, body, came)

    def go_live(self, viewer: Viewer, door: str) -> GoLive:
        return go_live(self, viewer, door)

    def deliver(self, name: str, headers: Mapping[str, str], body: bytes, secret: str = "") -> bool:
        """A webhook's body into the durable queue; see `Deliveries.deliver`."""
        return self.deliveries.deliver(name, headers, body, secret)

    def profile(self) -> bytes:
        return msgspec.json.encode(vocabulary.profile(self.home))

    def doctor(self) -> list[str]:
        """Faults in what is stored, one sentence each; empty when all is sound."""
        return [*self._log.check(), *self._documents.check(), *self.directory.check(), *self.trust.sso.faults()]

    def _instance(self, wished: str) -> str:
        """The address that names this house in its statements: written once, never changed."""
        known = self.directory.get(Value, "instance")
        if known is None:
            address = wished.rstrip("/") or f"https://{secrets.token_hex(4)}.cabochon.invalid"
            self.directory.add(Value(id="instance", value=address))
            known = self.directory.get(Value, "instance")
        return known.value if known else wished


def _agent(home: str, page: str, name: str) -> bytes:
    return msgspec.json.encode({"objectType": "Agent", "account": {"homePage": f"{home}/{page}", "name": name}})
