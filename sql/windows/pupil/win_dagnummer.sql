-- Which days with slots of a pupil frame the school year and the period, as numbers of win_traject_dag: one row per
-- pupil with a measured day. Without such a day the first number lies past the last one.
-- schooljaar_kijkdag: the day on which a count of the school year is read. The school year at the horizon is that of
-- the meetdatum (contract 2.3), also where the horizon lies in another one.
with

dagen as (
    select
        dag.traject_nr,
        count(*) filter (where dag.datum < meting.schooljaar_van) + 1 as schooljaar_dag_nr,
        count(*) filter (where dag.datum < meting.periode_van) + 1 as periode_dag_nr,
        count(*) as laatste_dag_nr
    from win_traject_dag as dag
    inner join win_meting as meting on dag.school_nr = meting.school_nr
    group by dag.traject_nr
)

select
    leerling.leerling_nr,
    leerling.school_nr,
    leerling.traject_nr,
    leerling.vertrokken,
    leerling.horizon_datum,
    leerling.horizon_positie,
    dagen.schooljaar_dag_nr::integer as schooljaar_dag_nr,
    dagen.periode_dag_nr::integer as periode_dag_nr,
    dagen.laatste_dag_nr::integer as laatste_dag_nr,
    least(greatest(leerling.horizon_datum, meting.meetdatum), schooljaar.schooljaar_tot - 1) as schooljaar_kijkdag
from win_leerling as leerling
inner join win_meting as meting on leerling.school_nr = meting.school_nr
inner join ref_schooljaar as schooljaar on meting.schooljaar_van = schooljaar.schooljaar_van
inner join dagen on leerling.traject_nr = dagen.traject_nr
semi join win_leerling_periode as periode on leerling.leerling_nr = periode.leerling_nr
