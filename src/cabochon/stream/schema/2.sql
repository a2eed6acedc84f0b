-- The log, second version: what is kept beside statements, in their own transaction.

-- Contents of attachments, sealed. A table with row numbers, so that large bodies stay out of the tree of addresses.
create table if not exists content (
    no       integer primary key,
    address  blob not null unique,  -- see privacy/enclosing.py
    seq      integer not null,      -- the statement it first came with
    checksum integer not null,      -- CRC-32 of address and body
    body     blob not null
);

-- What statements said of activities: each different definition once, never changed in place.
create table if not exists definition (
    activity text not null,
    digest   blob not null,         -- of json
    seq      integer not null,      -- the statement it first came with
    json     blob not null,
    primary key (activity, digest)
) without rowid;
