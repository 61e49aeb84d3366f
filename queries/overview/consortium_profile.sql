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
    (
        select count(*) from pilot_state($as_of) as pilot
        where pilot.consortium_id = $consortium and pilot.status <> 'planned'
    ) as pilots,
    (
        select count(distinct relation.cso_id) from cso_relation_state($as_of) as relation
        where relation.consortium_id = $consortium
    ) as active_csos,
    (
        select count(*) from engagement
        where engagement.consortium_id = $consortium and engagement.held_on <= $as_of
    ) as engagements,
    (
        select count(*) from deliverable_state($as_of) as deliverable
        where deliverable.consortium_id = $consortium and deliverable.is_in_count
    ) as deliverables,
    (select count(*) from indicator where indicator.consortium_id = $consortium) as indicators,
    report.next_report_due_on,
    report.next_report_period,
    source_document.title as source
from consortium_state($as_of) as state
cross join participant
cross join report
left join action_type on state.action_type_id = action_type.action_type_id
left join source_document on state.source_id = source_document.source_id
where state.consortium_id = $consortium
order by state.consortium_id
