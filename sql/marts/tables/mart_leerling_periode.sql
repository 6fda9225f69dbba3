-- Table leerling_periode (contract 3): one pupil of a school, enrolled on at least one day of the period.
select
    school.school,
    leerling.leerling,
    periode.klas,
    periode.leerjaar,
    school.sector,
    periode.lesdagen,
    periode.gepland_min,
    periode.aanwezig_min,
    periode.geoorloofd_min,
    periode.ongeoorloofd_min,
    periode.reden_onbekend_min,
    periode.onbekend_min,
    periode.voorlopig_min,
    periode.elders_min,
    periode.quarantaine_rijen,
    periode.noemer,
    vol_rooster.vol_min,
    vol_rooster.weinig_les,
    case
        when periode.gepland_min > 0 then 100.0::double * periode.laagste_min / periode.gepland_min
    end as aanwezig_pct_min,
    case
        when periode.gepland_min > 0
            then 100.0::double * (periode.aanwezig_min + periode.onbekend_min) / periode.gepland_min
    end as aanwezig_pct_max,
    tier.tier::tinyint as tier,
    tier.tier_status,
    periode.oa_zestigsten / 60.0::double as oa_uren,
    periode.te_laat,
    periode.spijbeluren,
    periode.ziekmeldingen,
    periode.ziek_schooldagen
from win_leerling_periode as periode
inner join win_leerling as leerling on periode.leerling_nr = leerling.leerling_nr
inner join ref_school as school on periode.school_nr = school.school_nr
inner join win_vol_rooster as vol_rooster on periode.leerling_nr = vol_rooster.leerling_nr
inner join cls_tier as tier on periode.leerling_nr = tier.leerling_nr
order by school.school, leerling.leerling
