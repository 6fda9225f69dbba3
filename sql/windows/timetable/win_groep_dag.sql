-- One group on one day with lessons: which day pattern it has.
-- A timetable for the date replaces the weekly one of that group, also when it says "no lessons".
with

dagroosters as (
    select distinct
        school_nr,
        groep,
        weekdag,
        van,
        tot,
        dagrooster_nr
    from win_dagrooster_les
),

datums_met_eigen_rooster as (
    select
        school_nr,
        groep,
        datum
    from stg_rooster_datum
),

per_week as (
    select
        dag.school_nr,
        dagroosters.groep,
        dag.datum,
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
            and dag.datum = eigen.datum
),

per_datum as (
    select
        dag.school_nr,
        dagroosters.groep,
        dag.datum,
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

select * from groep_dag
