-- The day pattern of each group on each day type: one row per day type and group, with the source it is by and the
-- lessons that an estimated day gets instead (win_groep_dag). A group that a source knows without lessons has no
-- dagrooster_nr.
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
        groep_dag.bron_nr,
        groep_dag.dagrooster_nr,
        groep_dag.lessen
    from voorbeelddag
    inner join win_groep_dag as groep_dag
        on
            voorbeelddag.school_nr = groep_dag.school_nr
            and voorbeelddag.datum = groep_dag.datum
    union all
    select
        voorbeelddag.dagtype_nr,
        voorbeelddag.school_nr,
        bekend.groep,
        bekend.bron_nr,
        null as dagrooster_nr,
        null as lessen
    from voorbeelddag
    inner join win_groep_bekend as bekend
        on
            voorbeelddag.school_nr = bekend.school_nr
            and voorbeelddag.datum = bekend.datum
)

select * from dagtype_groep
