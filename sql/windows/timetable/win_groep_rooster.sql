-- One group on one day with lessons: which day pattern it has by the surest source that knows it on that day (contract
-- 1.4).
-- A timetable for the date replaces the weekly one of that group, also when it says "no lessons".
with

dagroosters as (
    select distinct
        school_nr,
        bron_nr,
        groep,
        weekdag,
        van,
        tot,
        dagrooster_nr
    from win_dagrooster_les
),

datums_met_eigen_rooster as (
    select
        rooster.school_nr,
        definitie.roosterbron as bron_nr,
        rooster.groep,
        rooster.datum
    from stg_rooster_datum as rooster
    cross join ref_definitie as definitie
),

per_week as (
    select
        dag.school_nr,
        dagroosters.groep,
        dag.datum,
        dagroosters.bron_nr,
        dagroosters.dagrooster_nr
    from win_kalenderdag as dag
    inner join dagroosters
        on
            dag.school_nr = dagroosters.school_nr
            and dag.weekdag = dagroosters.weekdag
            and dag.datum >= dagroosters.van
            and dag.datum < dagroosters.tot
    anti join datums_met_eigen_rooster as eigen
        on
            dag.school_nr = eigen.school_nr
            and dagroosters.groep = eigen.groep
            and dagroosters.bron_nr >= eigen.bron_nr
            and dag.datum = eigen.datum
),

per_datum as (
    select
        dag.school_nr,
        dagroosters.groep,
        dag.datum,
        dagroosters.bron_nr,
        dagroosters.dagrooster_nr
    from win_kalenderdag as dag
    inner join dagroosters
        on
            dag.school_nr = dagroosters.school_nr
            and dag.datum = dagroosters.van
    where dagroosters.weekdag = 0
),

groep_dag as (
    select * from per_week
    union all
    select * from per_datum
)

select groep_dag.*
from groep_dag
anti join win_rooster_bekend as zekerder
    on
        groep_dag.school_nr = zekerder.school_nr
        and groep_dag.groep = zekerder.groep
        and groep_dag.bron_nr > zekerder.bron_nr
        and groep_dag.datum >= zekerder.van
        and groep_dag.datum < zekerder.tot
