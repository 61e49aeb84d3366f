-- what: the newest changes of the store: when (UTC), by whom, why, from where, how many rows
-- grain: one row per change, newest first, at most $most
-- params: most
select
    version,
    recorded_at,
    recorded_by,
    reason,
    origin,
    row_count
from readable_change
order by version desc
limit $most
