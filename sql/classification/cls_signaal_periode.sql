-- What attendance of the period says about rules: one row per pupil and toets_nr. Both bounds must satisfy the rule;
-- where they do not, an open tier leaves it undecided (contract 5). The rule holds on the last day of the period.
with

grenzen as (
    select
        periode.leerling_nr,
        periode.school_nr,
        periode.gepland_min,
        periode.aanwezig_min as laagste_min,
        periode.aanwezig_min + periode.onbekend_min as hoogste_min,
        tier.tier_status
    from win_leerling_periode as periode
    inner join cls_tier as tier on periode.leerling_nr = tier.leerling_nr
    where tier.tier_status != 'te_weinig_gegevens'
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
            as voldoet
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
    run.periode_van as eerste_datum,
    true as in_periode,
    not leerling.vertrokken as op_peildatum,
    getoetst.waarde,
    run.periode_van as venster_van,
    run.peildatum as venster_tot,
    case when not getoetst.voldoet then 'tier' end as ontbreekt
from getoetst
inner join win_leerling as leerling on getoetst.leerling_nr = leerling.leerling_nr
cross join ref_run as run
where getoetst.voldoet or getoetst.tier_status = 'open'
