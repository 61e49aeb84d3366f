-- what: why a deliverable is late, as told to the funder by the day, the latest first
-- grain: one row per justification
-- params: deliverable, as_of
select
    recorded_on,
    justification
from delay_justification
where deliverable_id = $deliverable and recorded_on <= $as_of
order by recorded_on desc
