-- Runs that satisfy the ground of a status, whenever they were: one row per pupil, status, ground and run.
select
    reeks.leerling_nr,
    reeks.school_nr,
    reeks.start,
    reeks.laatste_dag,
    reeks.tot_en_met,
    reeks.loopt,
    reeks.duur,
    reeks.duur_posities,
    grond.status,
    grond.grond,
    grond.rang,
    grond.langste_reeks
from cls_reeks as reeks
inner join cls_grond as grond on reeks.toets_nr = grond.toets_nr
where
    reeks.ontbreekt is null
    and not (grond.niet_geheel_ongeoorloofd and reeks.geheel_ongeoorloofd)
