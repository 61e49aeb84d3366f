-- What was imported: runs, the account of each sheet, every remark on a row, rows to be corrected, remembered columns.
-- They stand in tables like all others, so that copies of the store bring them along.

create table import_run_record (
    run_id text not null,
    files text not null,
    fingerprint text not null,
    undone boolean not null,
    rows_read bigint not null check (rows_read >= 0),
    accepted bigint not null check (accepted >= 0),
    repaired bigint not null check (repaired >= 0),
    rejected bigint not null check (rejected >= 0),
    ignored bigint not null check (ignored >= 0),
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (run_id, version),
    check (rows_read = accepted + repaired + rejected + ignored)
);

create table import_sheet_record (
    run_id text not null,
    file text not null,
    sheet text not null,
    kind text,
    header_row integer,
    columns text not null,
    rows_read bigint not null check (rows_read >= 0),
    accepted bigint not null check (accepted >= 0),
    repaired bigint not null check (repaired >= 0),
    rejected bigint not null check (rejected >= 0),
    ignored bigint not null check (ignored >= 0),
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (run_id, file, sheet, version),
    check (rows_read = accepted + repaired + rejected + ignored)
);

create table import_entity_record (
    run_id text not null,
    file text not null,
    sheet text not null,
    entity text not null,
    added bigint not null check (added >= 0),
    changed bigint not null check (changed >= 0),
    unchanged bigint not null check (unchanged >= 0),
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (run_id, file, sheet, entity, version)
);

-- `what` and `way_out` are texts of the catalogues, `filled` their values as JSON.
create table import_remark_record (
    run_id text not null,
    position integer not null,
    outcome text not null check (outcome in ('repaired', 'rejected', 'ignored')),
    rule text not null,
    file text not null,
    sheet text not null,
    at_row bigint,
    in_column text,
    cell text,
    became text,
    what text not null,
    way_out text not null,
    filled text not null,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (run_id, position, version)
);

-- `cells` are those of the columns that were read, as JSON.
create table import_rejected_row_record (
    run_id text not null,
    file text not null,
    sheet text not null,
    at_row bigint not null,
    cells text not null,
    to_correct text not null,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (run_id, file, sheet, at_row, version)
);

-- Which field a column was said to be, in tables with these headers; "" for a column that is not read.
create table import_mapping_record (
    kind text not null,
    headers text not null,
    header text not null,
    field text not null,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (kind, headers, header, version)
);
