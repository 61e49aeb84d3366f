-- Which organisation a row of a file was: what decided it, and why. `source_key` is all that the row said of it.

create table organisation_match_record (
    source_key text not null,
    organisation_id text not null,
    decided_by text not null check (decided_by in ('identifier', 'name', 'person')),
    score double precision check (score between 0 and 1),
    reasons text,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (source_key, version)
);

-- What a register, such as the list of holders of the Erasmus Charter, says of organisations: to look up, not to count.

create table register_entry_record (
    register text not null,
    entry text not null,
    edition text not null,
    pic text,
    oid text,
    ror text,
    vat_number text,
    erasmus_code text,
    legal_name text not null,
    short_name text,
    country text check (length(country) = 2),
    city text,
    website text,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (register, entry, version)
);
