-- The activity of a school on a school day: the number of pupils who are newly registered as absent (contract 2.8).
-- One row per school and school day.
with

tellend as (
    select
        school_nr,
        schooldag_nr,
        count(*) as leerlingen
    from win_verzuimrij_dag
    where telt
    group by school_nr, schooldag_nr
)

select
    dag.school_nr,
    dag.datum,
    dag.schooldag_nr,
    coalesce(tellend.leerlingen, 0)::integer as activiteit
from win_schooldag_rooster as dag
left join tellend
    on
        dag.school_nr = tellend.school_nr
        and dag.schooldag_nr = tellend.schooldag_nr
