-- The tier of each pupil in each report period of the school year, by the same bounds as cls_tier: one row per pupil
-- and report period. Counted anew from the slots, so an earlier period can differ from what was reported then: later
-- deliveries mend earlier days.
-- materialized: view
with

grenzen as (
    select
        meting.*,
        meting.lesdagen >= definitie.minimum_lesdagen and meting.gepland_min > 0 as genoeg_gegevens,
        case
            when 100 * meting.laagste_min >= definitie.tier_1_pct * meting.gepland_min then 1
            when 100 * meting.laagste_min >= definitie.tier_2_pct * meting.gepland_min then 2
            else 3
        end as tier_hoogste,
        case
            when 100 * (meting.aanwezig_min + meting.onbekend_min) >= definitie.tier_1_pct * meting.gepland_min then 1
            when 100 * (meting.aanwezig_min + meting.onbekend_min) >= definitie.tier_2_pct * meting.gepland_min then 2
            else 3
        end as tier_laagste
    from win_kwartaal_minuten as meting
    cross join ref_definitie as definitie
)

select
    leerling_nr,
    school_nr,
    van,
    tot,
    lesdagen,
    gepland_min,
    aanwezig_min,
    onbekend_min,
    laagste_min,
    case when genoeg_gegevens and tier_laagste = tier_hoogste then tier_laagste end as tier,
    case
        when not genoeg_gegevens then 'te_weinig_gegevens'
        when tier_laagste = tier_hoogste then 'zeker'
        else 'open'
    end as tier_status
from grenzen
