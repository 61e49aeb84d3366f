-- what: the critical risks of a deliverable's work package known on the day, with their latest state of play
-- grain: one row per risk
-- params: deliverable, as_of
select
    stand.risk_id,
    stand.code,
    stand.description,
    stand.level,
    stand.status,
    stand.state_of_play,
    stand.state_recorded_on
from deliverable
inner join risk_stand($as_of) as stand
    on deliverable.consortium_id = stand.consortium_id and deliverable.work_package = stand.work_package
where deliverable.deliverable_id = $deliverable
order by code_order(stand.code), stand.risk_id
