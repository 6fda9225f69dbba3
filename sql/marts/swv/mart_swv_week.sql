-- Attendance through this school year and the one before, for the SWV report: one row per ISO week up to the peildatum
-- in which any of its schools has lessons. Both years are about the same schools: those that were measured from the
-- first school day of the year before on, with absence in that year; where there is none, this year about all measured
-- schools. Who has no inschrijfdatum was not present the year before: nobody knows whether the pupil was there.
-- leerlingen: pupils with slots in the week; scholen: of how many schools the weeks tell; verzuim_leerlingen: those who
-- were not present all the time, with what the pupil with most of it missed and the one after it;
-- gepland_grootste_min: the most lesson time of one pupil.
with

zonder_begin as (
    select distinct leerling_nr
    from win_segment
    where zonder_begin
),

-- What is registered of pupils of whom it is known that they were there.
registraties as (
    select
        dag.school_nr,
        dag.leerling_nr,
        dag.datum,
        dag.schooljaar_van,
        dag.afwezig_min,
        dag.geoorloofd_min,
        dag.ongeoorloofd_min,
        dag.onbekend_min,
        dag.schooljaar_van = run.vorig_schooljaar_van as is_vorig_jaar
    from win_leerling_dag as dag
    cross join ref_run as run
    left join zonder_begin on dag.leerling_nr = zonder_begin.leerling_nr
    where
        dag.datum <= run.peildatum
        and (dag.schooljaar_van > run.vorig_schooljaar_van or zonder_begin.leerling_nr is null)
),

verzuim_vorig_jaar as (
    select distinct school_nr
    from registraties
    where
        is_vorig_jaar
        and afwezig_min > 0
),

vorig_jaar as (
    select
        schooldag.school_nr,
        min(schooldag.datum) as eerste_dag
    from win_schooldag as schooldag
    inner join ref_run as run on schooldag.schooljaar_van = run.vorig_schooljaar_van
    group by schooldag.school_nr
),

gemeten as (
    select
        meting.school_nr,
        coalesce(meting.gemeten_van <= vorig_jaar.eerste_dag, false)
        and verzuim_vorig_jaar.school_nr is not null as ook_vorig_jaar
    from win_meting as meting
    left join vorig_jaar on meting.school_nr = vorig_jaar.school_nr
    left join verzuim_vorig_jaar on meting.school_nr = verzuim_vorig_jaar.school_nr
    where meting.is_gemeten
),

vergeleken as (
    select
        school_nr,
        ook_vorig_jaar,
        bool_or(ook_vorig_jaar) over () as is_te_vergelijken,
        count(*) over (partition by ook_vorig_jaar) as scholen
    from gemeten
),

tellend as (
    select *
    from vergeleken
    where ook_vorig_jaar or not is_te_vergelijken
),

trajecten as (
    select
        traject.traject_nr,
        count(*) as leerlingen,
        count(*) filter (where zonder_begin.leerling_nr is null) as leerlingen_met_begin
    from win_traject as traject
    left join zonder_begin on traject.leerling_nr = zonder_begin.leerling_nr
    group by traject.traject_nr
),

dagen as (
    select
        dag.traject_nr,
        schooldag.schooljaar_van,
        schooldag.maandag,
        dag.minuten,
        dag.datum,
        tellend.scholen
    from win_traject_dag as dag
    inner join tellend on dag.school_nr = tellend.school_nr
    inner join win_schooldag as schooldag
        on
            dag.school_nr = schooldag.school_nr
            and dag.datum = schooldag.datum
    inner join ref_run as run
        on
            schooldag.schooljaar_van >= if(tellend.ook_vorig_jaar, run.vorig_schooljaar_van, run.schooljaar_van)
            and dag.datum <= run.peildatum
),

per_traject as (
    select
        schooljaar_van,
        maandag,
        traject_nr,
        sum(minuten) as minuten,
        any_value(scholen) as scholen
    from dagen
    group by schooljaar_van, maandag, traject_nr
),

met_leerlingen as (
    select
        per_traject.schooljaar_van,
        per_traject.maandag,
        per_traject.minuten,
        per_traject.scholen,
        if(
            per_traject.schooljaar_van = run.vorig_schooljaar_van,
            trajecten.leerlingen_met_begin,
            trajecten.leerlingen
        ) as leerlingen
    from per_traject
    cross join ref_run as run
    inner join trajecten on per_traject.traject_nr = trajecten.traject_nr
),

gepland as (
    select
        schooljaar_van,
        maandag,
        any_value(scholen) as scholen,
        sum(leerlingen) as leerlingen,
        sum(minuten * leerlingen) as gepland_min,
        max(minuten) as gepland_grootste_min
    from met_leerlingen
    where leerlingen > 0
    group by schooljaar_van, maandag
),

verzuim_leerling as (
    select
        dag.schooljaar_van,
        date_trunc('week', dag.datum)::date as maandag,
        sum(dag.afwezig_min) as afwezig_min,
        sum(dag.geoorloofd_min) as geoorloofd_min,
        sum(dag.ongeoorloofd_min) as ongeoorloofd_min,
        sum(dag.onbekend_min) as onbekend_min
    from registraties as dag
    semi join tellend on dag.school_nr = tellend.school_nr
    group by dag.schooljaar_van, maandag, dag.leerling_nr
),

verzuim as (
    select
        schooljaar_van,
        maandag,
        sum(afwezig_min) as afwezig_min,
        sum(geoorloofd_min) as geoorloofd_min,
        sum(ongeoorloofd_min) as ongeoorloofd_min,
        sum(onbekend_min) as onbekend_min,
        count(*) filter (where afwezig_min + onbekend_min > 0) as leerlingen,
        max(afwezig_min + onbekend_min, 2) as meeste
    from verzuim_leerling
    group by schooljaar_van, maandag
)

select
    gepland.schooljaar_van,
    gepland.maandag,
    gepland.scholen::integer as scholen,
    gepland.leerlingen::integer as leerlingen,
    gepland.gepland_min::bigint as gepland_min,
    coalesce(verzuim.geoorloofd_min, 0)::bigint as geoorloofd_min,
    coalesce(verzuim.ongeoorloofd_min, 0)::bigint as ongeoorloofd_min,
    coalesce(verzuim.onbekend_min, 0)::bigint as onbekend_min,
    (
        gepland.gepland_min
        - coalesce(verzuim.afwezig_min + verzuim.onbekend_min, 0)
    )::bigint as aanwezig_min,
    gepland.gepland_grootste_min::integer as gepland_grootste_min,
    coalesce(verzuim.leerlingen, 0)::integer as verzuim_leerlingen,
    coalesce(verzuim.meeste[1], 0)::integer as verzuim_grootste_min,
    coalesce(verzuim.meeste[2], 0)::integer as verzuim_tweede_min
from gepland
left join verzuim
    on
        gepland.schooljaar_van = verzuim.schooljaar_van
        and gepland.maandag = verzuim.maandag
