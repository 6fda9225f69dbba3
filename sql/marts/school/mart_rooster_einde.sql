-- Measured school days of the period on which no group has a lesson, for the timetable ends before them (contract 2.8):
-- one row per school with a few of them. On these days no slot exists and nobody is present or absent.
with

met_les as (
    select distinct
        school_nr,
        datum
    from win_groep_dag
)

select
    school.school,
    min(dag.datum) as van,
    max(dag.datum) as tot_en_met,
    count(*)::integer as schooldagen
from win_gemeten_dag as dag
inner join ref_run as run on dag.datum between run.periode_van and run.peildatum
inner join ref_school as school on dag.school_nr = school.school_nr
cross join ref_definitie as definitie
anti join met_les
    on
        dag.school_nr = met_les.school_nr
        and dag.datum = met_les.datum
group by school.school, definitie.stilte_schooldagen
having count(*) >= definitie.stilte_schooldagen
order by school.school
