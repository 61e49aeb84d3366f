-- what: the changes of the store: when (UTC), by whom, why, from which file, and how many rows of what
-- grain: one row per change, newest first, at most $most
-- params: since, until, people, origins, entities, most
with summed as (
    select
        version,
        entity,
        cast(sum(added) as integer) as added,
        cast(sum(withdrawn) as integer) as withdrawn
    from change_content
    group by version, entity
),
held as (
    select
        version,
        list({'entity': entity, 'added': added, 'withdrawn': withdrawn} order by entity) as content
    from summed
    group by version
)
select
    readable_change.version,
    readable_change.recorded_at,
    readable_change.recorded_by,
    readable_change.reason,
    readable_change.origin,
    import_run.files,
    readable_change.row_count,
    held.content
from readable_change
left join held on readable_change.version = held.version
left join import_run_history as import_run
    on readable_change.version = import_run.version and not import_run.undone
where
    cast(readable_change.recorded_at as date) between $since and $until
    and (len($people) = 0 or readable_change.recorded_by in $people)
    and (len($origins) = 0 or readable_change.origin in $origins)
    and (
        len($entities) = 0
        or list_has_any(
            list_transform(held.content, lambda part: struct_extract(part, 'entity')),
            cast($entities as text [])
        )
    )
order by readable_change.version desc
limit $most
