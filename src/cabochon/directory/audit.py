"""The audit: append-only, each entry hashed with the one before, so that a changed or missing entry shows."""

import hashlib
import sqlite3
from datetime import UTC, datetime
from typing import cast

import msgspec

from .files import File

TABLE = """
create table if not exists audit (
    seq integer primary key autoincrement, at text not null, actor text not null, deed text not null,
    about text not null, detail text not null, hash blob not null
);
create index if not exists audit_about on audit (about);
create index if not exists audit_actor on audit (actor);
create trigger if not exists audit_stays before delete on audit
    begin select raise(abort, 'the audit is append-only'); end;
create trigger if not exists audit_holds before update on audit
    begin select raise(abort, 'the audit is append-only'); end;
"""
Words = tuple[str, str, str, str, str]  # time, actor, deed, about, detail


def append(writer: sqlite3.Connection, at: datetime, *, actor: str, deed: str, about: str, detail: str) -> None:
    words = (at.astimezone(UTC).isoformat(), actor, deed, about, detail)
    last = writer.execute("select seq, hash from audit order by seq desc limit 1").fetchone() or (0, b"")
    insert = "insert into audit (seq, at, actor, deed, about, detail, hash) values (?, ?, ?, ?, ?, ?, ?)"
    writer.execute(insert, (last[0] + 1, *words, linked(last[1], last[0] + 1, words)))


def entries(file: File, *, about: str, actor: str, limit: int) -> list[Words]:
    """Newest first; an empty `about` or `actor` means any."""
    asked = [(f"{name} = ?", value) for name, value in (("about", about), ("actor", actor)) if value]
    where = "where " + " and ".join(clause for clause, _ in asked) if asked else ""
    query = f"select at, actor, deed, about, detail from audit {where} order by seq desc limit ?"  # noqa: S608
    return cast("list[Words]", file.read(query, (*(value for _, value in asked), limit)))


def check(file: File) -> list[str]:
    """The first broken link, and entries missing at the end."""
    previous, count = b"", 0
    found = file.read("select seq, at, actor, deed, about, detail, hash from audit order by seq")
    for count, (seq, *words, mark) in enumerate(found, 1):
        if seq != count or mark != linked(previous, count, cast("Words", tuple(words))):
            return [f"audit: entry {count} was changed or is missing; restore the directory from a backup"]
        previous = mark
    made = file.read("select seq from sqlite_sequence where name = 'audit'")
    if made and made[0][0] != count:
        return [f"audit: {made[0][0]} entries were made and {count} are left; restore the directory from a backup"]
    return []


def linked(previous: bytes, seq: int, words: Words) -> bytes:
    return hashlib.blake2b(previous + msgspec.json.encode((seq, *words)), digest_size=32).digest()
