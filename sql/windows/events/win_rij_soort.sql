-- What each absence row up to the peildatum means, whether or not a lesson stands there: one row per event, so a row of
-- a file that names several lesson hours has several, alike in all that stands here; volgnr tells them apart.
-- The school's own table decides by the day (of a span: its first day), else the row itself, else it is onbekend.
-- materialized: view
with

rijen as (
    select
        school_nr,
        volgnr,
        leerling_nr,
        code,
        soort_rij,
        datum
    from stg_absentie_les
    union all
    select
        school_nr,
        volgnr,
        leerling_nr,
        code,
        soort_rij,
        begin::date as datum
    from stg_absentie_span
)

select
    rijen.school_nr,
    rijen.volgnr,
    rijen.leerling_nr,
    rijen.datum,
    rijen.code,
    coalesce(code.soort, rijen.soort_rij, 'onbekend'::soort) as soort
from rijen
inner join ref_run as run on rijen.datum <= run.peildatum
left join win_code as code
    on
        rijen.school_nr = code.school_nr
        and rijen.code = code.code
        and rijen.datum >= code.van
        and rijen.datum < code.tot
