"""The audit in PostgreSQL: one chain for all processes; an entry is made under the lock of the row that counts them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import cast

from .audit import COLUMNS, STEP, Asked, Deed, Keys, Note, Words, broken, cut, linked, note, search
from .lines import Line, Lines

TABLE = """
create table audit (
    seq bigint primary key, at text not null, actor text not null, deed text not null, about text not null,
    detail text not null, hash bytea not null
);
create index audit_about on audit (about, seq);
create index audit_actor on audit (actor, seq);
create table audit_count (made bigint not null);
insert into audit_count values (0);
create function audit_stays() returns trigger language plpgsql as
    $$ begin raise exception 'the audit is append-only' using errcode = 'integrity_constraint_violation'; end $$;
create trigger audit_stays before update or delete on audit for each row execute function audit_stays();
create trigger audit_holds before truncate on audit for each statement execute function audit_stays();
"""
SEALED = """
alter table audit add column sealed boolean not null default false;
create index audit_deed on audit (deed, seq);
create index audit_at on audit ((at collate "C"), seq);
"""
AT = '(at collate "C")'
_LAST = "select hash from audit order by seq desc limit 1"
_INSERT = (
    "insert into audit (seq, at, actor, deed, about, detail, sealed, hash) values (%s, %s, %s, %s, %s, %s, %s, %s)"
)
_DEEDS = """
    with recursive one (deed) as (
        select min(deed) from audit union all
        select (select min(deed) from audit where deed > one.deed) from one where one.deed is not null)
    select deed from one where deed is not null"""


def append(line: Line, entries: Sequence[tuple[Words, bool]]) -> None:
    """Within a transaction. entries: their words `plain`."""
    many = len(entries)
    made = line.execute("update audit_count set made = made + %s returning made", (many,)).fetchone()
    last = line.execute(_LAST, binary=True).fetchone()
    seq, mark = (int(made[0]) if made else many) - many, bytes(last[0]) if last else b""
    for words, shut in entries:
        seq, mark = seq + 1, linked(mark, seq + 1, words, shut)
        line.execute(_INSERT, (seq, *words, shut, mark))


def noted(lines: Lines, asked: Asked, keys: Keys) -> list[Note]:
    actors, abouts = (tuple(_plain(one) for one in some) for some in (asked.actors, asked.abouts))
    asked = replace(asked, deed=_plain(asked.deed), word=_plain(asked.word), actors=actors, abouts=abouts)
    numbers = search(lines.read, asked, mark="%s", at=AT, deeds=lambda: deeds(lines))
    query = f"select {COLUMNS} from audit where seq = any(%s)"  # noqa: S608
    rows = {row[0]: row for row in lines.read(query, (numbers,))} if numbers else {}
    return [note(rows[number], keys) for number in numbers]


def deeds(lines: Lines) -> list[str]:
    return [cast("str", row[0]) for row in lines.read(_DEEDS)]


def head(lines: Lines) -> tuple[int, bytes]:
    found = lines.read("select seq, hash from audit order by seq desc limit 1")
    return (int(found[0][0]), bytes(found[0][1])) if found else (0, b"")


def check(lines: Lines) -> list[str]:
    """The first broken link, and entries missing at the end."""
    query = f"select {COLUMNS} from audit where seq > %s order by seq limit {STEP}"  # noqa: S608
    count, _, fault = broken(lambda after: lines.read(query, (after,)))
    if fault:
        return [fault]
    made = lines.read("select made from audit_count")
    return [cut(made[0][0], count)] if made and made[0][0] > count else []


def plain(deeds: Iterable[Deed]) -> list[Deed]:
    return [cast("Deed", tuple(_plain(word) for word in one)) for one in deeds]


def _plain(word: str) -> str:
    return word.replace("\0", "\ufffd")  # PostgreSQL's text takes every character but this
