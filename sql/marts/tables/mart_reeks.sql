-- Table reeks (contract 3): runs that overlap the period, from the length in ref_definitie on.
select
    school.school,
    leerling.leerling,
    reeks.groep,
    reeks.start,
    reeks.laatste_dag,
    reeks.duur_posities,
    reeks.duur_kalenderdagen,
    reeks.loopt
from win_reeks as reeks
inner join win_leerling as leerling on reeks.leerling_nr = leerling.leerling_nr
inner join ref_school as school on reeks.school_nr = school.school_nr
inner join ref_run as run on reeks.laatste_dag >= run.periode_van
inner join ref_definitie as definitie on reeks.duur_posities >= definitie.reeks_posities
order by school.school, leerling.leerling, reeks.groep, reeks.start
