-- what: the consortium's objectives with the deliverables and indicators that serve them, as of the day
-- grain: one row per objective
-- params: consortium, as_of
with owed as (
    select
        objective,
        count(*) filter (where is_in_count) as deliverables,
        count(*) filter (where is_delivered) as delivered,
        count(*) filter (where status = 'not known') as not_known,
        list(concat_ws(' · ', code, title) order by code_order(code)) filter (where is_in_count) as deliverable_titles
    from deliverable_state($as_of)
    where consortium_id = $consortium
    group by objective
),
counted as (
    select
        objective,
        count(*) as indicators,
        count(actual) as with_value
    from indicator_state($as_of)
    where consortium_id = $consortium
    group by objective
)
select
    objective.objective,
    objective.statement,
    objective.language,
    coalesce(owed.deliverables, 0) as deliverables,
    coalesce(owed.delivered, 0) as delivered,
    coalesce(owed.not_known, 0) as not_known,
    coalesce(owed.deliverable_titles, []) as deliverable_titles,
    coalesce(counted.indicators, 0) as indicators,
    coalesce(counted.with_value, 0) as with_value,
    source.title as source
from objective
left join owed on objective.objective = owed.objective
left join counted on objective.objective = counted.objective
left join source_document as source on objective.source_id = source.source_id
where objective.consortium_id = $consortium
order by objective.objective
