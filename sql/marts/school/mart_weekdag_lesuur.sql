-- Heat map weekday x lesson hour: one lesson hour on one weekday of a school, over the period.
-- deels_gepland and deels_gemist leave out the days on which a pupil was away altogether: which lessons are missed by
-- who is at school. leerlingen: pupils who missed such a lesson. ongeoorloofd and reden_onbekend are parts of afwezig;
-- who came late was there, and counts apart. Without days of estimated lessons: their hours have no fixed number
-- (contract 1.4).
with

registraties as (
    select
        registratie.school_nr,
        registratie.leerling_nr,
        registratie.datum,
        registratie.lesuur,
        registratie.soort
    from win_registratie as registratie
    inner join ref_run as run on registratie.datum between run.periode_van and run.peildatum
    anti join win_geschatte_dag as geschat
        on
            registratie.leerling_nr = geschat.leerling_nr
            and registratie.datum = geschat.datum
),

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
    anti join win_geschat_dagprofiel as geschat on dag.dagprofiel_nr = geschat.dagprofiel_nr
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
        count(*) filter (where soort.groep in ('oa', 'ga', 'reden_onbekend')) as afwezig,
        count(*) filter (where soort.groep = 'onbekend') as onbekend,
        count(*) filter (where soort.groep = 'oa') as ongeoorloofd,
        count(*) filter (where soort.groep = 'reden_onbekend') as reden_onbekend,
        count(*) filter (where soort.soort = 'te_laat') as te_laat
    from registraties as registratie
    inner join ref_soort as soort on registratie.soort = soort.soort
    group by registratie.school_nr, weekdag, registratie.lesuur
),

-- Days away altogether, or with unknown slots: their lessons tell nothing about the hour.
niet_deels as (
    select
        traject.school_nr,
        stand.leerling_nr,
        stand.datum,
        dag.dagprofiel_nr
    from win_leerling_dag as stand
    inner join ref_run as run on stand.datum between run.periode_van and run.peildatum
    inner join win_traject as traject on stand.leerling_nr = traject.leerling_nr
    inner join win_traject_dag as dag
        on
            traject.traject_nr = dag.traject_nr
            and stand.datum = dag.datum
    anti join win_geschat_dagprofiel as geschat on dag.dagprofiel_nr = geschat.dagprofiel_nr
    where stand.afwezig_min = stand.gepland_min or stand.onbekend_min > 0
),

niet_deels_lessen as (
    select
        niet_deels.school_nr,
        isodow(niet_deels.datum) as weekdag,
        les.lesuur,
        count(*) as lessen
    from niet_deels
    inner join win_dagprofiel_les as les on niet_deels.dagprofiel_nr = les.dagprofiel_nr
    group by niet_deels.school_nr, weekdag, les.lesuur
),

deels_gemist as (
    select
        registratie.school_nr,
        isodow(registratie.datum) as weekdag,
        registratie.lesuur,
        count(*) as lessen,
        count(distinct registratie.leerling_nr) as leerlingen
    from registraties as registratie
    inner join ref_soort as soort on registratie.soort = soort.soort
    anti join niet_deels
        on
            registratie.leerling_nr = niet_deels.leerling_nr
            and registratie.datum = niet_deels.datum
    where soort.groep in ('oa', 'ga', 'reden_onbekend')
    group by registratie.school_nr, weekdag, registratie.lesuur
)

select
    school.school,
    gepland.weekdag::tinyint as weekdag,
    gepland.lesuur,
    gepland.lessen::bigint as gepland_lessen,
    coalesce(gemist.afwezig, 0)::bigint as afwezig_lessen,
    coalesce(gemist.onbekend, 0)::bigint as onbekend_lessen,
    (gepland.lessen - coalesce(niet_deels_lessen.lessen, 0))::bigint as deels_gepland,
    coalesce(deels_gemist.lessen, 0)::bigint as deels_gemist,
    coalesce(deels_gemist.leerlingen, 0)::bigint as leerlingen,
    coalesce(gemist.ongeoorloofd, 0)::bigint as ongeoorloofd_lessen,
    coalesce(gemist.reden_onbekend, 0)::bigint as reden_onbekend_lessen,
    coalesce(gemist.te_laat, 0)::bigint as te_laat_lessen
from gepland
inner join ref_school as school on gepland.school_nr = school.school_nr
left join gemist
    on
        gepland.school_nr = gemist.school_nr
        and gepland.weekdag = gemist.weekdag
        and gepland.lesuur = gemist.lesuur
left join niet_deels_lessen
    on
        gepland.school_nr = niet_deels_lessen.school_nr
        and gepland.weekdag = niet_deels_lessen.weekdag
        and gepland.lesuur = niet_deels_lessen.lesuur
left join deels_gemist
    on
        gepland.school_nr = deels_gemist.school_nr
        and gepland.weekdag = deels_gemist.weekdag
        and gepland.lesuur = deels_gemist.lesuur
