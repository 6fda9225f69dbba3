-- The window of four lesweken from each day with slots of a traject: scheduled minutes, and the positions it
-- spans. Only windows in which the pupils are enrolled on every school day (contract 2.5).
with

dagen as (
    select
        dag.traject_nr,
        dag.school_nr,
        dag.datum,
        dag.minuten,
        schooldag.positie,
        stuk.eerste_positie_buiten,
        definitie.venster_posities
    from win_traject_dag as dag
    inner join win_schooldag as schooldag
        on
            dag.school_nr = schooldag.school_nr
            and dag.datum = schooldag.datum
    inner join win_traject_stuk as stuk
        on
            dag.traject_nr = stuk.traject_nr
            and dag.datum >= stuk.van
            and dag.datum < stuk.tot
    cross join ref_definitie as definitie
),

vensters as (
    select
        traject_nr,
        school_nr,
        datum as start,
        positie as start_positie,
        (positie + venster_posities - 1)::integer as eind_positie,
        eerste_positie_buiten,
        sum(minuten) over (
            partition by traject_nr
            order by positie
            range between current row and venster_posities - 1 following
        ) as gepland_min
    from dagen
)

select
    traject_nr,
    school_nr,
    start,
    start_positie,
    eind_positie,
    gepland_min::integer as gepland_min
from vensters
where eerste_positie_buiten is null or eind_positie < eerste_positie_buiten
