-- Pupils with an absence that touches no slot, up to the peildatum: one row per school.
with

geraakt as (
    select
        bron.school_nr,
        count(distinct bron.leerling_nr) as leerlingen
    from win_bron as bron
    semi join win_rijstand as rijstand
        on
            bron.school_nr = rijstand.school_nr
            and bron.volgnr = rijstand.volgnr
            and rijstand.buiten_rooster > 0
    group by bron.school_nr
)

select
    school.school,
    geraakt.leerlingen
from geraakt
inner join ref_school as school on geraakt.school_nr = school.school_nr
