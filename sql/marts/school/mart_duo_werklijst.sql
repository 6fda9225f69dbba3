-- The worklist of a school: reports to DUO that are not known to have been made, or were made too late, and luxury
-- leave of the school year that no notification covers. One row per report, numbered in the order of the list (volgnr).
-- lijst: open (fell due before the peildatum), eerder (the same, in an earlier school year) or komt (the last day is
-- the peildatum or later: to be made, not late).
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
        'open' as lijst
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
        case
            when melding.uiterste_meldatum >= run.peildatum then 'komt'
            when melding.uiterste_meldatum < run.schooljaar_van then 'eerder'
            else 'open'
        end as lijst
    from mart_duo_melding as melding
    cross join ref_run as run
    where melding.plicht != 'geen'
),

samen as (
    select * from luxe
    union all
    select * from uit_grootboek
    where
        (lijst = 'komt' and status in ('nog_niet', 'onbekend'))
        or (lijst != 'komt' and status in ('niet_gemeld', 'te_laat', 'onbekend'))
)

select
    school,
    row_number() over (
        partition by school
        order by
            lijst = 'komt',
            case when lijst != 'komt' then coalesce(uiterste_meldatum, einddatum) end,
            leerling,
            meldsoort,
            case when lijst != 'komt' then begindatum end,
            einddatum
    )::integer as volgnr,
    lijst,
    leerling,
    meldsoort,
    begindatum,
    einddatum,
    uren,
    uiterste_meldatum,
    status
from samen
order by school, volgnr
