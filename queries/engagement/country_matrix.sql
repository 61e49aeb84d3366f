-- what: how strongly partners of two countries are linked by consortia on the day, by each counting rule
-- grain: one row per ordered pair of countries in scope, each pair in both directions
-- params: consortium, as_of, scope
-- reads: all consortia
select
    country,
    other_country,
    organisations,
    other_organisations,
    consortia,
    other_consortia,
    organisation_pairs,
    consortium_pairs,
    fractional,
    affinity
from country_tie($as_of, $scope, $consortium)
order by country, other_country
