-- Documents in PostgreSQL, first version. A row is replaced whole.

create table document (
    no       bigint generated always as identity,
    place    bytea primary key,     -- hash of the five keys: an activity's id may be longer than an index takes
    context  bytea not null,        -- hash of the keys but the last
    words    bytea not null,        -- JSON: the five keys, the content type, the name of the text key
    agent    text not null,         -- a keyed hash
    updated  bigint not null,       -- microseconds since 1970 UTC; grows with every change
    modified bigint not null,       -- seconds since 1970, as HTTP says it; grows too
    checksum bigint not null,       -- CRC-32 of the row, see documents_rows.py
    body     bytea not null         -- sealed
);
alter table document alter column body set storage external;

create index document_context on document (context, updated);

-- All that is held about somebody.
create index document_agent on document (agent) where agent <> '';
