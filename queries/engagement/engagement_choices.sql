-- what: the values each filter of the engagement page can take as of the day
-- grain: one row per filter field and value
-- params: consortium, as_of
with held as (
    select
        engagement.kind,
        engagement.country,
        known_as(partner.short_name, partner.legal_name) as partner
    from engagement_state($as_of) as engagement
    left join organisation as partner on engagement.partner_id = partner.organisation_id
    where engagement.consortium_id = $consortium
),
chosen as (
    unpivot held on kind, country, partner into name field value value
)
select
    field,
    value,
    count(*) as engagements
from chosen
group by field, value
order by field, value
