-- what: how many CSOs are active with the consortium's partners as of the day, and how far they reach
-- grain: one row
-- params: consortium, as_of
with active as (
    select
        cso_id,
        partner_id
    from cso_relation_state($as_of)
    where consortium_id = $consortium
),
cso as (
    select
        organisation_id,
        country,
        activity_field,
        latitude is not null and longitude is not null as is_placed,
        organisation_id in (
            select engagement.cso_id
            from engagement
            where engagement.consortium_id = $consortium and engagement.held_on <= $as_of
        ) as is_met
    from organisation
    where organisation_id in (select active.cso_id from active)
),
per_partner as (
    select
        partner_id,
        count(distinct cso_id) as csos
    from active
    group by partner_id
)
select
    count(*) as active,
    (
        select count(distinct relation.cso_id)
        from cso_relation as relation
        where
            relation.consortium_id = $consortium
            and (relation.active_from is null or relation.active_from <= $as_of)
    ) as so_far,
    count(*) filter (where is_placed) as placed,
    count(distinct country) as countries,
    count(country) as with_country,
    count(distinct activity_field) as fields,
    count(activity_field) as with_field,
    count(*) filter (where is_met) as met,
    (select median(csos) from per_partner) as median_per_partner,
    (select count(*) from per_partner) as partners_in_contact,
    (
        select count(distinct participation.organisation_id)
        from participation_state($as_of) as participation
        where participation.consortium_id = $consortium
    ) as partners
from cso
order by active
