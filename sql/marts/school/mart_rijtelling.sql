-- Rows of absence files that were superseded or not counted, for the row balance (contract 1.3): one row per school and
-- file that has any.
select
    school,
    bestand_nr,
    count(*) filter (where stand = 'vervangen')::integer as vervangen,
    count(*) filter (where stand = 'niet_geteld')::integer as niet_geteld
from mart_rijstand
where stand in ('vervangen', 'niet_geteld')
group by school, bestand_nr
order by school, bestand_nr
