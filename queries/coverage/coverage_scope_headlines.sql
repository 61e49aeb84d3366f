-- what: how many regions in scope have a CSO, how many people live there, and how many CSOs count, as of the day
-- grain: one row
-- params: scheme, level, as_of, consortium, countries, themes, types, active_only
with coverage as (
    select
        *,
        region_code is not null and (len($countries) = 0 or country in $countries) as in_scope
    from cso_coverage($scheme, $level, $as_of, $consortium, $themes, $types, $active_only)
)
select
    count(*) filter (where in_scope) as regions,
    case
        when bool_or(csos is not null) then count(*) filter (where in_scope and csos > 0)
    end as regions_with_cso,
    count(population) filter (where in_scope) as regions_with_population,
    cast(sum(population) filter (where in_scope) as bigint) as population,
    cast(
        case
            when bool_or(csos is not null)
                then coalesce(sum(population) filter (where in_scope and csos > 0), 0)
        end as bigint
    ) as population_covered,
    min(population_year) filter (where in_scope) as first_population_year,
    max(population_year) filter (where in_scope) as last_population_year,
    string_agg(distinct population_basis, '|' order by population_basis) filter (where in_scope) as population_bases,
    cast(sum(csos) as bigint) as csos,
    cast(sum(csos) filter (where in_scope) as bigint) as csos_in_scope,
    cast(sum(csos) filter (where region_code is null) as bigint) as csos_not_placed,
    cast(sum(csos) as bigint) - (
        select count(*)
        from cso_point($as_of, $consortium, $themes, $types, $active_only)
    ) as csos_without_point,
    cast(sum(partners) as bigint) as partners,
    cast(sum(partners) filter (where region_code is null) as bigint) as partners_not_placed,
    cast(sum(pilots) as bigint) as pilots,
    cast(sum(pilots) filter (where region_code is null) as bigint) as pilots_not_placed,
    cast(sum(engagements) as bigint) as engagements,
    cast(sum(engagements) filter (where region_code is null) as bigint) as engagements_not_placed
from coverage
order by regions
