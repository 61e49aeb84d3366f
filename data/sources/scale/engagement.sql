-- what: engagements of the sample, a hundred a consortium: few consortia hold very many
-- grain: one row per engagement
-- params: seed, consortia, since, before
with partner as (
    select
        participation.consortium_id,
        list({
            'id': participation.organisation_id,
            'country': organisation.country,
            'city': organisation.city
        } order by participation.participation_id) as partners
    from participation
    inner join organisation on participation.organisation_id = organisation.organisation_id
    where
        participation.consortium_id >= scale_id($since)
        and participation.consortium_id < scale_id($before)
        and participation.source_id = 'scale-sample'
    group by participation.consortium_id
),
related as (
    select
        consortium_id,
        list(distinct cso_id order by cso_id) as csos
    from cso_relation
    where consortium_id >= scale_id($since) and consortium_id < scale_id($before) and source_id = 'scale-sample'
    group by consortium_id
),
drawn as (
    select
        made.number,
        made.consortium_id,
        made.pilots,
        related.csos,
        counted.place,
        made.number * 100000 + counted.place as one,
        made.starts_on + cast(
            floor((made.recorded_until - made.starts_on) * chance($seed, 'held', one)) as integer
        ) as held_on,
        chosen_of(partner.partners, chance($seed, 'engaging', one) ** 1.5) as partner,
        chance($seed, 'kind', one) as kind_drawn,
        chance($seed, 'with', one) as with_drawn,
        chance($seed, 'initiator', one) as initiator_drawn,
        chance($seed, 'counted', one) as counted_drawn,
        chance($seed, 'heads', one) as heads_drawn
    from scale_consortium($seed, $consortia, $since, $before) as made
    inner join partner on made.consortium_id = partner.consortium_id
    left join related on made.consortium_id = related.consortium_id
    cross join unnest(range(made.engagements)) as counted (place)
),
-- Half of them have up to 14 people, one in a hundred more than two hundred.
sized as (
    select
        *,
        case when counted_drawn > 0.08 then 8 * power(1 - heads_drawn, -0.75) end as heads
    from drawn
)
select
    consortium_id || '-e' || lpad(cast(place as varchar), 5, '0') as engagement_id,
    consortium_id,
    held_on,
    case
        when kind_drawn < 0.27 then 'workshop'
        when kind_drawn < 0.47 then 'co-design session'
        when kind_drawn < 0.63 then 'site visit'
        when kind_drawn < 0.75 then 'training'
        when kind_drawn < 0.87 then 'science shop request'
        when kind_drawn < 0.95 then 'public event'
        else 'policy dialogue'
    end as kind,
    partner.id as partner_id,
    case when with_drawn < 0.7 then chosen_of(csos, with_drawn / 0.7) end as cso_id,
    case
        when pilots > 0 and with_drawn < 0.25
            then format('{}-t{}', consortium_id, 1 + cast(floor(pilots * with_drawn * 4) as bigint))
    end as pilot_id,
    case when initiator_drawn < 0.3 then 'cso' when initiator_drawn < 0.85 then 'partner' end as initiator,
    partner.country,
    partner.city,
    cast(floor(heads * 0.45) as integer) as student,
    cast(floor(heads * 0.12) as integer) as staff,
    case when initiator_drawn > 0.05 then cast(floor(heads * 0.2) as integer) end as cso_member,
    case when kind_drawn > 0.3 then cast(floor(heads * 0.5 * kind_drawn) as integer) end as citizen,
    case when kind_drawn > 0.9 then cast(floor(heads * 0.1) as integer) end as policy_maker,
    case when kind_drawn < 0.2 then cast(floor(heads * 0.05) as integer) end as enterprise,
    case when counted_drawn > 0.5 then cast(floor(heads * 0.8) as integer) end as unique_persons,
    'scale-sample' as source_id
from sized
order by number, place
