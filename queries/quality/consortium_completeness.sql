-- what: how many of the values that may be expected of an entity are known, by consortium
-- grain: one row per consortium, those without a row of the entity too
-- params: entity, history
with counted as (
    select
        consortium_id as of_consortium,
        count(*) as row_count,
        count(columns('(.*)')) as '\1'
    from query_table($entity)
    group by consortium_id
),
known as (
    unpivot counted
    on columns(* exclude (of_consortium, row_count))
    into name field value known
),
summed as (
    select
        known.of_consortium,
        any_value(known.row_count) as row_count,
        cast(sum(known.known) as bigint) as known,
        cast(sum(known.row_count) as bigint) as total
    from known
    inner join expected_field on known.field = expected_field.field and expected_field.entity = $entity
    group by known.of_consortium
),
touched as (
    select
        consortium_id,
        max(version) as version
    from query_table($history)
    group by consortium_id
)
select
    consortium.consortium_id,
    consortium.acronym,
    consortium.fictional,
    consortium.record_basis,
    coalesce(summed.row_count, 0) as row_count,
    summed.known,
    summed.total,
    change.recorded_at as touched_at
from consortium
left join summed on consortium.consortium_id = summed.of_consortium
left join touched on consortium.consortium_id = touched.consortium_id
left join readable_change as change on touched.version = change.version
order by consortium.fictional, consortium.acronym, consortium.consortium_id
