"""The audit in PostgreSQL: one chain for all processes; an entry is made under the lock of the row that counts them."""

from datetime import UTC, datetime
from typing import cast

from .audit import Words, linked
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
_LAST = "select hash from audit order by seq desc limit 1"
_INSERT = "insert into audit (seq, at, actor, deed, about, detail, hash) values (%s, %s, %s, %s, %s, %s, %s)"


def append(line: Line, at: datetime, *, actor: str, deed: str, about: str, detail: str) -> None:
    """Within a transaction."""
    words = cast("Words", tuple(_plain(one) for one in (at.astimezone(UTC).isoformat(), actor, deed, about, detail)))
    made = line.execute("update audit_count set made = made + 1 returning made").fetchone()
    seq = int(made[0]) if made else 1
    last = line.execute(_LAST, binary=True).fetchone()
    line.execute(_INSERT, (seq, *words, linked(last[0] if last else b"", seq, words)))


def entries(lines: Lines, *, about: str, actor: str, limit: int) -> list[Words]:
    """Newest first; an empty `about` or `actor` means any."""
    query = """
        select at, actor, deed, about, detail from audit
        where (%s = '' or about = %s) and (%s = '' or actor = %s) order by seq desc limit %s"""
    about, actor = _plain(about), _plain(actor)
    return cast("list[Words]", lines.read(query, (about, about, actor, actor, limit)))


def check(lines: Lines) -> list[str]:
    """The first broken link, and entries missing at the end."""
    previous, count, start = b"", 0, 0
    query = "select seq, at, actor, deed, about, detail, hash from audit where seq > %s order by seq limit 5000"
    while found := lines.read(query, (start,)):
        for seq, *words, mark in found:
            count += 1
            if seq != count or mark != linked(previous, count, cast("Words", tuple(words))):
                return [f"audit: entry {count} was changed or is missing; restore the directory from a backup"]
            previous = mark
        start = count
    made = lines.read("select made from audit_count")
    if made and made[0][0] > count:
        return [f"audit: {made[0][0]} entries were made and {count} are left; restore the directory from a backup"]
    return []


def _plain(words: str) -> str:
    return words.replace("\0", "\ufffd")  # PostgreSQL's text takes every character but this
