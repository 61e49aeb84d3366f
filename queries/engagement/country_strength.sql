-- what: how strongly each country is linked with all others on the day, in all and per million inhabitants
-- grain: one row per country in scope
-- params: consortium, as_of, scope
-- reads: all consortia
with strong as (
    select
        country,
        any_value(organisations) as organisations,
        any_value(consortia) as consortia,
        cast(strength(organisation_pairs, country, other_country) as double) as organisation_pairs,
        cast(strength(consortium_pairs, country, other_country) as double) as consortium_pairs,
        strength(fractional, country, other_country) as fractional,
        count(*) filter (where country <> other_country and organisation_pairs > 0) as linked_countries
    from country_tie($as_of, $scope, $consortium)
    group by country
)
select
    strong.country,
    strong.organisations,
    strong.consortia,
    strong.linked_countries,
    strong.organisation_pairs,
    strong.consortium_pairs,
    strong.fractional,
    per_million(strong.organisation_pairs, inhabitants.population) as organisation_pairs_per_million,
    per_million(strong.consortium_pairs, inhabitants.population) as consortium_pairs_per_million,
    per_million(strong.fractional, inhabitants.population) as fractional_per_million,
    inhabitants.population,
    inhabitants.population_year,
    inhabitants.population_basis,
    point.place,
    point.latitude,
    point.longitude
from strong
left join country_population($as_of) as inhabitants on iso_country(strong.country) = inhabitants.country
left join country_point as point on iso_country(strong.country) = point.country
order by strong.country
