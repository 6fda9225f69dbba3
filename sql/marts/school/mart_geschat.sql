-- Pupils of whom lessons of the period are an estimate (contract 1.4): one row per pupil.
select
    school.school,
    leerling.leerling
from win_leerling_periode as periode
inner join win_leerling as leerling on periode.leerling_nr = leerling.leerling_nr
inner join win_noemer as noemer on leerling.traject_nr = noemer.traject_nr and noemer.deels_geschat
inner join ref_school as school on periode.school_nr = school.school_nr
order by school.school, leerling.leerling
