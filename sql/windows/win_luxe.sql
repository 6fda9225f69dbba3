-- Luxury leave of a pupil (soort luxe): one row per pupil and row of consecutive days with slots on which it stands,
-- with its unauthorised hours in sixtieths. No computed rule counts it; a school reports it by itself.
with

luxe_dagen as (
    select
        registratie.leerling_nr,
        registratie.school_nr,
        registratie.datum,
        any_value(registratie.dag_nr) as dag_nr,
        sum(case when school.sector = 'PO' then registratie.minuten else greatest(registratie.minuten, 60) end)
            as zestigsten
    from win_registratie as registratie
    inner join ref_school as school on registratie.school_nr = school.school_nr
    where registratie.soort = 'luxe'
    group by registratie.leerling_nr, registratie.school_nr, registratie.datum
),

eilanden as (
    select
        *,
        dag_nr - row_number() over (partition by leerling_nr order by dag_nr) as eiland
    from luxe_dagen
)

select
    leerling_nr,
    school_nr,
    min(datum) as begindatum,
    max(datum) as einddatum,
    sum(zestigsten)::integer as zestigsten
from eilanden
group by leerling_nr, school_nr, eiland
