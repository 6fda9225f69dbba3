-- The first day with slots of each pupil in the school year and in the period of the peildatum, and the last one
-- up to the peildatum: the days on which a count that was carried over can hold or stop to hold.
with

dagen as (
    select
        dag.traject_nr,
        min(dag.datum) filter (where dag.datum >= run.schooljaar_van) as eerste_in_schooljaar,
        min(dag.datum) filter (where dag.datum >= run.periode_van) as eerste_in_periode
    from win_traject_dag as dag
    inner join ref_run as run on dag.datum <= run.peildatum
    group by dag.traject_nr
)

select
    traject.leerling_nr,
    traject.school_nr,
    dagen.eerste_in_schooljaar,
    dagen.eerste_in_periode
from win_traject as traject
inner join dagen on traject.traject_nr = dagen.traject_nr
