-- Who is new at the school in the period and absent from the first day with slots on (contract 2.9, movers), for the
-- school report: one row per pupil. New: no enrolment of the pupil begins earlier; a list without inschrijfdatum names
-- nobody. duur_posities, laatste_dag and loopt: of the run of all absence that begins on that day. A move that the SWV
-- tells, and that is followed, needs no list.
select
    school.school,
    leerling.leerling,
    periode.klas,
    begin.eerste_dag as ingeschreven_op,
    reeks.start as afwezig_vanaf,
    reeks.laatste_dag,
    reeks.duur_posities,
    reeks.loopt
from win_laatste_dag as begin
inner join ref_run as run on begin.eerste_dag between run.periode_van and run.peildatum
inner join win_leerling as leerling on begin.leerling_nr = leerling.leerling_nr
inner join win_leerling_periode as periode on begin.leerling_nr = periode.leerling_nr
inner join win_traject_grens as grens on leerling.traject_nr = grens.traject_nr
inner join win_reeks as reeks
    on
        begin.leerling_nr = reeks.leerling_nr
        and grens.eerste_lesdag = reeks.start_hier
        and reeks.groep = 'alle'
inner join ref_school as school on begin.school_nr = school.school_nr
anti join win_overstap_gevolgd as overstap on begin.leerling_nr = overstap.naar_nr
order by school.school, leerling.leerling
