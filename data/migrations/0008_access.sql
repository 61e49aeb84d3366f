-- Who may read and change what; `person` is an e-mail address or the subject an identity provider gives, `recorded_as`
-- what the history calls the person ----------------------------------------------------------------------------------

create table access_grant_record (
    access_grant_id text not null,
    person text not null,
    recorded_as text not null,
    role text not null check (role in ('reader', 'partner', 'coordinator', 'funder', 'administrator')),
    consortium_id text,
    organisation_id text,
    from_on date not null,
    until_on date check (until_on >= from_on),
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (access_grant_id, version),
    check (role <> 'partner' or organisation_id is not null),
    check (role <> 'coordinator' or consortium_id is not null),
    check (role <> 'administrator' or (consortium_id is null and organisation_id is null)),
    check (role = 'partner' or organisation_id is null)
);

-- What a change holds, as JSON: of each entity and consortium how many rows were added and withdrawn; null where it was
-- not noted.

alter table change add column content text;
