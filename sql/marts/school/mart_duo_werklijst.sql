-- The worklist of a school: reports to DUO that fell due by the peildatum and are not known to have been made, or
-- were made too late, and luxury leave of the school year that no notification covers. One row per report.
-- Where the school delivered no notifications the status is onbekend: it must look for itself. A pupil without any
-- duty has nothing on the list. Luxury leave has no due date in the ledger: it stands without one.
with

luxe as (
    select
        school.school,
        leerling.leerling,
        'luxe' as meldsoort,
        luxe.begindatum,
        luxe.einddatum,
        luxe.zestigsten / 60 as uren,
        null::date as uiterste_meldatum,
        case when school.heeft_duo_meldingen then 'niet_gemeld' else 'onbekend' end as status,
        null::varchar as plicht
    from win_luxe as luxe
    inner join ref_run as run on luxe.einddatum >= run.schooljaar_van
    inner join win_leerling as leerling on luxe.leerling_nr = leerling.leerling_nr
    inner join ref_school as school on luxe.school_nr = school.school_nr
    anti join win_duo_gemeld as gemeld
        on
            luxe.leerling_nr = gemeld.leerling_nr
            and gemeld.meldsoort = 'luxe'
            and gemeld.begindatum <= luxe.einddatum
            and coalesce(gemeld.einddatum, luxe.einddatum) >= luxe.begindatum
),

uit_grootboek as (
    select
        melding.school,
        melding.leerling,
        melding.meldsoort,
        melding.begindatum,
        melding.einddatum,
        melding.uren,
        melding.uiterste_meldatum,
        melding.status,
        melding.plicht
    from mart_duo_melding as melding
    inner join ref_run as run on melding.uiterste_meldatum < run.peildatum
    where
        melding.plicht != 'geen'
        and melding.status in ('niet_gemeld', 'te_laat', 'onbekend')
)

select * from uit_grootboek
union all
select * from luxe
order by school, uiterste_meldatum nulls last, begindatum, leerling, meldsoort
