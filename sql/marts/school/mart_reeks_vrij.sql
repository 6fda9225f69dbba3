-- How many calendar days of a run in table reeks had no school for anyone, because of a school holiday, a public
-- holiday or a local free day (weekends within a holiday are part of it): one row per run.
with

lesbare_dagen as (
    select
        reeks.leerling_nr,
        reeks.groep,
        reeks.start,
        count(*) as dagen
    from win_reeks as reeks
    inner join win_kalenderdag as dag
        on
            reeks.school_nr = dag.school_nr
            and dag.datum between reeks.start and reeks.tot_en_met
    group by reeks.leerling_nr, reeks.groep, reeks.start
)

select
    school.school,
    leerling.leerling,
    reeks.groep,
    reeks.start,
    (reeks.duur_kalenderdagen - lesbare_dagen.dagen)::integer as vrije_dagen
from win_reeks as reeks
inner join win_leerling as leerling on reeks.leerling_nr = leerling.leerling_nr
inner join ref_school as school on reeks.school_nr = school.school_nr
inner join mart_reeks as getoond
    on
        school.school = getoond.school
        and leerling.leerling = getoond.leerling
        and reeks.groep = getoond.groep
        and reeks.start = getoond.start
inner join lesbare_dagen
    on
        reeks.leerling_nr = lesbare_dagen.leerling_nr
        and reeks.groep = lesbare_dagen.groep
        and reeks.start = lesbare_dagen.start
order by school.school, leerling.leerling, reeks.groep, reeks.start
