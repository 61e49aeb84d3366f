-- Names of places: what two spellings of one have in common, and what a town is called by.

-- EU files call Greece EL and the United Kingdom UK; the store says GR and GB.
create or replace macro iso_country(country) as case upper(country)
    when 'EL' then 'GR'
    when 'UK' then 'GB'
    else upper(country)
end;

-- A name without accents, capitals and punctuation: what two spellings of one name have in common.
create or replace macro folded_name(name) as trim(
    regexp_replace(
        replace(
            replace(
                lower(strip_accents(translate(name, 'ŁłØøĐđÐðıŒœ', 'LlOoDdDdiOo'))),
                'ß', 'ss'
            ),
            'æ', 'ae'
        ),
        '[^\p{L}\p{N}]+', ' ', 'g'
    )
);

-- A folded name without postal codes, district numbers, CEDEX and what says that it is a municipality.
create or replace macro bare_name(name) as trim(
    regexp_replace(
        regexp_replace(
            regexp_replace(folded_name(name), '^[a-z]{1,3} \d[\d ]*|\bcedex\b.*$|\d+', ' ', 'g'),
            '\s+', ' ', 'g'
        ),
        '^ ?(the )?(city|town|municipality|commune|comune|ville|gemeente|stadt|miasto|concelho|municipio) '
        || '(of |de |di |do |d )?| (city|municipality|kommune|kommun)$',
        '', 'g'
    )
);

-- What to look a name up by, the whole name first: as it stands, without brackets, its parts, each bared.
create or replace macro name_keys(name) as list_filter(
    [
        folded_name(name),
        bare_name(regexp_replace(name, '[(\[][^)\]]*[)\]]?', ' ', 'g'))
    ]
    || list_transform(regexp_split_to_array(name, '[,/;()\[\]]| - '), lambda part: bare_name(part)),
    lambda name_key: name_key <> ''
);

-- A town of the engagements.
create or replace macro town_id(country, city) as iso_country(country) || ':' || folded_name(city);
