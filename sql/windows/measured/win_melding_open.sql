-- An absence without a written end that is older than it should be on the last measured day of its school (contract
-- 2.8, finding melding_niet_gesloten): one row per school and volgnr. schooldagen: school days after the begin, up to
-- the meetdatum. weersproken: the pupil has a lateness or another presence event after the begin, so was seen.
with

open_meldingen as (
    select
        span.leerling_nr,
        span.school_nr,
        span.volgnr,
        span.bestand_nr,
        span.regelnummer,
        span.code,
        span.begin::date as begin,
        meting.meetdatum
    from stg_absentie_span as span
    inner join win_meting as meting
        on
            span.school_nr = meting.school_nr
            and meting.is_gemeten
    where span.tot_nader_order and not span.op_een_les
),

geteld as (
    select
        melding.leerling_nr,
        melding.school_nr,
        melding.volgnr,
        any_value(melding.bestand_nr) as bestand_nr,
        any_value(melding.regelnummer) as regelnummer,
        any_value(melding.code) as code,
        any_value(melding.begin) as begin,
        any_value(melding.meetdatum) as meetdatum,
        count(*)::integer as schooldagen
    from open_meldingen as melding
    inner join win_schooldag_rooster as dag
        on
            melding.school_nr = dag.school_nr
            and melding.begin < dag.datum
            and melding.meetdatum >= dag.datum
    group by melding.leerling_nr, melding.school_nr, melding.volgnr
),

oud as (
    select geteld.*
    from geteld
    inner join ref_definitie as definitie on geteld.schooldagen > definitie.melding_open_schooldagen
),

gezien as (
    select distinct
        oud.school_nr,
        oud.volgnr
    from oud
    inner join win_treffer as treffer
        on
            oud.leerling_nr = treffer.leerling_nr
            and oud.begin < treffer.datum
            and oud.volgnr != treffer.volgnr
    inner join ref_soort as soort
        on
            treffer.soort = soort.soort
            and soort.groep = 'aanwezig'
)

select
    oud.leerling_nr,
    oud.school_nr,
    oud.volgnr,
    oud.bestand_nr,
    oud.regelnummer,
    oud.code,
    oud.begin,
    oud.schooldagen,
    gezien.volgnr is not null as weersproken
from oud
left join gezien
    on
        oud.school_nr = gezien.school_nr
        and oud.volgnr = gezien.volgnr
