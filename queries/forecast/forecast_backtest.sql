-- what: how forecasts made on month ends of the past did, beside the plain rule "late as the median so far"
-- grain: one row per lead, and one for all
-- params: consortium, histories, as_of
select
    lead_band,
    cases,
    deliverables,
    still_open,
    covered,
    error_days,
    usual_error_days,
    basis,
    rule
from forecast_backtest($consortium, $histories, $as_of)
order by
    case lead_band
        when 'all' then 0
        when 'overdue' then 1
        when 'up to 30 days' then 2
        when '31 to 90 days' then 3
        else 4
    end,
    lead_band
