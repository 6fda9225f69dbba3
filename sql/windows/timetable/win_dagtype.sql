-- The day type of each school day: days on which every group of the school has the same day pattern
-- share one. One row per school and date. It keeps what follows small: a year has few day types.
with

per_dag as (
    select
        school_nr,
        datum,
        list(dagrooster_nr order by dagrooster_nr) as dagroosters
    from win_groep_dag
    group by school_nr, datum
),

genummerd as (
    select
        school_nr,
        datum,
        dense_rank() over (order by school_nr, dagroosters) as dagtype_nr
    from per_dag
)

select * from genummerd
