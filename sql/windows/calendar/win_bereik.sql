-- The days for which a school's slots are built, as [van, tot): one row per school.
-- From 1 August of the school year before the peildatum's, earlier only where an absence row
-- of an enrolled pupil asks for it, up to and including the Sunday of the peildatum's week.
with

gevraagd as (
    select
        school_nr,
        leerling_nr,
        datum as van,
        datum + 1 as tot
    from stg_absentie_les
    union all
    select
        school_nr,
        leerling_nr,
        begin::date as van,
        least(eind::date, date '9999-12-30') + 1 as tot
    from stg_absentie_span
),

vroegste as (
    select
        gevraagd.school_nr,
        min(greatest(gevraagd.van, inschrijving.van)) as van
    from gevraagd
    inner join stg_inschrijving as inschrijving
        on
            gevraagd.leerling_nr = inschrijving.leerling_nr
            and gevraagd.van < inschrijving.tot
            and gevraagd.tot > inschrijving.van
    cross join ref_run as run
    where gevraagd.van < run.vorig_schooljaar_van
    group by gevraagd.school_nr
),

bereik as (
    select
        school.school_nr,
        least(run.vorig_schooljaar_van, coalesce(vroegste.van, run.vorig_schooljaar_van)) as van,
        run.slots_tot as tot
    from ref_school as school
    cross join ref_run as run
    left join vroegste on school.school_nr = vroegste.school_nr
)

select * from bereik
