-- Pupils per tier of each school, leerjaar and kind of education (empty: not known), for the SWV report: one row per
-- such group. The rows of a school add up to it.
select
    school,
    sector,
    leerjaar,
    onderwijssoort,
    coalesce(sum(leerlingen) filter (where tier = '1'), 0)::integer as tier_1,
    coalesce(sum(leerlingen) filter (where tier = '2'), 0)::integer as tier_2,
    coalesce(sum(leerlingen) filter (where tier = '3'), 0)::integer as tier_3,
    coalesce(sum(leerlingen) filter (where tier = 'open'), 0)::integer as open,
    coalesce(sum(leerlingen) filter (where tier = 'te_weinig_gegevens'), 0)::integer as te_weinig_gegevens
from mart_swv_tier
group by school, sector, leerjaar, onderwijssoort
order by school, leerjaar, onderwijssoort
