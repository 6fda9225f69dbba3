-- Absence round school holidays in the school year: one row per school, holiday and side (voor, na), and one row
-- for all other days (vakantie empty, kant anders). leerlingdagen: pupils with slots, added over the days.
select
    school,
    coalesce(vakantie, '') as vakantie,
    coalesce(kant, 'anders') as kant,
    min(datum) as van,
    max(datum) as tot,
    count(*)::integer as schooldagen,
    sum(leerlingen)::bigint as leerlingdagen,
    sum(gepland_min)::bigint as gepland_min,
    sum(geoorloofd_min)::bigint as geoorloofd_min,
    sum(ongeoorloofd_min)::bigint as ongeoorloofd_min,
    sum(luxe_min)::bigint as luxe_min,
    sum(begint_oa)::bigint as begint_oa
from mart_schooldag
group by all
order by school, van, kant
