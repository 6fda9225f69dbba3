-- How many calendar days of a run in table reeks had no school for anyone, because of a school holiday, a public
-- holiday or a local free day (weekends within a holiday are part of it): one row per run. Of what lay at an earlier
-- school the days of that school; hier_vanaf is then the first day of the run here, else empty.
with

getoond as (
    select reeks.*
    from win_reeks as reeks
    inner join win_leerling as leerling on reeks.leerling_nr = leerling.leerling_nr
    inner join ref_school as school on reeks.school_nr = school.school_nr
    inner join mart_reeks as tabel
        on
            school.school = tabel.school
            and leerling.leerling = tabel.leerling
            and reeks.groep = tabel.groep
            and reeks.start = tabel.start
),

delen as (
    select
        leerling_nr,
        groep,
        start_hier,
        leerling_nr as deel_nr,
        start_hier as deel_start
    from getoond
    union all
    select
        getoond.leerling_nr,
        getoond.groep,
        getoond.start_hier,
        eerder.eerder_nr as deel_nr,
        eerder.eerder_start as deel_start
    from getoond
    inner join win_reeks_eerder as eerder
        on
            getoond.leerling_nr = eerder.leerling_nr
            and getoond.groep = eerder.groep
            and getoond.start_hier = eerder.start
),

lesbare_dagen as (
    select
        delen.leerling_nr,
        delen.groep,
        delen.start_hier,
        count(*) as dagen
    from delen
    inner join win_eigen_reeks as deel
        on
            delen.deel_nr = deel.leerling_nr
            and delen.groep = deel.groep
            and delen.deel_start = deel.start
    inner join win_kalenderdag as dag
        on
            deel.school_nr = dag.school_nr
            and dag.datum between deel.start and deel.tot_en_met
    group by delen.leerling_nr, delen.groep, delen.start_hier
)

select
    school.school,
    leerling.leerling,
    getoond.groep,
    getoond.start,
    (getoond.duur_kalenderdagen - lesbare_dagen.dagen)::integer as vrije_dagen,
    nullif(getoond.start_hier, getoond.start) as hier_vanaf
from getoond
inner join win_leerling as leerling on getoond.leerling_nr = leerling.leerling_nr
inner join ref_school as school on getoond.school_nr = school.school_nr
inner join lesbare_dagen
    on
        getoond.leerling_nr = lesbare_dagen.leerling_nr
        and getoond.groep = lesbare_dagen.groep
        and getoond.start_hier = lesbare_dagen.start_hier
order by school.school, leerling.leerling, getoond.groep, getoond.start
