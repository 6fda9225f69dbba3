-- Days of the school year on which absence of a pupil begins: absent in at least one lesson, and in none on the day
-- with slots before. One row per pupil and day. Days in a row count once, so that one illness is one time and not
-- five. onbekend counts as not absent (contract 2.6). begint_oa: unauthorised absence begins, whatever else there is.
with

dagen as (
    select
        dag.leerling_nr,
        dag.school_nr,
        dag.traject_nr,
        dag.datum,
        vorige.leerling_nr is null as begint,
        dag.ongeoorloofd_min > 0 and coalesce(vorige.ongeoorloofd_min, 0) = 0 as begint_oa
    from win_leerling_dag as dag
    inner join win_meting as meting
        on
            dag.school_nr = meting.school_nr
            and dag.datum >= meting.schooljaar_van
    left join win_leerling_dag as vorige
        on
            dag.leerling_nr = vorige.leerling_nr
            and dag.dag_nr = vorige.dag_nr + 1
            and vorige.afwezig_min > 0
    where dag.afwezig_min > 0
)

select
    leerling_nr,
    school_nr,
    traject_nr,
    datum,
    isodow(datum) as weekdag,
    begint,
    begint_oa
from dagen
where begint or begint_oa
