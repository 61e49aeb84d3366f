-- what: the places an organisation can mean by its city, largest first, with their regions in a scheme
-- grain: one row per place
-- params: organisation_id, scheme
select
    place.place_id,
    place.title,
    place.country,
    place.population,
    place.latitude,
    place.longitude,
    placement.region_code,
    region.title as region
from place_candidate as candidate
inner join place on candidate.place_id = place.place_id
left join placement
    on
        candidate.place_id = placement.subject_id
        and placement.subject_kind = 'place'
        and placement.scheme = $scheme
left join region on placement.scheme = region.scheme and placement.region_code = region.region_code
where candidate.subject_kind = 'organisation' and candidate.subject_id = $organisation_id
order by place.population desc, place.place_id
