-- What people said of the work; who said it stands as a role, never as a name -----------------------------------------

create table quote_record (
    quote_id text not null,
    consortium_id text not null,
    pilot_id text,
    indicator_id text,
    objective text,
    said_by text not null check (
        said_by in ('student', 'staff', 'cso_member', 'citizen', 'policy_maker', 'enterprise')
    ),
    said_on date not null,
    quote text not null,
    language text not null,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (quote_id, version)
);

-- How a consortium judges its own community engagement, by dimension and criterion of the TEFCE Toolbox ---------------

create table tefce_cell_record (
    consortium_id text not null,
    dimension integer not null check (dimension between 1 and 7),
    criterion integer not null check (criterion between 1 and 5),
    assessed_on date not null,
    level integer not null check (level between 1 and 5),
    evidence text not null,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (consortium_id, dimension, criterion, assessed_on, version)
);
