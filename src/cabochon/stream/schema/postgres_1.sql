-- The log in PostgreSQL, first version. Rows are written once and never changed; voiding is a fact of its own.
-- Who writes holds the advisory lock named by the table's oid until the commit: so positions have no gaps, grow in the
-- order in which they become visible, and `stored` with them. See docs/decisions/0014-positions-on-postgresql.md.

create table authority (
    no   integer generated always as identity primary key,
    json bytea not null             -- the credential's agent
);
create unique index authority_json on authority (sha256(json));

create table statement (
    seq        bigint primary key,  -- the order kept, from 1, without gaps
    id         uuid not null unique,
    digest     bytea not null,      -- what a repeat is judged by
    stored     bigint not null,     -- microseconds since 1970 UTC; grows with seq
    authority  integer not null,    -- authority.no
    version    text not null,
    kind       text not null,
    key_person text not null,
    key_month  text not null,
    refs       bytea not null,      -- the statement's own index keys, eight bytes each, little-endian
    target     uuid,                -- the id a StatementRef object names
    voids      boolean not null,
    checksum   bigint not null,     -- CRC-32 of the row, and its place; see postgres_rows.py
    clear      bytea,
    sealed     bytea
);
alter table statement alter column sealed set storage external; -- sealed bytes cannot be made smaller

-- Who refers to a statement; most statements refer to none.
create index statement_target on statement (target) where target is not null;

-- A voided id, kept or not yet, and the first statement that voids it.
create table voiding (
    target uuid primary key,
    seq    bigint not null
);
create index voiding_seq on voiding (seq);

-- Which statements answer to a key: their own keys and those of the statements they refer to.
create table ref (
    key bigint not null,
    seq bigint not null,
    primary key (key, seq)
);

-- Contents of attachments, sealed; the first body of an address stays.
create table content (
    address  bytea primary key,     -- see privacy/enclosing.py
    seq      bigint not null,       -- the statement it first came with
    checksum bigint not null,       -- CRC-32 of address and body
    body     bytea not null
);
alter table content alter column body set storage external;

-- What statements said of activities: each different definition once, never changed in place.
create table definition (
    activity bytea not null,        -- hash of the activity's id, which may be longer than an index takes
    digest   bytea not null,        -- of json
    seq      bigint not null,       -- the statement it first came with
    place    integer not null,      -- the how manieth of its group
    json     bytea not null,
    primary key (activity, digest)
);

-- The latest consistent-through any process announced. A sequence: seen at once by all, and no row versions pile up.
create sequence announced as bigint minvalue 0 start 0;

create function micros() returns bigint language sql volatile
    as $$ select (extract(epoch from clock_timestamp()) * 1000000)::bigint $$;

-- Nothing at or before the result can still appear. `wanted`: the present, null for the database's own clock. While
-- somebody writes, it is the last statement seen: those before it are all here, the next ones are stored after it.
create function announce(wanted bigint) returns bigint language plpgsql as $$
declare
    through bigint;
begin
    if not pg_try_advisory_xact_lock('statement'::regclass::oid::bigint) then
        return coalesce((select stored from statement order by seq desc limit 1), 0);
    end if;
    perform set_config('synchronous_commit', 'off', true); -- after a crash it only matters if the clock goes back too
    select greatest(last_value, coalesce(wanted, micros())) into through from announced;
    return setval('announced', through);
end $$;

-- The last seq up to `bound` stored at or before the stamp: `stored` grows with seq, so halving finds it.
create function place(stamp bigint, bound bigint) returns bigint language plpgsql stable as $$
declare
    low bigint := 0;
    high bigint := bound;
    middle bigint;
begin
    while low < high loop
        middle := (low + high + 1) / 2;
        if (select stored from statement where seq = middle) <= stamp then
            low := middle;
        else
            high := middle - 1;
        end if;
    end loop;
    return low;
end $$;

-- A writer's turn: waits for the lock, then tells the last seq, the first stamp it may give, and of the ids it brings
-- those that are kept, with their digests, and those that kept statements refer to. Each statement of a volatile
-- function sees what was committed before it began: so what follows the lock sees all that the last writer kept.
create function turn(
    wanted bigint, ids uuid[],
    out last bigint, out first bigint, out known uuid[], out digests bytea[], out referred uuid[]
) language plpgsql volatile as $$
declare
    before bigint;
begin
    perform pg_advisory_xact_lock('statement'::regclass::oid::bigint);
    select seq, stored into last, before from statement order by seq desc limit 1;
    last := coalesce(last, 0);
    select greatest(coalesce(wanted, micros()), a.last_value + 1, before + 1) into first from announced a;
    select array_agg(s.id), array_agg(s.digest) into known, digests from statement s where s.id = any(ids);
    select array_agg(distinct s.target) into referred from statement s where s.target = any(ids);
end $$;

-- A writer's turn in one step, for the usual group: statements whose ids are new and that nobody refers to. Null, and
-- nothing kept, when it is another kind of group. "key" and "nth" are rows of `ref`: nth counts the statements from 1.
create function enter(
    wanted bigint, ids uuid[], digests bytea[], authorities bigint[], checksums bigint[], versions text[],
    kinds text[], persons text[], months text[], refs bytea[], clears bytea[], sealeds bytea[],
    keys bigint[], nths bigint[],
    out last bigint, out first bigint
) language plpgsql volatile as $$
begin
    perform pg_advisory_xact_lock('statement'::regclass::oid::bigint);
    if exists (select from statement s where s.id = any(ids)) or
       exists (select from statement s where s.target = any(ids)) then
        return;
    end if;
    select seq, stored into last, first from statement order by seq desc limit 1;
    last := coalesce(last, 0);
    select greatest(coalesce(wanted, micros()), a.last_value + 1, first + 1) into first from announced a;
    insert into statement (seq, stored, authority, checksum, id, digest, version, kind, key_person, key_month, refs,
                           voids, clear, sealed)
    select last + nth, first + nth - 1, authority, checksum # (first + nth - 1) # ((last + nth) << 24), id, digest,
           version, kind, person, month, own, false, clear, sealed
    from unnest(ids, digests, authorities, checksums, versions, kinds, persons, months, refs, clears, sealeds)
        with ordinality
        fresh (id, digest, authority, checksum, version, kind, person, month, own, clear, sealed, nth);
    insert into ref (key, seq) select key, last + nth from unnest(keys, nths) pair (key, nth);
end $$;
