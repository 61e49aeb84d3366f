-- what: the reporting periods, the one whose report is due next first as of the day
-- grain: one row per reporting period
-- params: consortium, as_of
select
    reporting_period.period,
    reporting_period.starts_on,
    reporting_period.ends_on,
    reporting_period.report_due_on,
    reporting_period.report_due_on - $as_of as days_to_report
from reporting_period
inner join consortium on reporting_period.consortium_id = consortium.consortium_id
where reporting_period.consortium_id = $consortium and consortium.record_basis = 'records'
order by
    reporting_period.report_due_on < $as_of,
    abs(reporting_period.report_due_on - $as_of),
    reporting_period.period
