-- The day type of each school day: days on which every group of the school has the same day pattern
-- share one. One row per school and date. It keeps what follows small: a year has few day types. Groups that a source
-- knows without lessons tell days apart too, for they say which sources count for a pupil (contract 1.4).
with

per_dag as (
    select
        school_nr,
        datum,
        list(dagrooster_nr order by dagrooster_nr) as dagroosters,
        list({ 'dagrooster_nr': dagrooster_nr, 'lessen': lessen } order by dagrooster_nr) filter (
            where lessen is not null
        ) as erbij
    from win_groep_dag
    group by school_nr, datum
),

zonder_lessen as (
    select
        school_nr,
        datum,
        list({ 'groep': groep, 'bron_nr': bron_nr } order by groep) as bekend
    from win_groep_bekend
    group by school_nr, datum
),

genummerd as (
    select
        per_dag.school_nr,
        per_dag.datum,
        per_dag.school_nr::bigint * 1000000000
        + dense_rank() over (
            partition by per_dag.school_nr
            order by per_dag.dagroosters, per_dag.erbij, zonder_lessen.bekend
        ) as dagtype_nr
    from per_dag
    left join zonder_lessen
        on
            per_dag.school_nr = zonder_lessen.school_nr
            and per_dag.datum = zonder_lessen.datum
)

select * from genummerd
