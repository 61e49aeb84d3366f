-- what: the chosen consortia by action type, by country or by year of start: organisations, deliverables, time kept
-- grain: one row per part, one without a part for what is not known
-- params: as_of, with_fictional, search, action_types, countries, stages, part
with chosen as materialized (
    select
        consortium_id,
        case
            when $part = 'action_type' then action_type_id
            when $part = 'year' then cast(year(first_known_on) as varchar)
        end as part
    from portfolio_consortium($as_of, $with_fictional, $search, $action_types, $countries, $stages)
),
taking_part as (
    select
        case when $part = 'country' then held.country else chosen.part end as part,
        count(distinct held.organisation_id) as organisations,
        count(distinct chosen.consortium_id) as consortia,
        count(held.participation_id) as participations
    from chosen
    left join participation_state($as_of) as held on chosen.consortium_id = held.consortium_id
    where $part <> 'country' or held.participation_id is not null
    group by all
),
counted as materialized (
    select
        tally.*,
        chosen.part
    from deliverable_count($as_of) as tally
    inner join chosen on tally.consortium_id = chosen.consortium_id
),
-- Public sources tell of what was handed in rather than of what was not, so that among those known all would be
-- delivered: shares are of consortia of which the fate of every deliverable is known.
known as (
    select consortium_id
    from counted
    group by consortium_id
    having sum(not_known) = 0
),
handed_in as (
    select
        case when $part = 'country' then lead.country else counted.part end as part,
        sum(counted.in_count) as in_count,
        sum(counted.in_count) filter (where known.consortium_id is not null) as known,
        sum(counted.delivered) filter (where known.consortium_id is not null) as delivered,
        sum(counted.due) filter (where known.consortium_id is not null) as due,
        sum(counted.on_time) filter (where known.consortium_id is not null) as on_time
    from counted
    left join known on counted.consortium_id = known.consortium_id
    left join organisation as lead on counted.lead_id = lead.organisation_id
    group by all
)
select
    coalesce(taking_part.part, handed_in.part) as part,
    action_type.title,
    action_type.programme,
    coalesce(taking_part.organisations, 0) as organisations,
    coalesce(taking_part.consortia, 0) as consortia,
    coalesce(taking_part.participations, 0) as participations,
    cast(coalesce(handed_in.in_count, 0) as bigint) as in_count,
    cast(coalesce(handed_in.known, 0) as bigint) as known,
    cast(coalesce(handed_in.delivered, 0) as bigint) as delivered,
    cast(coalesce(handed_in.due, 0) as bigint) as due,
    cast(coalesce(handed_in.on_time, 0) as bigint) as on_time
from taking_part
full join handed_in on taking_part.part is not distinct from handed_in.part
left join action_type on $part = 'action_type' and taking_part.part = action_type.action_type_id
order by
    coalesce(taking_part.part, handed_in.part) is null,
    case when $part = 'year' then coalesce(taking_part.part, handed_in.part) end,
    consortia desc,
    organisations desc,
    action_type.title,
    part
