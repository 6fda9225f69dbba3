-- Weekday x lesson hour of all schools of a sector together, for the SWV report: one row per sector, weekday
-- (1 = Monday) and lesson hour of the period with lessons. verzuim: all that is not known as present; of it
-- ongeoorloofd. leerlingen: pupils with such lessons; of a part those with any, and what the pupil with most of it and
-- the one after it have (grootste_min, tweede_min). gepland_grootste_min: the most lesson time of one pupil. Without
-- days of estimated lessons: their hours have no fixed number (contract 1.4).
with

dagprofielen as (
    select
        dag.traject_nr,
        dag.school_nr,
        dag.dagprofiel_nr,
        isodow(dag.datum) as weekdag,
        count(*) as dagen
    from win_traject_dag as dag
    inner join ref_run as run on dag.datum between run.periode_van and run.peildatum
    anti join win_geschat_dagprofiel as geschat on dag.dagprofiel_nr = geschat.dagprofiel_nr
    group by dag.traject_nr, dag.school_nr, dag.dagprofiel_nr, weekdag
),

per_traject as (
    select
        dagprofielen.traject_nr,
        dagprofielen.school_nr,
        dagprofielen.weekdag,
        les.lesuur,
        sum(dagprofielen.dagen * les.minuten) as minuten
    from dagprofielen
    inner join win_dagprofiel_les as les on dagprofielen.dagprofiel_nr = les.dagprofiel_nr
    group by dagprofielen.traject_nr, dagprofielen.school_nr, dagprofielen.weekdag, les.lesuur
),

leerlingen_per_traject as (
    select
        traject_nr,
        count(*) as leerlingen
    from win_traject
    group by traject_nr
),

gepland as (
    select
        school.sector,
        per_traject.weekdag,
        per_traject.lesuur,
        sum(leerlingen.leerlingen) as leerlingen,
        sum(per_traject.minuten * leerlingen.leerlingen) as gepland_min,
        max(per_traject.minuten) as grootste_min
    from per_traject
    inner join leerlingen_per_traject as leerlingen on per_traject.traject_nr = leerlingen.traject_nr
    inner join ref_school as school on per_traject.school_nr = school.school_nr
    group by school.sector, per_traject.weekdag, per_traject.lesuur
),

per_leerling as (
    select
        school.sector,
        isodow(registratie.datum) as weekdag,
        registratie.lesuur,
        coalesce(sum(registratie.minuten) filter (where soort.groep in ('ga', 'oa', 'reden_onbekend', 'onbekend')), 0)
            as verzuim_min,
        coalesce(sum(registratie.minuten) filter (where soort.groep = 'oa'), 0) as ongeoorloofd_min
    from win_registratie as registratie
    inner join ref_soort as soort on registratie.soort = soort.soort
    inner join ref_school as school on registratie.school_nr = school.school_nr
    inner join ref_run as run on registratie.datum between run.periode_van and run.peildatum
    anti join win_geschatte_dag as geschat
        on
            registratie.leerling_nr = geschat.leerling_nr
            and registratie.datum = geschat.datum
    group by school.sector, registratie.leerling_nr, weekdag, registratie.lesuur
),

gemist as (
    select
        sector,
        weekdag,
        lesuur,
        sum(verzuim_min) as verzuim_min,
        count(*) filter (where verzuim_min > 0) as verzuim_leerlingen,
        max(verzuim_min, 2) as meeste_verzuim,
        sum(ongeoorloofd_min) as ongeoorloofd_min,
        count(*) filter (where ongeoorloofd_min > 0) as ongeoorloofd_leerlingen,
        max(ongeoorloofd_min, 2) as meeste_ongeoorloofd
    from per_leerling
    group by sector, weekdag, lesuur
)

select
    gepland.sector,
    gepland.weekdag::tinyint as weekdag,
    gepland.lesuur,
    gepland.leerlingen::integer as leerlingen,
    gepland.gepland_min::bigint as gepland_min,
    gepland.grootste_min::integer as gepland_grootste_min,
    (gepland.gepland_min - coalesce(gemist.verzuim_min, 0))::bigint as aanwezig_min,
    coalesce(gemist.verzuim_leerlingen, 0)::integer as verzuim_leerlingen,
    coalesce(gemist.meeste_verzuim[1], 0)::integer as verzuim_grootste_min,
    coalesce(gemist.meeste_verzuim[2], 0)::integer as verzuim_tweede_min,
    coalesce(gemist.ongeoorloofd_min, 0)::bigint as ongeoorloofd_min,
    coalesce(gemist.ongeoorloofd_leerlingen, 0)::integer as ongeoorloofd_leerlingen,
    coalesce(gemist.meeste_ongeoorloofd[1], 0)::integer as ongeoorloofd_grootste_min,
    coalesce(gemist.meeste_ongeoorloofd[2], 0)::integer as ongeoorloofd_tweede_min
from gepland
left join gemist
    on
        gepland.sector = gemist.sector
        and gepland.weekdag = gemist.weekdag
        and gepland.lesuur = gemist.lesuur
order by gepland.sector, gepland.weekdag, gepland.lesuur
