-- One measured day of a pupil of which the slots are an estimate: they have no start and their hours no fixed number
-- (contract 1.4). One row per pupil and date.
with

geschat as (
    select dagprofiel.dagprofiel_nr
    from win_dagprofiel as dagprofiel
    semi join ref_roosterbron as bron on dagprofiel.bron_nr = bron.bron_nr and bron.geschat
),

dagen as (
    select
        dag.traject_nr,
        dag.datum
    from win_traject_dag as dag
    semi join geschat on dag.dagprofiel_nr = geschat.dagprofiel_nr
)

select
    traject.leerling_nr,
    traject.school_nr,
    dagen.datum
from dagen
inner join win_traject as traject on dagen.traject_nr = traject.traject_nr
