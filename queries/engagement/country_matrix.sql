-- what: how strongly partners of two countries are linked by consortia on the day, by three counting rules
-- grain: one row per ordered pair of countries in scope, each pair in both directions
-- params: consortium, as_of, scope
with scoped as (
    select consortium_id
    from consortium
    where case when $scope = 'all' then not fictional else consortium_id = $consortium end
),
presence as (
    select
        presence.country,
        cast(sum(presence.organisations) as bigint) as organisations
    from country_presence($as_of) as presence
    semi join scoped on presence.consortium_id = scoped.consortium_id
    group by presence.country
),
link as (
    select
        link.country_a,
        link.country_b,
        cast(sum(link.organisation_pairs) as bigint) as organisation_pairs,
        cast(sum(link.consortium_pairs) as bigint) as consortium_pairs,
        sum(link.fractional) as fractional
    from country_link($as_of) as link
    semi join scoped on link.consortium_id = scoped.consortium_id
    group by link.country_a, link.country_b
)
select
    one.country,
    other.country as other_country,
    one.organisations,
    other.organisations as other_organisations,
    coalesce(link.organisation_pairs, 0) as organisation_pairs,
    -- This rule counts consortia between two countries; within one it is not defined.
    case when one.country <> other.country then coalesce(link.consortium_pairs, 0) end as consortium_pairs,
    coalesce(link.fractional, 0) as fractional
from presence as one
cross join presence as other
left join link
    on
        least(one.country, other.country) = link.country_a
        and greatest(one.country, other.country) = link.country_b
order by one.country, other.country
