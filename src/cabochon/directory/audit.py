"""The audit: append-only, each entry hashed with the one before, so that a changed or missing entry shows.

What an entry says besides who, what and about whom (`detail`) is sealed under a text key of whom it is about. The chain
is made over what is stored, so that the key may be destroyed and the chain stays whole.
"""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from typing import cast

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .files import File

TABLE = """
create table if not exists audit (
    seq integer primary key autoincrement, at text not null, actor text not null, deed text not null,
    about text not null, detail text not null, hash blob not null, sealed integer not null default 0
);
create index if not exists audit_about on audit (about);
create index if not exists audit_actor on audit (actor);
create index if not exists audit_deed on audit (deed);
create index if not exists audit_at on audit (at);
create trigger if not exists audit_stays before delete on audit
    begin select raise(abort, 'the audit is append-only'); end;
create trigger if not exists audit_holds before update on audit
    begin select raise(abort, 'the audit is append-only'); end;
"""
COLUMNS = "seq, at, actor, deed, about, detail, sealed, hash"
INSERT = "insert into audit (seq, at, actor, deed, about, detail, sealed, hash) values (?, ?, ?, ?, ?, ?, ?, ?)"
NONCE, STEP = 12, 5_000
Words = tuple[str, str, str, str, str]  # time, actor, deed, about, detail
Deed = tuple[str, str, str, str]  # actor, deed, about, detail
Keys = Callable[[str, bool], bytes | None]  # a text key by name, made where it is missing and that is wanted


@dataclass(frozen=True, slots=True)
class Note:
    """An entry. at: ISO, UTC. stored: `detail` as the table and the chain have it; sealed: whether that is a cipher.

    detail: None where its key was destroyed.
    """

    seq: int
    at: str
    actor: str
    deed: str
    about: str
    detail: str | None
    stored: str
    sealed: bool
    hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which entries, newest first. Empty: any. since, until: ISO in UTC, the latter not included. before: entries
    below this number, for the next page; after: above. word: in the deed, in any case."""

    actors: tuple[str, ...] = ()
    abouts: tuple[str, ...] = ()
    deed: str = ""
    word: str = ""
    since: str = ""
    until: str = ""
    before: int = 0
    after: int = 0
    ascending: bool = False
    limit: int = 50


Read = Callable[[str, tuple[object, ...]], Sequence[Sequence[object]]]


# Sealing


def key_of(about: str) -> str:
    """The name of the text key that seals details of entries about that one."""
    return f"audit:{about}"


def sealed(key: bytes, words: Words) -> str:
    """The detail as it is stored: 12 random bytes and AES-256-GCM, bound to the other words, in hexadecimal."""
    nonce = os.urandom(NONCE)
    return (nonce + AESGCM(key).encrypt(nonce, words[4].encode(), _bound(words))).hex()


def unsealed(key: bytes | None, words: Words) -> str | None:
    """None when the key was destroyed, or made anew since."""
    if key is None:
        return None
    try:
        cipher = bytes.fromhex(words[4])
        return AESGCM(key).decrypt(cipher[:NONCE], cipher[NONCE:], _bound(words)).decode()
    except (InvalidTag, ValueError):
        return None


def _bound(words: Words) -> bytes:
    return msgspec.json.encode(words[:4])


def written(keys: Keys, at: datetime, deeds: Iterable[Deed]) -> list[tuple[Words, bool]]:
    """Entries as they are to be stored. Keys are made here, before the entries' own transaction."""
    found = []
    for deed in deeds:
        words: Words = (at.astimezone(UTC).isoformat(), *deed)
        key = keys(key_of(words[3]), True) if words[4] else None
        found.append(((*words[:4], sealed(key, words)), True) if key else (words, False))
    return found


def note(row: Sequence[object], keys: Keys) -> Note:
    seq, at, actor, deed, about, stored, shut, mark = cast("tuple[int, str, str, str, str, str, int, bytes]", row)
    detail: str | None = stored
    if shut:
        detail = unsealed(keys(key_of(about), False), (at, actor, deed, about, stored))
    return Note(seq, at, actor, deed, about, detail, stored, bool(shut), bytes(mark))


# The chain


def linked(previous: bytes, seq: int, words: Words, shut: bool = False) -> bytes:
    """BLAKE2b-256 of the hash before and of the entry as JSON; whether it is sealed stands in a sealed one's."""
    said = (seq, *words, 1) if shut else (seq, *words)
    return hashlib.blake2b(previous + msgspec.json.encode(said), digest_size=32).digest()


def broken(read: Callable[[int], Sequence[Sequence[object]]]) -> tuple[int, bytes, str]:
    """(entries, the last hash, the first fault or ""). read: the next rows of COLUMNS after a number."""
    previous, count = b"", 0
    while found := read(count):
        for seq, *rest in found:
            words, shut, mark = cast("Words", tuple(rest[:5])), bool(rest[5]), bytes(cast("bytes", rest[6]))
            count += 1
            if seq != count or mark != linked(previous, count, words, shut):
                return count, previous, f"audit: entry {count} was changed or is missing; {MEND}"
            previous = mark
    return count, previous, ""


MEND = "restore the directory from a backup"


def cut(made: int, left: int) -> str:
    return f"audit: {made} entries were made and {left} are left; {MEND}"


# Searching


def search(read: Read, asked: Asked, *, mark: str = "?", at: str = "at", deeds: Callable[[], list[str]]) -> list[int]:
    """The numbers of the entries asked for, in their order.

    mark: what stands for a value; at: the column of the time, as it is to be compared. Each value is looked up by the
    index of its column and the finds are put together, so that a rare one is as quick as a frequent one.
    """
    clauses, binds = list[str](), list[object]()
    if (asked.since or asked.until) and not (asked.actors or asked.abouts):  # these have few enough
        first, last = _spell(read, asked, mark, at)
        clauses += [f"seq >= {mark}", f"seq <= {mark}"]
        binds += [first, last]
    for bound, clause in ((asked.since, f"{at} >= {mark}"), (asked.until, f"{at} < {mark}"),
                          (asked.before, f"seq < {mark}"), (asked.after, f"seq > {mark}")):  # fmt: skip
        if bound:
            clauses.append(clause)
            binds.append(bound)
    chosen: tuple[str, ...] = (asked.deed,) if asked.deed else ()
    if asked.word:
        known = tuple(one for one in deeds() if asked.word.casefold() in one.casefold())
        chosen = tuple(one for one in known if not chosen or one in chosen)
        if not chosen:
            return []
    columns = [(name, values) for name, values in
               (("about", asked.abouts), ("actor", asked.actors), ("deed", chosen)) if values]  # fmt: skip
    order, found = "" if asked.ascending else " desc", set[int]()
    for some in product(*(values for _, values in columns)):
        where = " and ".join([*(f"{name} = {mark}" for name, _ in columns), *clauses]) or "true"
        query = f"select seq from audit where {where} order by seq{order} limit {mark}"  # noqa: S608
        found |= {cast("int", row[0]) for row in read(query, (*some, *binds, asked.limit))}
    return sorted(found, reverse=not asked.ascending)[: asked.limit]


def _spell(read: Read, asked: Asked, mark: str, at: str) -> tuple[int, int]:
    """The first and last number of a time, by the index of times alone; a clock may have gone back in between."""
    clauses = [f"{at} {sign} {mark}" for bound, sign in ((asked.since, ">="), (asked.until, "<")) if bound]
    query = f"select min(seq), max(seq) from audit where {' and '.join(clauses)}"  # noqa: S608
    ((first, last),) = read(query, tuple(bound for bound in (asked.since, asked.until) if bound))
    return (cast("int", first), cast("int", last)) if first is not None else (1, 0)


def asked(about: str, actor: str, limit: int) -> Asked:
    """Empty: any."""
    return Asked(abouts=(about,) if about else (), actors=(actor,) if actor else (), limit=limit)


def told(notes: Iterable[Note]) -> list[Words]:
    return [(one.at, one.actor, one.deed, one.about, one.detail or "") for one in notes]


# In SQLite


def prepare(file: File) -> None:
    """Make the table; an older one gets the column that tells what is sealed."""
    columns = {row[1] for row in file.read("pragma table_info(audit)")}
    more = "alter table audit add column sealed integer not null default 0;"
    file.script((more if columns and "sealed" not in columns else "") + TABLE)


def append(writer: sqlite3.Connection, entries: Iterable[tuple[Words, bool]]) -> None:
    """Within a transaction."""
    seq, mark = writer.execute("select seq, hash from audit order by seq desc limit 1").fetchone() or (0, b"")
    for words, shut in entries:
        seq, mark = seq + 1, linked(mark, seq + 1, words, shut)
        writer.execute(INSERT, (seq, *words, int(shut), mark))


def noted(file: File, asked: Asked, keys: Keys) -> list[Note]:
    numbers = search(lambda query, binds: file.read(query, binds), asked, deeds=lambda: deeds(file))
    rows: dict[object, Sequence[object]] = {}
    for start in range(0, len(numbers), 500):
        some = tuple(numbers[start : start + 500])
        query = f"select {COLUMNS} from audit where seq in ({', '.join('?' * len(some))})"  # noqa: S608
        rows |= {row[0]: row for row in file.read(query, some)}
    return [note(rows[number], keys) for number in numbers]


def deeds(file: File) -> list[str]:
    """Every deed there is an entry of: one step through the index for each."""
    query = """
        with recursive one (deed) as (
            select min(deed) from audit union all
            select (select min(deed) from audit where deed > one.deed) from one where one.deed is not null)
        select deed from one where deed is not null"""
    return [cast("str", row[0]) for row in file.read(query)]


def head(file: File) -> tuple[int, bytes]:
    found = file.read("select seq, hash from audit order by seq desc limit 1")
    return cast("tuple[int, bytes]", found[0]) if found else (0, b"")


def check(file: File) -> list[str]:
    """The first broken link, and entries missing at the end."""
    query = f"select {COLUMNS} from audit where seq > ? order by seq limit {STEP}"  # noqa: S608
    count, _, fault = broken(lambda after: file.read(query, (after,)))
    if fault:
        return [fault]
    made = file.read("select seq from sqlite_sequence where name = 'audit'")
    return [cut(cast("int", made[0][0]), count)] if made and made[0][0] != count else []
