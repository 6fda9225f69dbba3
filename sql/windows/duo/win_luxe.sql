-- Luxury leave of a pupil (soort luxe): one row per pupil and row of consecutive days with slots on which it stands,
-- with its hours in sixtieths. No computed rule counts it; a school reports it by itself.
with

eilanden as (
    select
        leerling_nr,
        school_nr,
        datum,
        luxe_zestigsten,
        dag_nr - row_number() over (partition by leerling_nr order by dag_nr) as eiland
    from win_leerling_dag
    where luxe_zestigsten > 0
)

select
    leerling_nr,
    school_nr,
    min(datum) as begindatum,
    max(datum) as einddatum,
    sum(luxe_zestigsten)::integer as zestigsten
from eilanden
group by leerling_nr, school_nr, eiland
