-- what: all that was recorded of one cell of the self-assessment by the day
-- grain: one row per recording
-- params: consortium, dimension, criterion, as_of
with recorded as (
    select
        *,
        row_number() over (partition by assessed_on order by version desc) as age
    from tefce_cell_history
    where
        consortium_id = $consortium
        and dimension = $dimension
        and criterion = $criterion
        and assessed_on <= $as_of
)
select
    recorded.assessed_on,
    recorded.level,
    recorded.evidence,
    change.recorded_by,
    change.recorded_at,
    case
        when recorded.withdrawn then 'taken back'
        when recorded.age > 1 then 'replaced'
        else 'counts'
    end as standing
from recorded
inner join change on recorded.version = change.version
order by recorded.assessed_on desc, recorded.version desc
