-- The days that absence rows are dated (contract 2.8): of a row of lessons its day; of a span the days written as its
-- begin and its end, a bound at midnight being that of the day before. One row per absence row and such day; begint:
-- the absence begins on it.
-- materialized: view
select
    leerling_nr,
    school_nr,
    datum,
    ingevoerd_op,
    true as begint
from stg_absentie_les
union all
select
    leerling_nr,
    school_nr,
    begin::date as datum,
    ingevoerd_op,
    true as begint
from stg_absentie_span
union all
select
    leerling_nr,
    school_nr,
    greatest(begin::date, (eind - interval 1 microsecond)::date) as datum,
    ingevoerd_op,
    false as begint
from stg_absentie_span
where not tot_nader_order
