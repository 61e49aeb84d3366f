-- The present of every entity. The tables are kept by data/present.py: of each key the newest row of its records,
-- unless that row withdraws it.
-- Whoever may not read everything sees the rows of their consortia here and nowhere else; the store sets the variables
-- for each question (data/access.py). Without them everything is seen, and the conditions cost nothing.

create or replace macro reads_everything() as getvariable('readable_consortia') is null;

create or replace macro is_readable(consortium) as
    getvariable('readable_consortia') is null or list_contains(getvariable('readable_consortia'), consortium);

create or replace macro is_administered() as coalesce(getvariable('administers'), true);

-- What somebody brought is theirs to look at, and an administrator's.
create or replace macro is_own(in_version) as
    is_administered()
    or in_version in (select change.version from change where change.recorded_by = getvariable('recorded_as'));

create or replace view source_document as
select
    source_id,
    title,
    language,
    kind,
    note
from source_document_present;

create or replace view action_type as
select
    action_type_id,
    title,
    programme,
    first_call_year,
    last_call_year,
    description,
    language,
    source_id
from action_type_present;

create or replace view action_type_activity as
select
    action_type_id,
    position,
    activity,
    language,
    source_id
from action_type_activity_present;

create or replace view eligibility_rule as
select
    rule_id,
    action_type_id,
    label,
    first_call_year,
    last_call_year,
    country_pool,
    confidence,
    requirements,
    source_id
from eligibility_rule_present;

create or replace view country_pool as
select
    country_pool,
    country,
    first_call_year,
    last_call_year,
    source_id
from country_pool_present;

create or replace view consortium as
select
    consortium_id,
    acronym,
    title,
    action_type_id,
    call_year,
    agreement_number,
    selected_on,
    starts_on,
    starts_precision,
    ends_on,
    ends_precision,
    grant_eur,
    summary,
    language,
    website,
    record_basis,
    fictional,
    source_id
from consortium_present
where is_readable(consortium_id);

create or replace view funding_phase as
select
    funding_phase_id,
    consortium_id,
    title,
    action_type_id,
    agreement_number,
    starts_on,
    starts_precision,
    ends_on,
    ends_precision,
    grant_eur,
    note,
    source_id
from funding_phase_present
where is_readable(consortium_id);

create or replace view organisation as
select
    organisation_id,
    legal_name,
    short_name,
    organisation_type,
    activity_field,
    country,
    city,
    region_code,
    nuts3_code,
    latitude,
    longitude,
    coordinate_precision,
    pic,
    oid,
    ror,
    vat_number,
    erasmus_code,
    website,
    note,
    fictional,
    source_id
from organisation_present;

create or replace view organisation_unit as
select
    organisation_unit_id,
    organisation_id,
    kind,
    title,
    source_id
from organisation_unit_present;

create or replace view participation as
select
    participation_id,
    consortium_id,
    organisation_id,
    role,
    joined_on,
    joined_precision,
    left_on,
    budget_eur,
    note,
    source_id,
    left_noted_on
from participation_present
where is_readable(consortium_id);

create or replace view cso_relation as
select
    consortium_id,
    cso_id,
    partner_id,
    active_from,
    active_until,
    source_id
from cso_relation_present
where is_readable(consortium_id);

create or replace view meeting as
select
    meeting_id,
    consortium_id,
    title,
    city,
    country,
    starts_on,
    ends_on,
    source_id
from meeting_present
where is_readable(consortium_id);

create or replace view objective as
select
    consortium_id,
    objective,
    statement,
    language,
    source_id
from objective_present
where is_readable(consortium_id);

create or replace view work_package as
select
    consortium_id,
    work_package,
    title,
    lead_id,
    starts_on,
    ends_on,
    source_id
from work_package_present
where is_readable(consortium_id);

create or replace view reporting_period as
select
    consortium_id,
    period,
    starts_on,
    ends_on,
    report_due_on,
    source_id
from reporting_period_present
where is_readable(consortium_id);

create or replace view deliverable as
select
    deliverable_id,
    consortium_id,
    code,
    title,
    work_package,
    deliverable_type,
    dissemination_level,
    lead_id,
    objective,
    description,
    language,
    url,
    source_id
from deliverable_present
where is_readable(consortium_id);

create or replace view deliverable_event as
select
    event_id,
    deliverable_id,
    consortium_id,
    event,
    effective_on,
    effective_precision,
    position,
    due_on,
    due_precision,
    due_month,
    progress,
    merged_into_id,
    reason,
    source_id,
    listed_only
from deliverable_event_present
where is_readable(consortium_id);

create or replace view milestone as
select
    milestone_id,
    consortium_id,
    code,
    title,
    work_package,
    lead_id,
    means_of_verification,
    closes_deliverable_id,
    source_id
from milestone_present
where is_readable(consortium_id);

create or replace view milestone_event as
select
    event_id,
    milestone_id,
    consortium_id,
    event,
    effective_on,
    position,
    due_on,
    reason,
    source_id
from milestone_event_present
where is_readable(consortium_id);

create or replace view risk as
select
    risk_id,
    consortium_id,
    code,
    description,
    foreseen,
    work_package,
    lead_id,
    likelihood,
    severity,
    measures,
    identified_on,
    source_id
from risk_present
where is_readable(consortium_id);

create or replace view risk_state as
select
    risk_id,
    consortium_id,
    period,
    recorded_on,
    materialised,
    measures_applied,
    state_of_play,
    source_id
from risk_state_present
where is_readable(consortium_id);

create or replace view pilot as
select
    pilot_id,
    consortium_id,
    title,
    theme,
    partner_id,
    country,
    city,
    region_code,
    latitude,
    longitude,
    starts_on,
    ends_on,
    stopped_on,
    case_study_title,
    case_study_url,
    description,
    source_id
from pilot_present
where is_readable(consortium_id);

create or replace view pilot_cso as
select
    pilot_id,
    cso_id,
    consortium_id,
    source_id
from pilot_cso_present
where is_readable(consortium_id);

create or replace view engagement as
select
    engagement_id,
    consortium_id,
    held_on,
    kind,
    partner_id,
    cso_id,
    pilot_id,
    initiator,
    country,
    city,
    region_code,
    student,
    staff,
    cso_member,
    citizen,
    policy_maker,
    enterprise,
    unique_persons,
    source_id
from engagement_present
where is_readable(consortium_id);

create or replace view channel as
select
    channel_id,
    title,
    audience,
    description,
    language,
    website,
    source_id
from channel_present;

create or replace view channel_link as
select
    consortium_id,
    channel_id,
    deliverable_id,
    url,
    published_on,
    source_id
from channel_link_present
where is_readable(consortium_id);

create or replace view indicator as
select
    indicator_id,
    consortium_id,
    code,
    title,
    results_level,
    objective,
    unit,
    direction,
    accumulation,
    baseline,
    target,
    target_on,
    disaggregation_axis,
    language,
    note,
    source_id
from indicator_present
where is_readable(consortium_id);

create or replace view indicator_value as
select
    indicator_id,
    consortium_id,
    observed_on,
    observed_precision,
    axis,
    category,
    value,
    numerator,
    denominator,
    respondents,
    evidence_level,
    evidence,
    recorded_on,
    source_id
from indicator_value_present
where is_readable(consortium_id);

create or replace view delay_justification as
select
    deliverable_id,
    consortium_id,
    recorded_on,
    justification,
    source_id
from delay_justification_present
where is_readable(consortium_id);

create or replace view deliverable_link as
select
    deliverable_id,
    consortium_id,
    url,
    title,
    added_on,
    source_id
from deliverable_link_present
where is_readable(consortium_id);

create or replace view communication_activity as
select
    communication_activity_id,
    consortium_id,
    code,
    title,
    audience,
    lead_id,
    source_id
from communication_activity_present
where is_readable(consortium_id);

create or replace view communication_activity_state as
select
    communication_activity_id,
    consortium_id,
    effective_on,
    state,
    reason,
    source_id
from communication_activity_state_present
where is_readable(consortium_id);

create or replace view region_scheme as
select
    scheme,
    title,
    edition,
    licence,
    attribution,
    source_id
from region_scheme_present;

create or replace view region as
select
    scheme,
    region_code,
    level,
    parent_code,
    country,
    title,
    outline,
    latitude,
    longitude,
    source_id
from region_present;

create or replace view region_population as
select
    scheme,
    region_code,
    population_year,
    population,
    basis,
    source_id
from region_population_present;

create or replace view region_former_code as
select
    scheme,
    former_code,
    region_code,
    source_id
from region_former_code_present;

create or replace view place as
select
    place_id,
    title,
    other_titles,
    country,
    latitude,
    longitude,
    population,
    part_of,
    source_id
from place_present;

create or replace view placement_run as
select
    scheme,
    up_to_version,
    rules,
    source_id
from placement_run_present;

create or replace view duplicate_decision as
select
    first_id,
    second_id,
    decision,
    source_id
from duplicate_decision_present;

create or replace view quote as
select
    quote_id,
    consortium_id,
    pilot_id,
    indicator_id,
    objective,
    said_by,
    said_on,
    quote,
    language,
    source_id
from quote_present
where is_readable(consortium_id);

create or replace view tefce_cell as
select
    consortium_id,
    dimension,
    criterion,
    assessed_on,
    level,
    evidence,
    source_id
from tefce_cell_present
where is_readable(consortium_id);

create or replace view import_run as
select
    run_id,
    files,
    fingerprint,
    undone,
    rows_read,
    accepted,
    repaired,
    rejected,
    ignored,
    source_id
from import_run_present
where is_own(version);

create or replace view import_sheet as
select
    run_id,
    file,
    sheet,
    kind,
    header_row,
    columns,
    rows_read,
    accepted,
    repaired,
    rejected,
    ignored,
    source_id
from import_sheet_present
where is_own(version);

create or replace view import_entity as
select
    run_id,
    file,
    sheet,
    entity,
    added,
    changed,
    unchanged,
    source_id
from import_entity_present
where is_own(version);

create or replace view import_remark as
select
    run_id,
    position,
    outcome,
    rule,
    file,
    sheet,
    at_row,
    in_column,
    cell,
    became,
    what,
    way_out,
    filled,
    source_id
from import_remark_present
where is_own(version);

create or replace view import_rejected_row as
select
    run_id,
    file,
    sheet,
    at_row,
    cells,
    to_correct,
    source_id
from import_rejected_row_present
where is_own(version);

create or replace view import_mapping as
select
    kind,
    headers,
    header,
    field,
    source_id
from import_mapping_present;

create or replace view organisation_match as
select
    source_key,
    organisation_id,
    decided_by,
    score,
    reasons,
    source_id
from organisation_match_present;

create or replace view register_entry as
select
    register,
    entry,
    edition,
    pic,
    oid,
    ror,
    vat_number,
    erasmus_code,
    legal_name,
    short_name,
    country,
    city,
    website,
    source_id
from register_entry_present;

create or replace view access_grant as
select
    access_grant_id,
    person,
    recorded_as,
    role,
    consortium_id,
    organisation_id,
    from_on,
    until_on,
    source_id
from access_grant_present
where is_administered();

create or replace view title as
select
    subject_kind,
    subject_id,
    language,
    title,
    source_id
from title_present
where
    subject_kind not in ('consortium', 'deliverable')
    or reads_everything()
    or (subject_kind = 'consortium' and is_readable(subject_id))
    or subject_id in (select deliverable_id from deliverable);

create or replace view placement as
select
    subject_kind,
    subject_id,
    scheme,
    region_code,
    placed_by,
    near_border,
    distance_km,
    place_id,
    reason,
    source_id
from placement_present
where
    subject_kind not in ('pilot', 'town')
    or reads_everything()
    or (subject_kind = 'pilot' and subject_id in (select pilot_id from pilot))
    or (
        subject_kind = 'town'
        and subject_id in (
            select town_id(held.country, held.city)
            from (
                select distinct
                    country,
                    city
                from engagement
            ) as held
        )
    );
