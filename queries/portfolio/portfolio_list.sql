-- what: consortia of the portfolio as of the day, with partners, deliverables, period and grant, by acronym
-- grain: one row per consortium that fits the filters
-- params: as_of, with_fictional, search, action_types, countries, stages
with partner as (
    select
        consortium_id,
        count(distinct organisation_id) filter (where role <> 'associated') as partners,
        count(distinct organisation_id) filter (where role = 'associated') as associated,
        count(distinct country) as countries,
        list(distinct country) as country_codes,
        string_agg(known_as(short_name, legal_name), ', ' order by participation_id)
        filter (where role = 'coordinator') as coordinator,
        string_agg(concat_ws(' ', short_name, legal_name), ' ') as names
    from participation_state($as_of)
    group by consortium_id
),
fate as (
    select
        consortium_id,
        count(*) filter (where is_in_count) as in_count,
        count(*) filter (where is_in_count and status <> 'not known') as known,
        count(*) filter (where is_delivered) as delivered,
        count(*) filter (where is_overdue) as overdue,
        count(*) filter (where status = 'not known') as not_known
    from deliverable_state($as_of)
    group by consortium_id
),
phase as (
    select
        funding_phase.consortium_id,
        count(*) as phases,
        count(funding_phase.grant_eur) as phases_with_grant,
        sum(funding_phase.grant_eur) as grant_eur
    from funding_phase
    inner join consortium_state($as_of) as state on funding_phase.consortium_id = state.consortium_id
    where coalesce(funding_phase.starts_on, state.first_known_on, $as_of) <= $as_of
    group by funding_phase.consortium_id
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
    cast(coalesce(state.grant_eur, phase.grant_eur) as double) as grant_eur,
    case when state.grant_eur is null then phase.phases end as phases,
    case when state.grant_eur is null then phase.phases_with_grant end as phases_with_grant
from consortium_state($as_of) as state
left join action_type on state.action_type_id = action_type.action_type_id
left join partner on state.consortium_id = partner.consortium_id
left join fate on state.consortium_id = fate.consortium_id
left join phase on state.consortium_id = phase.consortium_id
where
    ($with_fictional or not state.fictional)
    and (len($action_types) = 0 or state.action_type_id in $action_types)
    and (len($countries) = 0 or len(list_filter(partner.country_codes, lambda code: code in $countries)) > 0)
    and (len($stages) = 0 or state.stage in $stages)
    and (
        $search = ''
        or contains(
            strip_accents(lower(concat_ws(' ', state.acronym, state.title, partner.names))),
            strip_accents(lower($search))
        )
    )
order by lower(state.acronym), state.consortium_id
