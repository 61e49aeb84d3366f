-- what: of how many rows of an entity each field is known that may be expected to be
-- grain: one row per field
-- params: entity, narrowed_by, chosen_values
with counted as (
    select
        count(*) as row_count,
        count(columns('(.*)')) as '\1'
    from query_table($entity)
    where $chosen_values is null or list_contains($chosen_values, columns(lambda name: name = $narrowed_by))
),
known as (
    unpivot counted
    on columns(* exclude (row_count))
    into name field value known
)
select
    expected_field.entity,
    expected_field.field,
    known.known,
    known.row_count as total
from expected_field
inner join known on expected_field.field = known.field
where expected_field.entity = $entity
order by expected_field.position
