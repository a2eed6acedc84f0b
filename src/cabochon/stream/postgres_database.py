"""Lines to one PostgreSQL database, for all a process keeps there; what goes wrong on them is told as a refusal."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import BoundedSemaphore
from time import monotonic
from typing import Any, TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ..refusals import Full, Refused
from .postgres_binary import register

T = TypeVar("T")
Line = psycopg.Connection[tuple[Any, ...]]
LINES = 12  # shared by all that a process does at once, besides the writer's own
PATIENCE = 10.0  # seconds to wait for a shared line
DOWN = 0.5  # seconds in which a database that did not answer is not asked again: each try may take its time
TRIES = 4  # of a transaction that another one got in the way of

# A lost network or machine is noticed in some 20 s; the address may say otherwise.
DEFAULTS = {
    "connect_timeout": "3", "application_name": "cabochon", "keepalives_idle": "10", "keepalives_interval": "3",
    "keepalives_count": "3", "tcp_user_timeout": "15000",
}  # fmt: skip
# Every read of ours names the index it wants; a planner with old statistics shall not think otherwise. A process that
# stands still in a transaction gives up its locks after 10 s, so that the others go on. Commits are synced whatever
# the server's default is; what else it waits for (a replica) is the server's to say.
SETTINGS = """
set jit = off; set enable_seqscan = off; set enable_bitmapscan = off; set enable_hashjoin = off;
set enable_mergejoin = off; set timezone = 'UTC'; set default_transaction_isolation = 'read committed';
set lock_timeout = '10s'; set idle_in_transaction_session_timeout = '10s';
select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off';
"""
MAKING = "select pg_advisory_xact_lock(hashtext('cabochon'), hashtext(current_schema()))"
AGAIN = {"40001", "40P01"}  # serialisation failure, deadlock
NO_ROOM = {"53100", "58030"}  # disk full, input/output error
# Too busy, shutting down, starting up, a lock not had in time, a standby that became none yet.
SOON = {"53200", "53300", "53400", "55P03", "57P01", "57P02", "57P03", "57P05", "25P03", "25006", "57014", *AGAIN}


class Database:
    """address: a postgresql:// address or a libpq connection string; the schema is the first of its search path.

    Raises on opening: Refused when the address is none or nobody answers there. No message names a password.
    """

    def __init__(self, address: str) -> None:
        try:
            given = conninfo_to_dict(address)
        except psycopg.Error:  # its message quotes the address, and with it a password
            raise Refused("cannot be read; write it as postgresql://user@host:5432/database", "--log") from None
        self._address = make_conninfo("", **(DEFAULTS | given), client_encoding="utf8")
        place = f"{given.get('host') or 'localhost'}:{given.get('port') or 5432}"
        self.name = f"postgresql://{place}/{given.get('dbname') or given.get('user') or ''}"
        self._idle, self._room, self._closed = deque[Line](), BoundedSemaphore(LINES), False
        self._down_until = 0.0
        own = self.own()
        encoding = own.execute("show server_encoding").fetchone()
        self._give(own)
        if encoding != ("UTF8",):
            self.close()
            raise Refused(f"{self.name} is not in UTF-8; make a database with `createdb --encoding UTF8`", "--log")

    def own(self) -> Line:
        """A line of one's own, in autocommit; whoever asks closes it.

        Raises:
            Refused: 503, the database does not answer.
        """
        if monotonic() < self._down_until:
            raise self._silent("it did not a moment ago")
        try:
            line = psycopg.connect(self._address, autocommit=True)
        except psycopg.Error as error:
            self._down_until = monotonic() + DOWN
            raise self._silent(" ".join(str(error).split())) from None
        register(line.adapters)
        try:
            line.execute(SETTINGS)
        except psycopg.Error as error:
            line.close()
            raise refusal(error) from error
        return line

    def read(self, query: str, binds: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Rows as of the last commit."""
        return self.run(lambda line: line.execute(query, binds, binary=True).fetchall())

    def run(self, work: Callable[[Line], T], *, together: bool = False) -> T:
        """Work on a shared line; again on a new one when it had died, or when other transactions got in the way.

        Args:
            together: in one transaction, durable on return.
        Raises:
            Full: the disk took no more. Refused: 503, the database is away or too busy.
        """
        for left in reversed(range(TRIES)):
            with self.line() as (line, used):
                ending = False
                try:
                    if not together:
                        return work(line)
                    line.execute("begin")
                    done = work(line)
                    ending = True
                    line.execute("commit")
                    return done
                except psycopg.Error as error:
                    died = line.closed
                    _roll_back(line)
                    if died:
                        self._drop()
                    again = (died and used) or error.sqlstate in AGAIN
                    if ending or not again or not left:
                        raise refusal(error, unsure=ending and died) from error
                except BaseException:
                    _roll_back(line)
                    raise
        raise Refused("the database is too busy; try again in a few seconds", status=503)

    def upgrade(self, part: str, scripts: "tuple[str, ...]") -> None:
        """Bring a part's tables to the newest version, script by script, under a lock; made where there are none.

        Raises:
            Refused: a newer program wrote them, or the user may make no tables.
        """

        def work(line: Line) -> None:
            # Several processes may start at once: the first makes the tables, the others wait for it.
            line.execute(MAKING)
            line.execute("create table if not exists edition (part text primary key, version integer not null)")
            row = line.execute("select version from edition where part = %s", (part,)).fetchone()
            found = int(row[0]) if row else 0
            if found > len(scripts):
                raise Refused(
                    f"{self.name} was written by a newer Cabochon ({part} version {found}, this program knows up to "
                    f"{len(scripts)}): start the newer program, or restore a backup made before the upgrade"
                )
            for script in scripts[found:]:
                line.execute(script)
            upsert = "on conflict (part) do update set version = excluded.version"
            line.execute(f"insert into edition values (%s, %s) {upsert}", (part, len(scripts)))  # noqa: S608

        self._make(work)

    def make(self, script: str) -> None:
        """Make tables that may be there, under the same lock. Raises: Refused when the user may not."""

        def work(line: Line) -> None:
            line.execute(MAKING)
            line.execute(script)

        self._make(work)

    def scrub(self, table: str) -> None:
        """Write the table anew, so that no file of it holds what was deleted. Raises: Refused (503), it is in use."""
        self.run(lambda line: line.execute(f"vacuum full {table}"))

    def close(self) -> None:
        self._closed = True
        self._drop()

    def _make(self, work: Callable[[Line], None]) -> None:
        try:
            self.run(work, together=True)
        except psycopg.Error as error:
            raise Refused(
                f"{self.name} takes no tables of ours ({_said(error)}): give the user a schema of its own", "--log"
            ) from error

    @contextmanager
    def line(self) -> Iterator[tuple[Line, bool]]:
        """A shared line, and whether it had been used before."""
        if self._closed:
            raise RuntimeError("the database is closed")
        if not self._room.acquire(timeout=PATIENCE):
            raise Refused("the database is too busy; try again in a few seconds", status=503)
        try:
            try:
                line, used = self._idle.pop(), True
            except IndexError:
                line, used = self.own(), False
            try:
                yield line, used
            finally:
                self._give(line)
        finally:
            self._room.release()

    def _give(self, line: Line) -> None:
        if not line.closed:
            self._idle.append(line)
            if self._closed:
                self._drop()

    def _drop(self) -> None:
        """After a restart every line that lies idle is dead."""
        while self._idle:
            with suppress(IndexError):
                self._idle.pop().close()

    def _silent(self, why: str) -> Refused:
        return Refused(f"the database {self.name} does not answer ({why}); try again in a few seconds", status=503)


def refusal(error: Exception, *, unsure: bool = False) -> Exception:
    """What the sender is told; the error itself when it is a bug or damage. unsure: it went away while committing."""
    if not isinstance(error, psycopg.Error):
        return error
    if error.sqlstate in NO_ROOM:
        return Full("the database's disk took no more, nothing of this was kept; make room and send it again")
    if unsure:
        return Refused(
            "the database went away while this was being kept: it may be kept or not; send it again, a repeat is "
            "known as one",
            status=503,
        )
    lost = error.sqlstate is None and isinstance(error, psycopg.OperationalError)
    if lost or error.sqlstate in SOON or str(error.sqlstate).startswith("08"):
        return Refused("the database is away or too busy; try again in a few seconds", status=503)
    return error


def _said(error: psycopg.Error) -> str:
    return (error.diag.message_primary or type(error).__name__).strip()


def _roll_back(line: Line) -> None:
    if not line.closed:
        with suppress(psycopg.Error):
            line.execute("rollback")
