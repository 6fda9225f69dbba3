-- Heat map week x class: one class in one lesweek of the school year up to the peildatum.
-- Minutes over all pupils of the class; leerlingen: pupils of the class with slots in the week.
with

klasstukken as (
    select
        traject.traject_nr,
        segment.school_nr,
        segment.klas,
        segment.van,
        segment.tot,
        count(*) as leerlingen
    from win_segment as segment
    inner join win_traject as traject on segment.leerling_nr = traject.leerling_nr
    group by traject.traject_nr, segment.school_nr, segment.klas, segment.van, segment.tot
),

klasdagen as (
    select
        klasstukken.school_nr,
        klasstukken.klas,
        klasstukken.traject_nr,
        klasstukken.leerlingen,
        schooldag.maandag,
        dag.minuten
    from klasstukken
    inner join win_traject_dag as dag
        on
            klasstukken.traject_nr = dag.traject_nr
            and klasstukken.van <= dag.datum
            and klasstukken.tot > dag.datum
    inner join win_schooldag as schooldag
        on
            dag.school_nr = schooldag.school_nr
            and dag.datum = schooldag.datum
    inner join ref_run as run
        on
            dag.datum >= run.schooljaar_van
            and dag.datum <= run.peildatum
),

gepland_per_traject as (
    select
        school_nr,
        klas,
        maandag,
        traject_nr,
        any_value(leerlingen) as leerlingen,
        sum(minuten * leerlingen) as gepland_min
    from klasdagen
    group by school_nr, klas, maandag, traject_nr
),

gepland as (
    select
        school_nr,
        klas,
        maandag,
        sum(leerlingen) as leerlingen,
        sum(gepland_min) as gepland_min
    from gepland_per_traject
    group by school_nr, klas, maandag
),

gemist as (
    select
        dag.school_nr,
        segment.klas,
        schooldag.maandag,
        sum(dag.afwezig_min) as afwezig_min,
        sum(dag.onbekend_min) as onbekend_min
    from win_leerling_dag as dag
    inner join win_segment as segment
        on
            dag.leerling_nr = segment.leerling_nr
            and dag.datum >= segment.van
            and dag.datum < segment.tot
    inner join win_schooldag as schooldag
        on
            dag.school_nr = schooldag.school_nr
            and dag.datum = schooldag.datum
    group by dag.school_nr, segment.klas, schooldag.maandag
)

select
    school.school,
    gepland.klas,
    gepland.maandag,
    gepland.gepland_min::bigint as gepland_min,
    coalesce(gemist.afwezig_min, 0)::bigint as afwezig_min,
    coalesce(gemist.onbekend_min, 0)::bigint as onbekend_min,
    (gepland.gepland_min - coalesce(gemist.afwezig_min + gemist.onbekend_min, 0))::bigint as aanwezig_min,
    gepland.leerlingen::integer as leerlingen
from gepland
inner join ref_school as school on gepland.school_nr = school.school_nr
left join gemist
    on
        gepland.school_nr = gemist.school_nr
        and gepland.klas = gemist.klas
        and gepland.maandag = gemist.maandag
