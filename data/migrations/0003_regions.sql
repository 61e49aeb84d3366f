-- Region schemes: codes, outlines, population, places, and what was placed where -------------------------------------

create table region_scheme_record (
    scheme text not null,
    title text not null,
    edition text not null,
    licence text not null,
    attribution text not null,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (scheme, version)
);

-- `outline` is a GeoJSON geometry, exterior rings clockwise; latitude and longitude are of a point inside it.
create table region_record (
    scheme text not null,
    region_code text not null,
    level integer not null check (level between 0 and 3),
    parent_code text,
    country text not null check (length(country) = 2),
    title text not null,
    outline text,
    latitude double precision check (latitude between -90 and 90),
    longitude double precision check (longitude between -180 and 180),
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (scheme, region_code, version)
);

create table region_population_record (
    scheme text not null,
    region_code text not null,
    population_year integer not null check (population_year between 1900 and 2200),
    population bigint not null check (population >= 0),
    basis text not null check (basis in ('statistics', 'estimate', 'places')),
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (scheme, region_code, population_year, version)
);

-- A code of another edition of the scheme, and the region or regions it became.
create table region_former_code_record (
    scheme text not null,
    former_code text not null,
    region_code text not null,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (scheme, former_code, region_code, version)
);

-- `other_titles` are further names of the place, separated by "|"; `part_of` is the large town of which the place is a
-- district, and in whose population its people are counted already.
create table place_record (
    place_id text not null,
    title text not null,
    other_titles text,
    country text not null check (length(country) = 2),
    latitude double precision not null check (latitude between -90 and 90),
    longitude double precision not null check (longitude between -180 and 180),
    population bigint not null check (population >= 0),
    part_of text,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (place_id, version)
);

-- Which region of a scheme something lies in, always at the finest level; `distance_km` to the region, for what
-- lies outside every outline; `place_id` of the place by whose name it was placed; `reason` is one code or several,
-- separated by "|".
create table placement_record (
    subject_kind text not null check (subject_kind in ('organisation', 'pilot', 'town', 'place')),
    subject_id text not null,
    scheme text not null,
    region_code text,
    placed_by text not null check (
        placed_by in ('own code', 'coordinates', 'nearest region', 'place name', 'chosen', 'not placed')
    ),
    near_border boolean not null,
    distance_km double precision check (distance_km >= 0),
    place_id text,
    reason text,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (subject_kind, subject_id, scheme, version),
    check (region_code is not null or placed_by = 'not placed')
);

-- Up to which version of the store everything was placed in a scheme, and by which rules (the SHA-256 of them).
create table placement_run_record (
    scheme text not null,
    up_to_version bigint not null,
    rules text not null,
    source_id text not null,
    version bigint not null,
    withdrawn boolean not null,
    primary key (scheme, version)
);
