-- what: signals of health of the chosen consortia as of the day, each by itself, by acronym
-- grain: one row per consortium
-- params: as_of, consortia
with chosen as (
    select
        consortium_id,
        acronym,
        fictional,
        record_basis
    from consortium
    where consortium_id in $consortia
),
deliverables as (
    select
        consortium_id,
        count(*) filter (where is_in_count and status <> 'not known' and current_due_on <= $as_of) as deliverables_due,
        count(*) filter (where is_overdue) as deliverables_overdue,
        count(*) filter (where is_in_count and has_submission) as deliverables_handed_in,
        count(*) filter (where status = 'revision requested') as revisions_requested
    from deliverable_state($as_of, among := $consortia)
    group by consortium_id
),
milestones as (
    select
        consortium_id,
        count(*) filter (where current_due_on <= $as_of) as milestones_due,
        count(*) filter (where status = 'overdue') as milestones_overdue
    from milestone_state($as_of, among := $consortia)
    where status <> 'removed'
    group by consortium_id
),
risks as (
    select
        consortium_id,
        count(*) as risks,
        count(*) filter (where status = 'materialised') as risks_materialised
    from risk_stand($as_of, among := $consortia)
    group by consortium_id
),
indicators as (
    select
        consortium_id,
        count(progress) as indicators_measured,
        count(*) filter (where progress >= 1) as indicators_reached
    from indicator_state($as_of, among := $consortia)
    group by consortium_id
),
reports as (
    select
        consortium_id,
        min(report_due_on) filter (where report_due_on >= $as_of) as next_report_due_on,
        count(*) as reports
    from reporting_period
    where consortium_id in $consortia
    group by consortium_id
),
happened as (
    select
        consortium_id,
        effective_on as happened_on,
        effective_precision as happened_precision
    from deliverable_event
    where consortium_id in $consortia
    union all
    select
        consortium_id,
        effective_on as happened_on,
        'day' as happened_precision
    from milestone_event
    where consortium_id in $consortia
    union all
    select
        consortium_id,
        held_on as happened_on,
        'day' as happened_precision
    from engagement
    where consortium_id in $consortia
    union all
    select
        consortium_id,
        observed_on as happened_on,
        observed_precision as happened_precision
    from indicator_value
    where consortium_id in $consortia
),
latest as (
    select
        consortium_id,
        max(happened_on) as last_event_on,
        arg_max(happened_precision, happened_on) as last_event_precision
    from happened
    where happened_on <= $as_of
    group by consortium_id
)
select
    chosen.consortium_id,
    chosen.acronym,
    chosen.fictional,
    chosen.record_basis,
    deliverables.deliverables_due,
    deliverables.deliverables_overdue,
    case when chosen.record_basis = 'records' then deliverables.deliverables_handed_in end as deliverables_handed_in,
    case when chosen.record_basis = 'records' then deliverables.revisions_requested end as revisions_requested,
    milestones.milestones_due,
    milestones.milestones_overdue,
    risks.risks,
    risks.risks_materialised,
    indicators.indicators_measured,
    indicators.indicators_reached,
    reports.reports,
    reports.next_report_due_on,
    latest.last_event_on,
    latest.last_event_precision
from chosen
left join deliverables on chosen.consortium_id = deliverables.consortium_id
left join milestones on chosen.consortium_id = milestones.consortium_id
left join risks on chosen.consortium_id = risks.consortium_id
left join indicators on chosen.consortium_id = indicators.consortium_id
left join reports on chosen.consortium_id = reports.consortium_id
left join latest on chosen.consortium_id = latest.consortium_id
order by lower(chosen.acronym), chosen.consortium_id
