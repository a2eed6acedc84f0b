"""Which stores a house stands on: files of its own, or a PostgreSQL database that several processes share.

In a shared house each process still has a data folder of its own: for its facts, its lock and its socket.
"""

import logging
import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from ..directory import Directory
from ..directory.sqlite import SQLiteDirectory
from ..facts.tables import TABLES
from ..refusals import Refused
from ..stream import Log
from ..stream.documents import Documents
from ..stream.documents_sqlite import SQLiteDocuments
from ..stream.sqlite import SQLiteLog
from ..warehouse import Warehouse, clickhouse_tables
from ..warehouse.duckdb import DuckDBWarehouse
from ..warehouse.opening import opened as facts_at

NOTE = "database"  # the file in a data folder that says which shared house its facts are of
OWN = ("log.db", "directory.db")
UNFINISHED = ".restoring"  # here a restore puts a house together before it moves it up
SCHEMES = ("postgresql://", "postgres://")
log = logging.getLogger("cabochon.house")


@dataclass(frozen=True, slots=True)
class Stores:
    """close: what is still open when each of them is closed."""

    log: Log
    directory: Directory
    documents: Documents
    close: Callable[[], None]


def opened(folder: Path, address: str, clock: Callable[[], datetime]) -> Stores:
    """
    Args:
        address: of the database; "" for files in the folder.
    Raises:
        Refused: the folder is of another house, the address is none, the driver is missing, nobody answers.
    """
    if (folder / UNFINISHED).exists():
        raise Refused("holds a restore that did not finish; empty the folder and restore again", str(folder))
    if address:
        return shared(folder, address, clock)
    if (folder / NOTE).exists():
        name = (folder / NOTE).read_text("utf-8").partition("\n")[0]
        raise Refused(
            f"holds the facts of the house in {name}; name the database with --log or CABOCHON_LOG, "
            "or take another folder",
            str(folder),
        )
    with ExitStack() as stack:
        directory = SQLiteDirectory(folder, clock=clock)
        stack.callback(directory.close)
        kept = SQLiteLog(folder / "log.db", clock=clock)
        stack.callback(kept.close)
        documents = SQLiteDocuments(folder / "documents.db", clock=clock)
        stack.pop_all()
        return Stores(kept, directory, documents, lambda: None)


def shared(folder: Path, address: str, clock: Callable[[], datetime]) -> Stores:
    """The stores in a database; `stored` is by the database's clock, which all processes share."""
    if not address.startswith(SCHEMES):
        raise Refused("should be postgresql://user@host:5432/database, or left out for files of its own", "--log")
    if own := [name for name in OWN if (folder / name).exists()]:
        raise Refused(
            f"holds a house of its own ({own[0]}); take an empty folder for the facts of the one in the database",
            str(folder),
        )
    try:
        from ..directory.postgres import PostgresDirectory
        from ..stream.documents_postgres import PostgresDocuments
        from ..stream.postgres import PostgresLog
        from ..stream.postgres_database import Database
    except ImportError as missing:
        if "psycopg" not in str(missing):
            raise
        raise Refused("a log in PostgreSQL needs its driver: pip install 'cabochon[postgres]'", "--log") from None
    with ExitStack() as stack:
        database = Database(address)
        stack.callback(database.close)
        directory = PostgresDirectory(database, clock=clock)
        stack.callback(directory.close)
        _note(folder, database.name, directory)
        kept = PostgresLog(database)
        stack.callback(kept.close)
        documents = PostgresDocuments(database, clock=clock)
        stack.pop_all()
        return Stores(kept, directory, documents, database.close)


def facts_of(values: Mapping[str, Any], folder: Path, *, environ: Mapping[str, str] = os.environ) -> Warehouse:
    """Where the setting `facts` says: DuckDB in the folder, or an engine that several processes share.

    environ: holds the password, under the name the address gives.

    Raises:
        Refused: no address, its driver is missing, nobody answers; or the engine is shared and the log is not.
    """
    address = str(values.get("facts", ""))
    if not address:
        return DuckDBWarehouse(
            folder / "facts.duckdb", memory=values["duckdb_memory"], threads=values["duckdb_threads"]
        )
    return facts_at(address, environ)


def ddl_of(database: str, cluster: str) -> str:
    """The tables of the facts as ClickHouse wants them, as a script."""
    return clickhouse_tables.all_of(TABLES, clickhouse_tables.Place(database, cluster))


def not_ahead(warehouse: Warehouse, log_: Log, directory: Directory) -> None:
    """Empty facts that tell more than the stores hold: those were put back from a backup since."""
    bookmark = warehouse.bookmark()
    if bookmark.position > log_.position() or bookmark.change > directory.change():
        log.warning("the facts were ahead of the log, as after a restored backup; they are told anew")
        warehouse.clear()


def _note(folder: Path, name: str, directory: Directory) -> None:
    """Facts of one house must never follow another's log."""
    mark, note = blake2b(directory.secret("index"), digest_size=8).hexdigest(), folder / NOTE
    known = note.read_text("utf-8").split() if note.exists() else []
    if known and known[-1] != mark:
        raise Refused(f"holds the facts of another house ({known[0]}); take an empty folder", str(folder))
    note.write_text(f"{name}\n{mark}\n", "utf-8")
