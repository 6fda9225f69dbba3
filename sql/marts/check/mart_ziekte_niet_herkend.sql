-- Schools whose sickness is not recognised: one row per school, with its authorised absences and their pupils.
select
    school.school,
    ziekte.rijen,
    ziekte.leerlingen
from win_ziekte_niet_herkend as ziekte
inner join ref_school as school on ziekte.school_nr = school.school_nr
