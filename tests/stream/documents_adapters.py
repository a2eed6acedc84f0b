"""The document stores that one suite is run on. A new adapter is one more entry of OPEN."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from cabochon.stream.documents import Documents, MemoryDocuments
from cabochon.stream.documents_postgres import PostgresDocuments
from cabochon.stream.documents_sqlite import SQLiteDocuments
from cabochon.stream.postgres_database import Database
from postgres_server import schema_of

Clock = Callable[[], datetime]

# name -> a store of that kind. It is called with a folder of the test's own and a clock; called twice with the same
# folder it opens the same documents (where they are durable). An adapter that cannot run here calls pytest.skip.
OPEN: dict[str, Callable[[Path, Clock], Documents]] = {
    "memory": lambda folder, clock: MemoryDocuments(clock),
    "sqlite": lambda folder, clock: SQLiteDocuments(folder / "documents.db", clock=clock),
    "postgres": lambda folder, clock: PostgresDocuments(Database(schema_of(folder)), clock=clock, owned=True),
}
DURABLE = tuple(name for name in OPEN if name != "memory")


def opened(name: str, folder: Path, clock: Any) -> Documents:
    return OPEN[name](folder, clock)
