-- What each absence row up to the peildatum means, whether or not a lesson stands there: one row per event, so a row of
-- a file that names several lesson hours has several, alike in all that stands here; volgnr tells them apart.
-- op_lesuur: of a lesson hour by its number, else over time.
-- The school's own table decides by the day (of a span: its first day), else the row itself, else it is onbekend.
-- A lateness that counts as a missed lesson is of that kind (ref_te_laat).
-- materialized: view
with

rijen as (
    select
        school_nr,
        volgnr,
        leerling_nr,
        code,
        soort_rij,
        minuten_te_laat,
        datum,
        true as op_lesuur
    from stg_absentie_les
    union all
    select
        school_nr,
        volgnr,
        leerling_nr,
        code,
        soort_rij,
        minuten_te_laat,
        begin::date as datum,
        false as op_lesuur
    from stg_absentie_span
)

select
    rijen.school_nr,
    rijen.volgnr,
    rijen.leerling_nr,
    rijen.datum,
    rijen.op_lesuur,
    rijen.code,
    coalesce(laat.wordt::soort, code.soort, rijen.soort_rij, 'onbekend'::soort) as soort
from rijen
inner join ref_run as run on rijen.datum <= run.peildatum
left join win_code as code
    on
        rijen.school_nr = code.school_nr
        and rijen.code = code.code
        and rijen.datum >= code.van
        and rijen.datum < code.tot
left join ref_te_laat as laat
    on
        rijen.school_nr = laat.school_nr
        and coalesce(code.soort, rijen.soort_rij) = laat.soort::soort
        and rijen.minuten_te_laat >= laat.vanaf
