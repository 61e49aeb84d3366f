-- what: what is known of one consortium on the day, with the size of each kind of record
-- grain: one row
-- params: consortium, as_of
with participant as (
    select
        count(*) as participations,
        count(*) filter (where role <> 'associated') as partners,
        count(*) filter (where role = 'associated') as associated,
        count(distinct country) as countries,
        count(*) filter (where country is null) as without_country,
        max(known_as(short_name, legal_name)) filter (where role = 'coordinator') as coordinator
    from participation_state($as_of)
    where consortium_id = $consortium
),
report as (
    select
        min(report_due_on) as next_report_due_on,
        min(period) as next_report_period
    from reporting_period
    where consortium_id = $consortium and report_due_on >= $as_of
),
-- One under the other: side by side DuckDB would look for the best order of joining counts that join nothing.
counted as (
    select
        'pilots' as kind,
        count(*) as amount
    from pilot_state($as_of)
    where consortium_id = $consortium and status <> 'planned'
    union all
    select
        'active_csos' as kind,
        count(distinct cso_id) as amount
    from cso_relation_state($as_of)
    where consortium_id = $consortium
    union all
    select
        'engagements' as kind,
        count(*) as amount
    from engagement
    where consortium_id = $consortium and held_on <= $as_of
    union all
    select
        'deliverables' as kind,
        count(*) as amount
    from deliverable_state($as_of)
    where consortium_id = $consortium and is_in_count
    union all
    select
        'indicators' as kind,
        count(*) as amount
    from indicator
    where consortium_id = $consortium
),
size as (
    select
        max(amount) filter (where kind = 'pilots') as pilots,
        max(amount) filter (where kind = 'active_csos') as active_csos,
        max(amount) filter (where kind = 'engagements') as engagements,
        max(amount) filter (where kind = 'deliverables') as deliverables,
        max(amount) filter (where kind = 'indicators') as indicators
    from counted
)
select
    state.acronym,
    state.title,
    action_type.title as action_type,
    state.call_year,
    state.agreement_number,
    state.selected_on,
    state.starts_on,
    state.starts_precision,
    state.ends_on,
    state.ends_precision,
    state.stage,
    cast(state.grant_eur as double) as grant_eur,
    state.summary,
    state.website,
    participant.coordinator,
    case
        when participant.participations > 0 or state.record_basis = 'records' then participant.partners
    end as partners,
    participant.associated,
    case
        when participant.participations > 0 or state.record_basis = 'records' then participant.countries
    end as countries,
    participant.without_country,
    size.pilots,
    size.active_csos,
    size.engagements,
    size.deliverables,
    size.indicators,
    report.next_report_due_on,
    report.next_report_period,
    source_document.title as source
from consortium_state($as_of) as state
cross join participant
cross join report
cross join size
left join action_type on state.action_type_id = action_type.action_type_id
left join source_document on state.source_id = source_document.source_id
where state.consortium_id = $consortium
order by state.consortium_id
