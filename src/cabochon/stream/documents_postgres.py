"""Documents in a PostgreSQL database: who changes one holds a lock on its place to the end of the commit."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from hashlib import blake2b
from importlib.resources import files
from itertools import islice
from typing import Any

import msgspec
import psycopg

from ..refusals import Refused
from .documents import Content, Context, Document, Judge, Place, in_order, stamped
from .documents_rows import MANY, STRIDE, checksum, context_key, key
from .postgres_database import Database, Line
from .stamps import micros, moment, now

SCRIPTS = ("postgres_documents_1.sql",)
LOCK = "select pg_advisory_xact_lock('document'::regclass::oid::int, %s)"
READ = "select words, updated, modified, checksum, body from document where place = %b"
PUT = """
insert into document (place, context, words, agent, updated, modified, checksum, body)
values (%b, %b, %b, %b, %b, %b, %b, %b)
on conflict (place) do update set words = excluded.words, updated = excluded.updated, modified = excluded.modified,
    checksum = excluded.checksum, body = excluded.body
"""


class PostgresDocuments:
    """Keeps the promises of `Documents` in the tables of `database`, which is closed with it when `owned`.

    After `forget` no file of the table holds a trace; the server's write-ahead log is the operator's, see
    docs/guides/operations.md. Raises on opening: Refused when a newer program wrote the tables.
    """

    def __init__(self, database: Database, *, clock: Callable[[], datetime] = now, owned: bool = False) -> None:
        self._database, self._clock, self._owned = database, clock, owned
        try:
            scripts = tuple((files(__package__) / "schema" / one).read_text("utf-8") for one in SCRIPTS)
            database.upgrade("documents", scripts)
        except BaseException:
            if owned:
                database.close()
            raise

    def read(self, place: Place) -> Document | None:
        return self._database.run(lambda line: _read(line, place))

    def change(self, place: Place, judge: Judge) -> Document | None:
        def work(line: Line) -> Document | None:
            # Locks are by hash: two places may share one, and then wait for each other without need.
            line.execute(LOCK, (int.from_bytes(_hash(key(place))[:4], "big", signed=True),))
            before = _read(line, place)
            content = judge(before)
            if content is None:
                if before is not None:
                    line.execute("delete from document where place = %b", (_hash(key(place)),))
                return None
            document = stamped(place, content, before, self._clock())
            line.execute(PUT, _row(document))
            return document

        return self._database.run(work, together=True)

    def listing(self, context: Context, since: datetime | None = None) -> list[str]:
        query = "select words, updated from document where context = %b and updated > %b"
        after = -1 if since is None else micros(since)
        found = self._database.read(query, (_hash(context_key(context)), after))
        return [name for _, name in sorted((updated, msgspec.json.decode(words)[4]) for words, updated in found)]

    def clear(self, context: Context) -> int:
        return self._delete("delete from document where context = %b", _hash(context_key(context)))

    def held(self, agent: str) -> list[Place]:
        query = "select words from document where agent = %b and agent <> ''"
        found = [msgspec.json.decode(words) for (words,) in self._database.read(query, (agent,))]
        return sorted((Place(Context(*words[:4]), words[4]) for words in found), key=in_order)

    def forget(self, agent: str) -> int:
        gone = self._delete("delete from document where agent = %b and agent <> ''", agent)
        self._database.scrub("document")
        return gone

    def idle(self, before: datetime) -> dict[str, int]:
        query = "select agent, count(*) from document where agent <> '' and updated < %b group by agent"
        return dict(self._database.read(query, (micros(before),)))

    def forget_idle(self, before: datetime, spared: Collection[str] = ()) -> int:
        query = "delete from document where agent <> '' and updated < %b and agent <> all(%b::text[])"
        gone = self._delete(query, micros(before), sorted(spared))
        if gone:
            self._database.scrub("document")
        return gone

    def count(self) -> int:
        return int(self._database.read("select count(*) from document")[0][0])

    def check(self) -> list[str]:
        found = [f"documents: {one}" for one in self._database.run(lambda line: list(islice(_faults(line), MANY + 1)))]
        return [*found[:MANY], "documents: and more; restore a backup"] if len(found) > MANY else found

    def close(self) -> None:
        if self._owned:
            self._database.close()

    def _delete(self, query: Any, *what: bytes | str | int | list[str]) -> int:
        return self._database.run(lambda line: line.execute(query, what).rowcount, together=True)


def _read(line: Line, place: Place) -> Document | None:
    found = line.execute(READ, (_hash(key(place)),), binary=True).fetchone()
    if found is None:
        return None
    one = _document(found)
    if one is None or one.place != place:
        raise Refused("this document is not what was written: its bytes changed on disk; restore a backup", status=500)
    return one


def _document(found: tuple[Any, ...]) -> Document | None:
    """None: not what was written."""
    words, updated, modified, sum_, body = found
    try:
        *place, content_type, name = msgspec.json.decode(words, type=tuple[str, str, str, str, str, str, str])
        one = Document(
            Place(Context(*place[:4]), place[4]), Content(content_type, body, name), moment(updated), modified
        )
    except (ValueError, OverflowError):
        return None
    return one if checksum(one) == sum_ else None


def _row(one: Document) -> tuple[Any, ...]:
    place, context = one.place, one.place.context
    words = msgspec.json.encode((*key(place), one.content.content_type, one.content.key))
    places = _hash(key(place)), _hash(context_key(context))
    return *places, words, context.agent, micros(one.updated), one.modified, checksum(one), one.content.body


def _hash(words: tuple[str, ...]) -> bytes:
    return blake2b(msgspec.json.encode(words), digest_size=16).digest()


def _faults(line: Line) -> Iterator[str]:
    """A checksum per document."""
    last = 0
    query = "select no, words, updated, modified, checksum, body from document where no > %s order by no limit %s"
    try:
        while rows := line.execute(query, (last, STRIDE), binary=True).fetchall():
            for no, *found in rows:
                last = no
                if _document(tuple(found)) is None:
                    yield f"document {no} is not what was written"
    except psycopg.Error as error:
        yield f"the table cannot be read after document {last}: {error.diag.message_primary or type(error).__name__}"
