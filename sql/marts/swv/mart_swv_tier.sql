-- Pupils and minutes of the period for the SWV report: one row per school, leerjaar, kind of education and tier (or why
-- there is none). A kind of education is one of a closed list and a leerjaar one digit, so no free text gets out.
-- Who moved is one child, at the new school (contract 2.9).
with

leerlingen as (
    select
        school.school,
        school.sector,
        coalesce(regexp_extract(trim(periode.leerjaar), '^[1-9]$'), '') as leerjaar,
        coalesce(
            regexp_extract(
                lower(trim(periode.onderwijssoort)),
                '^(vmbo|mavo|havo/vwo|havo|vwo|atheneum|gymnasium|praktijkonderwijs|pro|vso|sbo|bao|po|so)\b',
                1
            ),
            ''
        ) as onderwijssoort,
        coalesce(
            tier.tier::varchar,
            case tier.tier_status when 'geen_rooster' then 'te_weinig_gegevens' else tier.tier_status end
        ) as tier,
        periode.gepland_min,
        periode.aanwezig_min,
        periode.geoorloofd_min,
        periode.ongeoorloofd_min,
        periode.onbekend_min,
        periode.afwezig_min
    from win_leerling_periode as periode
    inner join ref_school as school on periode.school_nr = school.school_nr
    inner join cls_tier as tier on periode.leerling_nr = tier.leerling_nr
    anti join win_elders_geteld as elders on periode.leerling_nr = elders.leerling_nr
)

select
    school,
    sector,
    leerjaar,
    onderwijssoort,
    tier,
    count(*)::integer as leerlingen,
    sum(gepland_min)::bigint as gepland_min,
    sum(aanwezig_min)::bigint as aanwezig_min,
    sum(geoorloofd_min)::bigint as geoorloofd_min,
    sum(ongeoorloofd_min)::bigint as ongeoorloofd_min,
    sum(onbekend_min)::bigint as onbekend_min,
    sum(afwezig_min)::bigint as afwezig_min
from leerlingen
group by school, sector, leerjaar, onderwijssoort, tier
