-- Why a deliverable is late, as told to the funder -------------------------------------------------------------------

create table delay_justification_record (
    deliverable_id text not null,
    consortium_id text not null,
    recorded_on date not null,
    justification text not null,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (deliverable_id, recorded_on, version)
);

-- Files and pages that belong to a deliverable, beside the one address it is published at -----------------------------

create table deliverable_link_record (
    deliverable_id text not null,
    consortium_id text not null,
    url text not null,
    title text not null,
    added_on date not null,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (deliverable_id, url, version)
);

-- Communication activities and how each stood on which day -----------------------------------------------------------

create table communication_activity_record (
    communication_activity_id text not null,
    consortium_id text not null,
    code text not null,
    title text not null,
    audience text,
    lead_id text,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (communication_activity_id, version)
);

create table communication_activity_state_record (
    communication_activity_id text not null,
    consortium_id text not null,
    effective_on date not null,
    state text not null check (state in ('ongoing', 'postponed', 'delivered', 'cancelled')),
    reason text,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (communication_activity_id, effective_on, version),
    check (state not in ('postponed', 'cancelled') or reason is not null)
);

-- Somebody noted on this day that the partner has left; `left_on` says when, where that is known ----------------------

alter table participation_record add column left_noted_on date;
