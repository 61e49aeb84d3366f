-- what: a communication activity of each consortium of the sample
-- grain: one row per communication activity
-- params: seed, consortia, since, before
select
    consortium_id || '-c1' as communication_activity_id,
    consortium_id,
    'C1' as code,
    'Website' as title,
    'the public' as audience,
    'scale-sample' as source_id
from scale_consortium($seed, $consortia, $since, $before)
order by number
