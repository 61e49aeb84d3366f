-- what: the partners of a consortium, whenever they take part
-- grain: one row per partner
-- params: consortium
select
    participation.organisation_id as partner_id,
    coalesce(known_as(organisation.short_name, organisation.legal_name), participation.organisation_id) as partner
from participation
inner join organisation on participation.organisation_id = organisation.organisation_id
where participation.consortium_id = $consortium
group by participation.organisation_id, organisation.short_name, organisation.legal_name
order by
    lower(strip_accents(coalesce(
        known_as(organisation.short_name, organisation.legal_name), participation.organisation_id
    ))),
    participation.organisation_id
