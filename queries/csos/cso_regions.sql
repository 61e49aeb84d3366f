-- what: in which region of each scheme a CSO lies, and how that is known
-- grain: one row per region scheme
-- params: cso
select
    scheme.scheme,
    scheme.title as scheme_title,
    placement.region_code,
    nullif(concat_ws(' › ', second.title, parent.title, region.title), '') as region,
    placement.placed_by,
    coalesce(placement.near_border, false) as near_border,
    placement.distance_km,
    place.title as place,
    placement.reason
from region_scheme as scheme
inner join placement
    on scheme.scheme = placement.scheme and placement.subject_kind = 'organisation' and placement.subject_id = $cso
left join region on placement.scheme = region.scheme and placement.region_code = region.region_code
-- The country stands beside it anyway.
left join region as parent
    on region.scheme = parent.scheme and region.parent_code = parent.region_code and parent.level > 0
left join region as second
    on parent.scheme = second.scheme and parent.parent_code = second.region_code and second.level > 0
left join place on placement.place_id = place.place_id
order by scheme.scheme
