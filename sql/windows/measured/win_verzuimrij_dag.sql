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
    op_de_dag_ingevoerd
    or (
        zonder_invoer
        and lag(schooldag_nr, 1, -1) over (partition by leerling_nr order by schooldag_nr) < schooldag_nr - 1
    ) as telt
from per_dag
