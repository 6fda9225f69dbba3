-- Attendance through this school year and the one before, for the SWV report: one row per ISO week up to the peildatum
-- in which any school has lessons. leerlingen: pupils with slots in the week.
with

trajecten as (
    select
        traject.traject_nr,
        count(*) as leerlingen
    from win_traject as traject
    group by traject.traject_nr
),

dagen as (
    select
        dag.traject_nr,
        schooldag.schooljaar_van,
        schooldag.maandag,
        dag.minuten,
        dag.datum
    from win_traject_dag as dag
    inner join win_schooldag as schooldag
        on
            dag.school_nr = schooldag.school_nr
            and dag.datum = schooldag.datum
    inner join ref_run as run
        on
            schooldag.schooljaar_van >= run.vorig_schooljaar_van
            and dag.datum <= run.peildatum
),

per_traject as (
    select
        schooljaar_van,
        maandag,
        traject_nr,
        sum(minuten) as minuten
    from dagen
    group by schooljaar_van, maandag, traject_nr
),

gepland as (
    select
        per_traject.schooljaar_van,
        per_traject.maandag,
        sum(trajecten.leerlingen) as leerlingen,
        sum(per_traject.minuten * trajecten.leerlingen) as gepland_min
    from per_traject
    inner join trajecten on per_traject.traject_nr = trajecten.traject_nr
    group by per_traject.schooljaar_van, per_traject.maandag
),

verzuim as (
    select
        dag.schooljaar_van,
        schooldag.maandag,
        sum(dag.afwezig_min) as afwezig_min,
        sum(dag.geoorloofd_min) as geoorloofd_min,
        sum(dag.ongeoorloofd_min) as ongeoorloofd_min,
        sum(dag.onbekend_min) as onbekend_min
    from win_leerling_dag as dag
    inner join win_schooldag as schooldag
        on
            dag.school_nr = schooldag.school_nr
            and dag.datum = schooldag.datum
    inner join ref_run as run on dag.datum <= run.peildatum
    group by dag.schooljaar_van, schooldag.maandag
)

select
    gepland.schooljaar_van,
    gepland.maandag,
    gepland.leerlingen::integer as leerlingen,
    gepland.gepland_min::bigint as gepland_min,
    coalesce(verzuim.geoorloofd_min, 0)::bigint as geoorloofd_min,
    coalesce(verzuim.ongeoorloofd_min, 0)::bigint as ongeoorloofd_min,
    coalesce(verzuim.onbekend_min, 0)::bigint as onbekend_min,
    (
        gepland.gepland_min
        - coalesce(verzuim.afwezig_min + verzuim.onbekend_min, 0)
    )::bigint as aanwezig_min
from gepland
left join verzuim
    on
        gepland.schooljaar_van = verzuim.schooljaar_van
        and gepland.maandag = verzuim.maandag
