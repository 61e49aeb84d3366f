-- what: how the communication activities of the sample stand
-- grain: one row per communication activity and day
-- params: seed, consortia, since, before
select
    consortium_id || '-c1' as communication_activity_id,
    consortium_id,
    recorded_until as effective_on,
    case when ends_on <= scale_recorded_until() then 'delivered' else 'ongoing' end as state,
    'scale-sample' as source_id
from scale_consortium($seed, $consortia, $since, $before)
where starts_on <= recorded_until
order by number
