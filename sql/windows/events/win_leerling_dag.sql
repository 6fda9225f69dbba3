-- One day on which something is registered for a pupil: minutes by kind beside the scheduled minutes of the day.
-- Days of a pupil with nothing registered have no row: all their minutes are present. afwezig_min: authorised,
-- unauthorised and without a reason (contract 2.2).
-- oa_zestigsten: unauthorised hours in sixtieths; luxe_zestigsten: those of them of soort luxe; reden_zestigsten: the
-- hours without a reason, as they would count. VO and VSO: a slot is an hour, longer than an hour by its minutes; PO:
-- minutes (D3).
with

registraties as (
    select
        registratie.leerling_nr,
        registratie.school_nr,
        registratie.datum,
        registratie.dag_nr,
        registratie.minuten,
        registratie.minuten_te_laat,
        soort.groep,
        registratie.soort,
        case when school.sector = 'PO' then registratie.minuten else greatest(registratie.minuten, 60) end as zestigsten
    from win_registratie as registratie
    inner join ref_soort as soort on registratie.soort = soort.soort
    inner join ref_school as school on registratie.school_nr = school.school_nr
),

per_dag as (
    select
        leerling_nr,
        school_nr,
        datum,
        any_value(dag_nr) as dag_nr,
        (sum(case when groep = 'ga' then minuten else 0 end))::integer as geoorloofd_min,
        (sum(case when groep = 'oa' then minuten else 0 end))::integer as ongeoorloofd_min,
        (sum(case when groep = 'reden_onbekend' then minuten else 0 end))::integer as reden_onbekend_min,
        geoorloofd_min + ongeoorloofd_min + reden_onbekend_min as afwezig_min,
        (sum(case when groep = 'onbekend' then minuten else 0 end))::integer as onbekend_min,
        (sum(case when soort = 'ziek' then minuten else 0 end))::integer as ziek_min,
        (sum(case when soort = 'voorlopig_ongeoorloofd' then minuten else 0 end))::integer as voorlopig_min,
        (sum(case when soort = 'elders' then minuten else 0 end))::integer as elders_min,
        (sum(case when groep = 'oa' then zestigsten else 0 end))::integer as oa_zestigsten,
        (sum(case when soort = 'luxe' then zestigsten else 0 end))::integer as luxe_zestigsten,
        (sum(case when groep = 'reden_onbekend' then zestigsten else 0 end))::integer as reden_zestigsten,
        (sum(case when soort = 'te_laat' then 1 else 0 end))::integer as te_laat,
        (sum(case when soort = 'spijbelen' then 1 else 0 end))::integer as spijbeluren
    from registraties
    group by leerling_nr, school_nr, datum
),

met_rooster as (
    select
        per_dag.*,
        schooldag.positie,
        schooldag.schooljaar_van,
        dag.minuten as gepland_min,
        dag.traject_nr
    from per_dag
    inner join win_traject as traject on per_dag.leerling_nr = traject.leerling_nr
    inner join win_traject_dag as dag
        on
            traject.traject_nr = dag.traject_nr
            and per_dag.datum = dag.datum
    inner join win_schooldag as schooldag
        on
            dag.school_nr = schooldag.school_nr
            and dag.datum = schooldag.datum
)

select * from met_rooster
