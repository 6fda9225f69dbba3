-- The day pattern of each group on each day type: one row per day type and group.
with

voorbeelddag as (
    select
        dagtype_nr,
        school_nr,
        min(datum) as datum
    from win_dagtype
    group by dagtype_nr, school_nr
),

dagtype_groep as (
    select
        voorbeelddag.dagtype_nr,
        voorbeelddag.school_nr,
        groep_dag.groep,
        groep_dag.dagrooster_nr
    from voorbeelddag
    inner join win_groep_dag as groep_dag
        on
            voorbeelddag.school_nr = groep_dag.school_nr
            and voorbeelddag.datum = groep_dag.datum
)

select * from dagtype_groep
