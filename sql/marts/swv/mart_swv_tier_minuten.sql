-- Pupils and minutes of the period per tier, all schools together, for the SWV report: one row per tier that has
-- pupils. Pupils without a tier are left out.
select
    tier,
    sum(leerlingen)::integer as leerlingen,
    sum(gepland_min)::bigint as gepland_min,
    sum(aanwezig_min)::bigint as aanwezig_min,
    sum(geoorloofd_min)::bigint as geoorloofd_min,
    sum(ongeoorloofd_min)::bigint as ongeoorloofd_min,
    sum(onbekend_min)::bigint as onbekend_min
from mart_swv_tier
where tier in ('1', '2', '3')
group by tier
order by tier
