-- Authorised and unauthorised minutes of the period by kind, for the SWV report: one row per group (ga, oa) and kind.
-- leerlingen: pupils with such absence, who moved once; grootste_min and tweede_min: of the pupil with most of it, and
-- the one after.
with

registraties as (
    select
        soort.groep,
        soort.soort::varchar as soort,
        coalesce(elders.later_nr, registratie.leerling_nr) as leerling_nr,
        registratie.minuten
    from win_registratie as registratie
    inner join ref_soort as soort on registratie.soort = soort.soort
    inner join ref_run as run on registratie.datum between run.periode_van and run.peildatum
    semi join win_leerling_periode as periode on registratie.leerling_nr = periode.leerling_nr
    left join win_elders_geteld as elders on registratie.leerling_nr = elders.leerling_nr
    where soort.groep in ('ga', 'oa')
),

per_leerling as (
    select
        groep,
        soort,
        sum(minuten) as minuten
    from registraties
    group by groep, soort, leerling_nr
),

geteld as (
    select
        groep,
        soort,
        count(*) as leerlingen,
        sum(minuten) as minuten,
        max(minuten, 2) as meeste
    from per_leerling
    group by groep, soort
)

select
    groep,
    soort,
    leerlingen::integer as leerlingen,
    minuten::bigint as minuten,
    meeste[1]::integer as grootste_min,
    coalesce(meeste[2], 0)::integer as tweede_min
from geteld
