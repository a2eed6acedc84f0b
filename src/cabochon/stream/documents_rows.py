"""One document as a row of the file, there and back, with a checksum against bit rot; and the file's version."""

import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any
from zlib import crc32

from ..refusals import Refused
from .connections import PATIENCE
from .documents import Content, Context, Document, Place
from .stamps import micros, moment

VERSION = 1
PAGE = 8192  # bytes
WAL_KEPT = 16 * 1024 * 1024  # bytes of WAL left on disk after a checkpoint
STRIDE = 20  # documents read at once by a check
MANY = 100  # faults after which the rest is not worth reading

PLACE = "resource, activity, agent, registration, name"
HERE = "resource = ? and activity = ? and agent = ? and registration = ?"
CHECKSUM = 9  # its place in a row of READ
READ = f"select {PLACE}, content_type, key, updated, modified, checksum, body from document where "  # noqa: S608
PUT = f"""
insert into document ({PLACE}, content_type, key, updated, modified, checksum, body)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
on conflict ({PLACE}) do update set content_type = excluded.content_type, key = excluded.key,
    updated = excluded.updated, modified = excluded.modified, checksum = excluded.checksum, body = excluded.body
"""  # noqa: S608


def writing(path: Path) -> sqlite3.Connection:
    """A connection whose commits are durable when they return; makes or upgrades the file.

    Raises: Refused when a newer program wrote it; sqlite3.Error when it cannot be opened.
    """
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        connection.execute(f"pragma page_size = {PAGE}")
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")
        connection.execute("pragma secure_delete = on")
        connection.execute(f"pragma journal_size_limit = {WAL_KEPT}")
        found = connection.execute("pragma user_version").fetchone()[0]
        if found > VERSION:
            raise Refused(
                f"{path} was written by a newer Cabochon (documents version {found}, this program knows up to "
                f"{VERSION}): start the newer program, or restore a backup made before the upgrade"
            )
        for version in range(found + 1, VERSION + 1):
            script = (files(__package__) / "schema" / f"documents-{version}.sql").read_text("utf-8")
            # One transaction a version: after a kill the file is old or new, never between.
            connection.executescript(f"begin immediate; {script}; pragma user_version = {version}; commit;")
    except BaseException:
        connection.close()
        raise
    return connection


def read(connection: sqlite3.Connection, place: Place) -> Document | None:
    """Raises: Refused (500) when the bytes are not those that were written; sqlite3.Error."""
    found = connection.execute(f"{READ}{HERE} and name = ?", key(place)).fetchone()
    if found is None:
        return None
    one = document(found)
    if checksum(one) != found[CHECKSUM]:
        raise Refused("this document is not what was written: its bytes changed on disk; restore a backup", status=500)
    return one


def document(found: tuple[Any, ...]) -> Document:
    *place, content_type, name, updated, modified, _, body = found
    return Document(Place(Context(*place[:4]), place[4]), Content(content_type, body, name), moment(updated), modified)


def row(one: Document) -> tuple[Any, ...]:
    content, updated = one.content, micros(one.updated)
    return *key(one.place), content.content_type, content.key, updated, one.modified, checksum(one), content.body


def checksum(one: Document) -> int:
    short = (*key(one.place), one.content.content_type, one.content.key, micros(one.updated), one.modified)
    return crc32(one.content.body, crc32(repr(short).encode()))


def key(place: Place) -> tuple[str, ...]:
    return *context_key(place.context), place.name


def context_key(context: Context) -> tuple[str, ...]:
    return context.resource, context.activity, context.agent, context.registration


def faults(connection: sqlite3.Connection) -> Iterator[str]:
    """One sentence a fault: the file's pages, then a checksum per document."""
    last = 0
    try:
        for (line,) in connection.execute(f"pragma integrity_check({MANY})").fetchall():
            if line != "ok":
                yield f"the file is damaged: {line}"
        numbered = READ.replace("select ", "select no, ", 1) + f"no > ? order by no limit {STRIDE}"
        while rows := connection.execute(numbered, (last,)).fetchall():
            for no, *found in rows:
                last = no
                try:
                    whole = checksum(document(tuple(found))) == found[CHECKSUM]
                except (TypeError, OverflowError, ValueError):
                    whole = False
                if not whole:
                    yield f"document {no} is not what was written"
    except sqlite3.Error as error:
        yield f"the file cannot be read after document {last}: {error}"
