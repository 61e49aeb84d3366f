-- what: towns in scope with no CSO near them as of the day, most people first, with the nearest partner HEI
-- grain: one row per town with none of the CSOs within km
-- params: as_of, consortium, countries, themes, types, active_only, km, at_least
select
    place_id,
    title,
    country,
    population,
    latitude,
    longitude,
    partner_id,
    partner,
    partner_latitude,
    partner_longitude,
    distance_km
from town_gap($as_of, $consortium, $countries, $themes, $types, $active_only, $km, $at_least)
order by population desc, place_id
