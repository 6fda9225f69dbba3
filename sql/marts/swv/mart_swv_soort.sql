-- Authorised and unauthorised minutes of the period by kind, for the SWV report: one row per group (ga, oa) and kind.
-- leerlingen: pupils with such absence, who moved once.
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
)

select
    groep,
    soort,
    count(distinct leerling_nr)::integer as leerlingen,
    sum(minuten)::bigint as minuten
from registraties
group by groep, soort
