-- A pupil with an absence row dated a school day (contract 2.8): one row per pupil and day. A span is dated the days
-- written as its begin and its end; a bound at midnight is that of the day before. telt: a row entered on the day or
-- later, or one without entry time where the pupil has no row on the school day before: what was entered ahead says
-- nothing about the day, and who is away every day is new only once.
with

rijen as (
    select
        leerling_nr,
        school_nr,
        datum,
        ingevoerd_op
    from stg_absentie_les
    union all
    select
        leerling_nr,
        school_nr,
        begin::date as datum,
        ingevoerd_op
    from stg_absentie_span
    union all
    select
        leerling_nr,
        school_nr,
        greatest(begin::date, (eind - interval 1 microsecond)::date) as datum,
        ingevoerd_op
    from stg_absentie_span
    where not tot_nader_order
),

per_dag as (
    select
        rijen.leerling_nr,
        rijen.school_nr,
        dag.schooldag_nr,
        bool_or(rijen.ingevoerd_op is null) as zonder_invoer,
        bool_or(coalesce(rijen.ingevoerd_op::date >= rijen.datum, false)) as op_de_dag_ingevoerd
    from rijen
    inner join win_schooldag_rooster as dag
        on
            rijen.school_nr = dag.school_nr
            and rijen.datum = dag.datum
    group by rijen.leerling_nr, rijen.school_nr, dag.schooldag_nr
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
