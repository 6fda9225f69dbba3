-- Who left the school in the period while absent for a whole lesweek or more (contract 2.9, movers), for the school
-- report: one row per pupil. The run of all absence goes on up to the last day with slots. A child that disappears
-- between two schools begins so. A move that the SWV tells, and that is followed, needs no list.
select
    school.school,
    leerling.leerling,
    periode.klas,
    einde.laatste_dag as vertrokken_op,
    reeks.start as afwezig_vanaf,
    reeks.duur_posities
from win_laatste_dag as einde
inner join ref_run as run on einde.laatste_dag between run.periode_van and run.peildatum
inner join win_leerling as leerling on einde.leerling_nr = leerling.leerling_nr
inner join win_leerling_periode as periode on einde.leerling_nr = periode.leerling_nr
inner join win_traject_grens as grens on leerling.traject_nr = grens.traject_nr
inner join win_reeks as reeks
    on
        einde.leerling_nr = reeks.leerling_nr
        and grens.laatste_lesdag = reeks.laatste_dag
        and reeks.groep = 'alle'
inner join ref_definitie as definitie on reeks.duur_posities >= definitie.vertrokken_posities
inner join ref_school as school on einde.school_nr = school.school_nr
anti join win_overstap_gevolgd as overstap on einde.leerling_nr = overstap.van_nr
order by school.school, leerling.leerling
