-- what: the chosen consortia as of the day, with partners, deliverables, period and grant, by acronym
-- grain: one row per consortium
-- params: as_of, consortia
with state as (
    select
        *
    from funded_consortium($as_of)
    where consortium_id in $consortia
),
partner as (
    select
        held.consortium_id,
        count(distinct held.organisation_id) filter (where held.role <> 'associated') as partners,
        count(distinct held.organisation_id) filter (where held.role = 'associated') as associated,
        count(distinct held.country) as countries,
        string_agg(known_as(held.short_name, held.legal_name), ', ' order by held.participation_id)
        filter (where held.role = 'coordinator') as coordinator
    from participation_state($as_of) as held
    where held.consortium_id in $consortia
    group by held.consortium_id
),
fate as (
    select
        deliverable.consortium_id,
        count(*) filter (where deliverable.is_in_count) as in_count,
        count(*) filter (where deliverable.is_in_count and deliverable.status <> 'not known') as known,
        count(*) filter (where deliverable.is_delivered) as delivered,
        count(*) filter (where deliverable.is_overdue) as overdue,
        count(*) filter (where deliverable.status = 'not known') as not_known
    from deliverable_state($as_of, among := $consortia) as deliverable
    group by deliverable.consortium_id
)
select
    state.consortium_id,
    state.acronym,
    state.title,
    state.fictional,
    state.record_basis,
    state.action_type_id,
    action_type.title as action_type,
    action_type.programme,
    state.call_year,
    state.stage,
    partner.coordinator,
    case
        when state.record_basis = 'public sources' then partner.partners
        else coalesce(partner.partners, 0)
    end as partners,
    case
        when state.record_basis = 'public sources' then nullif(partner.associated, 0)
        else coalesce(partner.associated, 0)
    end as associated,
    case
        when state.record_basis = 'public sources' then partner.countries
        else coalesce(partner.countries, 0)
    end as countries,
    fate.in_count,
    case when fate.known > 0 then fate.delivered end as delivered,
    case when fate.known > 0 then fate.overdue end as overdue,
    fate.not_known,
    state.selected_on,
    state.starts_on,
    state.starts_precision,
    state.ends_on,
    state.ends_precision,
    earliest_day(state.first_known_on, state.starts_precision) as begins_earliest_on,
    latest_day(state.first_known_on, state.starts_precision) as begins_latest_on,
    earliest_day(state.ends_on, state.ends_precision) as ends_earliest_on,
    latest_day(state.ends_on, state.ends_precision) as ends_latest_on,
    state.grant_eur,
    state.phases,
    state.phases_with_grant
from state
left join action_type on state.action_type_id = action_type.action_type_id
left join partner on state.consortium_id = partner.consortium_id
left join fate on state.consortium_id = fate.consortium_id
order by lower(state.acronym), state.consortium_id
