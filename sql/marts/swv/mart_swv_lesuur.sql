-- Weekday x lesson hour of all schools of a sector together, for the SWV report: one row per sector, question, weekday
-- (1 = Monday) and lesson hour of the period with lessons. vraag: afwezig (absence of any kind) or ongeoorloofd.
-- leerlingen: pupils who missed such a lesson; meeste and twee_meeste: the lessons missed by the one and by the two of
-- them who missed most, by which is judged whether the row may be shown. onbekend_lessen: could be missed as well.
with

leerlingen_per_traject as (
    select
        traject_nr,
        count(*) as leerlingen
    from win_traject
    group by traject_nr
),

dagprofielen as (
    select
        school.sector,
        dag.dagprofiel_nr,
        isodow(dag.datum) as weekdag,
        sum(leerlingen.leerlingen) as leerlingdagen
    from win_traject_dag as dag
    inner join leerlingen_per_traject as leerlingen on dag.traject_nr = leerlingen.traject_nr
    inner join ref_school as school on dag.school_nr = school.school_nr
    inner join ref_run as run on dag.datum between run.periode_van and run.peildatum
    group by school.sector, dag.dagprofiel_nr, weekdag
),

gepland as (
    select
        dagprofielen.sector,
        dagprofielen.weekdag,
        les.lesuur,
        sum(dagprofielen.leerlingdagen) as lessen
    from dagprofielen
    inner join win_dagprofiel_les as les on dagprofielen.dagprofiel_nr = les.dagprofiel_nr
    group by dagprofielen.sector, dagprofielen.weekdag, les.lesuur
),

per_leerling as (
    select
        school.sector,
        registratie.leerling_nr,
        isodow(registratie.datum) as weekdag,
        registratie.lesuur,
        count(*) filter (where soort.groep in ('oa', 'ga', 'reden_onbekend')) as afwezig,
        count(*) filter (where soort.groep = 'oa') as ongeoorloofd,
        count(*) filter (where soort.groep = 'onbekend') as onbekend
    from win_registratie as registratie
    inner join ref_soort as soort on registratie.soort = soort.soort
    inner join ref_school as school on registratie.school_nr = school.school_nr
    inner join ref_run as run on registratie.datum between run.periode_van and run.peildatum
    group by school.sector, registratie.leerling_nr, weekdag, registratie.lesuur
),

per_vraag as (
    select
        sector,
        weekdag,
        lesuur,
        'afwezig' as vraag,
        afwezig as gemist
    from per_leerling
    where afwezig > 0
    union all
    select
        sector,
        weekdag,
        lesuur,
        'ongeoorloofd' as vraag,
        ongeoorloofd as gemist
    from per_leerling
    where ongeoorloofd > 0
),

gemist as (
    select
        sector,
        vraag,
        weekdag,
        lesuur,
        count(*) as leerlingen,
        sum(gemist) as gemist_lessen,
        max(gemist) as meeste,
        list_sum(max(gemist, 2)) as twee_meeste
    from per_vraag
    group by sector, vraag, weekdag, lesuur
),

onbekend as (
    select
        sector,
        weekdag,
        lesuur,
        sum(onbekend) as lessen
    from per_leerling
    group by sector, weekdag, lesuur
),

vragen as (
    select unnest(['afwezig', 'ongeoorloofd']) as vraag
)

select
    gepland.sector,
    vragen.vraag,
    gepland.weekdag::tinyint as weekdag,
    gepland.lesuur,
    coalesce(gemist.leerlingen, 0)::integer as leerlingen,
    gepland.lessen::bigint as gepland_lessen,
    coalesce(gemist.gemist_lessen, 0)::bigint as gemist_lessen,
    coalesce(gemist.meeste, 0)::bigint as meeste,
    coalesce(gemist.twee_meeste, 0)::bigint as twee_meeste,
    coalesce(onbekend.lessen, 0)::bigint as onbekend_lessen
from gepland
cross join vragen
left join gemist
    on
        gepland.sector = gemist.sector
        and vragen.vraag = gemist.vraag
        and gepland.weekdag = gemist.weekdag
        and gepland.lesuur = gemist.lesuur
left join onbekend
    on
        gepland.sector = onbekend.sector
        and gepland.weekdag = onbekend.weekdag
        and gepland.lesuur = onbekend.lesuur
order by gepland.sector, vragen.vraag, gepland.weekdag, gepland.lesuur
