-- What attendance of the period says about what is asked: one row per pupil and toets_nr. Both bounds must satisfy it;
-- where they do not, an open tier leaves it undecided (contract 5), and elsewhere unknown minutes or rows in quarantine
-- could still change it (onbekend). It holds on the last measured day of the period, with enough days in it.
with

grenzen as (
    select
        periode.leerling_nr,
        periode.school_nr,
        periode.gepland_min,
        periode.laagste_min,
        periode.aanwezig_min + periode.onbekend_min as hoogste_min,
        tier.tier_status
    from win_leerling_periode as periode
    inner join cls_tier as tier on periode.leerling_nr = tier.leerling_nr
    inner join ref_definitie as definitie on periode.lesdagen >= definitie.minimum_lesdagen
    where periode.gepland_min > 0
),

getoetst as (
    select
        grenzen.leerling_nr,
        grenzen.school_nr,
        toets.toets_nr,
        grenzen.tier_status,
        100.0::double * grenzen.hoogste_min / grenzen.gepland_min as waarde,
        (toets.minimum is null or 100 * grenzen.laagste_min >= toets.minimum * grenzen.gepland_min)
        and (toets.minder_dan is null or 100 * grenzen.hoogste_min < toets.minder_dan * grenzen.gepland_min)
            as voldoet,
        (toets.minimum is null or 100 * grenzen.hoogste_min >= toets.minimum * grenzen.gepland_min)
        and (toets.minder_dan is null or 100 * grenzen.laagste_min < toets.minder_dan * grenzen.gepland_min)
            as voldoet_misschien
    from grenzen
    inner join cls_toets as toets
        on
            grenzen.school_nr = toets.school_nr
            and toets.maat = 'aanwezigheid_periode'
)

select
    getoetst.leerling_nr,
    getoetst.school_nr,
    getoetst.toets_nr,
    meting.periode_van as eerste_datum,
    true as in_periode,
    not leerling.vertrokken as op_peildatum,
    getoetst.waarde,
    meting.periode_van as venster_van,
    meting.meetdatum as venster_tot,
    case
        when getoetst.voldoet then null
        when getoetst.tier_status = 'open' then 'tier'
        else 'onbekend'
    end as ontbreekt
from getoetst
inner join win_leerling as leerling on getoetst.leerling_nr = leerling.leerling_nr
inner join win_meting as meting on getoetst.school_nr = meting.school_nr
where getoetst.voldoet or getoetst.tier_status = 'open' or getoetst.voldoet_misschien
