-- Days that are known to the day, the month or the year only.

-- The first and the last day that a day known so precisely can be.
create or replace macro earliest_day(known_on, known_precision) as
    cast(date_trunc(coalesce(known_precision, 'day'), known_on) as date);
create or replace macro latest_day(known_on, known_precision) as case known_precision
    when 'year' then make_date(year(known_on), 12, 31)
    when 'month' then last_day(known_on)
    else cast(known_on as date)
end;

-- Months from one day to another, a month being a twelfth of a year of 365.25 days.
create or replace macro months_since(starts_on, day) as (cast(day as date) - cast(starts_on as date)) / 30.4375;
