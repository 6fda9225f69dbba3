-- Minutes of the period of the pupils who have a tier, for comparing the SWV report with earlier ones: one row per
-- school that has such pupils. Pupils with too little data or an open tier are left out.
select
    school,
    sum(leerlingen)::integer as leerlingen,
    sum(gepland_min)::bigint as gepland_min,
    sum(aanwezig_min)::bigint as aanwezig_min,
    sum(geoorloofd_min)::bigint as geoorloofd_min,
    sum(ongeoorloofd_min)::bigint as ongeoorloofd_min,
    sum(onbekend_min)::bigint as onbekend_min
from mart_swv_tier
where tier in ('1', '2', '3')
group by school
order by school
