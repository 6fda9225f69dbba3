-- The tier of each pupil in the period (contract 2.5, D13), by whole minutes: one row per pupil.
-- Unknown minutes and rows in quarantine taken as absence, and as presence, give the two bounds; the tier stands when
-- both agree.
with

grenzen as (
    select
        periode.leerling_nr,
        periode.school_nr,
        periode.heeft_rooster,
        periode.lesdagen >= definitie.minimum_lesdagen and periode.gepland_min > 0 as genoeg_gegevens,
        case
            when 100 * periode.laagste_min >= definitie.tier_1_pct * periode.gepland_min then 1
            when 100 * periode.laagste_min >= definitie.tier_2_pct * periode.gepland_min then 2
            else 3
        end as tier_hoogste,
        case
            when 100 * (periode.aanwezig_min + periode.onbekend_min) >= definitie.tier_1_pct * periode.gepland_min
                then 1
            when 100 * (periode.aanwezig_min + periode.onbekend_min) >= definitie.tier_2_pct * periode.gepland_min
                then 2
            else 3
        end as tier_laagste
    from win_tier_minuten as periode
    cross join ref_definitie as definitie
)

select
    leerling_nr,
    school_nr,
    case when genoeg_gegevens then tier_laagste end as tier_laagste,
    case when genoeg_gegevens then tier_hoogste end as tier_hoogste,
    case when genoeg_gegevens and tier_laagste = tier_hoogste then tier_laagste end as tier,
    case
        when not heeft_rooster then 'geen_rooster'
        when not genoeg_gegevens then 'te_weinig_gegevens'
        when tier_laagste = tier_hoogste then 'zeker'
        else 'open'
    end as tier_status
from grenzen
