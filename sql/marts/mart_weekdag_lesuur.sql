-- Heat map weekday x lesson hour: one lesson hour on one weekday of a school, over the period.
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
        dag.school_nr,
        dag.dagprofiel_nr,
        isodow(dag.datum) as weekdag,
        sum(leerlingen.leerlingen) as leerlingdagen
    from win_traject_dag as dag
    inner join leerlingen_per_traject as leerlingen on dag.traject_nr = leerlingen.traject_nr
    inner join ref_run as run on dag.datum between run.periode_van and run.peildatum
    group by dag.school_nr, dag.dagprofiel_nr, weekdag
),

gepland as (
    select
        dagprofielen.school_nr,
        dagprofielen.weekdag,
        les.lesuur,
        sum(dagprofielen.leerlingdagen) as lessen
    from dagprofielen
    inner join win_dagprofiel_les as les on dagprofielen.dagprofiel_nr = les.dagprofiel_nr
    group by dagprofielen.school_nr, dagprofielen.weekdag, les.lesuur
),

gemist as (
    select
        registratie.school_nr,
        isodow(registratie.datum) as weekdag,
        registratie.lesuur,
        count(*) filter (where soort.groep in ('oa', 'ga')) as afwezig,
        count(*) filter (where soort.groep = 'onbekend') as onbekend
    from win_registratie as registratie
    inner join ref_soort as soort on registratie.soort = soort.soort
    inner join ref_run as run on registratie.datum between run.periode_van and run.peildatum
    group by registratie.school_nr, weekdag, registratie.lesuur
)

select
    school.school,
    gepland.weekdag::tinyint as weekdag,
    gepland.lesuur,
    gepland.lessen::bigint as gepland_lessen,
    coalesce(gemist.afwezig, 0)::bigint as afwezig_lessen,
    coalesce(gemist.onbekend, 0)::bigint as onbekend_lessen
from gepland
inner join ref_school as school on gepland.school_nr = school.school_nr
left join gemist
    on
        gepland.school_nr = gemist.school_nr
        and gepland.weekdag = gemist.weekdag
        and gepland.lesuur = gemist.lesuur
