-- Every table holds dated facts that are only ever added to. A row belongs to the change (version) that brought it;
-- the newest row of a key is the present one (data/definitions/010_present.sql), a withdrawn row takes the key away.
-- Written in the part of SQL that DuckDB and PostgreSQL share.

create table store_version (
    only_row integer primary key check (only_row = 1),
    version bigint not null check (version >= 0)
);

insert into store_version values (1, 0);

create table change (
    version bigint primary key,
    recorded_at timestamp not null,
    recorded_by text not null,
    reason text not null,
    origin text not null check (origin in ('sources', 'sample', 'app', 'import', 'command line')),
    row_count integer not null check (row_count > 0)
);

-- What the shipped documents are, and what they call things ------------------------------------------------------

create table source_document_record (
    source_id text not null,
    title text not null,
    language text not null,
    kind text not null,
    note text,
    version bigint not null,
    withdrawn boolean not null,
    primary key (source_id, version)
);

create table action_type_record (
    action_type_id text not null,
    title text not null,
    programme text not null,
    first_call_year integer not null,
    last_call_year integer check (last_call_year >= first_call_year),
    description text,
    language text not null,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (action_type_id, version)
);

create table action_type_activity_record (
    action_type_id text not null,
    position integer not null,
    activity text not null,
    language text not null,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (action_type_id, position, version)
);

create table eligibility_rule_record (
    rule_id text not null,
    action_type_id text not null,
    label text not null,
    first_call_year integer not null,
    last_call_year integer not null check (last_call_year >= first_call_year),
    country_pool text not null,
    confidence text not null check (confidence in ('seen', 'part', 'memory')),
    requirements text not null,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (rule_id, version)
);

create table country_pool_record (
    country_pool text not null,
    country text not null check (length(country) = 2),
    first_call_year integer not null,
    last_call_year integer check (last_call_year >= first_call_year),
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (country_pool, country, first_call_year, version)
);

create table title_record (
    subject_kind text not null check (subject_kind in ('consortium', 'organisation', 'action type', 'deliverable')),
    subject_id text not null,
    language text not null,
    title text not null,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (subject_kind, subject_id, language, version)
);

-- Consortia and who is in them -----------------------------------------------------------------------------------

create table consortium_record (
    consortium_id text not null,
    acronym text not null,
    title text,
    action_type_id text,
    call_year integer check (call_year between 2000 and 2100),
    agreement_number text,
    selected_on date,
    starts_on date,
    starts_precision text check (starts_precision in ('day', 'month', 'year')),
    ends_on date check (ends_on >= starts_on),
    ends_precision text check (ends_precision in ('day', 'month', 'year')),
    grant_eur numeric(14, 2) check (grant_eur >= 0),
    summary text,
    language text not null,
    website text,
    record_basis text not null check (record_basis in ('records', 'public sources')),
    fictional boolean not null,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (consortium_id, version)
);

create table funding_phase_record (
    funding_phase_id text not null,
    consortium_id text not null,
    title text not null,
    action_type_id text,
    agreement_number text,
    starts_on date,
    starts_precision text check (starts_precision in ('day', 'month', 'year')),
    ends_on date check (ends_on >= starts_on),
    ends_precision text check (ends_precision in ('day', 'month', 'year')),
    grant_eur numeric(14, 2) check (grant_eur >= 0),
    note text,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (funding_phase_id, version)
);

create table organisation_record (
    organisation_id text not null,
    legal_name text,
    short_name text,
    organisation_type text not null check (
        organisation_type in ('HEI', 'CSO', 'ENTERPRISE', 'SME', 'VET', 'RESEARCH', 'PUBLIC', 'SCHOOL', 'OTHER')
    ),
    activity_field text,
    country text check (length(country) = 2),
    city text,
    region_code text,
    nuts3_code text,
    latitude double precision check (latitude between -90 and 90),
    longitude double precision check (longitude between -180 and 180),
    coordinate_precision text check (coordinate_precision in ('campus', 'address', 'city')),
    pic text,
    oid text,
    ror text,
    vat_number text,
    erasmus_code text,
    website text,
    note text,
    fictional boolean not null,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (organisation_id, version)
);

create table organisation_unit_record (
    organisation_unit_id text not null,
    organisation_id text not null,
    kind text not null check (kind in ('science shop', 'faculty', 'department', 'other')),
    title text not null,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (organisation_unit_id, version)
);

create table participation_record (
    participation_id text not null,
    consortium_id text not null,
    organisation_id text not null,
    role text not null check (role in ('coordinator', 'partner', 'associated')),
    joined_on date,
    joined_precision text check (joined_precision in ('day', 'month', 'year')),
    left_on date check (left_on >= joined_on),
    budget_eur numeric(14, 2) check (budget_eur >= 0),
    note text,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (participation_id, version)
);

create table cso_relation_record (
    consortium_id text not null,
    cso_id text not null,
    partner_id text not null,
    active_from date,
    active_until date check (active_until >= active_from),
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (consortium_id, cso_id, partner_id, version)
);

create table meeting_record (
    meeting_id text not null,
    consortium_id text not null,
    title text not null,
    city text,
    country text check (length(country) = 2),
    starts_on date not null,
    ends_on date check (ends_on >= starts_on),
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (meeting_id, version)
);

-- The plan -------------------------------------------------------------------------------------------------------

create table objective_record (
    consortium_id text not null,
    objective text not null,
    statement text not null,
    language text not null,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (consortium_id, objective, version)
);

create table work_package_record (
    consortium_id text not null,
    work_package text not null,
    title text not null,
    lead_id text,
    starts_on date,
    ends_on date check (ends_on >= starts_on),
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (consortium_id, work_package, version)
);

create table reporting_period_record (
    consortium_id text not null,
    period integer not null check (period > 0),
    starts_on date not null,
    ends_on date not null check (ends_on >= starts_on),
    report_due_on date not null check (report_due_on >= ends_on),
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (consortium_id, period, version)
);

create table deliverable_record (
    deliverable_id text not null,
    consortium_id text not null,
    code text not null,
    title text not null,
    work_package text,
    deliverable_type text check (
        deliverable_type in ('R', 'DEM', 'DEC', 'DATA', 'DMP', 'ETHICS', 'SECURITY', 'OTHER')
    ),
    dissemination_level text check (
        dissemination_level in ('PU', 'SEN', 'R-UE/EU-R', 'C-UE/EU-C', 'S-UE/EU-S', 'CO', 'CI')
    ),
    lead_id text,
    objective text,
    description text,
    language text not null,
    url text,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (deliverable_id, version)
);

create table deliverable_event_record (
    event_id text not null,
    deliverable_id text not null,
    consortium_id text not null,
    event text not null check (
        event in ('planned', 'rescheduled', 'drafted', 'submitted', 'returned', 'approved', 'merged', 'removed')
    ),
    effective_on date not null,
    effective_precision text not null check (effective_precision in ('day', 'month', 'year')),
    position integer not null,
    due_on date,
    due_precision text check (due_precision in ('day', 'month', 'year')),
    due_month integer check (due_month > 0),
    progress double precision check (progress between 0 and 1),
    merged_into_id text,
    reason text,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (event_id, version),
    check (event not in ('rescheduled') or (due_on is not null and reason is not null)),
    check (event not in ('removed', 'returned') or reason is not null),
    check (event <> 'merged' or merged_into_id is not null)
);

create table milestone_record (
    milestone_id text not null,
    consortium_id text not null,
    code text not null,
    title text not null,
    work_package text,
    lead_id text,
    means_of_verification text,
    closes_deliverable_id text,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (milestone_id, version)
);

create table milestone_event_record (
    event_id text not null,
    milestone_id text not null,
    consortium_id text not null,
    event text not null check (event in ('planned', 'rescheduled', 'achieved', 'explained', 'removed')),
    effective_on date not null,
    position integer not null,
    due_on date,
    reason text,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (event_id, version),
    check (event <> 'rescheduled' or (due_on is not null and reason is not null)),
    check (event not in ('explained', 'removed') or reason is not null)
);

create table risk_record (
    risk_id text not null,
    consortium_id text not null,
    code text not null,
    description text not null,
    foreseen boolean not null,
    work_package text,
    lead_id text,
    likelihood text not null check (likelihood in ('low', 'medium', 'high')),
    severity text not null check (severity in ('low', 'medium', 'high')),
    measures text not null,
    identified_on date not null,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (risk_id, version)
);

create table risk_state_record (
    risk_id text not null,
    consortium_id text not null,
    period integer not null,
    recorded_on date not null,
    materialised boolean not null,
    measures_applied boolean not null,
    state_of_play text not null,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (risk_id, period, version)
);

-- What is done with communities ----------------------------------------------------------------------------------

create table pilot_record (
    pilot_id text not null,
    consortium_id text not null,
    title text not null,
    theme text not null,
    partner_id text,
    country text check (length(country) = 2),
    city text,
    region_code text,
    latitude double precision check (latitude between -90 and 90),
    longitude double precision check (longitude between -180 and 180),
    starts_on date,
    ends_on date check (ends_on >= starts_on),
    stopped_on date,
    case_study_title text,
    case_study_url text,
    description text,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (pilot_id, version)
);

create table pilot_cso_record (
    pilot_id text not null,
    cso_id text not null,
    consortium_id text not null,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (pilot_id, cso_id, version)
);

create table engagement_record (
    engagement_id text not null,
    consortium_id text not null,
    held_on date not null,
    kind text not null,
    partner_id text,
    cso_id text,
    pilot_id text,
    initiator text check (initiator in ('cso', 'partner')),
    country text check (length(country) = 2),
    city text,
    region_code text,
    student integer check (student >= 0),
    staff integer check (staff >= 0),
    cso_member integer check (cso_member >= 0),
    citizen integer check (citizen >= 0),
    policy_maker integer check (policy_maker >= 0),
    enterprise integer check (enterprise >= 0),
    unique_persons integer check (unique_persons >= 0),
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (engagement_id, version)
);

create table channel_record (
    channel_id text not null,
    title text not null,
    audience text not null,
    description text not null,
    language text not null,
    website text,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (channel_id, version)
);

create table channel_link_record (
    consortium_id text not null,
    channel_id text not null,
    deliverable_id text not null,
    url text not null,
    published_on date,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (consortium_id, channel_id, deliverable_id, version)
);

-- What came of it ------------------------------------------------------------------------------------------------

create table indicator_record (
    indicator_id text not null,
    consortium_id text not null,
    code text not null,
    title text not null,
    results_level text not null check (results_level in ('activity', 'output', 'outcome', 'impact')),
    objective text,
    unit text not null,
    direction text not null check (direction in ('ascending', 'descending')),
    accumulation text not null check (accumulation in ('cumulative', 'periodic')),
    baseline double precision,
    target double precision,
    target_on date,
    disaggregation_axis text,
    language text not null,
    note text,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (indicator_id, version)
);

create table indicator_value_record (
    indicator_id text not null,
    consortium_id text not null,
    observed_on date not null,
    observed_precision text not null check (observed_precision in ('day', 'month', 'year')),
    axis text not null,
    category text not null,
    value double precision not null,
    numerator double precision,
    denominator double precision,
    respondents integer check (respondents >= 0),
    evidence_level integer not null check (evidence_level between 0 and 3),
    evidence text,
    recorded_on date not null,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (indicator_id, observed_on, axis, category, version)
);
