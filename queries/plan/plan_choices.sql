-- what: the values that fields of a deliverable can take
-- grain: one row per field and value
-- params: consortium
with partner as (
    select distinct
        participation.organisation_id as value,
        coalesce(known_as(organisation.short_name, organisation.legal_name), organisation.organisation_id) as name
    from participation
    inner join organisation on participation.organisation_id = organisation.organisation_id
    where participation.consortium_id = $consortium
),
choice as (
    select
        'work_package' as field,
        work_package as value,
        work_package as name
    from work_package
    where consortium_id = $consortium
    union all
    select
        'objective' as field,
        objective as value,
        objective as name
    from objective
    where consortium_id = $consortium
    union all
    select
        'lead_id' as field,
        value,
        case when count(*) over (partition by name) > 1 then format('{} ({})', name, value) else name end as name
    from partner
)
select
    field,
    value,
    name
from choice
order by field, code_order(name), value
