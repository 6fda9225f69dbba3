-- The tier per report period of the school year of the pupils with a card: one row per pupil and period.
select
    leerling.school,
    leerling.leerling,
    tier.van,
    tier.tot,
    tier.gepland_min,
    tier.aanwezig_min,
    tier.onbekend_min,
    tier.laagste_min,
    tier.tier::tinyint as tier,
    tier.tier_status
from cls_tier_kwartaal as tier
inner join mart_bespreekleerling as leerling on tier.leerling_nr = leerling.leerling_nr
order by leerling.school, leerling.leerling, tier.van
