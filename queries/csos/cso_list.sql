-- what: CSOs on record by the day, with their place, region, partners and engagements
-- grain: one row per CSO
-- params: consortium, as_of, search, countries, fields, partners, contacts
with partner as (
    select
        known.cso_id,
        list(known_as(organisation.short_name, organisation.legal_name)) as partner_names,
        string_agg(
            known_as(organisation.short_name, organisation.legal_name), ', '
            order by lower(strip_accents(known_as(organisation.short_name, organisation.legal_name)))
        ) as partners
    from (
        select
            cso_id,
            unnest(partner_ids) as partner_id
        from cso_on_record($as_of, $consortium)
    ) as known
    inner join organisation on known.partner_id = organisation.organisation_id
    group by known.cso_id
),
theme as (
    select
        link.cso_id,
        string_agg(distinct state.theme, ', ' order by state.theme) as themes
    from pilot_cso as link
    inner join pilot_state($as_of) as state
        on link.consortium_id = state.consortium_id and link.pilot_id = state.pilot_id
    semi join asked_consortium($consortium) as asked on link.consortium_id = asked.consortium_id
    group by link.cso_id
),
met as (
    select
        engagement.cso_id,
        count(*) as engagements,
        max(engagement.held_on) as last_engagement_on
    from engagement
    semi join asked_consortium($consortium) as asked on engagement.consortium_id = asked.consortium_id
    where engagement.cso_id is not null and engagement.held_on <= $as_of
    group by engagement.cso_id
)
select
    known.cso_id,
    coalesce(cso.legal_name, cso.short_name, known.cso_id) as name,
    cso.legal_name,
    cso.short_name,
    cso.activity_field,
    cso.country,
    cso.city,
    region.title as region,
    theme.themes,
    known.is_active,
    partner.partners,
    coalesce(met.engagements, 0) as engagements,
    met.last_engagement_on,
    cso.website,
    cso.region_code,
    cso.latitude,
    cso.longitude
from cso_on_record($as_of, $consortium) as known
inner join organisation as cso on known.cso_id = cso.organisation_id
left join organisation_region as region on known.cso_id = region.organisation_id
left join partner on known.cso_id = partner.cso_id
left join theme on known.cso_id = theme.cso_id
left join met on known.cso_id = met.cso_id
where
    (len($countries) = 0 or cso.country in $countries)
    and (len($fields) = 0 or cso.activity_field in $fields)
    and (len($partners) = 0 or list_has_any(partner.partner_names, $partners))
    and (len($contacts) = 0 or case when known.is_active then 'active' else 'not active' end in $contacts)
    and (
        $search = ''
        or contains(
            strip_accents(lower(concat_ws(
                ' ', cso.legal_name, cso.short_name, cso.city, region.title, cso.activity_field, theme.themes
            ))),
            strip_accents(lower($search))
        )
    )
order by
    lower(strip_accents(coalesce(cso.legal_name, cso.short_name, known.cso_id))),
    known.cso_id
