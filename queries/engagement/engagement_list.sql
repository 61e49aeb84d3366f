-- what: engagements held up to the day, the latest first
-- grain: one row per engagement
-- params: consortium, as_of, kinds, countries, partners
select
    engagement.engagement_id,
    engagement.held_on,
    engagement.kind,
    known_as(partner.short_name, partner.legal_name) as partner,
    known_as(cso.short_name, cso.legal_name) as cso,
    engagement.initiator,
    engagement.country,
    engagement.city,
    pilot.title as pilot,
    engagement.headcount,
    engagement.student,
    engagement.staff,
    engagement.cso_member,
    engagement.citizen,
    engagement.policy_maker,
    engagement.enterprise,
    engagement.unique_persons
from engagement_state($as_of) as engagement
left join organisation as partner on engagement.partner_id = partner.organisation_id
left join organisation as cso on engagement.cso_id = cso.organisation_id
left join pilot on engagement.consortium_id = pilot.consortium_id and engagement.pilot_id = pilot.pilot_id
where
    engagement.consortium_id = $consortium
    and (len($kinds) = 0 or engagement.kind in $kinds)
    and (len($countries) = 0 or engagement.country in $countries)
    and (len($partners) = 0 or known_as(partner.short_name, partner.legal_name) in $partners)
order by engagement.held_on desc, engagement.engagement_id
