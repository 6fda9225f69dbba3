-- A pupil who went from one school of the SWV to another, as the SWV says (contract 2.9): one row per row delivered, of
-- moves up to the peildatum. van_nr and naar_nr: the pupil at the old and at the new school; empty where no pupil of
-- that school has the code.
with

leerlingen as (
    select
        leerling.leerling_nr,
        leerling.leerling,
        school.school
    from stg_leerling as leerling
    inner join ref_school as school on leerling.school_nr = school.school_nr
)

select
    van.leerling_nr as van_nr,
    naar.leerling_nr as naar_nr,
    overstap.datum
from stg_overstap as overstap
inner join ref_run as run on overstap.datum <= run.peildatum
left join leerlingen as van
    on
        overstap.school_van = van.school
        and overstap.leerling_van = van.leerling
left join leerlingen as naar
    on
        overstap.school_naar = naar.school
        and overstap.leerling_naar = naar.leerling
