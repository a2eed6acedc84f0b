-- The log, first version. Rows are written once and never changed; voiding is a fact of its own.

create table if not exists authority (
    no   integer primary key,
    json blob not null unique       -- the credential's agent
);

create table if not exists statement (
    seq        integer primary key, -- the order kept, from 1, without gaps
    id         blob not null unique,
    digest     blob not null,       -- what a repeat is judged by
    stored     integer not null,    -- microseconds since 1970 UTC; grows with seq
    authority  integer not null,    -- authority.no
    version    text not null,
    kind       text not null,
    key_person text not null,
    key_month  text not null,
    refs       blob not null,       -- the statement's own index keys, eight bytes each, little-endian
    target     blob,                -- the id a StatementRef object names
    voids      integer not null,
    checksum   integer not null,    -- CRC-32 of the row, see rows.py
    clear      blob,
    sealed     blob
);

-- Who refers to a statement; most statements refer to none.
create index if not exists statement_target on statement (target) where target is not null;

-- A voided id, kept or not yet, and the first statement that voids it.
create table if not exists voiding (
    target blob primary key,
    seq    integer not null
) without rowid;
create index if not exists voiding_seq on voiding (seq);

-- Which statements answer to a key: their own keys and those of the statements they refer to.
create table if not exists ref (
    key integer not null,
    seq integer not null,
    primary key (key, seq)
) without rowid;

-- indexed: the seq up to which `ref` is complete. announced: the latest consistent-through, written on closing.
create table if not exists mark (
    name  text primary key,
    value integer not null
) without rowid;
insert or ignore into mark (name, value) values ('indexed', 0), ('announced', 0);
