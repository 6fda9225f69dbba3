-- Pupils with an absence that touches no slot, up to the peildatum: one row per school.
with

absenties as (
    select
        leerling_nr,
        school_nr,
        volgnr
    from stg_absentie_les
    union all
    select
        leerling_nr,
        school_nr,
        volgnr
    from stg_absentie_span
),

geraakt as (
    select
        absenties.school_nr,
        count(distinct absenties.leerling_nr) as leerlingen
    from absenties
    semi join win_rijstand as rijstand
        on
            absenties.school_nr = rijstand.school_nr
            and absenties.volgnr = rijstand.volgnr
            and rijstand.buiten_rooster > 0
    group by absenties.school_nr
)

select
    school.school,
    geraakt.leerlingen
from geraakt
inner join ref_school as school on geraakt.school_nr = school.school_nr
