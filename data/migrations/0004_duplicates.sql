-- Whether two organisations on record are one; `first_id` is the smaller of the two. ----------------------------------

create table duplicate_decision_record (
    first_id text not null,
    second_id text not null,
    decision text not null check (decision in ('same', 'different')),
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (first_id, second_id, version),
    check (first_id < second_id)
);
