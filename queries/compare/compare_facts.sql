-- what: what the chosen consortia delivered, when, whom they engaged and which indicators they reached, as of the day
-- grain: one row per consortium, by acronym
-- params: as_of, consortia
with chosen as (
    select
        consortium_id,
        acronym,
        fictional,
        record_basis,
        stage,
        starts_on
    from consortium_state($as_of)
    where consortium_id in $consortia
),
deliverables as (
    select
        consortium_id,
        count(*) as in_count,
        bool_and(status <> 'not known') as is_known,
        count(*) filter (where is_delivered) as delivered,
        count(is_on_time_baseline) as due_baseline,
        count(*) filter (where is_on_time_baseline) as on_time_baseline,
        count(is_on_time_current) as due_current,
        count(*) filter (where is_on_time_current) as on_time_current
    from deliverable_state($as_of, among := $consortia)
    where is_in_count and consortium_id in $consortia
    group by consortium_id
),
engaged as (
    select
        consortium_id,
        count(*) as engagements,
        count(headcount) as counted,
        cast(sum(headcount) as bigint) as headcount,
        count(initiator) as known_initiator,
        count(*) filter (where initiator = 'cso') as cso_initiated
    from engagement_state($as_of)
    where consortium_id in $consortia
    group by consortium_id
),
active as (
    select
        consortium_id,
        cso_id,
        quarters_active(held_on, $as_of) as quarters
    from engagement_state($as_of)
    where consortium_id in $consortia and cso_id is not null
    group by consortium_id, cso_id
),
retained as (
    select
        consortium_id,
        count(*) as csos,
        count(*) filter (where quarters >= 1) as csos_active,
        count(*) filter (where is_retained(quarters)) as csos_retained
    from active
    group by consortium_id
),
indicators as (
    select
        consortium_id,
        count(*) as indicators,
        count(progress) as measured,
        count(*) filter (where progress >= 1) as reached
    from indicator_state($as_of, among := $consortia)
    group by consortium_id
),
partners as (
    select
        consortium_id,
        count(distinct organisation_id) as partners
    from participation_state($as_of)
    where consortium_id in $consortia and role <> 'associated'
    group by consortium_id
)
select
    chosen.consortium_id,
    chosen.acronym,
    chosen.fictional,
    chosen.record_basis,
    chosen.stage,
    chosen.starts_on,
    coalesce(partners.partners, 0) as partners,
    coalesce(deliverables.in_count, 0) as in_count,
    coalesce(deliverables.delivered, 0) as delivered,
    -- Public sources tell of what was handed in rather than of what was not: among those known, all would be delivered.
    case when deliverables.is_known then deliverables.in_count else 0 end as known,
    case when deliverables.is_known then deliverables.due_baseline else 0 end as due_baseline,
    case when deliverables.is_known then deliverables.on_time_baseline else 0 end as on_time_baseline,
    case when deliverables.is_known then deliverables.due_current else 0 end as due_current,
    case when deliverables.is_known then deliverables.on_time_current else 0 end as on_time_current,
    coalesce(engaged.engagements, 0) as engagements,
    coalesce(engaged.counted, 0) as counted,
    engaged.headcount,
    coalesce(retained.csos, 0) as csos,
    coalesce(engaged.known_initiator, 0) as known_initiator,
    coalesce(engaged.cso_initiated, 0) as cso_initiated,
    coalesce(retained.csos_active, 0) as csos_active,
    coalesce(retained.csos_retained, 0) as csos_retained,
    coalesce(indicators.indicators, 0) as indicators,
    coalesce(indicators.measured, 0) as measured,
    coalesce(indicators.reached, 0) as reached
from chosen
left join partners on chosen.consortium_id = partners.consortium_id
left join deliverables on chosen.consortium_id = deliverables.consortium_id
left join engaged on chosen.consortium_id = engaged.consortium_id
left join retained on chosen.consortium_id = retained.consortium_id
left join indicators on chosen.consortium_id = indicators.consortium_id
order by lower(chosen.acronym), chosen.consortium_id
