-- Table thuiszitter (contract 3): one pupil and status by the rule set of its school.
select
    school.school,
    leerling.leerling,
    status.status,
    status.grond,
    status.start,
    status.duur_posities,
    status.op_peildatum,
    status.precies_vier_weken,
    status.plicht
from cls_thuiszitter as status
inner join win_leerling as leerling on status.leerling_nr = leerling.leerling_nr
inner join ref_school as school on status.school_nr = school.school_nr
order by school.school, leerling.leerling, status.status
