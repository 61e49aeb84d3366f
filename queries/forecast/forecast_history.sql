-- what: the consortia whose deliveries stand for those to come
-- grain: one row per consortium
-- params: consortium, as_of
-- reads: all consortia
select consortium_id
from forecast_history($consortium, $as_of)
order by consortium_id
