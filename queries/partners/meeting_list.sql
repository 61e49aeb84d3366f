-- what: meetings of the consortium, and whether they lie behind the day
-- grain: one row per meeting
-- params: consortium, as_of
select
    meeting_id,
    title,
    city,
    country,
    starts_on,
    ends_on,
    case
        when starts_on > $as_of then 'to come'
        when coalesce(ends_on, starts_on) < $as_of then 'past'
        else 'now'
    end as standing
from meeting
where consortium_id = $consortium
order by starts_on desc, meeting_id
