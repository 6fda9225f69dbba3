-- Pupils per tier and minutes of the period of each school that takes part, for the SWV report: one row per school, a
-- school without pupils too. A pupil at two schools counts at both, unless the SWV says that it moved (contract 2.9):
-- then at the new one. The five numbers of tiers are disjoint.
with

geteld as (
    select periode.*
    from mart_leerling_periode as periode
    anti join mart_overgestapt as elders
        on
            periode.school = elders.school
            and periode.leerling = elders.leerling
),

leerlingen as (
    select
        school,
        count(*) filter (where tier = 1) as tier_1,
        count(*) filter (where tier = 2) as tier_2,
        count(*) filter (where tier = 3) as tier_3,
        count(*) filter (where tier_status = 'open') as open,
        count(*) filter (where tier_status in ('te_weinig_gegevens', 'geen_rooster')) as te_weinig_gegevens,
        sum(gepland_min) as gepland_min,
        sum(aanwezig_min) as aanwezig_min,
        sum(geoorloofd_min) as geoorloofd_min,
        sum(ongeoorloofd_min) as ongeoorloofd_min,
        sum(onbekend_min) as onbekend_min,
        sum(voorlopig_min) as voorlopig_min,
        sum(elders_min) as elders_min
    from geteld
    group by school
)

select
    school.school,
    coalesce(leerlingen.tier_1, 0)::integer as tier_1,
    coalesce(leerlingen.tier_2, 0)::integer as tier_2,
    coalesce(leerlingen.tier_3, 0)::integer as tier_3,
    coalesce(leerlingen.open, 0)::integer as open,
    coalesce(leerlingen.te_weinig_gegevens, 0)::integer as te_weinig_gegevens,
    coalesce(leerlingen.gepland_min, 0)::bigint as gepland_min,
    coalesce(leerlingen.aanwezig_min, 0)::bigint as aanwezig_min,
    coalesce(leerlingen.geoorloofd_min, 0)::bigint as geoorloofd_min,
    coalesce(leerlingen.ongeoorloofd_min, 0)::bigint as ongeoorloofd_min,
    coalesce(leerlingen.onbekend_min, 0)::bigint as onbekend_min,
    coalesce(leerlingen.voorlopig_min, 0)::bigint as voorlopig_min,
    coalesce(leerlingen.elders_min, 0)::bigint as elders_min
from ref_school as school
left join leerlingen on school.school = leerlingen.school
order by school.school
