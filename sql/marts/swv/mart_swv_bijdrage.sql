-- Who stands behind the minutes of the period, for the SWV report: one row per school, tier (or why there is none) and
-- part of lesson time. minuten: of all pupils together; leerlingen: those with any; grootste_min and tweede_min: what
-- the pupil with most and the one after it have. A share of time is shown only where enough pupils stand behind it, and
-- none of them can be read from it. Parts: verzuim is all that is not present; weg is all that is known as absent; rest
-- is weg without what is authorised; vast is unauthorised and no longer provisional. Who moved is one child, at the new
-- school (contract 2.9).
with

leerlingen as (
    select
        school.school,
        coalesce(
            tier.tier::varchar,
            case tier.tier_status when 'geen_rooster' then 'te_weinig_gegevens' else tier.tier_status end
        ) as tier,
        periode.gepland_min as gepland,
        periode.aanwezig_min as aanwezig,
        periode.gepland_min - periode.aanwezig_min as verzuim,
        periode.afwezig_min as weg,
        periode.geoorloofd_min as geoorloofd,
        periode.afwezig_min - periode.geoorloofd_min as rest,
        periode.ongeoorloofd_min as ongeoorloofd,
        periode.voorlopig_min as voorlopig,
        periode.ongeoorloofd_min - periode.voorlopig_min as vast,
        periode.reden_onbekend_min as reden_onbekend,
        periode.onbekend_min as onbekend
    from win_leerling_periode as periode
    inner join ref_school as school on periode.school_nr = school.school_nr
    inner join cls_tier as tier on periode.leerling_nr = tier.leerling_nr
    anti join win_elders_geteld as elders on periode.leerling_nr = elders.leerling_nr
),

delen as (
    unpivot leerlingen on columns(* exclude (school, tier)) into name deel value minuten
),

geteld as (
    select
        school,
        tier,
        deel,
        sum(minuten) as minuten,
        count(*) filter (where minuten > 0) as leerlingen,
        max(minuten, 2) as meeste
    from delen
    group by school, tier, deel
)

select
    school,
    tier,
    deel,
    minuten::bigint as minuten,
    leerlingen::integer as leerlingen,
    meeste[1]::integer as grootste_min,
    coalesce(meeste[2], 0)::integer as tweede_min
from geteld
order by school, tier, deel
