-- Runs that satisfy the ground of a status, whenever they were: one row per pupil, status, ground and run.
-- plicht: the duty on its last day, of a run that goes on that on the meetdatum; of a ground that holds without a duty
-- the duty at the horizon, or on the last enrolled day of a pupil who left (contract 2.9). A ground can ask that some
-- of the absence has no reason (deels_zonder_reden).
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
    grond.langste_reeks,
    grond.zonder_plicht,
    plicht.plicht,
    reeks.volle_dag
from cls_reeks as reeks
inner join cls_grond as grond on reeks.toets_nr = grond.toets_nr
inner join win_laatste_dag as leerling on reeks.leerling_nr = leerling.leerling_nr
inner join cls_plicht as plicht
    on
        reeks.leerling_nr = plicht.leerling_nr
        and if(reeks.loopt or grond.zonder_plicht, leerling.kijkdag, reeks.laatste_dag) >= plicht.van
        and if(reeks.loopt or grond.zonder_plicht, leerling.kijkdag, reeks.laatste_dag) < plicht.tot
where
    reeks.ontbreekt is null
    and (not grond.deels_zonder_reden or reeks.deels_zonder_reden)
    and not (grond.niet_geheel_ongeoorloofd and reeks.geheel_ongeoorloofd)
