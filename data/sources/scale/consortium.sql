-- what: consortia of the sample, of the action types of their call year
-- grain: one row per consortium
-- params: seed, consortia, since, before, fictional
with open_to as (
    select
        year.call_year,
        list(action_type.action_type_id order by action_type.action_type_id) as action_types
    from action_type
    inner join (select unnest(range(2014, 2028)) as call_year) as year
        on
            year.call_year >= action_type.first_call_year
            and year.call_year <= coalesce(action_type.last_call_year, 9999)
    group by year.call_year
)
select
    made.consortium_id,
    upper(
        chosen_of(
            [
                'acorn', 'bridge', 'canal', 'delta', 'ember', 'field', 'grove', 'harbour', 'island', 'juniper',
                'kindle', 'lantern', 'meadow', 'north', 'orchard', 'path', 'quarry', 'river', 'signal', 'tide',
                'union', 'valley', 'willow', 'yarrow'
            ],
            chance($seed, 'acronym', made.number)
        )
    ) || '-' || lpad(cast(made.number as varchar), 6, '0') as acronym,
    'Fictional: ' || chosen_of(
        [
            'Students and citizens', 'Universities and neighbourhoods', 'Science shops and schools',
            'Learning in service'
        ],
        chance($seed, 'who', made.number)
    ) || ' for ' || chosen_of(
        ['clean water', 'healthy ageing', 'fair housing', 'food and soil', 'local energy', 'open culture'],
        chance($seed, 'for what', made.number)
    ) as title,
    chosen_of(open_to.action_types, chance($seed, 'action type', made.number) ** 1.5) as action_type_id,
    open_to.call_year,
    made.starts_on,
    'day' as starts_precision,
    made.ends_on,
    'day' as ends_precision,
    case
        when chance($seed, 'grant known', made.number) < 0.93
            then round(120000 + 8000000 * chance($seed, 'grant', made.number) ** 5, -3)
    end as grant_eur,
    'en' as language,
    'records' as record_basis,
    cast($fictional as boolean) as fictional,
    'scale-sample' as source_id
from scale_consortium($seed, $consortia, $since, $before) as made
inner join open_to on greatest(2014, year(made.starts_on) - 1) = open_to.call_year
order by made.number
