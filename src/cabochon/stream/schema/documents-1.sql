-- Documents, first version. A row is replaced whole.

create table if not exists document (
    no           integer primary key,
    resource     text not null,     -- state, activity, agent
    activity     text not null,     -- what a resource does not have is ''
    agent        text not null,     -- a keyed hash
    registration text not null,
    name         text not null,     -- stateId, profileId
    content_type text not null,     -- as it was sent
    key          text not null,     -- the text key that opens the body; '' is the house's own
    updated      integer not null,  -- microseconds since 1970 UTC; grows with every change
    modified     integer not null,  -- seconds since 1970, as HTTP says it; grows too
    checksum     integer not null,  -- CRC-32 of the row, see documents_sqlite.py
    body         blob not null,     -- sealed
    unique (resource, activity, agent, registration, name)
);

-- All that is held about somebody.
create index if not exists document_agent on document (agent) where agent <> '';
