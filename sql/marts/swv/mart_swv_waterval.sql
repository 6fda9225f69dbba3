-- The denominator of the period, all schools together, for the SWV report: one row per step of mart_waterval, in
-- minutes.
select
    stap,
    sum(minuten)::bigint as minuten
from mart_waterval
group by stap
order by stap
