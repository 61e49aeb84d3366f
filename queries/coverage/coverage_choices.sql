-- what: the values each filter of the coverage page can take as of the day
-- grain: one row per filter field and value
-- params: consortium, as_of
with active as (
    select
        cso_id,
        partner_id
    from cso_relation_state($as_of)
    where consortium_id = $consortium
),
participant as (
    select organisation_id
    from participation_state($as_of)
    where consortium_id = $consortium
),
seen as (
    select
        country,
        organisation_type,
        case when organisation_id in (select active.cso_id from active) then activity_field end as activity_field,
        case
            when
                organisation_id in (select participant.organisation_id from participant)
                or organisation_id in (select active.partner_id from active)
                then known_as(short_name, legal_name)
        end as partner
    from organisation
    where
        organisation_id in (select participant.organisation_id from participant)
        or organisation_id in (select active.cso_id from active)
        or organisation_id in (select active.partner_id from active)
),
chosen as (
    unpivot seen on country, organisation_type, activity_field, partner into name field value value
)
select
    field,
    value,
    count(*) as organisations
from chosen
group by field, value
order by field, value
