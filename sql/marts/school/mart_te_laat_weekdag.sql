-- Lateness per weekday in the school year: one row per school and weekday (1 = Monday). leerlingdagen: pupils with
-- slots, added over the days.
select
    school,
    weekdag,
    sum(te_laat)::bigint as te_laat,
    sum(leerlingen)::bigint as leerlingdagen
from mart_schooldag
group by school, weekdag
order by school, weekdag
