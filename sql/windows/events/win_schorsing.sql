-- Suspensions of a pupil (soort schorsing): one row per pupil and row of consecutive days with slots on which one
-- stands, with its first and last day. One lesson makes the day.
with

dagen as (
    select distinct
        leerling_nr,
        school_nr,
        datum,
        dag_nr
    from win_registratie
    where soort = 'schorsing'
),

eilanden as (
    select
        *,
        dag_nr - row_number() over (partition by leerling_nr order by dag_nr) as eiland
    from dagen
)

select
    leerling_nr,
    school_nr,
    min(datum) as begindatum,
    max(datum) as einddatum
from eilanden
group by leerling_nr, school_nr, eiland
