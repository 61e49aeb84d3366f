-- what: the values each filter of the CSO directory can take as of the day
-- grain: one row per filter field and value
-- params: consortium, as_of
with known as (
    select
        known.partner_ids,
        cso.country,
        cso.activity_field
    from cso_on_record($as_of, $consortium) as known
    inner join organisation as cso on known.cso_id = cso.organisation_id
),
seen as (
    select
        'country' as field,
        country as value
    from known
    union all
    select
        'activity_field' as field,
        activity_field as value
    from known
    union all
    select
        'partner' as field,
        known_as(partner.short_name, partner.legal_name) as value
    from (select unnest(partner_ids) as partner_id from known) as one
    inner join organisation as partner on one.partner_id = partner.organisation_id
)
select
    field,
    value,
    count(*) as csos
from seen
where value is not null
group by field, value
order by field, value
