-- what: how many critical risks are known, have materialised and lack a state of play as of the day
-- grain: one row
-- params: consortium, as_of
with running as (
    select max(period) as period
    from reporting_period
    where consortium_id = $consortium and $as_of between starts_on and ends_on
)
select
    count(stand.risk_id) as identified,
    count(*) filter (where stand.status in ('materialised', 'not materialised')) as with_state,
    count(*) filter (where stand.status = 'materialised') as materialised,
    count(*) filter (where stand.level = 'high') as high,
    running.period as running_period,
    count(*) filter (where stand.is_missing_now) as missing_now
from running
left join risk_stand($as_of) as stand on stand.consortium_id = $consortium
group by running.period
order by identified
