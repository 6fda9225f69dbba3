-- The lesson hours behind each report to DUO, for the attendance officers: one row per report, day and lesson hour. Of
-- a pupil who moved these can be hours at the earlier school, since the count goes on (contract 2.9).
-- Unauthorised hours only. No file and no line: these move when a row of sick leave is added to a file. A code stands
-- only where a code table gave its meaning: what a row calls a reason by itself can be any text.
with

ongeoorloofd as (
    select
        registratie.leerling_nr,
        registratie.school_nr,
        registratie.datum,
        registratie.lesuur,
        registratie.volgnr,
        registratie.soort::varchar as soort,
        case when school.sector = 'PO' then registratie.minuten else greatest(registratie.minuten, 60) end as zestigsten
    from win_registratie as registratie
    inner join ref_school as school on registratie.school_nr = school.school_nr
    inner join ref_soort as soort
        on
            registratie.soort = soort.soort
            and soort.groep = 'oa'
),

met_eerder as (
    select * from ongeoorloofd
    union all
    select ongeoorloofd.* replace (keten.leerling_nr as leerling_nr)
    from ongeoorloofd
    inner join win_overstap_keten as keten
        on
            ongeoorloofd.leerling_nr = keten.eerder_nr
            and keten.sluit_aan
),

uren as (
    select
        melding.school_nr,
        melding.leerling_nr,
        melding.meldsoort,
        melding.einddatum,
        uur.school_nr as school_van_uur,
        uur.datum,
        uur.lesuur,
        uur.volgnr,
        uur.zestigsten,
        uur.soort
    from cls_duo_melding as melding
    cross join ref_run as run
    inner join met_eerder as uur
        on
            melding.leerling_nr = uur.leerling_nr
            and melding.begindatum <= uur.datum
            and uur.datum <= coalesce(melding.einddatum, run.peildatum)
),

codes as (
    select distinct
        bron.school_nr,
        bron.volgnr,
        case when school.heeft_codetabel or bron.soort_bron = 'standaardtabel' then bron.code end as code
    from win_bron as bron
    semi join uren as uur
        on
            bron.school_nr = uur.school_van_uur
            and bron.volgnr = uur.volgnr
    inner join ref_school as school on bron.school_nr = school.school_nr
)

select
    school.school,
    leerling.leerling,
    uur.meldsoort,
    uur.einddatum,
    uur.datum,
    uur.lesuur,
    uur.zestigsten / 60 as uren,
    uur.soort,
    code.code
from uren as uur
inner join win_leerling as leerling on uur.leerling_nr = leerling.leerling_nr
inner join ref_school as school on uur.school_nr = school.school_nr
inner join codes as code
    on
        uur.school_van_uur = code.school_nr
        and uur.volgnr = code.volgnr
