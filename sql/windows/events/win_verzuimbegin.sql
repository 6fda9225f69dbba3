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
        dag.dag_nr,
        dag.ongeoorloofd_min > 0 as is_oa,
        lag(dag.dag_nr) over op_volgorde = dag.dag_nr - 1 as aansluitend,
        lag(dag.ongeoorloofd_min) over op_volgorde > 0 as vorige_is_oa
    from win_leerling_dag as dag
    where dag.afwezig_min > 0
    window op_volgorde as (
        partition by dag.leerling_nr
        order by dag.dag_nr
    )
),

beginnen as (
    select
        dagen.leerling_nr,
        dagen.school_nr,
        dagen.traject_nr,
        dagen.datum,
        not coalesce(dagen.aansluitend, false) as begint,
        dagen.is_oa and not coalesce(dagen.aansluitend and dagen.vorige_is_oa, false) as begint_oa
    from dagen
    inner join win_meting as meting
        on
            dagen.school_nr = meting.school_nr
            and dagen.datum >= meting.schooljaar_van
)

select
    leerling_nr,
    school_nr,
    traject_nr,
    datum,
    isodow(datum) as weekdag,
    begint,
    begint_oa
from beginnen
where begint or begint_oa
