-- what: pairs of organisations that may be one, of which at least one is a CSO on record by the day; undecided first
-- grain: one row per pair
-- params: consortium, as_of
with possible as materialized (
    select
        first_id,
        second_id,
        likeness,
        same_website,
        same_city,
        score
    from possible_duplicate
    where $consortium = ''
    union all
    select
        first_id,
        second_id,
        likeness,
        same_website,
        same_city,
        score
    from possible_duplicate_of($as_of, $consortium)
    where $consortium <> ''
),
pair as (
    select
        first_id,
        second_id
    from possible
    union
    select
        first_id,
        second_id
    from duplicate_decision
),
known as (
    select cso_id
    from cso_on_record($as_of, $consortium)
)
select
    pair.first_id,
    coalesce(one.legal_name, one.short_name, pair.first_id) as first_name,
    one.city as first_city,
    one.organisation_type as first_type,
    pair.second_id,
    coalesce(other.legal_name, other.short_name, pair.second_id) as second_name,
    other.city as second_city,
    other.organisation_type as second_type,
    possible.likeness,
    possible.same_website,
    possible.same_city,
    possible.score,
    decided.decision
from pair
inner join organisation as one on pair.first_id = one.organisation_id
inner join organisation as other on pair.second_id = other.organisation_id
left join possible
    on pair.first_id = possible.first_id and pair.second_id = possible.second_id
left join duplicate_decision as decided
    on pair.first_id = decided.first_id and pair.second_id = decided.second_id
where
    pair.first_id in (select known.cso_id from known)
    or pair.second_id in (select known.cso_id from known)
order by decided.decision nulls first, possible.score desc nulls last, pair.first_id, pair.second_id
