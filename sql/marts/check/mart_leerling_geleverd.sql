-- Pupils that are delivered, whenever they are enrolled: one row per school and pupil.
select
    school.school,
    leerling.leerling,
    leerling.leerling_nr
from win_leerling as leerling
inner join ref_school as school on leerling.school_nr = school.school_nr
