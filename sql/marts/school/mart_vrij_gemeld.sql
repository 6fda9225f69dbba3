-- Days of the period that are free by kalender, school holiday or public holiday, and on which pupils were registered
-- as absent as on a school day all the same: such a day may have had lessons, and is measured nowhere. One row per
-- school with enough of them. A day counts when the pupils whose absence begins on it, not entered ahead, are not far
-- below the lower median of the days with activity (contract 2.8). It changes no figure.
with

per_dag as (
    select
        rij.school_nr,
        rij.datum,
        count(distinct rij.leerling_nr) as leerlingen
    from win_verzuimrij as rij
    inner join ref_run as run on rij.datum between run.periode_van and run.peildatum
    semi join win_vrije_dag as vrij
        on
            rij.school_nr = vrij.school_nr
            and rij.datum = vrij.datum
    where rij.begint and coalesce(rij.ingevoerd_op::date >= rij.datum, true)
    group by rij.school_nr, rij.datum
),

gewoon as (
    select
        school_nr,
        list_sort(list(activiteit)) as activiteiten
    from win_activiteit
    where activiteit > 0
    group by school_nr
),

als_een_schooldag as (
    select
        per_dag.*,
        definitie.stilte_verwacht
    from per_dag
    inner join gewoon on per_dag.school_nr = gewoon.school_nr
    inner join ref_definitie as definitie
        on
            definitie.activiteit_mediaan_deel * per_dag.leerlingen
            >= gewoon.activiteiten[(len(gewoon.activiteiten) + 1) // 2]
)

select
    school.school,
    min(dag.datum) as van,
    max(dag.datum) as tot_en_met,
    count(*)::integer as dagen,
    sum(dag.leerlingen)::integer as meldingen
from als_een_schooldag as dag
inner join ref_school as school on dag.school_nr = school.school_nr
group by school.school, dag.stilte_verwacht
having sum(dag.leerlingen) >= dag.stilte_verwacht
order by school.school
