-- Attendance through this school year and the one before, for the SWV report: one row per ISO week up to the peildatum
-- in which any of its schools has lessons. Both years are about the same schools: those that were measured from the
-- first school day of the year before on; where there is none, this year about all measured schools. leerlingen: pupils
-- with slots in the week; scholen: of how many schools the weeks tell.
with

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
        coalesce(meting.gemeten_van <= vorig_jaar.eerste_dag, false) as ook_vorig_jaar
    from win_meting as meting
    left join vorig_jaar on meting.school_nr = vorig_jaar.school_nr
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

gepland as (
    select
        per_traject.schooljaar_van,
        per_traject.maandag,
        any_value(per_traject.scholen) as scholen,
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
    semi join tellend on dag.school_nr = tellend.school_nr
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
    gepland.scholen::integer as scholen,
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
