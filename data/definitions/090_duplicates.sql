-- Organisations that may be one under two names. They are only ever offered: a person decides.

-- What says the legal form of an organisation, as it stands in a folded name.
create or replace macro legal_forms() as
    'asbl|vzw|aisbl|ivzw|ngo|ong|ev|e v|ry|rf|r f|rek yhdistys|onlus|aps|odv|z s|zs|o p s|ops|gemeinnutzige'
    || '|association|asociacion|asociatia|asociace|associacao|associazione|stowarzyszenie|vereniging|verein|spolek'
    || '|foundation|fundacja|fundacion|fundacao|fundatia|fondation|fondazione|stichting|stiftung|saatio';

-- A folded name without what says its legal form before or after it: "Open Door vzw" and "VZW Open Door" are one.
-- A name of nothing else stays.
create or replace macro name_without_form(name) as regexp_replace(
    regexp_replace(folded_name(name), '^((' || legal_forms() || ') )+', ''),
    '( (' || legal_forms() || '))+$',
    ''
);

-- The host of a website without "www."; null for one where anybody may have a page, which says nothing of whose it is.
create or replace macro website_host(website) as nullif(
    regexp_replace(
        lower(regexp_extract(trim(website), '^(?:[A-Za-z]+://)?(?:www\.)?([^/:?#\s]+)', 1)),
        '^((.*\.)?(facebook|instagram|linkedin|twitter|x|youtube|linktr)\.(com|ee)|sites\.google\.com)$',
        ''
    ),
    ''
);

-- The words of a folded name in alphabetical order.
create or replace macro words_in_order(folded) as array_to_string(list_sort(string_split(folded, ' ')), ' ');

-- The numbers in a folded name, in their order.
create or replace macro numbers_in(folded) as array_to_string(regexp_extract_all(folded, '\p{N}+'), ' ');
-- Shorter names are the same or not alike.
create or replace macro is_long_enough(folded) as length(folded) >= 8;

-- How alike two folded names are, from 0 to 1 (Jaro-Winkler, whatever the order of their words). Names that differ in a
-- number, and short ones that differ at all, are not alike: "School 12" is not "School 13".
create or replace macro folded_likeness(folded, other) as case
    when folded is null or other is null or folded = '' or other = '' then 0.0
    when words_in_order(folded) = words_in_order(other) then 1.0
    when
        not is_long_enough(folded) or not is_long_enough(other) or numbers_in(folded) <> numbers_in(other)
        then 0.0
    else greatest(
        jaro_winkler_similarity(folded, other),
        jaro_winkler_similarity(words_in_order(folded), words_in_order(other))
    )
end;

-- From this likeness on names agree.
create or replace macro is_alike(likeness) as likeness >= 0.9;

-- Two organisations of one country may be one when their names are the same but for accents, capitals, legal form and
-- the order of words, or when two of name, website and city agree.
create or replace macro may_be_one(likeness, same_website, same_city) as
    likeness = 1 or cast(is_alike(likeness) as int) + cast(same_website as int) + cast(same_city as int) >= 2;

-- From 0 to 1: the name counts most, then the website, then the city.
create or replace macro duplicate_score(likeness, same_website, same_city) as
    round(0.6 * likeness + 0.25 * cast(same_website as int) + 0.15 * cast(same_city as int), 2);

-- One row per organisation and name it is known by, folded.
create or replace view organisation_name as
with named as (
    select
        organisation_id,
        fictional,
        iso_country(country) as country,
        nullif(bare_name(city), '') as city,
        website_host(website) as host,
        unnest([legal_name, short_name]) as name
    from organisation
    where country is not null
)
select distinct
    organisation_id,
    fictional,
    country,
    city,
    host,
    words_in_order(name_without_form(name)) as ordered_name,
    name_without_form(name) as folded_name,
    numbers_in(name_without_form(name)) as numbers
from named
where name_without_form(name) <> '';

-- Two names in one city that can agree by their likeness, though their words are not the same; see folded_likeness.
-- Without this all organisations of a city would be compared with each other.
create or replace macro is_worth_comparing(folded, numbers, other, other_numbers) as
    numbers = other_numbers and is_long_enough(folded) and is_long_enough(other);

-- One row per two organisations that may be one, with what agrees: likeness (of the names, 0 to 1), same_website,
-- same_city, score (0 to 1).
--   decision  'same' or 'different' where somebody decided; null while nobody has
create or replace view possible_duplicate as
with met as (
    select
        one.organisation_id as first_id,
        other.organisation_id as second_id,
        one.folded_name,
        other.folded_name as other_name,
        coalesce(one.host = other.host, false) as same_website,
        coalesce(one.city = other.city, false) as same_city
    from organisation_name as one
    inner join organisation_name as other
        on one.country = other.country and one.ordered_name = other.ordered_name
    where one.organisation_id < other.organisation_id and one.fictional = other.fictional
    union
    select
        one.organisation_id as first_id,
        other.organisation_id as second_id,
        one.folded_name,
        other.folded_name as other_name,
        coalesce(one.host = other.host, false) as same_website,
        true as same_city
    from organisation_name as one
    inner join organisation_name as other
        on
            one.country = other.country
            and one.city = other.city
            and is_worth_comparing(one.folded_name, one.numbers, other.folded_name, other.numbers)
    where one.organisation_id < other.organisation_id and one.fictional = other.fictional
    union
    select
        one.organisation_id as first_id,
        other.organisation_id as second_id,
        one.folded_name,
        other.folded_name as other_name,
        true as same_website,
        coalesce(one.city = other.city, false) as same_city
    from organisation_name as one
    inner join organisation_name as other on one.country = other.country and one.host = other.host
    where one.organisation_id < other.organisation_id and one.fictional = other.fictional
),
compared as (
    select
        first_id,
        second_id,
        max(folded_likeness(folded_name, other_name)) as likeness,
        bool_or(same_website) as same_website,
        bool_or(same_city) as same_city
    from met
    group by first_id, second_id
)
select
    compared.first_id,
    compared.second_id,
    compared.likeness,
    compared.same_website,
    compared.same_city,
    duplicate_score(compared.likeness, compared.same_website, compared.same_city) as score,
    decided.decision
from compared
left join duplicate_decision as decided
    on compared.first_id = decided.first_id and compared.second_id = decided.second_id
where may_be_one(compared.likeness, compared.same_website, compared.same_city);

-- One row per organisation on record that may be the one described, with what agrees, as possible_duplicate.
create or replace macro may_be_on_record(
    in_legal_name, in_short_name, in_country, in_city, in_website, in_fictional
) as table
with described as (
    select name_without_form(unnest([in_legal_name, in_short_name])) as folded_name
),
compared as (
    select
        one.organisation_id,
        max(folded_likeness(one.folded_name, described.folded_name)) as likeness,
        coalesce(any_value(one.host) = website_host(in_website), false) as same_website,
        coalesce(any_value(one.city) = nullif(bare_name(in_city), ''), false) as same_city
    from organisation_name as one
    cross join described
    where one.country = iso_country(in_country) and one.fictional = in_fictional
    group by one.organisation_id
)
select
    organisation_id,
    likeness,
    same_website,
    same_city,
    duplicate_score(likeness, same_website, same_city) as score
from compared
where may_be_one(likeness, same_website, same_city);
