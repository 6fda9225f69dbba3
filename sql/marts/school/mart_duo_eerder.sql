-- Reports on the worklist of a school that fell due in earlier school years, for its report: one row per school that
-- has any. They are counted there, not listed.
select
    school,
    count(*)::integer as meldingen
from mart_duo_werklijst
where lijst = 'eerder'
group by school
order by school
