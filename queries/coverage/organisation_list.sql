-- what: partners of the consortium and the CSOs active with them as of the day, with their place and engagements
-- grain: one row per organisation
-- params: consortium, as_of, countries, types, fields, partners
with participant as (
    select
        organisation_id,
        known_as(short_name, legal_name) as partner
    from participation_state($as_of)
    where consortium_id = $consortium
),
contact as (
    select
        relation.cso_id as organisation_id,
        string_agg(
            known_as(partner.short_name, partner.legal_name), ', '
            order by lower(strip_accents(known_as(partner.short_name, partner.legal_name)))
        ) as partners,
        list(known_as(partner.short_name, partner.legal_name)) as partner_names,
        min(relation.active_from) as active_from
    from cso_relation_state($as_of) as relation
    left join organisation as partner on relation.partner_id = partner.organisation_id
    where relation.consortium_id = $consortium
    group by relation.cso_id
),
met as (
    select
        cso_id as organisation_id,
        count(*) as engagements,
        max(held_on) as last_engagement_on
    from engagement
    where consortium_id = $consortium and cso_id is not null and held_on <= $as_of
    group by cso_id
)
select
    organisation.organisation_id,
    known_as(organisation.short_name, organisation.legal_name) as name,
    participant.organisation_id is not null as is_partner,
    contact.organisation_id is not null as is_in_contact,
    organisation.organisation_type,
    organisation.activity_field,
    organisation.city,
    organisation.country,
    contact.partners,
    contact.active_from,
    case when contact.organisation_id is not null then coalesce(met.engagements, 0) end as engagements,
    case when contact.organisation_id is not null then met.last_engagement_on end as last_engagement_on,
    organisation.latitude,
    organisation.longitude,
    organisation.coordinate_precision
from organisation
left join participant on organisation.organisation_id = participant.organisation_id
left join contact on organisation.organisation_id = contact.organisation_id
left join met on organisation.organisation_id = met.organisation_id
where
    (participant.organisation_id is not null or contact.organisation_id is not null)
    and (len($countries) = 0 or organisation.country in $countries)
    and (len($types) = 0 or organisation.organisation_type in $types)
    and (len($fields) = 0 or organisation.activity_field in $fields or contact.organisation_id is null)
    and (len($partners) = 0 or participant.partner in $partners or list_has_any(contact.partner_names, $partners))
order by
    is_partner desc,
    organisation.country nulls last,
    lower(strip_accents(known_as(organisation.short_name, organisation.legal_name))) nulls last,
    organisation.organisation_id
