-- The pupil that is asked about (ref_leerling), for `msa explain`: one row when it is enrolled in the period.
select
    school.school,
    school.sector,
    leerling.leerling,
    leerling.vertrokken,
    leerling.horizon_datum,
    periode.klas
from win_leerling as leerling
semi join ref_leerling as gevraagd on leerling.leerling = gevraagd.leerling
inner join ref_school as school on leerling.school_nr = school.school_nr
inner join mart_leerling_periode as periode
    on
        school.school = periode.school
        and leerling.leerling = periode.leerling
