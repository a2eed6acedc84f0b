"""The file of what was heard: its tables and indexes, begun anew where it is of another shape or cannot be read."""

import sqlite3
from pathlib import Path

from . import Table

TYPES = {"text": "text", "int": "integer", "time": "integer"}
EVENT = "heard_event"
BESIDE = """
create table if not exists near (who text, boutique text, since integer, seq integer,
    primary key (who, boutique, since, seq)) without rowid;
create table if not exists thread (name text, seq integer, boutique text, primary key (name, seq)) without rowid;
create table if not exists touched (position integer, boutique text, primary key (position, boutique)) without rowid;
create table if not exists staged (position integer, shape text);
"""
INDEXES = {
    "heard_called": "(called)",
    "heard_boutique": "(boutique, kind)",
    "heard_ref": "(ref) where ref <> ''",
    "heard_awaits": "(awaits) where awaits <> ''",
    "heard_original": "(original) where original <> ''",
    "heard_stored": "(stored)",
}


def opened(path: Path | None, table: Table, shape: str) -> sqlite3.Connection:
    """path: a file, or None for memory."""
    if path is None:
        return _begun(_connected(":memory:"), table, shape)
    try:
        db = _connected(path)
        try:
            return _begun(db, table, shape)
        except BaseException:
            db.close()
            raise
    except sqlite3.DatabaseError as fault:
        if "locked" in str(fault) or "unable to open" in str(fault):
            raise
        remove(path)
        return _begun(_connected(path), table, shape)


def remove(path: Path) -> None:
    for end in ("", "-wal", "-shm"):
        Path(f"{path}{end}").unlink(missing_ok=True)


def _connected(place: Path | str) -> sqlite3.Connection:
    return sqlite3.connect(place, check_same_thread=False, isolation_level=None)


def _begun(db: sqlite3.Connection, table: Table, shape: str) -> sqlite3.Connection:
    for pragma in ("journal_mode=wal", "synchronous=normal", "cache_size=-65536", "temp_store=memory"):
        db.execute(f"pragma {pragma}")
    db.executescript(BESIDE)
    row = db.execute("select shape from staged").fetchone()
    if row is None or row[0] != shape:
        columns = ", ".join(
            f"{c.name} {'integer primary key' if c.name == 'seq' else TYPES[c.type]}" for c in table.columns
        )
        db.executescript("drop table if exists heard; delete from near; delete from thread; delete from touched;")
        db.execute("delete from staged")
        db.execute(f"create table heard ({columns})")
        db.execute("insert into staged values (0, ?)", (shape,))
    for name, of in {EVENT: "(event)", **INDEXES}.items():
        db.execute(f"create index if not exists {name} on heard {of}")
    return db
