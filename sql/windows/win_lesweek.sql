-- The lesweken of a school, numbered 0, 1, 2 …: ISO weeks with a slot for any pupil (contract 2.3).
-- One row per school and Monday.
with

weken as (
    select distinct
        school_nr,
        date_trunc('week', datum)::date as maandag
    from win_traject_dag
),

genummerd as (
    select
        school_nr,
        maandag,
        (row_number() over (partition by school_nr order by maandag) - 1)::integer as lesweek_nr
    from weken
)

select * from genummerd
