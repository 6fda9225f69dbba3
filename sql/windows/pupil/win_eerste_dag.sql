-- The first day with slots of each pupil in the school year of the meetdatum and in the period: the days on which a
-- count that was carried over can hold or stop to hold.
with

dagen as (
    select
        dag.traject_nr,
        min(dag.datum) filter (where dag.datum >= meting.schooljaar_van) as eerste_in_schooljaar,
        min(dag.datum) filter (where dag.datum >= meting.periode_van) as eerste_in_periode
    from win_traject_dag as dag
    inner join win_meting as meting on dag.school_nr = meting.school_nr
    group by dag.traject_nr
)

select
    traject.leerling_nr,
    traject.school_nr,
    dagen.eerste_in_schooljaar,
    dagen.eerste_in_periode
from win_traject as traject
inner join dagen on traject.traject_nr = dagen.traject_nr
