-- One measured day of a pupil of which the slots are an estimate: they have no start and their hours no fixed number
-- (contract 1.4). One row per pupil and date.
select
    traject.leerling_nr,
    traject.school_nr,
    dag.datum
from win_traject_dag as dag
semi join win_geschat_dagprofiel as geschat on dag.dagprofiel_nr = geschat.dagprofiel_nr
inner join win_traject as traject on dag.traject_nr = traject.traject_nr
