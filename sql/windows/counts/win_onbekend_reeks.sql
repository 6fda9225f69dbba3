-- Runs as they would be if unknown minutes were absence of the asked group: one row per pupil, group and first day, of
-- runs that hold an unknown slot. Lengths as in win_reeks; for group ziek the sick days in a row. oa_zonder_reden: as
-- unauthorised runs would be if minutes without a reason were unauthorised, of runs that hold such minutes.
with

leerlingen as (
    select distinct leerling_nr
    from win_leerling_dag
    where onbekend_min + reden_onbekend_min > 0
),

dagen as (
    select dag.*
    from win_leerling_dag as dag
    semi join leerlingen on dag.leerling_nr = leerlingen.leerling_nr
),

per_groep as (
    select
        'alle' as groep,
        onbekend_min as open_min,
        *
    from dagen
    where afwezig_min + onbekend_min = gepland_min
    union all
    select
        'oa' as groep,
        onbekend_min as open_min,
        *
    from dagen
    where ongeoorloofd_min + onbekend_min = gepland_min
    union all
    select
        'ga' as groep,
        onbekend_min as open_min,
        *
    from dagen
    where geoorloofd_min + onbekend_min = gepland_min
    union all
    select
        'ziek' as groep,
        onbekend_min as open_min,
        *
    from dagen
    where ziek_min + onbekend_min > 0
    union all
    select
        'oa_zonder_reden' as groep,
        reden_onbekend_min as open_min,
        *
    from dagen
    where ongeoorloofd_min + reden_onbekend_min = gepland_min
),

eilanden as (
    select
        *,
        dag_nr - row_number() over (partition by leerling_nr, groep order by dag_nr) as eiland
    from per_groep
),

reeksen as (
    select
        leerling_nr,
        school_nr,
        traject_nr,
        groep,
        min(datum) as start,
        max(datum) as laatste_dag,
        min(positie) as start_positie,
        min(dag_nr) as start_dag_nr,
        max(dag_nr) + 1 as volgende_dag_nr,
        count(*)::integer as dagen
    from eilanden
    group by leerling_nr, school_nr, traject_nr, groep, eiland
    having bool_or(open_min > 0)
)

select
    reeksen.leerling_nr,
    reeksen.school_nr,
    reeksen.groep,
    reeksen.start,
    reeksen.laatste_dag,
    reeksen.start_positie,
    reeksen.start_dag_nr,
    reeksen.dagen,
    schooldag.datum is null and not leerling.vertrokken as loopt,
    coalesce(schooldag.datum, leerling.horizon_datum + 1) - 1 as tot_en_met,
    (coalesce(schooldag.positie, leerling.horizon_positie + 1) - reeksen.start_positie)::integer as duur_posities,
    (coalesce(schooldag.datum, leerling.horizon_datum + 1) - reeksen.start)::integer as duur_kalenderdagen
from reeksen
inner join win_leerling as leerling on reeksen.leerling_nr = leerling.leerling_nr
cross join ref_run as run
left join win_traject_dag as dag
    on
        reeksen.traject_nr = dag.traject_nr
        and reeksen.volgende_dag_nr = dag.dag_nr
left join win_schooldag as schooldag
    on
        reeksen.school_nr = schooldag.school_nr
        and dag.datum = schooldag.datum
        and schooldag.datum <= run.peildatum
