-- what: what was ever recorded of a CSO and of its contacts, with who recorded it when, the latest first
-- grain: one row per change and field that differs from what stood before
-- params: cso
with described as (
    select
        version,
        withdrawn,
        coalesce(legal_name, '') as legal_name,
        coalesce(short_name, '') as short_name,
        coalesce(activity_field, '') as activity_field,
        coalesce(country, '') as country,
        coalesce(city, '') as city,
        coalesce(website, '') as website,
        coalesce(region_code, '') as region_code,
        coalesce(cast(latitude as text), '') as latitude,
        coalesce(cast(longitude as text), '') as longitude
    from organisation_history
    where organisation_id = $cso
),
field_of_version as (
    select
        version,
        field,
        said,
        lag(said) over (partition by field order by version) as before,
        version = min(version) over () as is_first
    from (
        unpivot described
        on legal_name, short_name, activity_field, country, city, website, region_code, latitude, longitude
        into name field value said
    )
    where not withdrawn
),
contact as (
    select
        version,
        consortium_id,
        partner_id,
        withdrawn,
        active_from,
        active_until,
        lag(version) over (partition by consortium_id, partner_id order by version) as before_version,
        lag(active_from) over (partition by consortium_id, partner_id order by version) as before_from,
        lag(active_until) over (partition by consortium_id, partner_id order by version) as before_until
    from cso_relation_history
    where cso_id = $cso
),
told as (
    select
        version,
        'added' as field,
        null as partner_id,
        null as before,
        max(said) filter (where field = 'legal_name') as said
    from field_of_version
    where is_first
    group by version
    union all
    select
        version,
        field,
        null as partner_id,
        before,
        said
    from field_of_version
    where not is_first and said is distinct from before
    union all
    select
        version,
        'withdrawn' as field,
        null as partner_id,
        null as before,
        null as said
    from described
    where withdrawn
    union all
    select
        version,
        'active_from' as field,
        partner_id,
        cast(before_from as text) as before,
        cast(active_from as text) as said
    from contact
    where not withdrawn and (before_version is null or active_from is distinct from before_from)
    union all
    select
        version,
        'active_until' as field,
        partner_id,
        cast(before_until as text) as before,
        cast(active_until as text) as said
    from contact
    where not withdrawn and active_until is distinct from before_until
)
select
    change.recorded_at,
    change.recorded_by,
    told.field,
    known_as(partner.short_name, partner.legal_name) as partner,
    nullif(told.before, '') as before,
    nullif(told.said, '') as said,
    told.version
from told
inner join change on told.version = change.version
left join organisation as partner on told.partner_id = partner.organisation_id
order by told.version desc, told.field, partner nulls first
