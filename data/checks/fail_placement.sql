-- what: What is placed is recorded, and lies in a region of the scheme that holds no smaller ones.
-- grain: one row per placement that is not so
with finest as (
    select
        region.scheme,
        region.region_code
    from region
    anti join region as child on region.scheme = child.scheme and region.region_code = child.parent_code
)
select
    'placement' as entity,
    concat_ws(' ', placement.subject_kind, placement.subject_id, placement.scheme) as key,
    case
        when placeable.subject_id is null
            then format('places the {} "{}", and there is none.', placement.subject_kind, placement.subject_id)
        else format('places it in "{}", which is not a finest region of the scheme.', placement.region_code)
    end as message
from placement
left join placeable
    on placement.subject_kind = placeable.subject_kind and placement.subject_id = placeable.subject_id
left join finest on placement.scheme = finest.scheme and placement.region_code = finest.region_code
where placeable.subject_id is null or (placement.region_code is not null and finest.region_code is null)
order by key
