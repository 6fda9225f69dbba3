-- One school day of a school, of the school year up to the peildatum, over all its pupils: for the calendar, the days
-- round holidays and lateness per weekday of the school report. leerlingen: pupils with slots that day; te_laat: times
-- late; begint_oa: pupils whose unauthorised absence begins that day; vakantie and kant: the holiday that the day
-- borders on (empty: none).
with

leerlingen_per_traject as (
    select
        traject_nr,
        count(*) as leerlingen
    from win_traject
    group by traject_nr
),

gepland as (
    select
        dag.school_nr,
        dag.datum,
        sum(traject.leerlingen) as leerlingen,
        sum(dag.minuten * traject.leerlingen) as gepland_min
    from win_traject_dag as dag
    inner join leerlingen_per_traject as traject on dag.traject_nr = traject.traject_nr
    inner join ref_run as run on dag.datum between run.schooljaar_van and run.peildatum
    group by dag.school_nr, dag.datum
),

gemist as (
    select
        dag.school_nr,
        dag.datum,
        sum(dag.afwezig_min) as afwezig_min,
        sum(dag.geoorloofd_min) as geoorloofd_min,
        sum(dag.ongeoorloofd_min) as ongeoorloofd_min,
        sum(dag.onbekend_min) as onbekend_min,
        sum(dag.te_laat) as te_laat
    from win_leerling_dag as dag
    group by dag.school_nr, dag.datum
),

luxe as (
    select
        school_nr,
        datum,
        sum(minuten) as luxe_min
    from win_registratie
    where soort = 'luxe'
    group by school_nr, datum
),

begonnen as (
    select
        school_nr,
        datum,
        count(*) filter (where begint_oa) as begint_oa
    from win_verzuimbegin
    group by school_nr, datum
)

select
    school.school,
    gepland.datum,
    schooldag.maandag,
    isodow(gepland.datum)::tinyint as weekdag,
    rand.vakantie,
    rand.kant,
    gepland.leerlingen::integer as leerlingen,
    gepland.gepland_min::bigint as gepland_min,
    coalesce(gemist.afwezig_min, 0)::bigint as afwezig_min,
    coalesce(gemist.geoorloofd_min, 0)::bigint as geoorloofd_min,
    coalesce(gemist.ongeoorloofd_min, 0)::bigint as ongeoorloofd_min,
    coalesce(luxe.luxe_min, 0)::bigint as luxe_min,
    coalesce(gemist.onbekend_min, 0)::bigint as onbekend_min,
    coalesce(gemist.te_laat, 0)::bigint as te_laat,
    coalesce(begonnen.begint_oa, 0)::bigint as begint_oa
from gepland
inner join ref_school as school on gepland.school_nr = school.school_nr
inner join win_schooldag as schooldag
    on
        gepland.school_nr = schooldag.school_nr
        and gepland.datum = schooldag.datum
left join win_vakantierand as rand
    on
        gepland.school_nr = rand.school_nr
        and gepland.datum = rand.datum
left join gemist
    on
        gepland.school_nr = gemist.school_nr
        and gepland.datum = gemist.datum
left join luxe
    on
        gepland.school_nr = luxe.school_nr
        and gepland.datum = luxe.datum
left join begonnen
    on
        gepland.school_nr = begonnen.school_nr
        and gepland.datum = begonnen.datum
order by school.school, gepland.datum
