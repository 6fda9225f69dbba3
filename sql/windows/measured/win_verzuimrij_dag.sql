-- A pupil with an absence row dated a school day (contract 2.8): one row per pupil and day. telt: a row entered on the
-- day or later, or one without entry time where the pupil has no row on the school day before: what was entered ahead
-- says nothing about the day, and who is away every day is new only once.
with

per_dag as (
    select
        rij.leerling_nr,
        rij.school_nr,
        dag.schooldag_nr,
        bool_or(rij.ingevoerd_op is null) as zonder_invoer,
        bool_or(coalesce(rij.ingevoerd_op::date >= rij.datum, false)) as op_de_dag_ingevoerd
    from win_verzuimrij as rij
    inner join win_schooldag_rooster as dag
        on
            rij.school_nr = dag.school_nr
            and rij.datum = dag.datum
    group by rij.leerling_nr, rij.school_nr, dag.schooldag_nr
)

select
    leerling_nr,
    school_nr,
    schooldag_nr,
    true as telt
from per_dag
where op_de_dag_ingevoerd
union all
select
    dag.leerling_nr,
    dag.school_nr,
    dag.schooldag_nr,
    dag.zonder_invoer and vorige.leerling_nr is null as telt
from per_dag as dag
left join per_dag as vorige
    on
        dag.leerling_nr = vorige.leerling_nr
        and dag.schooldag_nr = vorige.schooldag_nr + 1
where not dag.op_de_dag_ingevoerd
