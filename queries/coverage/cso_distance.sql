-- what: how far each CSO is from the partner it is in contact with, as of the day
-- grain: one row per partner and CSO in contact
-- params: as_of, consortium, countries, themes, types, active_only
with contact as (
    select distinct
        partner_id,
        cso_id
    from asked_cso($as_of, $consortium, $themes, $types, $active_only)
    where partner_id is not null
)
select
    contact.partner_id,
    known_as(partner.short_name, partner.legal_name) as partner,
    contact.cso_id,
    known_as(cso.short_name, cso.legal_name) as cso,
    partner.country as partner_country,
    cso.country,
    partner_point.latitude as partner_latitude,
    partner_point.longitude as partner_longitude,
    cso_point.latitude,
    cso_point.longitude,
    distance_km(partner_point.latitude, partner_point.longitude, cso_point.latitude, cso_point.longitude) as distance_km
from contact
inner join organisation as partner on contact.partner_id = partner.organisation_id
inner join organisation as cso on contact.cso_id = cso.organisation_id
left join organisation_point as partner_point on contact.partner_id = partner_point.organisation_id
left join organisation_point as cso_point on contact.cso_id = cso_point.organisation_id
where len($countries) = 0 or iso_country(cso.country) in $countries
order by partner nulls last, contact.partner_id, distance_km nulls last, contact.cso_id
